//===- Term.cpp - Annealing and stopping ----------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Term.h"

#include <algorithm>
#include <cmath>

using namespace kop;
using namespace kop::ot;
using namespace kop::ot::detail;

/// A step of the annealing ends when the marginals are met to this part, or
/// after so many iterations: the next one moves the potentials by far more.
static constexpr double looseError = 0.05;
static constexpr std::int64_t looseIterations = 5;
/// On coarse levels, where they cost little, potentials are found well.
static constexpr double coarseError = 1e-3;
static constexpr std::int64_t coarseIterations = 50;
/// A level is fine enough while its points lie this close to those they stand
/// for, in units of the blur.
static constexpr double resolution = 1;
/// Where iterations would take more than this, a Newton step is tried; its
/// conjugate gradients cost about as much.
static constexpr double patience = 20;
static constexpr double slowRate = 0.8;
/// The error at which the interval is first looked at.
static constexpr double firstLook = 0.02;

double ot::detail::largest(const Vector &values) {
  double most = 0;
  for (double value : values)
    if (std::isfinite(value))
      most = std::max(most, std::abs(value));
  return most;
}

template <class T>
Term<T>::Term(const Problem<T> &problem)
    : problem(problem),
      passes(problem.cost, problem.epsilon, problem.options.threads) {}

template <class T>
void Term<T>::solve(const std::function<double(double)> &width) {
  if (anneal())
    finish(width);
  else
    interval = certify();
}

template <class T> bool Term<T>::goesOn(double epsilon, double error) {
  const Options &options = problem.options;
  const double seconds = problem.seconds();
  if (options.progress) {
    Progress progress;
    progress.iteration = iterations;
    progress.points = pointsOf(level);
    progress.epsilon = epsilon;
    progress.marginalError = error;
    progress.seconds = seconds;
    if (!options.progress(progress)) {
      status = Status::Cancelled;
      return false;
    }
  }
  if (seconds <= options.seconds)
    return true;
  status = Status::Budget;
  return false;
}

template <class T>
void Term<T>::note(double epsilon, std::int64_t steps, double error) {
  TraceRow row;
  row.epsilon = epsilon;
  row.points = pointsOf(level);
  row.iterations = steps;
  row.pairs = partMet();
  row.marginalError = error;
  row.seconds = problem.seconds();
  trace.push_back(row);
}

template <class T> bool Term<T>::anneal() {
  const double ratio = std::pow(problem.options.scaling, problem.exponent);
  const auto fits = [&](std::size_t candidate, double epsilon) {
    return std::pow(levelRadius(candidate), problem.exponent) <=
           std::pow(resolution, problem.exponent) * epsilon;
  };
  double epsilon = std::max(problem.firstEpsilon, problem.epsilon);
  level = coarsestLevel();
  while (level > 0 && !fits(level, epsilon))
    --level;
  start(level, epsilon);
  while (epsilon > problem.epsilon) {
    double error = 1;
    std::int64_t steps = 0;
    const double pairs = std::pow(double(pointsOf(level)) / pointsOf(0), 2);
    const auto most = looseIterations +
                      std::min<std::int64_t>(coarseIterations, 1 / pairs - 1);
    while (error > (level ? coarseError : looseError) && steps < most) {
      error = step(epsilon);
      ++steps;
      ++iterations;
      if (!goesOn(epsilon, error)) {
        // What is left is answered on the points themselves.
        passes.setEpsilon(problem.epsilon);
        while (level > 0)
          refine(problem.epsilon);
        return false;
      }
    }
    note(epsilon, steps, error);
    double next = epsilon * ratio;
    if (next < problem.epsilon * std::sqrt(1 / ratio))
      next = problem.epsilon;
    // A finer level takes over at the epsilon that the coarse one resolves.
    const std::size_t before = level;
    while (level > 0 && (!fits(level, next) || next == problem.epsilon))
      refine(epsilon);
    if (level == before)
      extrapolate(epsilon, next);
    epsilon = next;
    passes.setEpsilon(epsilon);
  }
  while (level > 0)
    refine(epsilon);
  return true;
}

template <class T>
void Term<T>::finish(const std::function<double(double)> &width) {
  const double epsilon = problem.epsilon;
  const Options &options = problem.options;
  // The error at which the interval is looked at next.
  double tried = std::max(firstLook, options.tolerance);
  double best = std::numeric_limits<double>::infinity(), error = 1;
  double before = 0; // 0 after a change of course
  std::int64_t steps = 0, sinceBest = 0, sinceLeap = 0;
  int failures = 0;
  status = Status::Budget;
  while (steps < options.iterations) {
    error = step(epsilon);
    ++steps;
    ++iterations;
    if (!goesOn(epsilon, error))
      break;
    sinceBest = error < 0.98 * best ? 0 : sinceBest + 1;
    best = std::min(best, error);
    const bool leaped = sinceLeap == 1 && steps > 1;
    bool looked = false;
    if (error <= tried || (leaped && error <= firstLook)) {
      interval = certify();
      looked = true;
      const double wanted = width(interval.lower);
      if (interval.width() <= wanted && error <= options.marginalTolerance) {
        status = Status::Converged;
        break;
      }
      tried = std::min(error, options.marginalTolerance) *
              std::clamp(0.8 * wanted / interval.width(), 0.05, 0.8);
    }
    const double noise = problem.rounding(largestPotential(), epsilon);
    if (sinceBest > patience && error <= 10 * noise) {
      status = Status::PrecisionLimited;
      break;
    }
    if (sinceBest > 10 * patience) {
      status = Status::Stalled;
      break;
    }
    // How many more iterations at the present rate?
    const double rate = before > 0 ? error / before : 0;
    before = error;
    if (!options.accelerate || ++sinceLeap < 3 || failures == 3 || rate <= 0)
      continue;
    const double left =
        rate < 1 ? std::log(tried / error) / std::log(rate) : 2 * patience;
    // What an interval lacks at a slow rate is far away: smooth potentials.
    if (left <= patience && !(looked && rate > slowRate))
      continue;
    failures = leap(epsilon) ? 0 : failures + 1;
    before = 0;
    sinceLeap = 1;
  }
  note(epsilon, steps, error);
  if (status != Status::Converged)
    interval = certify();
  if (interval.width() <= width(interval.lower) &&
      error <= options.marginalTolerance && status != Status::Cancelled)
    status = Status::Converged;
}

template class ot::detail::Term<float>;
template class ot::detail::Term<double>;
