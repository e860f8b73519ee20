//===- Hooks.h - Instructions of targets ------------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Functions a target has instructions for. A hook may decline, for a width or
// type without the instruction, by an empty result; the portable expansion
// follows then.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_CODEGEN_MATH_HOOKS_H
#define KOP_CODEGEN_MATH_HOOKS_H

#include "compiler/codegen/math/MathBuilder.h"

namespace kop::codegen::math {

/// A float rounded to an integer, as float and as integer.
struct Rounded {
  Num value;
  Num integer;
  explicit operator bool() const { return bool(value); }
};

/// A value and what it lacks: value + rest.
struct Pair {
  Num value;
  Num rest;
  explicit operator bool() const { return bool(value); }
};

/// x = 2^exponent mantissa, the mantissa in [3/4, 3/2).
struct Split {
  Num exponent;
  Num mantissa;
  explicit operator bool() const { return bool(exponent); }
};

struct TargetHooks {
  /// 2^x.
  Num (*exp2)(MathBuilder &, Num x) = nullptr;
  /// p * 2^n for an integer n in a float: any n, with overflow to infinity
  /// and underflow to 0. A NaN p gives infinity or 0 where n is infinite.
  Num (*scale)(MathBuilder &, Num p, Num n) = nullptr;
  /// The nearest integer; a NaN may give any integer.
  Rounded (*round)(MathBuilder &, Num x) = nullptr;
  Num (*sqrt)(MathBuilder &, Num x) = nullptr;
  Num (*rsqrt)(MathBuilder &, Num x) = nullptr;
  /// sqrt(x) of x in [0, 1] and what it lacks, of 0 exactly; else NaN.
  Pair (*rootPair)(MathBuilder &, Num x) = nullptr;
  /// Of positive numbers; of others anything.
  Split (*split)(MathBuilder &, Num x) = nullptr;
  /// `log` of positive numbers; the limits elsewhere. Beside `split`.
  Num (*logLimits)(MathBuilder &, Num x, Num log) = nullptr;
  /// x^y.
  Num (*pow)(MathBuilder &, Num x, Num y) = nullptr;
  Num (*divide)(MathBuilder &, Num a, Num b) = nullptr;
  /// The smaller, or the larger, of two numbers; the other where one is NaN.
  Num (*extremum)(MathBuilder &, Num a, Num b, bool largest) = nullptr;
};

extern const TargetHooks avx512Hooks;
extern const TargetHooks avx2Hooks;
extern const TargetHooks sseHooks;
extern const TargetHooks nvptxHooks;

} // namespace kop::codegen::math

#endif // KOP_CODEGEN_MATH_HOOKS_H
