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
/// A level is fine enough while its points lie this close to those they stand
/// for, in units of the blur.
static constexpr double resolution = 1;
/// Where plain iterations would take more than this, a Newton step is tried.
static constexpr double patience = 20;

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
  while (true) {
    passes.setEpsilon(epsilon);
    while (level > 0 && (!fits(level, epsilon) || epsilon == problem.epsilon))
      refine(epsilon);
    if (epsilon == problem.epsilon)
      return true;
    double error = 1;
    std::int64_t steps = 0;
    while (error > looseError && steps < looseIterations) {
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
    epsilon *= ratio;
    if (epsilon < problem.epsilon * std::sqrt(1 / ratio))
      epsilon = problem.epsilon;
  }
}

template <class T>
void Term<T>::finish(const std::function<double(double)> &width) {
  const double epsilon = problem.epsilon;
  const Options &options = problem.options;
  // The error at which the interval is looked at next.
  double tried = options.tolerance / 2;
  double before = 0, best = std::numeric_limits<double>::infinity();
  std::int64_t steps = 0, sinceBest = 0, sinceLeap = 0;
  bool leaps = options.accelerate;
  int failures = 0;
  status = Status::Budget;
  double error = 1;
  while (steps < options.iterations) {
    error = step(epsilon);
    ++steps;
    ++iterations;
    ++sinceLeap;
    if (!goesOn(epsilon, error))
      break;
    sinceBest = error < 0.98 * best ? 0 : sinceBest + 1;
    best = std::min(best, error);
    const double noise = problem.rounding(largestPotential(), epsilon);
    if (error <= tried || error <= noise) {
      interval = certify();
      const double wanted = width(interval.lower);
      if (interval.width() <= wanted && error <= options.marginalTolerance) {
        status = Status::Converged;
        break;
      }
      if (error <= noise) {
        status = Status::PrecisionLimited;
        break;
      }
      tried = std::min(error, options.marginalTolerance) *
              std::clamp(0.5 * wanted / interval.width(), 0.01, 0.7);
    }
    if (sinceBest > 200) {
      status = Status::Stalled;
      break;
    }
    // How many more iterations at the present rate?
    const double rate = before > 0 ? error / before : 0;
    before = error;
    if (!leaps || sinceLeap < 4 || rate <= 0)
      continue;
    const double left =
        rate < 1 ? std::log(tried / error) / std::log(rate) : patience + 1;
    if (left > patience) {
      failures = leap(epsilon) ? 0 : failures + 1;
      leaps = failures < 3;
      sinceLeap = 0;
      before = 0;
    }
  }
  note(epsilon, steps, error);
  if (status != Status::Converged && status != Status::PrecisionLimited)
    interval = certify();
  if (status == Status::Budget && interval.width() <= width(interval.lower) &&
      error <= options.marginalTolerance)
    status = Status::Converged;
}

template class ot::detail::Term<float>;
template class ot::detail::Term<double>;
