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
static constexpr double coarseError = 1e-4;
static constexpr std::int64_t coarseIterations = 50;
/// A level is fine enough while its points lie this close to those they stand
/// for, in units of the blur.
static constexpr double resolution = 1;
/// Given potentials are wrong by some times what a step moves them.
static constexpr double errorsPerMove = 1;
/// Beyond this error, in units of epsilon, coarse levels help where they can.
static constexpr double nearlyRight = 0.02;
/// Iterations that a Newton step must save.
static constexpr double patience = 20;
/// The error at which the interval is first looked at.
static constexpr double firstLook = 0.02;

namespace {

/// Tells when iterations are so slow that a Newton step pays, whose conjugate
/// gradients cost some twenty of them.
class Pace {
public:
  /// After an iteration with this error.
  bool isSlow(double error, double wanted) {
    const double rate = before > 0 ? error / before : 0;
    before = error;
    if (++sinceLeap < 3 || failures == 3 || rate <= 0)
      return false;
    // What an interval lacks at a slow rate is far away: smooth potentials.
    if (rate >= 1 || (lacking && rate > slowRate))
      return true;
    return std::log(wanted / error) / std::log(rate) > patience;
  }
  /// The error was as wanted, but the interval was not.
  void lacks() { lacking = true; }
  void leaped(bool helped) {
    failures = helped ? 0 : failures + 1;
    before = sinceLeap = 0;
    leaps = true;
    lacking = false;
  }
  bool hasLeaped() const { return leaps && sinceLeap == 0; }

private:
  static constexpr double slowRate = 0.8;
  double before = 0; ///< 0 after a change of course
  int sinceLeap = 0, failures = 0;
  bool leaps = false, lacking = false;
};

} // namespace

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
    interval = sweepAndCertify();
}

template <class T> bool Term<T>::goesOn(double epsilon, double error) {
  if (problem.cancelled) {
    status = Status::Cancelled;
    return false;
  }
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
      problem.cancelled = true;
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

template <class T>
bool Term<T>::fits(std::size_t candidate, double epsilon) const {
  return std::pow(levelRadius(candidate), problem.exponent) <=
         std::pow(resolution, problem.exponent) * epsilon;
}

template <class T> bool Term<T>::begin(double &epsilon) {
  epsilon = std::max(problem.firstEpsilon, problem.epsilon);
  std::size_t wanted = coarsestLevel();
  const double from = errorsPerMove * tryGiven();
  const bool guided = from < epsilon;
  if (guided)
    epsilon = std::max(from, problem.epsilon);
  while (wanted > 0 && !fits(wanted, epsilon))
    --wanted;
  if (guided && (from <= nearlyRight * problem.epsilon ||
                 (epsilon == problem.epsilon && wanted == 0)))
    return false;
  if (!guided) {
    level = wanted;
    start(level, epsilon);
    return true;
  }
  passes.setEpsilon(epsilon);
  while (level < wanted)
    coarsen();
  return true;
}

template <class T> bool Term<T>::anneal() {
  const double ratio = std::pow(problem.options.scaling, problem.exponent);
  double epsilon = 0;
  if (!begin(epsilon))
    return true;
  while (true) {
    // On coarse levels, where it costs little, potentials are found well.
    const bool isCoarse = level > 0;
    if (!isCoarse && epsilon == problem.epsilon)
      return true;
    const bool goes =
        isCoarse
            ? settle(epsilon, std::min(coarseError, problem.options.tolerance),
                     coarseIterations, problem.options.accelerate)
            : settle(epsilon, looseError, looseIterations, false);
    if (!goes) {
      // What is left is answered on the points themselves.
      passes.setEpsilon(problem.epsilon);
      while (level > 0)
        refine(problem.epsilon);
      return false;
    }
    if (epsilon == problem.epsilon) {
      refine(epsilon);
      continue;
    }
    double next = epsilon * ratio;
    if (next < problem.epsilon * std::sqrt(1 / ratio))
      next = problem.epsilon;
    // A finer level takes over at the epsilon that the coarse one resolves.
    const std::size_t before = level;
    while (level > 0 && !fits(level, next))
      refine(epsilon);
    if (level == before)
      extrapolate(epsilon, next);
    epsilon = next;
    passes.setEpsilon(epsilon);
  }
}

template <class T>
bool Term<T>::settle(double epsilon, double wanted, std::int64_t most,
                     bool leaps) {
  double error = 1;
  std::int64_t steps = 0;
  Pace pace;
  while (error > wanted && steps < most) {
    error = step(epsilon);
    ++steps;
    ++iterations;
    if (!goesOn(epsilon, error))
      return false;
    if (leaps && pace.isSlow(error, wanted))
      pace.leaped(leap(epsilon));
  }
  note(epsilon, steps, error);
  return true;
}

template <class T>
void Term<T>::finish(const std::function<double(double)> &width) {
  const double epsilon = problem.epsilon;
  const Options &options = problem.options;
  // The error at which the interval is looked at next.
  double tried = std::max(firstLook, options.tolerance);
  double best = std::numeric_limits<double>::infinity(), error = 1;
  std::int64_t steps = 0, sinceBest = 0;
  Pace pace;
  status = Status::Budget;
  while (steps < options.iterations) {
    error = sweep(epsilon);
    ++steps;
    ++iterations;
    if (!goesOn(epsilon, error))
      break;
    // Slow progress is progress: what counts is how long it takes.
    if (error < 0.98 * best) {
      best = error;
      sinceBest = 0;
    } else {
      ++sinceBest;
    }
    if (error <= tried || (pace.hasLeaped() && error <= firstLook)) {
      interval = certify();
      pace.lacks();
      const double wanted = width(interval.lower);
      if ((interval.width() <= wanted || isZero()) &&
          error <= options.marginalTolerance) {
        status = Status::Converged;
        break;
      }
      tried = std::min(error, options.marginalTolerance) *
              std::clamp(0.8 * wanted / interval.width(), 0.05, 0.8);
    }
    accept();
    // Both soft minima of a sweep are rounded.
    const double noise = 2 * problem.rounding(largestPotential());
    if (sinceBest > patience && error <= noise) {
      status = Status::PrecisionLimited;
      break;
    }
    if (sinceBest > 10 * patience) {
      status = Status::Stalled;
      break;
    }
    if (options.accelerate && pace.isSlow(error, tried))
      pace.leaped(leap(epsilon));
  }
  note(epsilon, steps, error);
  if (status != Status::Converged)
    interval = sweepAndCertify();
  if ((interval.width() <= width(interval.lower) || isZero()) &&
      error <= options.marginalTolerance && status != Status::Cancelled)
    status = Status::Converged;
}

template class ot::detail::Term<float>;
template class ot::detail::Term<double>;
