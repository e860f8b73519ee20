//===- Exponential.cpp - exp, exp2, expm1, sinh, cosh, tanh ---------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/codegen/math/Coefficients.h"
#include "compiler/codegen/math/Functions.h"

namespace kop::codegen::math {

constexpr double log2E = 0x1.71547652b82fep+0;

Rounded nearest(Num x) {
  MathBuilder &m = *x.builder;
  if (m.target.hooks && m.target.hooks->round)
    if (Rounded rounded = m.target.hooks->round(m, x))
      return rounded;
  // Adding 1.5 * 2^mantissa leaves the integer in the low bits.
  double magic = m.pick(0x1.8p23, 0x1.8p52);
  Num shifted = x + magic;
  return {shifted - magic, bits(shifted)};
}

Num shiftExponent(Num a, Num n) {
  return fromBits(bits(a) + (n << a.builder->mantissa()));
}

/// `inside` for low <= x <= high, infinity above, 0 below, NaN of NaN.
static Num guardRange(Num x, Num inside, double low, double high) {
  MathBuilder &m = *x.builder;
  Num result = select(x <= high, inside, x + m.infinity());
  return select(x < low, m.c(0.0), result);
}

/// 2^f of f in [-1/2, 1/2].
static Num exp2Near(Num f) {
  MathBuilder &m = *f.builder;
  if (m.isF64())
    return fma(horner(f, exp2NearF64), f, 1.0);
  if (m.accuracy == Accuracy::Precise)
    return fma(horner(f, exp2PreciseF32), f, 1.0);
  return fma(horner(f, exp2NearF32), f, 1.0);
}

Num exp2(Num x) {
  MathBuilder &m = *x.builder;
  const TargetHooks *hooks = m.target.hooks;
  if (hooks && hooks->exp2)
    if (Num result = hooks->exp2(m, x))
      return result;
  // The ends give 0 and infinity by their exponents alone.
  double low = -double(m.bias()), high = double(m.bias() + 1);
  if (hooks && hooks->round) {
    Num inside = atMost(atLeast(x, low), high);
    if (Rounded n = hooks->round(m, inside))
      return shiftExponent(exp2Near(inside - n.value), n.integer);
  }
  return exp2Sum({x, {}});
}

Num exp2Sum(Pair x) {
  MathBuilder &m = *x.value.builder;
  double low = -double(m.bias()), high = double(m.bias() + 1);
  Rounded n = nearest(x.value);
  Num f = x.value - n.value;
  if (x.rest)
    f = f + x.rest;
  Num result = shiftExponent(exp2Near(f), n.integer);
  result = select(x.value < high, result, x.value + m.infinity());
  return select(x.value < low + 1, m.c(0.0), result);
}

ReducedExp reduceExp(Num x) {
  MathBuilder &m = *x.builder;
  // The high part has zeros at its end: its product with n is exact.
  double high = m.pick(0x1.62e4p-1, 0x1.62e42feep-1);
  double low = m.pick(0x1.7f7d1cf79abcap-20, 0x1.a39ef35793c76p-33);
  Rounded n = nearest(x * log2E);
  Num r = fma(n.value, -low, fma(n.value, -high, x));
  Num tail = m.isF32() ? horner(r, expF32) : estrin(r, expF64);
  return {n, fma(r * r, tail, r)};
}

Num expScaled(Num x, int shift) {
  MathBuilder &m = *x.builder;
  const TargetHooks *hooks = m.target.hooks;
  if (hooks && hooks->scale) {
    double limit = m.pick(200.0, 1500.0);
    ReducedExp e = reduceExp(atMost(atLeast(x, -limit), limit));
    if (Num result = hooks->scale(m, e.p + 1.0, e.n.value + double(shift)))
      return result;
  }
  constexpr double ln2 = 0x1.62e42fefa39efp-1;
  ReducedExp e = reduceExp(x);
  Num n = e.n.integer;
  double low = m.pick(-0x1.5d589ep6, -0x1.6232bdd7abcd2p9);
  double high = m.pick(0x1.62e42ep6, 0x1.62e42fefa39efp9);
  if (shift) {
    n = n + double(shift);
    // Inside the true ends by an ulp: beyond them the exponent wraps.
    double inside = 1 - m.pick(0x1p-23, 0x1p-52);
    low = (low - shift * ln2) * inside;
    high = (high - shift * ln2) * inside;
  }
  return guardRange(x, shiftExponent(e.p + 1.0, n), low, high);
}

Num exp(Num x) {
  MathBuilder &m = *x.builder;
  if (m.isF32() && m.accuracy != Accuracy::Precise)
    return exp2(x * log2E);
  return expScaled(x, 0);
}

Num expm1(Num x) {
  MathBuilder &m = *x.builder;
  // Below -60 the result is -1 and the exponent would leave the range.
  ReducedExp e = reduceExp(atLeast(x, -60.0));
  // Half of 2^n, which is finite where the result is.
  Num half = shiftExponent(m.c(0.5), e.n.integer);
  Num result = fma(half, e.p, half - 0.5) * 2.0;
  result = select(equal(e.n.value, m.c(0.0)), e.p, result);
  double high = m.pick(0x1.62e42ep6, 0x1.62e42fefa39efp9);
  return select(x <= high, result, x + m.infinity());
}

Num sinh(Num x) {
  MathBuilder &m = *x.builder;
  Num a = abs(x), z = a * a;
  Num tail = m.isF32() ? horner(z, sinhF32) : horner(z, sinhF64);
  Num small = fma(a * z, tail, a);
  Num half = expScaled(a, -1);
  Num large = half - divide(0.25, half);
  return copySign(select(a < 1.0, small, large), x);
}

Num cosh(Num x) {
  Num half = expScaled(abs(x), -1);
  return half + divide(0.25, half);
}

Num tanh(Num x) {
  MathBuilder &m = *x.builder;
  Num a = abs(x), z = a * a;
  Num tail = m.isF32() ? horner(z, tanhF32) : horner(z, tanhF64);
  Num small = fma(a * z, tail, a);
  Num large = 1.0 - divide(2.0, expScaled(a + a, 0) + 1.0);
  return copySign(select(a < m.pick(0.625, 0.55), small, large), x);
}

} // namespace kop::codegen::math
