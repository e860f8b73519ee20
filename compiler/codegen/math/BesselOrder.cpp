//===- BesselOrder.cpp - Bessel functions K of any order ------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// S(n, x) = x^n K(n, x), which is finite at 0 for positive n. First the orders
// m and m + 1 with |m| <= 1/2: up to 1 by the series of Temme, beyond by the
// trapezoidal rule for the integral of exp(-x cosh t) cosh(m t), which
// converges geometrically. Then upwards by
//
//   S(n + 1, x) = 2 n S(n, x) + x^2 S(n - 1, x),
//
// whose terms are positive.
//
//===----------------------------------------------------------------------===//

#include "compiler/codegen/math/Coefficients.h"
#include "compiler/codegen/math/Functions.h"

#include <cmath>

namespace kop::codegen::math {

namespace {
/// S of the orders m and m + 1.
struct Neighbours {
  Num lower, upper;
};
} // namespace

/// Of 0 < x <= 1: the series of Temme (1975).
static Neighbours temmeSeries(Num m, Num x, bool single) {
  MathBuilder &b = *x.builder;
  constexpr double ln2 = 0x1.62e42fefa39efp-1;
  Num z = m * m;
  Num odd = single ? horner(z, temmeOddF32) : horner(z, temmeOddF64);
  Num even = single ? horner(z, temmeEvenF32) : horner(z, temmeEvenF64);
  // 1 / gamma(1 - m) and 1 / gamma(1 + m).
  Num minus = fma(m, odd, even), plus = fma(-m, odd, even);
  Num log = ln2 - math::log(x), s = m * log;
  Num up = exp(s), down = exp(-s);
  // sinh(s) / s
  Num ratio = select(abs(s) < 0x1p-20, b.c(1.0), divide(sinh(s), s));
  Num f = fma((up + down) * 0.5, odd, ratio * log * even);
  f = divide(f, minus * plus);
  Num p = divide(up * 0.5, plus), q = divide(down * 0.5, minus);
  Num quarter = x * x * 0.25, c = b.c(1.0);
  Num lower = f, upper = p;
  for (int k = 1, end = single ? 7 : 11; k != end; ++k) {
    double n = k;
    Num inverse = divide(1.0, n * n - z);
    f = fma(f, n, p + q) * inverse;
    p = p * ((m + n) * inverse);
    q = q * ((n - m) * inverse);
    c = c * quarter * (1 / n);
    lower = fma(c, f, lower);
    upper = fma(c, fma(f, -n, p), upper);
  }
  Num scale = exp2(m) * down; // x^m
  return {scale * lower, scale * 2.0 * upper};
}

/// Of x >= 1, times e^x.
static Neighbours integral(Num m, Num x, bool single) {
  const int nodes = single ? 13 : 23;
  MathBuilder &b = *x.builder;
  // Where x (cosh t - 1) is 44: there the integrand has no weight.
  Num y = divide(single ? 26.0 : 44.0, x);
  Num h = log1p(y + sqrt(y * (y + 2.0))) * (1.0 / nodes);
  // cosh(k s) - 1 for k = 0, 1, …: differences grow by 2 (cosh s - 1) times
  // the value plus one, and nothing cancels.
  struct Cosine {
    Num twice, difference, value;
    Cosine(Num s) {
      Num half = sinh(s * 0.5), square = half * half;
      twice = square * 4.0, difference = value = square * 2.0;
    }
    void advance() {
      difference = difference + fma(twice, value, twice);
      value = value + difference;
    }
  };
  Cosine depth(h), first(m * h), second((m + 1.0) * h);
  Num lower = b.c(0.5), upper = lower;
  for (int k = 1; k <= nodes; ++k) {
    Num weight = exp(-(x * depth.value));
    lower = lower + fma(weight, first.value, weight);
    upper = upper + fma(weight, second.value, weight);
    depth.advance(), first.advance(), second.advance();
  }
  Num scale = exp(m * log(x)) * h;
  return {scale * lower, scale * x * upper};
}

/// The largest order that is not known when the code is made.
constexpr int largestOrder = 16;

static Num scaledK(Num order, Num x, bool single) {
  MathBuilder &b = *x.builder;
  std::optional<double> known = constantOf(order);
  // Orders below -1/2: S(-n, x) = x^(-2 n) S(n, x).
  Num mirrored = order < -0.5, size = select(mirrored, -order, order);
  Num steps = floor(size + 0.5), m = size - steps;
  Num y = atMost(atLeast(x, 0x1p-1000), 1500.0);
  Num near = atMost(y, 1.0), far = atLeast(y, 1.0);
  Neighbours series = temmeSeries(m, near, single);
  Neighbours trapezoids = integral(m, far, single);
  Num isNear = y <= 1.0;
  Num lower = select(isNear, series.lower, trapezoids.lower);
  Num upper = select(isNear, series.upper, trapezoids.upper);
  Num result = lower, square = y * y;
  int last = known ? int(std::floor(std::fabs(*known) + 0.5)) : largestOrder;
  for (int k = 1; k <= last; ++k) {
    result = select(steps >= double(k), upper, result);
    Num next = fma((m + double(k)) * 2.0, upper, square * lower);
    lower = upper;
    upper = next;
  }
  // Half of the exponential at a time: a factor must not vanish too early.
  Num root = select(isNear, b.c(1.0), exp(y * -0.5));
  result = result * root * root;
  if (!known || *known < -0.5) {
    Num mirror = exp(log(y) * (size * -2.0));
    result = select(mirrored, result * mirror, result);
  }
  if (!known)
    result = select(steps <= double(largestOrder), result, b.nan());
  result = select(x < 0.0, b.nan(), result);
  return select(isNaN(x), x, select(isNaN(order), order, result));
}

Num scaled_bessel_k(Num order, Num x) { return ofF64(order, x, scaledK); }

} // namespace kop::codegen::math
