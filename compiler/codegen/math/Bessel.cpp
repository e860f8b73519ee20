//===- Bessel.cpp - Bessel functions of orders 0 and 1 --------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Series near 0, polynomials over the first roots, and beyond them what is
// left of a function over its exponential or its waves. All in f64; f32 takes
// shorter polynomials.
//
//===----------------------------------------------------------------------===//

#include "compiler/codegen/math/Coefficients.h"
#include "compiler/codegen/math/Functions.h"

namespace kop::codegen::math {

namespace {
/// A polynomial in the two lengths of SpecialCoefficients.inc.
struct Polynomial {
  llvm::ArrayRef<double> f32, f64;
  double rest; ///< what the first coefficient of f64 lacks
  Num operator()(Num x, bool single) const {
    return horner(x, single ? f32 : f64);
  }
};
} // namespace

#define KOP_POLYNOMIAL(NAME)                                                   \
  Polynomial { NAME##F32, NAME##F64, NAME##Rest }

//===----------------------------------------------------------------------===//
// Modified Bessel functions
//===----------------------------------------------------------------------===//

/// (p + rest) / sqrt(x), with what root and quotient lose.
static Pair overRoot(Num p, double rest, Num x) {
  Num root = sqrt(x);
  Pair square = twoProduct(root, root);
  Num half = divide(0.5, root);
  Num rootRest = ((x - square.value) - square.rest) * half;
  // Where a part of the product may overflow it does not count.
  rootRest = select(x < 0x1p1000, rootRest, x.builder->c(0.0));
  Num q = divide(p, root);
  Pair back = twoProduct(q, root);
  Num lost = fma(-q, rootRest, ((p - back.value) - back.rest) + rest);
  return {q, lost * (half + half)};
}

/// The same times e^(+x) or e^(-x).
static Num exponentialOverRoot(Num x, bool grows, Num p, double rest) {
  Pair q = overRoot(p, rest, x);
  ReducedExp e = reduceExp(grows ? x : -x);
  Num value = fma(e.p, q.value, fma(e.p, q.rest, q.rest)) + q.value;
  return shiftExponent(value, e.n.integer);
}

/// I of order 0 or 1: over (x / 2)^order 1 + q P(q) up to 4, q = (x / 2)^2.
static Num besselI(Num x, bool single, bool odd, Polynomial near,
                   Polynomial far, double end) {
  MathBuilder &m = *x.builder;
  Num a = abs(x);
  Num half = atMost(a, 4.0) * 0.5;
  Pair square = twoProduct(half, half);
  Num q = square.value, inside = fma(q, near(q, single), 1.0);
  // What q lacks, times the derivative of the logarithm, roughly.
  if (!single)
    inside = fma(inside, square.rest * divide(odd ? 0.5 : 1.0, sqrt(q + 1.0)),
                 inside);
  if (odd)
    inside = inside * half;
  Num y = atMost(atLeast(a, 4.0), end);
  Num p = far(divide(8.0, y) - 1.0, single);
  Num outside = exponentialOverRoot(y, true, p, far.rest);
  outside = select(a <= end, outside, m.infinity());
  Num result = select(a <= 4.0, inside, outside);
  if (odd)
    result = copySign(result, x);
  return select(isNaN(x), x, result);
}

static Num i0(Num x, bool single) {
  return besselI(x, single, false, KOP_POLYNOMIAL(i0Near),
                 KOP_POLYNOMIAL(i0Far), 0x1.64fe5304e83e4p+9);
}
static Num i1(Num x, bool single) {
  return besselI(x, single, true, KOP_POLYNOMIAL(i1Near), KOP_POLYNOMIAL(i1Far),
                 0x1.64fe69ff9fec7p+9);
}
Num bessel_i0(Num x) { return ofF64(x, i0); }
Num bessel_i1(Num x) { return ofF64(x, i1); }

/// K from 1 on; `inside` before.
static Num besselK(Num x, bool single, Num inside, Polynomial far, double end) {
  MathBuilder &m = *x.builder;
  Num y = atMost(atLeast(x, 1.0), end);
  Num p = far(divide(y - 3.0, y + 3.0), single);
  Num outside = exponentialOverRoot(y, false, p, far.rest);
  // Beyond the end the result is subnormal.
  outside = select(x <= end, outside, m.c(0.0));
  Num result = select(x <= 1.0, inside, outside);
  return select(isNaN(x), x, select(x < 0.0, m.nan(), result));
}

static Num k0(Num x, bool single) {
  // -log(x) I0(x) + P(x^2)
  Num y = atMost(x, 1.0), z = y * y, q = z * 0.25;
  Num i = fma(q, KOP_POLYNOMIAL(i0Small)(q, single), 1.0);
  Num inside = fma(-log(y), i, KOP_POLYNOMIAL(k0Near)(z, single));
  return besselK(x, single, inside, KOP_POLYNOMIAL(k0Far),
                 0x1.60abdd4bace7cp+9);
}

static Num k1(Num x, bool single) {
  // 1 / x + log(x) I1(x) + x P(x^2); at 0 the pole is left.
  Num y = atMost(x, 1.0), z = y * y, q = z * 0.25;
  Num i = fma(q, KOP_POLYNOMIAL(i1Small)(q, single), 1.0) * 0.5;
  Num log = math::log(atLeast(y, 0x1p-1022));
  Num factor = fma(log, i, KOP_POLYNOMIAL(k1Near)(z, single));
  Num inside = fma(y, factor, divide(1.0, y));
  return besselK(x, single, inside, KOP_POLYNOMIAL(k1Far),
                 0x1.60abf47dba87fp+9);
}
Num bessel_k0(Num x) { return ofF64(x, k0); }
Num bessel_k1(Num x) { return ofF64(x, k1); }

//===----------------------------------------------------------------------===//
// Bessel functions of the first kind
//===----------------------------------------------------------------------===//

namespace {
struct Waves {
  Polynomial small, near, p, q;
  const double *first, *second; ///< squares of the first two roots
};
} // namespace

/// P cos(x - a) - Q sin(x - a) over sqrt(x), of x >= 5; a is pi/4 for order 0
/// and pi/2 more for order 1.
static Num wave(Num x, bool single, bool odd, const Waves &f) {
  MathBuilder &m = *x.builder;
  Angle angle = reduceAngle(x);
  // Turn by pi/4 towards 0; that is a quadrant less where it is forwards.
  Num forwards = angle.rest.value < 0.0;
  constexpr double quarter = 0x1.921fb54442d18p-1;
  constexpr double quarterRest = 0x1.1a62633145c07p-55;
  Num turn = select(forwards, m.c(quarter), m.c(-quarter));
  Num turnRest = select(forwards, m.c(quarterRest), m.c(-quarterRest));
  Pair rest = twoSum(angle.rest.value, turn);
  rest.rest = rest.rest + (angle.rest.rest + turnRest);
  Num quadrant = angle.quadrant - select(forwards, m.i(1), m.i(0));
  if (odd)
    quadrant = quadrant - m.i(1);
  Num sine = sinNear(rest), cosine = cosNear(rest);
  Num turned = hasBit(quadrant, 1);
  Num s = select(turned, cosine, sine), c = select(turned, -sine, cosine);
  Num t = divide(1.0, x), u = fma(t * t, 50.0, m.c(-1.0));
  Pair p = overRoot(f.p(u, single), f.p.rest, x);
  Num q = t * f.q(u, single) * divide(1.0, sqrt(x));
  Num value = fma(c, p.value, fma(c, p.rest, -(q * s)));
  return select(hasBit(quadrant, 2), -value, value);
}

static Num besselJ(Num x, bool single, bool odd, const Waves &f) {
  MathBuilder &m = *x.builder;
  Num a = abs(x);
  // Up to 2: 1 + z P(z), or x (1/2 + z P(z)).
  Num y = atMost(a, 2.0), z = y * y;
  Num first = fma(z, f.small(z, single), odd ? 0.5 : 1.0);
  // Up to 5: over the first two roots, z with its rest.
  y = atMost(a, 5.0);
  Pair square = twoProduct(y, y);
  auto root = [&](const double *r) {
    return twoSum(square.value - r[0], square.rest - r[1]);
  };
  Pair roots = root(f.first) * root(f.second);
  if (odd)
    first = first * y, roots = roots * Pair{y, m.c(0.0)};
  Num over = f.near(square.value - 12.5, single);
  Num rest = fma(over, roots.rest, roots.value * f.near.rest);
  Num second = fma(over, roots.value, rest);
  Num inside = select(a <= 2.0, first, second);
  Num far = atMost(atLeast(a, 5.0), std::numeric_limits<double>::max());
  Num result = select(a < 5.0, inside, wave(far, single, odd, f));
  result = select(equal(a, m.infinity()), m.c(0.0), result);
  if (odd)
    result = select(x < 0.0, -result, result);
  return select(isNaN(x), x, result);
}

static Num j0(Num x, bool single) {
  return besselJ(x, single, false,
                 {KOP_POLYNOMIAL(j0Small), KOP_POLYNOMIAL(j0Near),
                  KOP_POLYNOMIAL(j0P), KOP_POLYNOMIAL(j0Q), j0Root1, j0Root2});
}
static Num j1(Num x, bool single) {
  return besselJ(x, single, true,
                 {KOP_POLYNOMIAL(j1Small), KOP_POLYNOMIAL(j1Near),
                  KOP_POLYNOMIAL(j1P), KOP_POLYNOMIAL(j1Q), j1Root1, j1Root2});
}
Num bessel_j0(Num x) { return ofF64(x, j0); }
Num bessel_j1(Num x) { return ofF64(x, j1); }

} // namespace kop::codegen::math
