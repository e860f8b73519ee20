//===- Solve.cpp - From two measures to a result --------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Check.h"
#include "Solution.h"
#include "Symmetric.h"

#include "common/Fail.h"

#include <algorithm>
#include <cmath>

using namespace kop;
using namespace kop::common;
using namespace kop::ot;
using namespace kop::ot::detail;

/// Pairs beyond which coarse levels and masks pay.
static constexpr double manyPairs = 1000.0 * 1000.0;

static Penalty penaltyOf(const Options &options,
                         const std::optional<double> &own) {
  return {std::pow(own.value_or(options.reach), options.p), options.divergence};
}

/// Below this, costs in T are too coarse to tell plans apart.
template <class T> static void checkPrecision(const Problem<T> &problem) {
  const double unit = std::numeric_limits<T>::epsilon() / 2;
  const double ratio = unit * problem.largestCost / problem.epsilon;
  if (ratio > 0.05)
    fail(ErrorCode::Argument, "blur",
         "epsilon = " + format(problem.epsilon) +
             " is too small for numbers of " + std::to_string(8 * sizeof(T)) +
             " bits: costs up to " + format(problem.largestCost) +
             " are rounded to " + format(ratio) +
             " epsilon, of which 0.05 is the most");
}

template <class T>
std::int64_t ot::detail::setScales(Problem<T> &problem, Samples &a,
                                   Samples &b) {
  const Options &options = problem.options;
  checkSameDimension(a, b);
  problem.penaltyA = penaltyOf(options, options.reachA);
  problem.penaltyB = penaltyOf(options, options.reachB);
  if (problem.penaltyA.isExact() && problem.penaltyB.isExact())
    matchMasses<T>(a, b);
  problem.exponent = options.p;
  problem.epsilon = std::pow(options.blur, options.p);
  double diagonal = 0;
  problem.centre = centreOf(a, b, diagonal);
  const bool bounded = problem.cost.followsDistance();
  if (!bounded) // the origin means something to other costs
    std::fill(problem.centre.begin(), problem.centre.end(), 0.0);
  problem.diagonal = bounded ? diagonal : 0;
  problem.largestCost = bounded ? costAt(problem.cost, diagonal * diagonal) : 0;
  const double length = options.diameter > 0 ? options.diameter : diagonal;
  problem.firstEpsilon = std::max(problem.epsilon, std::pow(length, options.p));
  if (bounded)
    checkPrecision(problem);
  return widthFor(problem.cost.dimensions(), problem.cost.name(), a.dimension);
}

template <class T>
static void setUp(Problem<T> &problem, Samples &a, Samples &b) {
  const std::int64_t width = setScales(problem, a, b);
  const Options &options = problem.options;
  problem.multiscale = options.multiscale && !options.symmetric &&
                       problem.cost.bound() != CostBound::None &&
                       double(a.size) * double(b.size) > manyPairs;
  problem.a = buildSide<T>(a, problem.centre, width, problem.multiscale,
                           options.threads);
  problem.b = buildSide<T>(b, problem.centre, width, problem.multiscale,
                           options.threads);
}

/// The worse of two outcomes.
static Status worse(Status a, Status b) {
  return a == Status::Converged ? b : a;
}

/// epsilon / 2 (m_a - m_b)^2.
template <class T> static double massTerm(const Solution<T> &solution) {
  const double difference = solution.a().mass - solution.b().mass;
  return solution.problem.epsilon / 2 * difference * difference;
}

template <class T> static void solveTerms(Solution<T> &solution) {
  const Problem<T> &problem = solution.problem;
  const Options &options = problem.options;
  solution.cross = std::make_unique<CrossTerm<T>>(problem);
  CrossTerm<T> &cross = *solution.cross;
  cross.solve(
      [&](double value) { return options.tolerance * std::max(value, 0.0); });
  solution.status = cross.status;
  solution.trace = cross.trace;
  solution.interval = cross.interval;
  solution.value = cross.value;
  if (!options.debias)
    return;
  solution.selfA =
      std::make_unique<SelfTerm<T>>(problem, problem.a, problem.penaltyA);
  solution.selfB =
      std::make_unique<SelfTerm<T>>(problem, problem.b, problem.penaltyB);
  const double width = options.tolerance * std::max(cross.interval.lower, 0.0);
  for (SelfTerm<T> *self : {solution.selfA.get(), solution.selfB.get()}) {
    self->solve([&](double) { return width; });
    solution.status = worse(solution.status, self->status);
    solution.value -= self->value / 2;
  }
  solution.value += massTerm(solution);
}

/// What self terms and masses make of the interval of OT_epsilon(a, b).
template <class T> static void debiasInterval(Solution<T> &solution) {
  Interval selves;
  for (const SelfTerm<T> *self : {solution.selfA.get(), solution.selfB.get()}) {
    selves.lower += self->interval.lower / 2;
    selves.upper += self->interval.upper / 2;
  }
  solution.interval.lower += massTerm(solution) - selves.upper;
  solution.interval.upper += massTerm(solution) - selves.lower;
}

template <class T>
std::shared_ptr<Solution<T>> ot::detail::prepare(const Measure<T> &a,
                                                 const Measure<T> &b,
                                                 const Options &options) {
  checkOptions(options);
  Samples samplesA = readSamples(a, "a", options.threads);
  Samples samplesB = readSamples(b, "b", options.threads);
  auto solution = std::make_shared<Solution<T>>(
      options, options.cost ? *options.cost : powerCost(options.p));
  setUp(solution->problem, samplesA, samplesB);
  return solution;
}

template <class T>
Result<T> ot::detail::solveAll(std::shared_ptr<Solution<T>> solution) {
  const Options &options = solution->problem.options;
  if (options.symmetric)
    solveSymmetrically(*solution);
  else
    solveTerms(*solution);
  if (options.debias)
    debiasInterval(*solution);
  return Solution<T>::resultOf(std::move(solution));
}

template <class T>
Result<T> ot::solve(const Measure<T> &a, const Measure<T> &b,
                    const Options &options) {
  return solveAll(prepare(a, b, options));
}

template std::int64_t ot::detail::setScales(Problem<float> &, Samples &,
                                            Samples &);
template std::int64_t ot::detail::setScales(Problem<double> &, Samples &,
                                            Samples &);
template std::shared_ptr<Solution<float>>
ot::detail::prepare(const Measure<float> &, const Measure<float> &,
                    const Options &);
template std::shared_ptr<Solution<double>>
ot::detail::prepare(const Measure<double> &, const Measure<double> &,
                    const Options &);
template Result<float> ot::detail::solveAll(std::shared_ptr<Solution<float>>);
template Result<double> ot::detail::solveAll(std::shared_ptr<Solution<double>>);
template Result<float> ot::solve(const Measure<float> &, const Measure<float> &,
                                 const Options &);
template Result<double> ot::solve(const Measure<double> &,
                                  const Measure<double> &, const Options &);
