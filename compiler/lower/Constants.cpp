//===- Constants.cpp - Rounding of exact constants ------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/lower/Constants.h"

#include "llvm/ADT/StringRef.h"

using namespace kop::lower;
using llvm::APFloat;
using llvm::APInt;
using llvm::StringRef;

/// Reads a decimal integer without its sign.
static APInt parseMagnitude(StringRef digits, bool &negative) {
  negative = digits.consume_front("-");
  digits.consume_front("+");
  // A decimal digit takes less than four bits.
  return APInt(4 * digits.size() + 1, digits, 10);
}

APFloat kop::lower::roundQuotient(StringRef numerator, StringRef denominator,
                                  const llvm::fltSemantics &semantics) {
  bool negative = false, ignored = false;
  APInt n = parseMagnitude(numerator, negative);
  APInt d = parseMagnitude(denominator, ignored);
  if (n.isZero())
    return APFloat::getZero(semantics);

  // Scale the numerator so that the quotient has all bits of the format and
  // some more; a remainder is remembered in one bit below them.
  int precision = APFloat::semanticsPrecision(semantics);
  int scale = precision + 2 + int(d.getActiveBits()) - int(n.getActiveBits());
  unsigned width = n.getActiveBits() + d.getActiveBits() + 2 * precision + 8;
  n = n.zextOrTrunc(width);
  d = d.zextOrTrunc(width);
  if (scale >= 0)
    n <<= scale;
  else
    d <<= -scale;
  APInt quotient, remainder;
  APInt::udivrem(n, d, quotient, remainder);
  bool sticky = !remainder.isZero();

  // Subnormal results keep fewer bits.
  int exponent = int(quotient.getActiveBits()) - 1 - scale;
  int keep = precision;
  int minExponent = APFloat::semanticsMinExponent(semantics);
  if (exponent < minExponent)
    keep = std::max(precision - (minExponent - exponent), -1);
  int drop = int(quotient.getActiveBits()) - keep;
  APInt kept = quotient.lshr(drop);
  bool half = quotient[drop - 1];
  sticky |= quotient.countr_zero() < unsigned(drop - 1);
  if (half && (sticky || kept[0]))
    ++kept;

  APFloat result(semantics);
  result.convertFromAPInt(kept, /*IsSigned=*/false,
                          APFloat::rmNearestTiesToEven);
  result = llvm::scalbn(result, drop - scale, APFloat::rmNearestTiesToEven);
  if (negative)
    result.changeSign();
  return result;
}

APFloat kop::lower::roundConstant(const sema::Constant &constant,
                                  const llvm::fltSemantics &semantics) {
  using Kind = sema::Constant::Kind;
  switch (constant.kind) {
  case Kind::NaN:
    return APFloat::getQNaN(semantics);
  case Kind::Infinity:
    return APFloat::getInf(semantics, constant.negative);
  case Kind::Pi: {
    APFloat pi = roundQuotient(
        "3141592653589793238462643383279502884197169399375105820974944592307",
        "1000000000000000000000000000000000000000000000000000000000000000000",
        semantics);
    if (constant.negative)
      pi.changeSign();
    return pi;
  }
  case Kind::Rational:
  case Kind::Bool:
    break;
  }
  return roundQuotient(constant.numerator, constant.denominator, semantics);
}

std::optional<APInt> kop::lower::integerConstant(const sema::Constant &constant,
                                                 unsigned bits) {
  if (constant.kind != sema::Constant::Kind::Rational ||
      constant.denominator != "1")
    return std::nullopt;
  bool negative = false;
  APInt value = parseMagnitude(constant.numerator, negative);
  value = value.zext(std::max(value.getBitWidth(), bits) + 1);
  if (negative)
    value.negate();
  if (value.getSignificantBits() > bits)
    return std::nullopt;
  return value.trunc(bits);
}
