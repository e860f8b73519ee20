//===- ErrorFunction.cpp - erf, erfc --------------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/codegen/math/Coefficients.h"
#include "compiler/codegen/math/Functions.h"

namespace kop::codegen::math {

/// erf of |x| <= 1.
static Num erfNear(Num x) {
  Num z = x * x;
  Num tail = x.builder->isF32() ? horner(z, erfF32) : horner(z, erfF64);
  return fma(x, tail, x);
}

/// erfc of a >= 0.4: exp(-a^2) P((a - 2) / (a + 2)) / (1 + 2 a). Of NaN:
/// anything.
static Num erfcFar(Num a) {
  MathBuilder &m = *a.builder;
  // Beyond `end` it is 0; the polynomial would leave its interval.
  double end = m.pick(9.19, 26.54);
  Num outside = a > end;
  a = atMost(a, end);
  Num t = divide(a - 2.0, a + 2.0);
  Num p = m.isF32() ? horner(t, erfcF32) : horner(t, erfcF64);
  // P / (1 + 2 a) with what the division loses.
  Pair divisor = twoSum(a + a, m.c(1.0));
  Num q = divide(p, divisor.value);
  Pair back = twoProduct(q, divisor.value);
  Num lost = ((p - back.value) - back.rest) - q * divisor.rest;
  if (m.isF64())
    lost = lost + erfcRestF64;
  // exp(-a^2) = 2^n (1 + e), a^2 with its rest.
  Pair square = twoProduct(a, a);
  ReducedExp e = reduceExp(-square.value);
  Num small = fma(-q, square.rest, divide(lost, divisor.value));
  Num value = fma(e.p, q, fma(e.p, small, small)) + q;
  Num result = shiftExponent(value, e.n.integer);
  return select(outside, m.c(0.0), result);
}

Num erf(Num x) {
  Num a = abs(x);
  Num result = select(a < 1.0, erfNear(a), 1.0 - erfcFar(a));
  return select(isNaN(x), x, copySign(result, x));
}

Num erfc(Num x) {
  if (x.builder->isF32())
    return inF64(x, erfc);
  Num a = abs(x);
  Num far = erfcFar(a);
  far = select(x < 0.0, 2.0 - far, far);
  Num result = select(a < 0.4, 1.0 - erfNear(x), far);
  return select(isNaN(x), x, result);
}

} // namespace kop::codegen::math
