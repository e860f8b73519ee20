//===- Exact.h - Exact constants --------------------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Literals, `const`s and dimensions are exact until they meet a typed value:
// numbers p + q pi with rationals p and q of any length, infinities, NaN, and
// truth values.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_SEMA_EXACT_H
#define KOP_SEMA_EXACT_H

#include "compiler/sema/Typed.h"

#include <gmpxx.h>

#include <optional>
#include <string>
#include <string_view>

namespace kop::sema {

class Exact {
public:
  enum class Kind { Number, Infinity, NaN, Bool };

  Exact() = default;
  Exact(long value) : value(value) {}
  explicit Exact(mpq_class value, mpq_class factorOfPi = 0)
      : value(std::move(value)), piFactor(std::move(factorOfPi)) {}
  static Exact pi();
  static Exact infinity();
  static Exact nan();
  static Exact boolean(bool truth);

  /// Reads "1", "1.5", ".5", "1e-3". Nothing when the exponent is beyond
  /// what any format could hold.
  static std::optional<Exact> parse(std::string_view text);

  Kind kind() const { return k; }
  bool isNumber() const { return k != Kind::Bool; }
  bool isBool() const { return k == Kind::Bool; }
  bool truth() const { return value != 0; }
  bool isInteger() const;
  /// The value when it is an integer of 64 bits.
  std::optional<int64_t> asInteger() const;
  bool is(long numerator, long denominator = 1) const;

  /// The form that lowering rounds. What holds pi is given as a rational with
  /// two hundred digits of pi, but for pi and -pi themselves.
  Constant constant() const;
  /// "3", "1/3", "pi", "1 + 2/3*pi", "-inf", "true".
  std::string str() const;

  // Nothing when the result is not exact, as for pi * pi (`1/0` is).
  static std::optional<Exact> add(const Exact &a, const Exact &b);
  static std::optional<Exact> multiply(const Exact &a, const Exact &b);
  static std::optional<Exact> divide(const Exact &a, const Exact &b);
  static std::optional<Exact> power(const Exact &base, const Exact &exponent);
  static std::optional<Exact> floor(const Exact &a);
  Exact negated() const;
  /// -1, 0, 1; nothing for NaN, truth values and unlike operands.
  static std::optional<int> compare(const Exact &a, const Exact &b);

  friend bool operator==(const Exact &a, const Exact &b) {
    return a.k == b.k && a.value == b.value && a.piFactor == b.piFactor;
  }

private:
  Exact(Kind k, mpq_class value) : k(k), value(std::move(value)) {}

  bool isRational() const { return k == Kind::Number && piFactor == 0; }
  /// The number with the digits of pi put in.
  mpq_class approximation() const;

  Kind k = Kind::Number;
  /// The rational part; the sign of an infinity; 0 or 1 for a truth value.
  mpq_class value = 0;
  mpq_class piFactor = 0;
};

} // namespace kop::sema

#endif // KOP_SEMA_EXACT_H
