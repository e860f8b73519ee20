//===- CrossTerm.cpp - OT_epsilon(a, b) -----------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CrossTerm.h"

#include "Lift.h"

#include <algorithm>
#include <cmath>

using namespace kop;
using namespace kop::ot;
using namespace kop::ot::detail;

template <class T> std::int64_t CrossTerm<T>::pointsOf(std::size_t at) const {
  return problem.a.levels[std::min(at, problem.a.levels.size() - 1)].size +
         problem.b.levels[std::min(at, problem.b.levels.size() - 1)].size;
}

template <class T> double CrossTerm<T>::levelRadius(std::size_t at) const {
  return std::max(
      problem.a.levels[std::min(at, problem.a.levels.size() - 1)].radius,
      problem.b.levels[std::min(at, problem.b.levels.size() - 1)].radius);
}

template <class T> std::size_t CrossTerm<T>::coarsestLevel() const {
  return std::max(problem.a.levels.size(), problem.b.levels.size()) - 1;
}

template <class T> double CrossTerm<T>::largestPotential() const {
  return largest(f) + largest(g);
}

template <class T> void CrossTerm<T>::prepareMask() {
  mask.reset();
  if (problem.multiscale)
    mask = std::make_unique<Mask<T>>(problem.cost, cloudA(), cloudB(),
                                     passes.threads());
}

template <class T> bool CrossTerm<T>::look(double epsilon) {
  return mask && mask->update(f, g, epsilon, omittedDensityOf(problem.options));
}

template <class T>
void CrossTerm<T>::softminA(const Vector &potentialB, Vector &s) {
  passes.softmin(cloudA(), cloudB(), potentialB, s, rows());
}

template <class T>
void CrossTerm<T>::softminB(const Vector &potentialA, Vector &s) {
  passes.softmin(cloudB(), cloudA(), potentialA, s, columns());
}

template <class T> void CrossTerm<T>::start(std::size_t, double epsilon) {
  prepareMask();
  f.assign(cloudA().size, 0);
  g.assign(cloudB().size, 0);
  // From the independent coupling, on all pairs.
  Vector s;
  passes.setEpsilon(epsilon);
  passes.softmin(cloudA(), cloudB(), g, s);
  for (std::size_t i = 0; i < f.size(); ++i)
    f[i] = problem.penaltyA.prox(s[i], epsilon);
  passes.softmin(cloudB(), cloudA(), f, s);
  for (std::size_t j = 0; j < g.size(); ++j)
    g[j] = problem.penaltyB.prox(s[j], epsilon);
}

template <class T> double CrossTerm<T>::tryGiven() {
  if (givenF.empty() && givenG.empty())
    return std::numeric_limits<double>::infinity();
  const double epsilon = problem.epsilon;
  level = 0;
  passes.setEpsilon(epsilon);
  prepareMask();
  f = std::move(givenF);
  g = std::move(givenG);
  // What is missing follows from the other, on all pairs.
  Vector s;
  if (g.empty()) {
    passes.softmin(cloudB(), cloudA(), f, s);
    for (double value : s)
      g.push_back(problem.penaltyB.prox(value, epsilon));
  }
  if (f.empty()) {
    passes.softmin(cloudA(), cloudB(), g, s);
    for (double value : s)
      f.push_back(problem.penaltyA.prox(value, epsilon));
  }
  const Vector before = g;
  this->step(epsilon);
  ++this->iterations;
  return meanChange(cloudB(), before, g);
}

template <class T> void CrossTerm<T>::coarsen() {
  const Cloud<T> &fineA = cloudA(), &fineB = cloudB();
  const std::size_t oldA = levelA(), oldB = levelB();
  ++level;
  if (oldA != levelA())
    f = meansOver(fineA, cloudA(), f);
  if (oldB != levelB())
    g = meansOver(fineB, cloudB(), g);
  prepareMask();
}

template <class T> void CrossTerm<T>::refine(double epsilon) {
  const Cloud<T> &coarseA = cloudA(), &coarseB = cloudB();
  const std::size_t oldA = levelA(), oldB = levelB();
  const std::unique_ptr<Mask<T>> coarse = std::move(mask);
  if (coarse)
    coarse->update(f, g, epsilon, omittedDensityOf(problem.options));
  --level;
  // Soft minima over the coarse measures extend the potentials.
  Vector fineF, fineG;
  const auto extend = [&](const Cloud<T> &to, const Cloud<T> &fromSame,
                          const Cloud<T> &fromOther, bool same,
                          const Vector &other, const Ranges *ranges,
                          const Penalty &penalty, Vector &result) {
    const Ranges finer =
        same || !ranges ? Ranges() : refineRows(*ranges, fromSame.children);
    passes.softmin(to, fromOther, other, result,
                   ranges ? (same ? ranges : &finer) : nullptr);
    for (double &value : result)
      value = penalty.prox(value, epsilon);
  };
  extend(cloudA(), coarseA, coarseB, oldA == levelA(), g,
         coarse ? coarse->rows() : nullptr, problem.penaltyA, fineF);
  extend(cloudB(), coarseB, coarseA, oldB == levelB(), f,
         coarse ? coarse->columns() : nullptr, problem.penaltyB, fineG);
  f = std::move(fineF);
  g = std::move(fineG);
  prepareMask();
  lastF.clear();
}

template <class T> void CrossTerm<T>::extrapolate(double epsilon, double next) {
  if (lastF.size() == f.size() && lastG.size() == g.size()) {
    extrapolatePotential(f, lastF, epsilon, lastEpsilon, next);
    extrapolatePotential(g, lastG, epsilon, lastEpsilon, next);
  } else {
    lastF = f;
    lastG = g;
  }
  lastEpsilon = epsilon;
}

/// Of a constant that moves from g to f, the dual is a linear function as long
/// as no potential leaves the bounds of the total variation: it goes to the
/// first bound, unless rounding there takes more than that gains.
template <class T> double CrossTerm<T>::wayToBound() const {
  const double slope = cloudA().mass - cloudB().mass;
  const double sign = slope > 0 ? 1 : -1;
  double way = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < f.size(); ++i)
    if (cloudA().weights[i] > 0)
      way = std::min(way, problem.penaltyA.strength() - sign * f[i]);
  for (std::size_t j = 0; j < g.size(); ++j)
    if (cloudB().weights[j] > 0)
      way = std::min(way, problem.penaltyB.strength() + sign * g[j]);
  const double noise = passes.epsilon() *
                       problem.rounding(largestPotential() + 2 * way) *
                       (cloudA().mass + cloudB().mass);
  return way * std::abs(slope) > noise ? sign * way : 0;
}

template <class T> void CrossTerm<T>::translate() {
  const Penalty &a = problem.penaltyA, &b = problem.penaltyB;
  if (a.isTotalVariation() || b.isTotalVariation()) {
    move(wayToBound());
    return;
  }
  if (!(a.isKullbackLeibler() || b.isKullbackLeibler()) ||
      !(a.isKullbackLeibler() || a.isExact()) ||
      !(b.isKullbackLeibler() || b.isExact()))
    return;
  // <a, exp(-(f + t) / rho_a)> = <b, exp(-(g - t) / rho_b)>; rho may be
  // infinite. (Sejourne, Vialard, Peyre, Faster unbalanced optimal transport,
  // 2022.)
  double left = 0, right = 0;
  for (std::size_t i = 0; i < f.size(); ++i)
    left += cloudA().weights[i] * a.slope(f[i]);
  for (std::size_t j = 0; j < g.size(); ++j)
    right += cloudB().weights[j] * b.slope(g[j]);
  const double t =
      std::log(left / right) / (1 / a.strength() + 1 / b.strength());
  if (std::isfinite(t))
    move(t);
}

template <class T> void CrossTerm<T>::move(double constant) {
  for (double &value : f)
    value += constant;
  for (double &value : g)
    value -= constant;
}

template <class T> double CrossTerm<T>::sweep(double epsilon) {
  look(epsilon);
  translate();
  softminA(g, softA);
  for (std::size_t i = 0; i < f.size(); ++i)
    f[i] = problem.penaltyA.prox(softA[i], epsilon);
  hasNewPairs = look(epsilon);
  softminB(f, softB);
  // The columns of a plan whose rows are right.
  double error = 0;
  nextG.resize(g.size());
  for (std::size_t j = 0; j < g.size(); ++j) {
    nextG[j] = problem.penaltyB.prox(softB[j], epsilon);
    const double weight = cloudB().weights[j];
    if (weight > 0)
      error += weight * std::abs(std::expm1((g[j] - nextG[j]) / epsilon));
  }
  return error / cloudB().mass;
}

template class ot::detail::CrossTerm<float>;
template class ot::detail::CrossTerm<double>;
