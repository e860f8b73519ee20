//===- Exact.cpp - Exact constants ----------------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/sema/Exact.h"

#include <algorithm>
#include <charconv>

using namespace kop::sema;

/// Exponents of literals and powers beyond this are refused.
static constexpr long maxExponent = 20000;

/// 10^200 times pi, cut off.
static const char *const piDigits =
    "3141592653589793238462643383279502884197169399375105820974944592307816406"
    "286208998628034825342117067982148086513282306647093844609550582231725359"
    "40812848111745028410270193852110555964462294895493038196";

static mpz_class powerOfTen(unsigned long exponent) {
  mpz_class result;
  mpz_ui_pow_ui(result.get_mpz_t(), 10, exponent);
  return result;
}

Exact Exact::pi() { return Exact(0, 1); }
Exact Exact::infinity() { return {Kind::Infinity, 1}; }
Exact Exact::nan() { return {Kind::NaN, 0}; }
Exact Exact::boolean(bool truth) { return {Kind::Bool, truth ? 1 : 0}; }

std::optional<Exact> Exact::parse(std::string_view text) {
  std::string digits;
  long exponent = 0;
  size_t at = 0;
  bool behindPoint = false;
  for (; at < text.size() && text[at] != 'e' && text[at] != 'E'; ++at) {
    if (text[at] == '.') {
      behindPoint = true;
      continue;
    }
    digits += text[at];
    exponent -= behindPoint;
  }
  if (at < text.size()) {
    ++at;
    if (at < text.size() && text[at] == '+')
      ++at;
    long written = 0;
    auto [end, error] =
        std::from_chars(text.data() + at, text.data() + text.size(), written);
    if (error != std::errc() || std::abs(written) > maxExponent)
      return std::nullopt;
    exponent += written;
  }
  if (digits.empty() || digits.size() > maxExponent)
    return std::nullopt;
  mpq_class value{mpz_class(digits, 10)};
  if (exponent >= 0)
    value *= powerOfTen(exponent);
  else
    value /= powerOfTen(-exponent);
  return Exact(value);
}

bool Exact::isInteger() const { return isRational() && value.get_den() == 1; }

std::optional<int64_t> Exact::asInteger() const {
  if (!isInteger() || !value.get_num().fits_slong_p())
    return std::nullopt;
  return value.get_num().get_si();
}

bool Exact::is(long numerator, long denominator) const {
  mpq_class other(numerator, denominator);
  other.canonicalize();
  return isRational() && value == other;
}

mpq_class Exact::approximation() const {
  if (piFactor == 0)
    return value;
  static const mpq_class pi = [] {
    mpq_class digits(mpz_class(piDigits, 10),
                     powerOfTen(std::string_view(piDigits).size() - 1));
    digits.canonicalize();
    return digits;
  }();
  return value + piFactor * pi;
}

Constant Exact::constant() const {
  Constant result;
  switch (k) {
  case Kind::Number: {
    if (value == 0 && abs(piFactor) == 1) {
      result.kind = Constant::Kind::Pi;
      result.negative = piFactor < 0;
      break;
    }
    mpq_class number = approximation();
    result.numerator = number.get_num().get_str();
    result.denominator = number.get_den().get_str();
    break;
  }
  case Kind::Infinity:
    result.kind = Constant::Kind::Infinity;
    result.negative = value < 0;
    break;
  case Kind::NaN:
    result.kind = Constant::Kind::NaN;
    break;
  case Kind::Bool:
    result.kind = Constant::Kind::Bool;
    result.truth = truth();
    break;
  }
  return result;
}

std::string Exact::str() const {
  switch (k) {
  case Kind::Number: {
    if (piFactor == 0)
      return value.get_str();
    std::string multiple = piFactor == 1    ? "pi"
                           : piFactor == -1 ? "-pi"
                                            : piFactor.get_str() + "*pi";
    return value == 0 ? multiple : value.get_str() + " + " + multiple;
  }
  case Kind::Infinity:
    return value < 0 ? "-inf" : "inf";
  case Kind::NaN:
    return "nan";
  case Kind::Bool:
    return truth() ? "true" : "false";
  }
  return {};
}

//===----------------------------------------------------------------------===//
// Arithmetic
//===----------------------------------------------------------------------===//

Exact Exact::negated() const {
  if (k == Kind::NaN || k == Kind::Bool)
    return *this;
  Exact result = *this;
  result.value = -value;
  result.piFactor = -piFactor;
  return result;
}

std::optional<Exact> Exact::add(const Exact &a, const Exact &b) {
  if (a.isBool() || b.isBool())
    return std::nullopt;
  if (a.k == Kind::NaN || b.k == Kind::NaN)
    return nan();
  if (a.k == Kind::Infinity || b.k == Kind::Infinity) {
    if (a.k == b.k && a.value != b.value)
      return nan();
    return a.k == Kind::Infinity ? a : b;
  }
  return Exact(a.value + b.value, a.piFactor + b.piFactor);
}

std::optional<Exact> Exact::multiply(const Exact &a, const Exact &b) {
  if (a.isBool() || b.isBool())
    return std::nullopt;
  if (a.k == Kind::NaN || b.k == Kind::NaN)
    return nan();
  if (a.k == Kind::Infinity || b.k == Kind::Infinity) {
    int sign = sgn(a.approximation()) * sgn(b.approximation());
    return sign == 0 ? nan() : Exact{Kind::Infinity, sign};
  }
  if (a.piFactor != 0 && b.piFactor != 0)
    return std::nullopt;
  return Exact(a.value * b.value, a.value * b.piFactor + a.piFactor * b.value);
}

std::optional<Exact> Exact::divide(const Exact &a, const Exact &b) {
  if (a.isBool() || b.isBool())
    return std::nullopt;
  if (a.k == Kind::NaN || b.k == Kind::NaN)
    return nan();
  if (b.k == Kind::Infinity)
    return a.k == Kind::Infinity ? nan() : Exact(0);
  if (b.is(0)) {
    int sign = sgn(a.approximation());
    return sign == 0 ? nan() : Exact{Kind::Infinity, sign};
  }
  if (a.k == Kind::Infinity)
    return Exact{a.k, sgn(a.value) * sgn(b.approximation())};
  if (b.piFactor == 0)
    return Exact(a.value / b.value, a.piFactor / b.value);
  // A multiple of the divisor, as pi / pi.
  mpq_class ratio = a.piFactor / b.piFactor;
  return ratio * b.value == a.value ? std::optional(Exact(ratio))
                                    : std::nullopt;
}

std::optional<Exact> Exact::power(const Exact &base, const Exact &exponent) {
  auto n = exponent.asInteger();
  if (!base.isRational() || !n || std::abs(*n) > maxExponent)
    return std::nullopt;
  size_t bits = mpz_sizeinbase(base.value.get_num_mpz_t(), 2) +
                mpz_sizeinbase(base.value.get_den_mpz_t(), 2);
  if (bits * std::abs(*n) > 4 * maxExponent || (base.is(0) && *n < 0))
    return std::nullopt;
  mpz_class numerator, denominator;
  mpz_pow_ui(numerator.get_mpz_t(), base.value.get_num_mpz_t(), std::abs(*n));
  mpz_pow_ui(denominator.get_mpz_t(), base.value.get_den_mpz_t(), std::abs(*n));
  mpq_class result = *n >= 0 ? mpq_class(numerator, denominator)
                             : mpq_class(denominator, numerator);
  result.canonicalize();
  return Exact(result);
}

std::optional<Exact> Exact::floor(const Exact &a) {
  if (a.k != Kind::Number)
    return std::nullopt;
  mpq_class number = a.approximation();
  mpz_class result;
  mpz_fdiv_q(result.get_mpz_t(), number.get_num_mpz_t(),
             number.get_den_mpz_t());
  return Exact(mpq_class(result));
}

std::optional<int> Exact::compare(const Exact &a, const Exact &b) {
  if (a.k != Kind::Number || b.k != Kind::Number)
    return std::nullopt;
  return cmp(a.approximation(), b.approximation());
}
