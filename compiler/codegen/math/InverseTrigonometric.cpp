//===- InverseTrigonometric.cpp - asin, acos, atan, atan2 -----------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/codegen/math/Coefficients.h"
#include "compiler/codegen/math/Functions.h"

namespace kop::codegen::math {

/// Multiples of pi as a high part of the type and what it lacks.
static double high(MathBuilder &m, double factor) {
  return factor * m.pick(0x1.921fb6p+0, 0x1.921fb54442d18p+0);
}
static double low(MathBuilder &m, double factor) {
  return factor * m.pick(-0x1.777a5cf72cecep-25, 0x1.1a62633145c07p-54);
}

/// factor pi/2 - x.
static Num fromRightAngle(double factor, Num x) {
  MathBuilder &m = *x.builder;
  return high(m, factor) - (x - low(m, factor));
}

/// atan t - t for t in [0, 1].
static Num atanRest(Num t) {
  Num z = t * t;
  return t * z *
         (t.builder->isF32() ? estrin(z, atanF32) : estrin(z, atanF64));
}

/// (asin x - x) / x as a function of z = x^2 in [0, 1/4].
static Num asinRest(Num z) {
  return z * (z.builder->isF32() ? estrin(z, asinF32) : estrin(z, asinF64));
}

Num atan(Num x) {
  MathBuilder &m = *x.builder;
  Num a = abs(x);
  Num large = a > 1.0;
  Num t = select(large, 1.0 / a, a);
  Num rest = atanRest(t);
  // pi/2 - t - rest, the small terms first.
  Num beyond = high(m, 1) - (t - (low(m, 1) - rest));
  return copySign(select(large, beyond, t + rest), x);
}

Num atan2(Num y, Num x) {
  MathBuilder &m = *x.builder;
  Num a = abs(y), b = abs(x);
  Num steep = a > b;
  Num small = select(steep, b, a), large = select(steep, a, b);
  // 0/0 counts as 0, inf/inf as 1.
  Num t = small / large;
  t = select(equal(small, large), select(a > 0.0, m.c(1.0), m.c(0.0)), t);
  Num rest = atanRest(t);
  Num angle = select(steep, high(m, 1) - (t - (low(m, 1) - rest)), t + rest);
  Num negative = bits(x) < m.i(0);
  angle = select(negative, fromRightAngle(2, angle), angle);
  Num result = copySign(angle, y);
  return select(isNaN(x) | isNaN(y), x + y, result);
}

Num asin(Num x) {
  Num a = abs(x);
  Num large = a > 0.5;
  Num half = (1.0 - a) * 0.5;
  Num z = select(large, half, a * a);
  Num s = select(large, sqrt(half), a);
  Num value = fma(s, asinRest(z), s);
  // asin a = pi/2 - 2 asin sqrt((1 - a) / 2).
  return copySign(select(large, fromRightAngle(1, value + value), value), x);
}

Num acos(Num x) {
  MathBuilder &m = *x.builder;
  Num a = abs(x);
  Num large = a > 0.5;
  Num half = (1.0 - a) * 0.5;
  Num z = select(large, half, a * a);
  Num s = select(large, sqrt(half), copySign(a, x));
  Num rest = s * asinRest(z);
  Num twice = (s + rest) * 2.0;
  Num outside = select(x < 0.0, fromRightAngle(2, twice), twice);
  Num inside = high(m, 1) - (s - (low(m, 1) - rest));
  return select(large, outside, inside);
}

} // namespace kop::codegen::math
