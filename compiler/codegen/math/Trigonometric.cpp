//===- Trigonometric.cpp - sin, cos, tan ----------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Arguments up to 10^5 are reduced by subtracting multiples of pi/2 in parts;
// larger ones exactly, in integers (LargeArgument.cpp), behind a branch that
// is taken when a lane needs it.
//
//===----------------------------------------------------------------------===//

#include "compiler/codegen/math/Coefficients.h"
#include "compiler/codegen/math/Functions.h"

using namespace mlir;

namespace kop::codegen::math {

constexpr double twoOverPiNear = 0x1.45f306dc9c883p-1;
constexpr double reach = 1e5;

Pair twoSum(Num a, Num b) {
  Num sum = a + b, virtualB = sum - a;
  return {sum, (a - (sum - virtualB)) + (b - virtualB)};
}

/// The upper half of the bits of a.
static Num upper(Num a) {
  MathBuilder &m = *a.builder;
  Num scaled = a * m.pick(0x1.001p12, 0x1.0000002p27);
  return scaled - (scaled - a);
}

Pair twoProduct(Num a, Num b) {
  MathBuilder &m = *a.builder;
  Num product = a * b;
  if (m.target.hasFMA)
    return {product, fma(a, b, -product)};
  Num a1 = upper(a), a2 = a - a1, b1 = upper(b), b2 = b - b1;
  Num rest = ((a1 * b1 - product) + a1 * b2 + a2 * b1) + a2 * b2;
  return {product, rest};
}

/// |x| <= reach by three parts of pi/2, in f64 or with fma.
static Angle reduceNear(Num x) {
  MathBuilder &m = *x.builder;
  Rounded n = nearest(x * twoOverPiNear);
  if (m.isF32()) {
    Num r = x;
    for (double part : halfPiF32)
      r = fma(n.value, -part, r);
    // Conversions of x86 give an integer for infinity: make it NaN.
    if (m.target.hooks && m.target.hooks->round)
      r = r + (x - x);
    return {{r, {}}, n.integer};
  }
  if (m.target.hasFMA) {
    Num first = fma(n.value, -halfPiF64[0], x);
    Pair second = twoProduct(n.value, m.c(-halfPiF64[1]));
    Pair r = twoSum(first, second.value);
    Num rest = fma(n.value, -halfPiF64[2], second.rest + r.rest);
    return {{r.value, rest}, n.integer};
  }
  // Parts of 33 bits: products with n < 2^20 are exact.
  Num first = x - n.value * halfPiShort[0];
  Pair second = twoSum(first, n.value * -halfPiShort[1]);
  Pair third = twoSum(second.value, n.value * -halfPiShort[2]);
  Num rest = (second.rest + third.rest) - n.value * halfPiShort[3];
  return {{third.value, rest}, n.integer};
}

/// f32 without fma: reduced in f64, where products are exact.
static Angle reduceNearWide(Num x) {
  MathBuilder &m = *x.builder;
  MathBuilder wide(m.b, m.loc, m.with(m.b.getF64Type()), m.target, m.accuracy);
  Num w = convert(x, wide);
  Rounded n = nearest(w * twoOverPiNear);
  Num r = (w - n.value * halfPiShort[0]) - n.value * halfPiShort[1];
  r = r - n.value * halfPiShort[2];
  return {{convert(r, m), {}}, convert(n.integer, m)};
}

Angle reduceAngle(Num x) {
  MathBuilder &m = *x.builder;
  Angle near =
      m.isF32() && !m.target.hasFMA ? reduceNearWide(x) : reduceNear(x);
  Num size = abs(x);
  Num large = (size > reach) & (size < m.infinity());
  return reduceLarge(x, large, near);
}

Num sinNear(Pair x) {
  MathBuilder &m = *x.value.builder;
  Num z = x.value * x.value;
  Num tail = m.isF32() ? horner(z, sinF32) : horner(z, sinF64);
  if (!x.rest)
    return fma(x.value * z, tail, x.value);
  // sin(v + r) = sin v + r cos v.
  Num correction = x.rest * fma(z, -0.5, x.value.builder->c(1.0));
  return x.value + fma(x.value * z, tail, correction);
}

Num cosNear(Pair x) {
  Num z = x.value * x.value;
  if (!x.rest)
    return fma(z * z, horner(z, cosF32), fma(z, -0.5, x.value.builder->c(1.0)));
  Num half = z * 0.5, whole = 1.0 - half;
  Num lost = (1.0 - whole) - half;
  Num tail = fma(z * z, horner(z, cosF64), -(x.value * x.rest));
  return whole + (lost + tail);
}

Num hasBit(Num n, int64_t bit) {
  MathBuilder &m = *n.builder;
  return equal(n & m.i(bit), m.i(bit));
}

/// `value` with the sign changed where bit 1 of the quadrant is set.
static Num withSign(Num value, Num quadrant) {
  MathBuilder &m = *value.builder;
  unsigned top = m.mantissa() + (m.isF32() ? 8 : 11);
  Num sign = (quadrant & m.i(2)) << (top - 1);
  return fromBits(bits(value) ^ sign);
}

SinCos sinCos(Num x) {
  MathBuilder &m = *x.builder;
  Angle a = reduceAngle(x);
  Num s = sinNear(a.rest), c = cosNear(a.rest);
  Num odd = hasBit(a.quadrant, 1);
  return {withSign(select(odd, c, s), a.quadrant),
          withSign(select(odd, s, c), a.quadrant + m.i(1))};
}

Num sin(Num x) { return sinCos(x).sin; }

Num cos(Num x) { return sinCos(x).cos; }

Num tan(Num x) {
  // The errors of sine and cosine add up.
  if (x.builder->isF32())
    return inF64(x, tan);
  Angle a = reduceAngle(x);
  Num s = sinNear(a.rest), c = cosNear(a.rest);
  Num odd = hasBit(a.quadrant, 1);
  return select(odd, -c, s) / select(odd, s, c);
}

} // namespace kop::codegen::math
