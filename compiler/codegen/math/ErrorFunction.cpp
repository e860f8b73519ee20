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

/// erfc of a >= 0.4: exp(-a^2) P((a - 2) / (a + 2)) / (1 + 2 a).
static Num erfcFar(Num a) {
  MathBuilder &m = *a.builder;
  // Beyond 30 it is 0; the polynomial would leave its interval.
  a = atMost(a, 30.0);
  Num t = (a - 2.0) / (a + 2.0);
  Num p = m.isF32() ? horner(t, erfcF32) : horner(t, erfcF64);
  Pair square = twoProduct(a, a);
  Num e = expScaled(-square.value, 0);
  Num quotient = p / fma(a, 2.0, m.c(1.0));
  return e * fma(quotient, -square.rest, quotient);
}

Num erf(Num x) {
  Num a = abs(x);
  Num result = select(a < 1.0, erfNear(a), 1.0 - erfcFar(a));
  return copySign(result, x);
}

Num erfc(Num x) {
  Num a = abs(x);
  Num far = erfcFar(a);
  far = select(x < 0.0, 2.0 - far, far);
  return select(a < 0.4, 1.0 - erfNear(x), far);
}

} // namespace kop::codegen::math
