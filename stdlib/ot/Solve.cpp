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
template <class T>
static void checkPrecision(const Problem<T> &problem, double largestCost) {
  const double unit = std::numeric_limits<T>::epsilon() / 2;
  const double ratio = unit * largestCost / problem.epsilon;
  if (ratio > 0.05)
    fail(ErrorCode::Argument, "blur",
         "epsilon = " + format(problem.epsilon) +
             " is too small for numbers of " + std::to_string(8 * sizeof(T)) +
             " bits: costs up to " + format(largestCost) + " are rounded to " +
             format(ratio) + " epsilon, of which 0.05 is the most");
}

/// Costs that do not follow from distances are known once clouds are there: of
/// points that stand for all, where there are many.
template <class T> static void checkPrecision(const Problem<T> &problem) {
  const Passes<T> passes(problem.cost, problem.epsilon,
                         problem.options.threads);
  checkPrecision(problem, passes.greatestCost(problem.a.levels.back(),
                                              problem.b.levels.back()));
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
    checkPrecision(problem, problem.largestCost);
  return widthFor(problem.cost.dimensions(), problem.cost.name(), a.dimension);
}

/// The first point, with the width that formulas take.
static Vector padded(const Samples &samples, std::int64_t width) {
  Vector point(width, 0.0);
  std::copy_n(samples.points.begin(), samples.dimension, point.begin());
  return point;
}

template <class T>
void ot::detail::setUp(Problem<T> &problem, Samples &a, Samples &b,
                       FixedSide<T> *fixed) {
  const std::int64_t width = setScales(problem, a, b);
  const Options &options = problem.options;
  problem.multiscale = options.multiscale && !options.symmetric &&
                       double(a.size) * double(b.size) > manyPairs &&
                       isBounded(problem.cost, padded(a, width).data(),
                                 padded(b, width).data(), width);
  const auto build = [&](const Samples &samples) {
    return buildSide<T>(samples, problem.centre, width, problem.multiscale,
                        options.threads);
  };
  if (!fixed) {
    problem.b = build(b);
  } else {
    if (problem.cost.followsDistance())
      problem.centre = fixed->centre;
    const bool isStored =
        !fixed->side.levels.empty() &&
        fixed->side.finest().cells.empty() == !problem.multiscale;
    if (!isStored)
      fixed->side = build(b);
    problem.b = fixed->side;
  }
  problem.a = build(a);
  if (!problem.cost.followsDistance())
    checkPrecision(problem);
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

/// A potential in the order of a side.
template <class T>
static Vector arranged(const Side<T> &side, const Vector &values,
                       const char *name) {
  if (values.empty())
    return {};
  if (std::int64_t(values.size()) != side.finest().size)
    fail(ErrorCode::Shape, name,
         "potentials to start from are none, or one for each of the " +
             std::to_string(side.finest().size) + " points, not " +
             std::to_string(values.size()));
  for (double value : values)
    require(std::isfinite(value), name, "potentials to start from are finite",
            value);
  return side.arrange(values);
}

/// Whether what was proven of OT_epsilon(b, b) is what is wanted.
template <class T>
static bool answers(const Solution<T> &known, const Problem<T> &problem,
                    double width) {
  const Problem<T> &old = known.problem;
  return old.epsilon == problem.epsilon &&
         old.penaltyB.isSame(problem.penaltyB) &&
         known.selfB->status == Status::Converged &&
         known.selfB->interval.width() <= width &&
         old.options.marginalTolerance <= problem.options.marginalTolerance;
}

template <class T>
static void solveTerms(Solution<T> &solution, const Potentials &start,
                       std::shared_ptr<Solution<T>> known) {
  const Problem<T> &problem = solution.problem;
  const Options &options = problem.options;
  solution.cross = std::make_unique<CrossTerm<T>>(problem);
  CrossTerm<T> &cross = *solution.cross;
  cross.givenF = arranged(problem.a, start.a, "start.a");
  cross.givenG = arranged(problem.b, start.b, "start.b");
  cross.solve(
      [&](double value) { return options.tolerance * std::max(value, 0.0); });
  solution.status = cross.status;
  solution.trace = cross.trace;
  solution.interval = cross.interval;
  solution.value = cross.value;
  if (!options.debias)
    return;
  const double width = options.tolerance * std::max(cross.interval.lower, 0.0);
  const auto solveSelf = [&](const Side<T> &side, const Penalty &penalty,
                             Vector given) {
    auto self = std::make_shared<SelfTerm<T>>(problem, side, penalty);
    self->givenF = std::move(given);
    self->solve([&](double) { return width; });
    return self;
  };
  solution.selfA = solveSelf(problem.a, problem.penaltyA,
                             arranged(problem.a, start.selfA, "start.selfA"));
  // The term keeps what it was solved with.
  solution.selfB =
      known && answers(*known, problem, width)
          ? std::shared_ptr<SelfTerm<T>>(known, known->selfB.get())
          : solveSelf(problem.b, problem.penaltyB,
                      arranged(problem.b, start.selfB, "start.selfB"));
  for (const SelfTerm<T> *self : {solution.selfA.get(), solution.selfB.get()}) {
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
Result<T> ot::detail::solveAll(std::shared_ptr<Solution<T>> solution,
                               const Potentials &start,
                               std::shared_ptr<Solution<T>> known) {
  const Options &options = solution->problem.options;
  if (options.symmetric)
    solveSymmetrically(*solution);
  else
    solveTerms(*solution, start, std::move(known));
  if (options.debias)
    debiasInterval(*solution);
  return Solution<T>::resultOf(std::move(solution));
}

template <class T>
Result<T> ot::solve(const Measure<T> &a, const Measure<T> &b,
                    const Options &options) {
  return solveAll(prepare(a, b, options));
}

template <class T>
Result<T> ot::solve(const Measure<T> &a, const Measure<T> &b,
                    const Options &options, const Potentials &start) {
  return solveAll(prepare(a, b, options), start);
}

#define INSTANTIATE(T)                                                         \
  template std::int64_t ot::detail::setScales(Problem<T> &, Samples &,         \
                                              Samples &);                      \
  template void ot::detail::setUp(Problem<T> &, Samples &, Samples &,          \
                                  FixedSide<T> *);                             \
  template std::shared_ptr<Solution<T>> ot::detail::prepare(                   \
      const Measure<T> &, const Measure<T> &, const Options &);                \
  template Result<T> ot::detail::solveAll(std::shared_ptr<Solution<T>>,        \
                                          const Potentials &,                  \
                                          std::shared_ptr<Solution<T>>);       \
  template Result<T> ot::solve(const Measure<T> &, const Measure<T> &,         \
                               const Options &);                               \
  template Result<T> ot::solve(const Measure<T> &, const Measure<T> &,         \
                               const Options &, const Potentials &);
INSTANTIATE(float)
INSTANTIATE(double)
