//===- InterpreterFunctions.cpp - Functions math lacks, in f64 ------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialect/InterpreterFunctions.h"

#include <cmath>
#include <iterator>
#include <limits>

namespace kop::ir::interpreter::wide {

using Real = long double;
using Limits = std::numeric_limits<Real>;

static const Real pi = 3.14159265358979323846264338327950288L;

//===----------------------------------------------------------------------===//
// The gamma function
//===----------------------------------------------------------------------===//

Real lgamma(Real x) { return lgammal(x); }

static const Real bernoulli[] = {
    1.0L / 6,       -1.0L / 30,      1.0L / 42, -1.0L / 30,
    5.0L / 66,      -691.0L / 2730,  7.0L / 6,  -3617.0L / 510,
    43867.0L / 798, -174611.0L / 330};

/// pi x reduced to [-pi/2, pi/2], where the cotangent has the same value.
static Real reducedTurn(Real x) { return pi * (x - std::nearbyint(x)); }

/// The sum of bernoulli / (2 k x^2k).
static Real digammaSeries(Real x) {
  Real sum = 0, square = 1 / (x * x), power = 1;
  for (size_t k = 0; k < std::size(bernoulli); ++k) {
    power *= square;
    sum += bernoulli[k] / (2 * (k + 1)) * power;
  }
  return sum;
}

/// digamma(x) - digamma(r) at the root r: differences of all terms, so that
/// none is lost.
static Real digammaNearRoot(Real x) {
  const Real root = 1.461632144968362341172496L, rest = 9.0163120932587e-20L;
  Real d = (x - root) - rest, sum = 0;
  constexpr int terms = 25;
  for (int k = terms - 1; k >= 0; --k)
    sum += 1 / ((k + x) * (k + root));
  Real a = x + terms, b = root + terms;
  return d * (sum + 1 / (2 * a * b)) + std::log1p(d / b) -
         (digammaSeries(a) - digammaSeries(b));
}

Real digamma(Real x) {
  if (std::isnan(x) || x == -Limits::infinity() ||
      (x < 0 && x == std::floor(x)))
    return Limits::quiet_NaN();
  if (x < 0)
    return digamma(1 - x) - pi / std::tan(reducedTurn(x));
  if (std::fabs(x - 1.46L) < 0.25L)
    return digammaNearRoot(x);
  Real change = 0;
  for (; x < 25; ++x)
    change += 1 / x;
  return std::log(x) - 1 / (2 * x) - digammaSeries(x) - change;
}

/// The n-th derivative of cot at an angle, over n!: the coefficients of its
/// series there, from cot' = -1 - cot^2.
static Real cotangentCoefficient(int n, Real angle) {
  Real c[64] = {1 / std::tan(angle)};
  for (int k = 0; k < n; ++k) {
    Real next = k == 0 ? -1 : 0;
    for (int i = 0; i <= k; ++i)
      next -= c[i] * c[k - i];
    c[k + 1] = next / (k + 1);
  }
  return c[n];
}

Real polygamma(Real order, Real x) {
  int n = int(order);
  if (std::isnan(x) || n < 1 || n > 40)
    return Limits::quiet_NaN();
  Real sign = n % 2 ? 1 : -1, factorial = std::tgamma(Real(n + 1));
  if (x < 0) {
    if (x == std::floor(x))
      return n % 2 && !std::isinf(x) ? Limits::infinity() : Limits::quiet_NaN();
    return -sign * polygamma(order, 1 - x) -
           std::pow(pi, Real(n + 1)) * factorial *
               cotangentCoefficient(n, reducedTurn(x));
  }
  Real sum = 0;
  for (; x < 30; ++x)
    sum += factorial * std::pow(x, Real(-n - 1));
  Real term = factorial / n * std::pow(x, Real(-n));
  sum += term + term * n / (2 * x);
  // (2 k + n - 1)! / (2 k)! x^(-2 k - n)
  for (int k = 1; k <= int(std::size(bernoulli)); ++k) {
    term *= Real(2 * k + n - 2) * (2 * k + n - 1) / ((2 * k - 1) * (2 * k)) /
            (x * x);
    sum += bernoulli[k - 1] * term;
  }
  return sign * sum;
}

//===----------------------------------------------------------------------===//
// Bessel functions
//===----------------------------------------------------------------------===//

Real bessel_j0(Real x) { return j0l(x); }
Real bessel_j1(Real x) { return j1l(x); }

/// (1/pi) times the integral of exp(x cos t) cos(n t) from 0 to pi, by the
/// trapezoidal rule, which converges geometrically for periodic functions.
static Real besselI(int n, Real x) {
  Real a = std::fabs(x);
  if (std::isnan(x) || a > 720)
    return n && x < 0 ? -a * Limits::infinity() : a * Limits::infinity();
  // Near 0 all but the first terms of the series are lost in the rule.
  Real result;
  if (a < 1) {
    Real q = a * a / 4, term = n ? a / 2 : 1;
    result = 0;
    for (int k = 1; k < 20; ++k) {
      result += term;
      term *= q / (Real(k) * (k + n));
    }
  } else {
    int nodes = 40 + int(12 * std::sqrt(a));
    Real sum = (1 + (n ? -1 : 1) * std::exp(-2 * a)) / 2;
    for (int k = 1; k < nodes; ++k) {
      Real t = pi * k / nodes, s = std::sin(t / 2);
      sum += std::exp(-2 * a * s * s) * (n ? std::cos(t) : 1);
    }
    result = std::exp(a) * sum / nodes;
  }
  return n && x < 0 ? -result : result;
}

Real bessel_i0(Real x) { return besselI(0, x); }
Real bessel_i1(Real x) { return besselI(1, x); }

/// x^n K(n, x): the integral of x^n exp(-x cosh t) cosh(n t) by the
/// trapezoidal rule.
Real scaled_bessel_k(Real n, Real x) {
  if (std::isnan(x) || std::isnan(n) || x < 0)
    return Limits::quiet_NaN();
  Real a = std::fabs(n);
  if (x < 1e-150L && n > 0.5L) // the limit
    return std::exp2(a - 1) * std::tgamma(a);
  if (x == 0 && n <= 0)
    return Limits::infinity();
  if (x == 0)
    return std::exp2(a - 1) * std::tgamma(a);
  if (x > 12000)
    return 0;
  // From here on x cosh t outweighs n t by far.
  Real end = std::asinh((60 + 30 * a) / x) + std::sqrt(120 / (x + 60));
  int nodes = 80 + int(end * 16);
  Real h = end / nodes, sum = 0, shift = n * std::log(x) - x;
  for (int k = 0; k <= nodes; ++k) {
    Real t = k * h, s = std::sinh(t / 2), deep = -2 * x * s * s;
    Real value = (std::exp(deep + a * t) + std::exp(deep - a * t)) / 2;
    sum += k ? value : value / 2;
  }
  return std::exp(shift) * h * sum;
}

Real bessel_k0(Real x) { return scaled_bessel_k(0, x); }
Real bessel_k1(Real x) {
  return x < 1e-30L && x >= 0 ? 1 / x : scaled_bessel_k(1, x) / x;
}

} // namespace kop::ir::interpreter::wide
