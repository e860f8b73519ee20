//===- Newton.cpp - A Newton step of the dual -----------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// With f optimal for g, the dual is a concave function of g alone, with the
// gradient b dual'(g) - c for the column sums c of the plan. Sinkhorn's
// iteration is gradient ascent on it; where that is slow, a step of Newton's
// method takes over (DualSystem.h). Where the total variation bounds
// potentials, it moves those of columns that are not held by their bounds, and
// lets the f of rows at theirs be.
//
//===----------------------------------------------------------------------===//

#include "CrossTerm.h"
#include "DualSystem.h"

#include <algorithm>
#include <cmath>

using namespace kop;
using namespace kop::ot;
using namespace kop::ot::detail;

static constexpr int mostTries = 10;
/// Steps of conjugate gradients. Where a plan falls apart into pieces, small
/// eigenvalues need more; single precision does not resolve them, and on many
/// pairs they take long.
static constexpr int usualSteps = 60, moreSteps = 400;
static constexpr double fewPairs = 4e6;
template <class T> static int mostSteps(const Cloud<T> &a, const Cloud<T> &b) {
  const bool few = double(a.size) * double(b.size) <= fewPairs;
  return sizeof(T) == 8 && few ? moreSteps : usualSteps;
}
static constexpr double trustedEpsilons = 5;
/// Pairs below this density are left out of the Hessian.
static constexpr double roughDensity = 0.02;

/// The dual as a function of g, and what Newton's method needs of it.
template <class T> struct CrossTerm<T>::Ascent {
  CrossTerm &term;
  double epsilon;
  const Cloud<T> &a, &b;
  const Penalty &pa, &pb;
  /// Pairs for the Hessian, which need not be exact.
  const Mask<T> *mask;

  /// f optimal for g, and its soft minimum; returns the dual.
  double evaluate(const Vector &g, Vector &f, Vector &s) const {
    term.softminA(g, s);
    f.resize(s.size());
    double mass = 0;
    for (std::size_t i = 0; i < s.size(); ++i) {
      f[i] = pa.prox(s[i], epsilon);
      if (a.weights[i] > 0)
        mass += a.weights[i] * std::exp((f[i] - s[i]) / epsilon);
    }
    return term.dualOf(f, g, mass);
  }

  /// epsilon times the gradient and the diagonal of the Hessian; returns the L1
  /// norm of the gradient.
  double gradient(const Vector &f, const Vector &g, Vector &rhs,
                  Vector &diagonal) const {
    Vector t;
    term.softminB(f, t);
    rhs.assign(g.size(), 0.0);
    diagonal.assign(g.size(), 0.0);
    double norm = 0;
    for (std::size_t j = 0; j < g.size(); ++j) {
      if (!(b.weights[j] > 0))
        continue;
      const double column = b.weights[j] * std::exp((g[j] - t[j]) / epsilon);
      const double slope = b.weights[j] * pb.slope(g[j]) - column;
      if (pb.holds(g[j], slope))
        continue;
      diagonal[j] = column + epsilon * b.weights[j] * pb.curvature(g[j]);
      rhs[j] = epsilon * slope;
      norm += std::abs(slope);
    }
    return norm;
  }

  /// The Newton direction at (f, g), where f has the soft minimum s.
  Vector direction(const Vector &f, const Vector &g, const Vector &s,
                   const Vector &rhs, const Vector &diagonal,
                   double tolerance) const {
    const Vector scale = scaleOf(a, pa, f, s, epsilon);
    const DualSystem<T> system{term.passes,
                               a,
                               b,
                               f,
                               g,
                               scale,
                               diagonal,
                               mask ? mask->rows() : nullptr,
                               mask ? mask->columns() : nullptr};
    return system.solve(rhs, tolerance, mostSteps(a, b));
  }
};

template <class T> bool CrossTerm<T>::leap(double epsilon) {
  const Penalty &pa = problem.penaltyA, &pb = problem.penaltyB;
  look(epsilon);
  std::unique_ptr<Mask<T>> rough;
  if (mask)
    rough = std::make_unique<Mask<T>>(problem.cost, cloudA(), cloudB(),
                                      passes.threads());
  const Ascent ascent{*this, epsilon, cloudA(), cloudB(), pa, pb, rough.get()};
  Vector s, rhs, diagonal;
  double dual = ascent.evaluate(g, f, s);
  double error = ascent.gradient(f, g, rhs, diagonal);
  if (rough)
    rough->update(f, g, epsilon, roughDensity);
  const Vector direction = ascent.direction(
      f, g, s, rhs, diagonal, std::min(0.1, std::sqrt(error / cloudB().mass)));
  // The dual is exponential in multiples of epsilon: beyond a few of them the
  // quadratic model says little, but may point the right way.
  const double farthest = largest(direction);
  double length = std::min(1.0, trustedEpsilons * epsilon / farthest);
  const double noise =
      16 * std::numeric_limits<T>::epsilon() * (std::abs(dual) + epsilon);
  bool moved = false;
  for (int tries = 0; tries < mostTries; ++tries) {
    Vector nextG(g), nextF;
    for (std::size_t j = 0; j < g.size(); ++j)
      nextG[j] = pb.allowed(g[j] + length * direction[j]);
    const double reached = ascent.evaluate(nextG, nextF, s);
    bool better = reached > dual + noise;
    // Where the dual is flat, its gradient decides.
    if (!better && reached >= dual - noise && !moved) {
      const double left = ascent.gradient(nextF, nextG, rhs, diagonal);
      better = left < error;
      error = better ? left : error;
    }
    if (better) {
      f = std::move(nextF);
      g = std::move(nextG);
      dual = std::max(dual, reached);
      moved = true;
      if (length >= 1)
        return true;
      continue; // once more the same way
    }
    if (moved)
      return true;
    length /= 4;
  }
  return moved;
}

template bool CrossTerm<float>::leap(double);
template bool CrossTerm<double>::leap(double);
