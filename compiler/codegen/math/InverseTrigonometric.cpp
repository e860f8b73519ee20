//===- InverseTrigonometric.cpp - asin, acos, atan, atan2 -----------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/codegen/math/Coefficients.h"
#include "compiler/codegen/math/Functions.h"

#include <limits>

namespace kop::codegen::math {

/// Multiples of pi as a high part of the type and what it lacks.
static double high(MathBuilder &m, double factor) {
  return factor * m.pick(0x1.921fb6p+0, 0x1.921fb54442d18p+0);
}
static double low(MathBuilder &m, double factor) {
  return factor * m.pick(-0x1.777a5cf72cecep-25, 0x1.1a62633145c07p-54);
}

/// factor pi/2 - (x + rest), the large terms first: they cancel exactly.
static Num fromRightAngle(double factor, Num x, Num rest) {
  MathBuilder &m = *x.builder;
  return (high(m, factor) - x) + (low(m, factor) - rest);
}

/// atan t - t for t in [0, 1].
static Num atanRest(Num t) {
  Num z = t * t;
  return t * z * (t.builder->isF32() ? horner(z, atanF32) : horner(z, atanF64));
}

/// (asin x - x) / x as a function of z = x^2 in [0, 1/4].
static Num asinRest(Num z) {
  return z * (z.builder->isF32() ? estrin(z, asinF32) : estrin(z, asinF64));
}

Num atan(Num x) {
  Num a = abs(x);
  Num large = a > 1.0;
  Num t = select(large, divide(1.0, a), a);
  Num rest = atanRest(t);
  return copySign(select(large, fromRightAngle(1, t, rest), t + rest), x);
}

/// The bits of -0.
static int64_t signBit(MathBuilder &m) {
  return m.pick<int64_t>(int64_t(1) << 31, std::numeric_limits<int64_t>::min());
}

Num atan2(Num y, Num x) {
  MathBuilder &m = *x.builder;
  Num a = abs(y), b = abs(x);
  Num steep = a > b;
  Num small = select(steep, b, a), large = select(steep, a, b);
  // 0/0 counts as 0, inf/inf as 1.
  Num t = divide(small, large);
  t = select(equal(small, large), select(a > 0.0, m.c(1.0), m.c(0.0)), t);
  Num rest = atanRest(t);
  // pi/2 - t, pi - t, pi/2 + t or t, by quadrant.
  Num negative = bits(x) < m.i(0);
  Num backward = fromBits(bits(t) ^ m.i(signBit(m)));
  Num backwardRest = fromBits(bits(rest) ^ m.i(signBit(m)));
  Num upright = fromRightAngle(1, select(negative, backward, t),
                               select(negative, backwardRest, rest));
  Num flat = select(negative, fromRightAngle(2, t, rest), t + rest);
  Num result = copySign(select(steep, upright, flat), y);
  return select(isNaN(x) | isNaN(y), x + y, result);
}

/// sqrt(x) of x <= 1/2; no rest where it is rounded once.
static Pair rootPair(Num x) {
  MathBuilder &m = *x.builder;
  if (m.target.hooks && m.target.hooks->rootPair)
    if (Pair root = m.target.hooks->rootPair(m, x))
      return root;
  return {sqrt(x), {}};
}

Num asin(Num x) {
  Num a = abs(x);
  Num large = a > 0.5;
  Num half = (1.0 - a) * 0.5;
  Num z = select(large, half, a * a);
  Pair root = rootPair(half);
  Num s = select(large, root.value, a);
  Num rest = s * asinRest(z);
  // asin a = pi/2 - 2 asin sqrt((1 - a) / 2).
  Num lost = root.rest ? rest + root.rest : rest;
  Num beyond = fromRightAngle(1, s + s, lost + lost);
  return copySign(select(large, beyond, s + rest), x);
}

Num acos(Num x) {
  Num a = abs(x);
  Num large = a > 0.5;
  Num half = (1.0 - a) * 0.5;
  Num z = select(large, half, a * a);
  Num s = select(large, squareRoot(half), copySign(a, x));
  Num rest = s * asinRest(z);
  Num backward = fromRightAngle(2, s + s, rest + rest);
  Num outside = select(x < 0.0, backward, (s + rest) * 2.0);
  return select(large, outside, fromRightAngle(1, s, rest));
}

} // namespace kop::codegen::math
