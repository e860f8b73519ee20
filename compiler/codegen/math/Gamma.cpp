//===- Gamma.cpp - lgamma, digamma, polygamma -----------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Up to 4 one polynomial over the zeros that lie there, in a variable that
// sends the poles on the negative axis beyond its interval; from 4 the series
// of Stirling. Negative arguments by reflection, with a sine whose argument is
// reduced exactly. All in f64; f32 takes shorter polynomials.
//
//===----------------------------------------------------------------------===//

#include "compiler/codegen/math/Coefficients.h"
#include "compiler/codegen/math/Functions.h"

#include <vector>

namespace kop::codegen::math {

constexpr double pi = 0x1.921fb54442d18p+1, piRest = 0x1.1a62633145c07p-53;

static Num polynomial(Num x, bool single, llvm::ArrayRef<double> f32,
                      llvm::ArrayRef<double> f64) {
  return horner(x, single ? f32 : f64);
}

/// sin(pi a) / pi and cos(pi a) of a >= 0, up to a common sign.
struct HalfTurn {
  Num sine, cosine;
};
static HalfTurn halfTurn(Num a) {
  MathBuilder &m = *a.builder;
  Num r = a - roundEven(a), size = abs(r);
  Num swapped = size > 0.25;
  Num w = select(swapped, 0.5 - size, size);
  Pair angle = twoProduct(w, m.c(pi));
  angle.rest = fma(w, piRest, angle.rest);
  Num s = sinNear(angle), c = cosNear(angle);
  Num sine = select(swapped, c, s) * (1 / pi);
  // Exact near 0, where products with pi would lose what is subnormal.
  sine = select(size < 0x1p-60, size, sine);
  return {copySign(sine, r), select(swapped, s, c)};
}

//===----------------------------------------------------------------------===//
// lgamma
//===----------------------------------------------------------------------===//

/// lgamma of y >= 4.
static Num lgammaFar(Num y, bool single) {
  MathBuilder &m = *y.builder;
  Pair log = {m.c(0.0), m.c(0.0)};
  if (single)
    log.value = math::log(y);
  else
    log = log2Pair(y) *
          Pair{m.c(0x1.62e42fefa39efp-1), m.c(0x1.abc9e3b39803fp-56)};
  Num inverse = divide(1.0, y);
  Num tail = inverse *
             polynomial(inverse * inverse, single, lgammaFarF32, lgammaFarF64);
  // y (log y - 1) - log(y) / 2 + log(2 pi) / 2 + tail
  Pair factor = twoSum(log.value, m.c(-1.0));
  Pair product = twoProduct(y, factor.value);
  Num small = fma(log.value, -0.5, tail + 0x1.d67f1c864beb5p-1);
  Num rest = fma(y, factor.rest + log.rest, product.rest + small);
  // Beyond, nothing else counts and a part may overflow.
  return product.value + select(y < 0x1p900, rest, m.c(0.0));
}

static Num lgammaOfF64(Num x, bool single) {
  MathBuilder &m = *x.builder;
  Num a = abs(x);
  Num small = x < 0.5;
  Num y = select(small, a + 1.0, x);
  // (y - 1) (y - 2) without what the sum has lost.
  Num one = select(small, a, x - 1.0), two = select(small, a - 1.0, x - 2.0);
  Num inside = atMost(y, 4.0);
  Num t = divide(inside - 1.5, inside + 1.5);
  Num near = (one * two) * polynomial(t, single, lgammaNearF32, lgammaNearF64);
  Num core = select(y <= 4.0, near, lgammaFar(atLeast(y, 4.0), single));
  // lgamma(x) = lgamma(1 + x) - log x
  //           = -log(sin(pi |x|) / pi) - lgamma(1 + |x|).
  Num negative = x < 0.0;
  Num argument = select(negative, abs(halfTurn(a).sine), a);
  Num log = math::log(select(small, argument, m.c(1.0)));
  Num result = select(negative, -core, core) - log;
  // The poles; where the argument is 0 the logarithm has seen to it.
  Num infinite =
      equal(a, m.infinity()) | (negative & equal(argument, m.c(0.0)));
  return select(infinite, m.infinity(), select(isNaN(x), x, result));
}

Num lgamma(Num x) { return ofF64(x, lgammaOfF64); }

//===----------------------------------------------------------------------===//
// digamma
//===----------------------------------------------------------------------===//

static Num digammaOfF64(Num x, bool single) {
  MathBuilder &m = *x.builder;
  Num a = abs(x);
  Num small = x < 1.0, negative = x < 0.0;
  Num y = select(small, a + 1.0, x);
  double root = digammaRoot[0];
  Num offset = select(small, a - (root - 1), x - root) - digammaRoot[1];
  Num inside = atMost(y, 4.0);
  Num t = divide(inside - 2.0, inside + 2.0);
  Num near = offset * polynomial(t, single, digammaNearF32, digammaNearF64);
  Num outside = atLeast(y, 4.0);
  Num inverse = divide(1.0, outside), square = inverse * inverse;
  Num tail = polynomial(square, single, digammaFarF32, digammaFarF64);
  Num far = math::log(outside) + fma(square, tail, inverse * -0.5);
  Num core = select(y <= 4.0, near, far);
  // digamma(x) = digamma(1 + x) - 1 / x
  //            = digamma(1 + |x|) + pi / tan(pi |x|).
  HalfTurn turn = halfTurn(a);
  Num pole = equal(turn.sine, m.c(0.0));
  Num cotangent = select(pole, m.nan(), divide(turn.cosine, turn.sine));
  Num change = select(negative, cotangent, divide(-1.0, x));
  return select(small, core + change, core);
}

Num digamma(Num x) { return ofF64(x, digammaOfF64); }

//===----------------------------------------------------------------------===//
// polygamma
//===----------------------------------------------------------------------===//

/// The language has orders up to 8; its derivatives may have four more.
constexpr unsigned largestOrder = 12;

/// scale x^n, which overflows and vanishes no sooner than it must.
static Num power(Num x, unsigned n, double scale) {
  Num result = x * scale;
  for (unsigned k = 1; k < n; ++k)
    result = result * x;
  return result;
}

/// (-1)^(n+1) polygamma(n, y) of y > 0: sixteen terms of
/// n! (1 / y^(n+1) + 1 / (y + 1)^(n+1) + …), and Euler's formula for the rest.
static Num polygammaPositive(unsigned n, Num y) {
  constexpr unsigned terms = 16;
  constexpr double bernoulli[] = {
      1.0 / 6,       -1.0 / 30, 1.0 / 42,      -1.0 / 30,     5.0 / 66,
      -691.0 / 2730, 7.0 / 6,   -3617.0 / 510, 43867.0 / 798, -174611.0 / 330};
  double factorial = 1;
  for (unsigned k = 2; k <= n; ++k)
    factorial *= k;
  Num z = y + double(terms), inverse = divide(1.0, z);
  Num square = inverse * inverse;
  // (2 k + n - 1)! / (2 k)! B(2 k) in powers of 1 / z^2, over (n - 1)!.
  std::vector<double> series = {1};
  double ratio = 1; // (2 k + n - 1)! / ((2 k)! (n - 1)!)
  for (unsigned k = 1; k <= std::size(bernoulli); ++k) {
    ratio *= double(2 * k + n - 2) * (2 * k + n - 1) / ((2 * k - 1) * (2 * k));
    series.push_back(ratio * bernoulli[k - 1]);
  }
  // The smallest terms first; for large y the rest is the sum, for small y its
  // first term.
  auto term = [&](unsigned k) {
    return power(divide(1.0, y + double(k)), n + 1, factorial);
  };
  Num rest = fma(inverse, double(n) / 2, horner(square, series));
  Num sum = term(terms - 1);
  for (unsigned k = terms - 1; k-- > 1;)
    sum = sum + term(k);
  sum = fma(rest, power(inverse, n, factorial / n), sum);
  return sum + term(0);
}

/// The n-th derivative of pi cot(pi x) by x, with c = cot(pi x): a polynomial
/// in c, since c' = -pi (1 + c^2).
static Num cotangentDerivative(unsigned n, Num c) {
  std::vector<double> p = {0, pi};
  for (unsigned k = 0; k < n; ++k) {
    std::vector<double> next(p.size() + 1);
    for (unsigned i = 1; i < p.size(); ++i) {
      next[i - 1] -= pi * i * p[i];
      next[i + 1] -= pi * i * p[i];
    }
    p = next;
  }
  return horner(c, p);
}

static Num polygammaOfF64(Num order, Num x, bool) {
  MathBuilder &m = *x.builder;
  std::optional<double> known = constantOf(order);
  if (!known || *known < 1 || *known > largestOrder)
    return m.nan();
  auto n = unsigned(*known);
  double sign = n % 2 ? 1 : -1;
  Num negative = x < 0.0, a = abs(x);
  Num core = polygammaPositive(n, select(negative, a + 1.0, x)) * sign;
  // polygamma(n, x) = (-1)^n polygamma(n, 1 - x) - (pi cot(pi x))^(n).
  HalfTurn turn = halfTurn(a);
  Num cotangent = divide(-turn.cosine, turn.sine * pi);
  Num reflected = core * -sign - cotangentDerivative(n, cotangent);
  if (n % 2)
    reflected = select(equal(turn.sine, m.c(0.0)), m.infinity(), reflected);
  else
    reflected = select(equal(turn.sine, m.c(0.0)), m.nan(), reflected);
  return select(negative, reflected, core);
}

Num polygamma(Num order, Num x) { return ofF64(order, x, polygammaOfF64); }

} // namespace kop::codegen::math
