//===- Power.cpp - pow, cbrt, roots, quotients, extrema -------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/codegen/math/Coefficients.h"
#include "compiler/codegen/math/Functions.h"

using namespace mlir;

namespace kop::codegen::math {

Num squareRoot(Num x) {
  MathBuilder &m = *x.builder;
  if (m.target.hooks && m.target.hooks->sqrt)
    if (Num result = m.target.hooks->sqrt(m, x))
      return result;
  return sqrt(x);
}

Num reciprocalRoot(Num x) {
  MathBuilder &m = *x.builder;
  if (m.target.hooks && m.target.hooks->rsqrt)
    if (Num result = m.target.hooks->rsqrt(m, x))
      return result;
  return 1.0 / sqrt(x);
}

Num divide(Num a, Num b) {
  MathBuilder &m = *a.builder;
  if (m.target.hooks && m.target.hooks->divide)
    if (Num result = m.target.hooks->divide(m, a, b))
      return result;
  return a / b;
}

Num divide(double a, Num b) { return divide(b.builder->c(a), b); }

template <typename Op, bool largest> static Num extremum(Num a, Num b) {
  MathBuilder &m = *a.builder;
  if (m.target.hooks && m.target.hooks->extremum)
    if (Num result = m.target.hooks->extremum(m, a, b, largest))
      return result;
  return m.num(Op::create(m.b, m.loc, a.value, b.value));
}

Num smaller(Num a, Num b) { return extremum<arith::MinNumFOp, false>(a, b); }
Num larger(Num a, Num b) { return extremum<arith::MaxNumFOp, true>(a, b); }

Num cbrt(Num x) {
  MathBuilder &m = *x.builder;
  Num a = abs(x);
  Num guess = exp2(log2(a) * (1.0 / 3.0));
  // Few enough bits that the square is exact; then one step of Halley.
  Num mask = m.i(m.pick<int64_t>(~int64_t(0x1fff), ~int64_t(0x3fffffff)));
  Num t = fromBits(bits(guess) & mask);
  Num quotient = divide(a, t * t);
  Num step = divide(quotient - t, t + t + quotient);
  Num result = fma(t, step, t);
  // 0, infinity and NaN are their own roots.
  Num ordinary = (a >= m.smallest()) & (a < m.infinity());
  return copySign(select(ordinary, result, a), x);
}

//===----------------------------------------------------------------------===//
// pow
//===----------------------------------------------------------------------===//

Pair operator+(Pair a, Pair b) {
  Pair sum = twoSum(a.value, b.value);
  return twoSum(sum.value, sum.rest + (a.rest + b.rest));
}

Pair operator*(Pair a, Pair b) {
  Pair product = twoProduct(a.value, b.value);
  Num rest = fma(a.value, b.rest, fma(a.rest, b.value, product.rest));
  return twoSum(product.value, rest);
}

Pair log2Pair(Num a) {
  MathBuilder &m = *a.builder;
  Num b = bits(a);
  Num k = (b - m.i(0x3fe6a09e667f3bcd)) >> 52;
  Num mantissa = fromBits(b - (k << 52));
  Num exponent = fromBits(k + m.i(0x4338000000000000)) - 0x1.8p52;
  // s = (m - 1) / (m + 1), log m = 2 atanh s.
  Num f = mantissa - 1.0;
  Pair divisor = twoSum(mantissa, m.c(1.0));
  Num q = f / divisor.value;
  Pair back = twoProduct(q, divisor.value);
  Num lost = ((f - back.value) - back.rest) - q * divisor.rest;
  Pair s = twoSum(q, lost / divisor.value);
  Pair square = s * s;
  // 2 s + (2/3) s^3 + s^5 P(s^2): the first two terms with their rests.
  Num z = square.value;
  Num tail = horner(z, atanhTailF64);
  Pair third = {m.c(0x1.5555555555555p-1), m.c(0x1.5555555555555p-55)};
  Pair cubic = (third + Pair{z * tail, m.c(0.0)}) * square;
  Pair log = s * (Pair{m.c(2.0), m.c(0.0)} + cubic);
  Pair scaled =
      log * Pair{m.c(0x1.71547652b82fep+0), m.c(0x1.777d0ffda0d24p-56)};
  return Pair{exponent, m.c(0.0)} + scaled;
}

/// a^y of a positive normal f64 a and finite y; `f32` bits are enough where
/// the result is rounded to f32.
static Num powPositive(Num a, Num y, bool f32) {
  MathBuilder &m = *a.builder;
  if (f32)
    return exp2(log2(a) * y);
  Pair log = log2Pair(a);
  Pair product = twoProduct(log.value, y);
  Num rest = fma(log.rest, y, product.rest);
  // Beyond the range of exponents the rest does not count and may be NaN.
  Num inRange = abs(product.value) < 1100.0;
  return exp2Sum({product.value, select(inRange, rest, m.c(0.0))});
}

/// The value at the ends of the domain, where log2 a is infinite or 0 times
/// an infinite y.
static Num powLimits(Num a, Num y, Num ordinary) {
  MathBuilder &m = *a.builder;
  Num zero = m.c(0.0), infinity = m.infinity();
  Num positive = y > 0.0;
  Num ofZero = select(positive, zero, infinity);
  Num ofInfinity = select(positive, infinity, zero);
  Num result = ordinary;
  // |y| infinite: by the side of 1 that a is on.
  Num grows = (a > 1.0) ^ (y < 0.0);
  Num unbounded = select(grows, infinity, zero);
  unbounded = select(equal(a, m.c(1.0)), a, unbounded);
  result = select(equal(abs(y), infinity), unbounded, result);
  result = select(a < m.smallest(), ofZero, result);
  result = select(equal(a, infinity), ofInfinity, result);
  return result;
}

static Num powWide(Num x, Num y, bool f32) {
  MathBuilder &m = *x.builder;
  Num a = abs(x);
  Num result = powLimits(a, y, powPositive(a, y, f32));
  // A negative base: the sign of odd powers, NaN between integers.
  Num halfY = y * 0.5;
  Num isInteger = equal(floor(y), y);
  Num isOdd = isInteger & (floor(halfY) < halfY);
  Num negative = bits(x) < m.i(0);
  Num signedResult = select(isOdd, -result, result);
  Num undefined = (x < 0.0) & (a < m.infinity());
  signedResult =
      select(isInteger, signedResult, select(undefined, m.nan(), result));
  result = select(negative, signedResult, result);
  result = select(isNaN(x) | isNaN(y), x + y, result);
  // x^0 = 1^y = 1, of NaN as well.
  Num one = m.c(1.0);
  return select(equal(x, one) | equal(y, m.c(0.0)), one, result);
}

Num pow(Num x, Num y) {
  MathBuilder &m = *x.builder;
  if (m.target.hooks && m.target.hooks->pow)
    if (Num result = m.target.hooks->pow(m, x, y))
      return result;
  if (m.isF64())
    return powWide(x, y, false);
  // f32 in f64: the rounding of f64 does not show.
  MathBuilder wide(m.b, m.loc, m.with(m.b.getF64Type()), m.target, m.accuracy);
  return convert(powWide(convert(x, wide), convert(y, wide), true), m);
}

} // namespace kop::codegen::math
