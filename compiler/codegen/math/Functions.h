//===- Functions.h - Expansions of functions --------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Each builds the function of its arguments at the builder's insertion point.
// Subnormal arguments count as 0 and subnormal results may be 0: the code runs
// with flush-to-zero. The sign of a zero result is kept by odd functions only
// where it costs nothing.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_CODEGEN_MATH_FUNCTIONS_H
#define KOP_CODEGEN_MATH_FUNCTIONS_H

#include "compiler/codegen/math/Hooks.h"

namespace kop::codegen::math {

// Exponential.cpp
Num exp2(Num x);
Num exp(Num x);
Num expm1(Num x);
Num sinh(Num x);
Num cosh(Num x);
Num tanh(Num x);
/// e^x 2^shift within an ulp, whatever the accuracy asked for.
Num expScaled(Num x, int shift);

// Logarithm.cpp
Num log(Num x);
Num log2(Num x);
Num log10(Num x);
Num log1p(Num x);
Num asinh(Num x);
Num acosh(Num x);
Num atanh(Num x);

// Trigonometric.cpp
Num sin(Num x);
Num cos(Num x);
/// Both, from one reduction of the argument and one pair of polynomials.
struct SinCos {
  Num sin, cos;
};
SinCos sinCos(Num x);
Num tan(Num x);

// InverseTrigonometric.cpp
Num asin(Num x);
Num acos(Num x);
Num atan(Num x);
Num atan2(Num y, Num x);

// ErrorFunction.cpp
Num erf(Num x);
Num erfc(Num x);

// Functions.def: Gamma.cpp, Bessel.cpp, BesselOrder.cpp
#define KOP_DECLARE_1(NAME) Num NAME(Num x);
#define KOP_DECLARE_2(NAME) Num NAME(Num order, Num x);
#define KOP_SPECIAL(NAME, ARITY, ...) KOP_DECLARE_##ARITY(NAME)
#include "dialect/Functions.def"
#undef KOP_DECLARE_1
#undef KOP_DECLARE_2

// Power.cpp
Num pow(Num x, Num y);
Num cbrt(Num x);
Num squareRoot(Num x);
Num reciprocalRoot(Num x);
/// a / b as the target does it best; operator/ is the instruction.
Num divide(Num a, Num b);
Num divide(double a, Num b);

/// The smaller and the larger; the other where one is NaN.
Num smaller(Num a, Num b);
Num larger(Num a, Num b);

// Rounding.cpp
// By instructions where the target has them.
Num floor(Num x);
Num ceil(Num x);
Num trunc(Num x);
Num roundEven(Num x);
/// Half-way cases away from zero.
Num round(Num x);
/// x - y trunc(x / y).
Num remainder(Num x, Num y);

//===----------------------------------------------------------------------===//
// Shared pieces
//===----------------------------------------------------------------------===//

/// The nearest integer of |x| < 2^22 (f32) or 2^51; what the integer holds
/// beyond its low bits is unspecified.
Rounded nearest(Num x);
/// a * 2^n for a normal result, from the low bits of an integer.
Num shiftExponent(Num a, Num n);
/// f of an f32 computed in f64, where the errors of f do not show.
Num inF64(Num x, Num (*f)(Num));
/// A function written for f64: `single` asks for the accuracy of f32 only.
Num ofF64(Num x, Num (*f)(Num x, bool single));
Num ofF64(Num x, Num y, Num (*f)(Num x, Num y, bool single));
/// e^x = 2^n (1 + p), n the nearest integer of x / ln 2, for finite x.
struct ReducedExp {
  Rounded n;
  Num p;
};
ReducedExp reduceExp(Num x);
/// 2^(value + rest); the rest may be absent.
Num exp2Sum(Pair x);
/// a + b and a * b without error.
Pair twoSum(Num a, Num b);
Pair twoProduct(Num a, Num b);
/// x by pi/2: the rest in [-pi/4, pi/4] and the quotient's low bits.
struct Angle {
  Pair rest;
  Num quadrant;
};
/// x by pi/2, whatever the size of x.
Angle reduceAngle(Num x);
/// sin and cos in [-pi/4, pi/4].
Num sinNear(Pair x);
Num cosNear(Pair x);
/// Whether bit `bit` (1, 2, …) of an integer is set.
Num hasBit(Num n, int64_t bit);
/// log2 of a normal f64, with some 68 bits.
Pair log2Pair(Num a);
Pair operator+(Pair a, Pair b);
Pair operator*(Pair a, Pair b);
/// Of finite |x| beyond the reach of subtraction, where `large`; elsewhere
/// `near`. A NaN gives anything.
Angle reduceLarge(Num x, Num large, Angle near);

} // namespace kop::codegen::math

#endif // KOP_CODEGEN_MATH_FUNCTIONS_H
