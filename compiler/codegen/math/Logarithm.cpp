//===- Logarithm.cpp - log, log2, log1p, asinh, acosh, atanh --------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/codegen/math/Coefficients.h"
#include "compiler/codegen/math/Functions.h"

namespace kop::codegen::math {

/// x = 2^k m for normal x, m in [sqrt 1/2, sqrt 2) or in [3/4, 3/2).
struct Decomposed {
  Num exponent; ///< k as a float
  Num mantissa;
  Num integer; ///< k as an integer; none where the target splits x itself
};

/// k as a float, |k| < 2^20. There may be no instruction for 64 bits.
static Num exponentToFloat(Num k) {
  MathBuilder &m = *k.builder;
  if (m.isF32())
    return toFloat(k);
  double magic = 0x1.8p52;
  return fromBits(k + m.i(0x4338000000000000)) - magic;
}

static Decomposed decompose(Num x) {
  MathBuilder &m = *x.builder;
  if (m.target.hooks && m.target.hooks->split)
    if (Split split = m.target.hooks->split(m, x))
      return {split.exponent, split.mantissa, {}};
  int64_t root = m.isF32() ? 0x3f3504f3 : 0x3fe6a09e667f3bcd;
  Num b = bits(x);
  Num k = (b - m.i(root)) >> m.mantissa();
  return {exponentToFloat(k), fromBits(b - (k << m.mantissa())), k};
}

/// log(1 + f) - f for 1 + f in [sqrt 1/2, 3/2).
static Num logRest(Num f) {
  MathBuilder &m = *f.builder;
  Num square = f * f;
  if (m.isF32())
    return fma(square, -0.5, square * f * estrin(f, logF32));
  // 2 atanh(f / (2 + f)).
  Num s = f / (f + 2.0), z = s * s, half = square * 0.5;
  Num tail = z * horner(z, logF64);
  return s * (half + tail) - half;
}

/// `result` of a positive normal x; the limits elsewhere.
static Num guardDomain(Num x, Num result) {
  MathBuilder &m = *x.builder;
  if (m.target.hooks && m.target.hooks->logLimits)
    if (Num limited = m.target.hooks->logLimits(m, x, result))
      return limited;
  result = select(x < m.infinity(), result, x);
  Num below = select(x < 0.0, m.nan(), -m.infinity());
  return select(x < m.smallest(), below, result);
}

/// k ln 2 + f + rest, small terms first.
static Num assemble(Num k, Num f, Num rest) {
  MathBuilder &m = *k.builder;
  double high = m.pick(0x1.63p-1, 0x1.62e42feep-1);
  double low = m.pick(-0x1.bd0105c610ca8p-13, 0x1.a39ef35793c76p-33);
  Num tail = fma(k, low, rest);
  return fma(k, high, tail + f);
}

Num log(Num x) {
  Decomposed d = decompose(x);
  Num f = d.mantissa - 1.0;
  return guardDomain(x, assemble(d.exponent, f, logRest(f)));
}

/// k + (f + rest) log2 e, with the factor in two parts.
static Num scaledLog(Num x, double high, double low, double kHigh,
                     double kLow) {
  Decomposed d = decompose(x);
  Num f = d.mantissa - 1.0, rest = logRest(f);
  Num k = d.exponent;
  Num small = fma(f, low, rest * (high + low));
  if (kLow != 0)
    small = fma(k, kLow, small);
  // f * high is exact or fused.
  Num result = fma(f, high, small);
  return guardDomain(x, kHigh == 1 ? k + result : fma(k, kHigh, result));
}

Num log2(Num x) {
  if (x.builder->isF32())
    return scaledLog(x, 0x1.715p+0, 0x1.1d94ae0bf85dep-14, 1, 0);
  return scaledLog(x, 0x1.71547652b82fep+0, 0x1.777d0ffda0d24p-56, 1, 0);
}

Num log10(Num x) {
  if (x.builder->isF32())
    return scaledLog(x, 0x1.bcbp-2, 0x1.ec549b9438caap-16, 0x1.344p-2,
                     0x1.3509f79fef312p-18);
  return scaledLog(x, 0x1.bcb7b1526e50ep-2, 0x1.95355baaafad3p-57,
                   0x1.34413509f6p-2, 0x1.9fef311f12b36p-42);
}

Num log1p(Num x) {
  MathBuilder &m = *x.builder;
  Pair sum = twoSum(x, m.c(1.0));
  Num u = sum.value;
  Decomposed d = decompose(u);
  // What the sum has lost, by 2^-k.
  if (!d.integer) {
    Num lost = m.target.hooks->scale(m, sum.rest, -d.exponent);
    Num f = (d.mantissa - 1.0) + lost;
    return guardDomain(u, assemble(d.exponent, f, logRest(f)));
  }
  // Beyond 2^64 nothing is lost that counts.
  Num limit = m.i(64);
  Num k = select(d.integer < limit, d.integer, limit);
  Num inverse = fromBits(bits(m.c(1.0)) - (k << m.mantissa()));
  Num f = fma(sum.rest, inverse, d.mantissa - 1.0);
  // u is 0 for x = -1 alone.
  return guardDomain(u, assemble(d.exponent, f, logRest(f)));
}

constexpr double ln2 = 0x1.62e42fefa39efp-1;
/// Beyond it asinh and acosh are log(2 x); its square is finite in f32.
constexpr double largeArgument = 0x1p60;

Num asinh(Num x) {
  MathBuilder &m = *x.builder;
  Num a = abs(x), square = a * a;
  Num large = a > largeArgument;
  Num argument = a + divide(square, squareRoot(square + 1.0) + 1.0);
  Num result = log1p(select(large, a, argument));
  return copySign(result + select(large, m.c(ln2), m.c(0.0)), x);
}

Num acosh(Num x) {
  MathBuilder &m = *x.builder;
  if (m.isF32())
    return inF64(x, acosh);
  Num large = x > largeArgument;
  Num t = x - 1.0;
  Num argument = t + squareRoot(t * (t + 2.0));
  argument = select(x < 1.0, m.nan(), select(large, x, argument));
  return log1p(argument) + select(large, m.c(ln2), m.c(0.0));
}

Num atanh(Num x) {
  Num a = abs(x), twice = a + a;
  Num small = a < 0.5;
  // 2a / (1 - a), for small a as 2a + 2a^2 / (1 - a).
  Num quotient = divide(select(small, twice * a, twice), 1.0 - a);
  Num argument = select(small, twice + quotient, quotient);
  return copySign(log1p(argument) * 0.5, x);
}

} // namespace kop::codegen::math
