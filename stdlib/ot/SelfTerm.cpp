//===- SelfTerm.cpp - OT_epsilon(a, a) ------------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SelfTerm.h"

#include "Lift.h"
#include "Rounded.h"

#include <algorithm>
#include <cmath>

using namespace kop;
using namespace kop::ot;
using namespace kop::ot::detail;

template <class T> void SelfTerm<T>::prepareMask() {
  mask.reset();
  if (problem.multiscale)
    mask = std::make_unique<Mask<T>>(problem.cost, cloud(), cloud(),
                                     passes.threads());
}

template <class T> void SelfTerm<T>::look(double epsilon) {
  if (mask)
    mask->update(f, f, epsilon, omittedDensityOf(problem.options));
}

template <class T>
void SelfTerm<T>::softmin(const Vector &potential, Vector &s) {
  passes.softmin(cloud(), cloud(), potential, s, rows());
}

template <class T> void SelfTerm<T>::start(std::size_t, double epsilon) {
  prepareMask();
  passes.setEpsilon(epsilon);
  passes.softmin(cloud(), cloud(), Vector(cloud().size, 0.0), f);
  for (double &value : f)
    value = penalty.prox(value, epsilon) / 2;
}

template <class T> double SelfTerm<T>::tryGiven() {
  if (givenF.empty())
    return std::numeric_limits<double>::infinity();
  level = 0;
  passes.setEpsilon(problem.epsilon);
  prepareMask();
  f = std::move(givenF);
  const Vector before = f;
  this->step(problem.epsilon);
  ++this->iterations;
  // It goes half of the way.
  return 2 * meanChange(cloud(), before, f);
}

template <class T> void SelfTerm<T>::coarsen() {
  const Cloud<T> &fine = cloud();
  ++level;
  f = meansOver(fine, cloud(), f);
  prepareMask();
}

template <class T> void SelfTerm<T>::refine(double epsilon) {
  const Cloud<T> &coarse = cloud();
  look(epsilon);
  const std::unique_ptr<Mask<T>> last = std::move(mask);
  --level;
  const Ranges finer =
      last ? refineRows(*last->rows(), coarse.children) : Ranges();
  Vector fine;
  passes.softmin(cloud(), coarse, f, fine, last ? &finer : nullptr);
  for (double &value : fine)
    value = penalty.prox(value, epsilon);
  f = std::move(fine);
  prepareMask();
  lastF.clear();
}

template <class T> void SelfTerm<T>::extrapolate(double epsilon, double next) {
  if (lastF.size() == f.size())
    extrapolatePotential(f, lastF, epsilon, lastEpsilon, next);
  else
    lastF = f;
  lastEpsilon = epsilon;
}

template <class T> double SelfTerm<T>::sweep(double epsilon) {
  look(epsilon);
  softmin(f, soft);
  double error = 0;
  optimal.resize(f.size());
  for (std::size_t i = 0; i < f.size(); ++i) {
    optimal[i] = penalty.prox(soft[i], epsilon);
    const double weight = cloud().weights[i];
    if (weight > 0)
      error += weight * std::abs(std::expm1((f[i] - optimal[i]) / epsilon));
  }
  return error / cloud().mass;
}

/// Half of the way: f and what is optimal for it lie on both sides of the
/// answer.
template <class T> void SelfTerm<T>::accept() {
  for (std::size_t i = 0; i < f.size(); ++i)
    f[i] = (f[i] + optimal[i]) / 2;
}

/// As for the cross term (Certificate.cpp), with f for both potentials: what is
/// too much in rows and columns is scaled down on both sides.
template <class T> Interval SelfTerm<T>::certify() {
  const double epsilon = passes.epsilon();
  const Cloud<T> &a = cloud();
  // The dual at f and the potential that is optimal for it.
  double mass = 0, dual = 0, optimalMass = 0, linear = 0, penalties = 0;
  Vector lowered(f);
  for (std::size_t i = 0; i < f.size(); ++i) {
    const double weight = a.weights[i];
    if (!(weight > 0))
      continue;
    dual += weight * (penalty.dual(f[i]) + penalty.dual(optimal[i]));
    optimalMass += weight * std::exp((optimal[i] - soft[i]) / epsilon);
    const double row = weight * std::exp((f[i] - soft[i]) / epsilon);
    mass += row;
    linear += 2 * row * f[i];
    penalties += 2 * penalty.primal(row, weight);
    lowered[i] = std::min(f[i], soft[i]);
  }
  Interval result;
  result.lower = dual - epsilon * (optimalMass - a.mass * a.mass);
  this->value = result.lower;
  if (penalty.isExact()) {
    Vector s;
    softmin(lowered, s);
    RoundedSide rows;
    for (std::size_t i = 0; i < f.size(); ++i)
      rows.add(a.weights[i], lowered[i],
               std::exp((lowered[i] - s[i]) / epsilon));
    result.upper = roundedPrimal(passes, problem, a, a, rows, rows);
  } else {
    // No mass moved is a plan, too, which potentials far from the answer may
    // be worse than, by any factor.
    const double nothing =
        2 * penalty.primal(0, a.mass) + epsilon * a.mass * a.mass;
    const double primal =
        linear - epsilon * (mass - a.mass * a.mass) + penalties;
    result.upper = primal < nothing ? primal : nothing;
  }
  const double omitted = mask ? mask->omittedDensity(f, f, epsilon) : 0;
  result.lower -= epsilon * omitted * a.mass * a.mass;
  result.lower -= this->slack(2 * a.mass);
  result.upper += this->slack(2 * a.mass);
  return result;
}

template class ot::detail::SelfTerm<float>;
template class ot::detail::SelfTerm<double>;
