//===- Certificate.cpp - Bounds of OT_epsilon(a, b) -----------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Below: the dual at any potentials,
//
//   D(f, g) = <a, dual f> + <b, dual g> - epsilon (mass of P - m_a m_b).
//
// Above: the primal at a plan with the right marginals. A balanced plan is
// scaled down until no row and no column has too much, which only lowers f and
// g to the smaller of themselves and their updates, and then completed
// (Rounded.h). An unbalanced one is as good as it is, if a constraint of one
// side holds. Pairs that a mask leaves out are zero in the plan, which keeps
// the upper bound; the lower one pays for the most they can hold. Both are
// widened by the bound of the rounding of the soft minima.
//
//===----------------------------------------------------------------------===//

#include "CrossTerm.h"
#include "Rounded.h"

#include <algorithm>
#include <cmath>

using namespace kop;
using namespace kop::ot;
using namespace kop::ot::detail;

template <class T>
double CrossTerm<T>::dualOf(const Vector &potentialA, const Vector &potentialB,
                            double mass) const {
  double value = 0;
  for (std::size_t i = 0; i < potentialA.size(); ++i)
    if (cloudA().weights[i] > 0)
      value += cloudA().weights[i] * problem.penaltyA.dual(potentialA[i]);
  for (std::size_t j = 0; j < potentialB.size(); ++j)
    if (cloudB().weights[j] > 0)
      value += cloudB().weights[j] * problem.penaltyB.dual(potentialB[j]);
  return value - passes.epsilon() * (mass - cloudA().mass * cloudB().mass);
}

template <class T> Interval CrossTerm<T>::certify() {
  const bool exact = problem.penaltyA.isExact() && problem.penaltyB.isExact();
  Interval result = exact ? certifyBalanced() : certifyUnbalanced();
  const double massA = cloudA().mass, massB = cloudB().mass;
  this->value = result.lower;
  omitted = mask ? mask->omittedDensity(f, g, passes.epsilon()) : 0;
  // The mass that is left out would lower the dual.
  result.lower -= passes.epsilon() * omitted * massA * massB;
  result.lower -= this->slack(massA + massB);
  result.upper += this->slack(massA + massB);
  return result;
}

template <class T> Interval CrossTerm<T>::certifyBalanced() {
  const double epsilon = passes.epsilon();
  const Cloud<T> &a = cloudA(), &b = cloudB();
  // Smaller columns, and the rows that are left of them.
  RoundedSide rows, columns;
  Vector lowered(g), s;
  double mass = 0;
  errorA = errorB = 0;
  for (std::size_t j = 0; j < g.size(); ++j) {
    lowered[j] = std::min(g[j], softB[j]);
    const double part = std::exp((g[j] - softB[j]) / epsilon);
    if (b.weights[j] > 0) {
      mass += b.weights[j] * part;
      errorB += b.weights[j] * std::abs(part - 1);
    }
    columns.add(b.weights[j], lowered[j], part);
  }
  errorB /= b.mass;
  Interval result;
  result.lower = dualOf(f, g, mass);
  softminA(lowered, s);
  for (std::size_t i = 0; i < f.size(); ++i)
    rows.add(a.weights[i], f[i], std::exp((f[i] - s[i]) / epsilon));
  result.upper = roundedPrimal(passes, problem, a, b, rows, columns);
  return result;
}

/// The marginal of the plan on one side, of the potential of that side and the
/// soft minima of the other.
template <class T>
static Vector marginalOf(const Cloud<T> &cloud, const Vector &potential,
                         const Vector &least, double epsilon) {
  Vector marginal(potential.size(), 0.0);
  for (std::size_t i = 0; i < marginal.size(); ++i)
    if (cloud.weights[i] > 0)
      marginal[i] =
          cloud.weights[i] * std::exp((potential[i] - least[i]) / epsilon);
  return marginal;
}

static double sumOf(const Vector &values) {
  double sum = 0;
  for (double value : values)
    sum += value;
  return sum;
}

template <class T> Interval CrossTerm<T>::certifyUnbalanced() {
  const double epsilon = passes.epsilon();
  const Cloud<T> &a = cloudA(), &b = cloudB();
  // A constraint holds exactly on the side that is updated last.
  if (problem.penaltyB.isExact())
    g = softB;
  // Both marginals are those of one plan.
  if (problem.penaltyB.isExact() || hasNewPairs)
    softminA(g, softA);
  const Vector rows = marginalOf(a, f, softA, epsilon);
  const Vector columns = marginalOf(b, g, softB, epsilon);
  // Both have the same mass, but sums in T do not: that of a side whose
  // constraint holds is right.
  const double massA = sumOf(rows), massB = sumOf(columns);
  const double mass = problem.penaltyB.isExact() ? massB : massA;
  double linear = 0, penalties = 0;
  const auto add = [&](const Cloud<T> &cloud, const Penalty &penalty,
                       const Vector &potential, const Vector &least,
                       const Vector &marginal, double total, double &error) {
    const double part = total > 0 ? mass / total : 1;
    error = 0;
    for (std::size_t i = 0; i < potential.size(); ++i) {
      const double weight = cloud.weights[i];
      if (!(weight > 0))
        continue;
      const double optimal = penalty.prox(least[i], epsilon);
      error += std::abs(marginal[i] -
                        weight * std::exp((optimal - least[i]) / epsilon));
      linear += part * marginal[i] * potential[i];
      penalties += penalty.primal(part * marginal[i], weight);
    }
    error /= cloud.mass;
  };
  add(a, problem.penaltyA, f, softA, rows, massA, errorA);
  add(b, problem.penaltyB, g, softB, columns, massB, errorB);
  Interval result;
  result.lower = dualOf(f, g, mass);
  result.upper = linear - epsilon * (mass - a.mass * b.mass) + penalties;
  return result;
}

template Interval CrossTerm<float>::certify();
template Interval CrossTerm<double>::certify();
template double CrossTerm<float>::dualOf(const Vector &, const Vector &,
                                         double) const;
template double CrossTerm<double>::dualOf(const Vector &, const Vector &,
                                          double) const;
