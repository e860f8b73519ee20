//===- Exact.cpp - Transport without blur ---------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NetworkSimplex.h"
#include "Solution.h"

#include "common/Fail.h"

#include "kop/ot/exact.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

using namespace kop;
using namespace kop::common;
using namespace kop::ot;
using namespace kop::ot::detail;

/// The blur of the first guess, in units of the mean distance to the nearest
/// of the other measure; and how well it is solved.
static constexpr double guessedBlur = 0.3, guessTolerance = 0.05;
/// Pairs per point that are looked at.
static constexpr std::int64_t most = 8;

namespace {

/// One exact problem in doubles, on the points that have weight.
class Finisher {
public:
  Finisher(const Problem<double> &problem, const Passes<double> &passes,
           double largestCost);

  /// Adds the pairs of the least C - g for each row, and those for each column,
  /// that are below f + g + `margin`; returns how many.
  std::int64_t addPairs(const Vector &f, const Vector &g, double margin);
  void run(const Options &options, ExactTransport &result);
  /// The plan of this moment, and potentials that are feasible on all pairs.
  void finish(const Vector &f, const Vector &g, ExactTransport &result) const;

private:
  /// Collects pairs that are not known yet.
  void findFrom(const Cloud<double> &x, const Cloud<double> &y, const Vector &f,
                const Vector &g, double margin, bool transposed,
                std::vector<std::int64_t> &rows,
                std::vector<std::int64_t> &columns);

  const Problem<double> &problem;
  const Passes<double> &passes;
  const Cloud<double> &a, &b;
  /// Numbers among the points with weight; -1 for those without.
  std::vector<std::int64_t> nodeA, nodeB, pointA, pointB;
  double unit = 0; ///< mass of one unit of flow
  const double largestCost;
  std::unique_ptr<NetworkSimplex> simplex;
  /// Pairs of the problem so far, with their costs.
  std::map<std::pair<std::int64_t, std::int64_t>, double> known;
};

} // namespace

/// Weights in units of 2^-52 of the mass; numbers of points with weight.
static std::vector<std::int64_t> integers(const Cloud<double> &cloud,
                                          std::vector<std::int64_t> &node,
                                          std::vector<std::int64_t> &point) {
  std::vector<std::int64_t> masses;
  node.assign(cloud.size, -1);
  for (std::int64_t i = 0; i < cloud.size; ++i) {
    const auto mass =
        std::int64_t(std::llround(cloud.weights[i] / cloud.mass * 0x1p52));
    if (mass <= 0)
      continue;
    node[i] = std::int64_t(masses.size());
    point.push_back(i);
    masses.push_back(mass);
  }
  return masses;
}

Finisher::Finisher(const Problem<double> &problem, const Passes<double> &passes,
                   double largestCost)
    : problem(problem), passes(passes), a(problem.a.finest()),
      b(problem.b.finest()), largestCost(largestCost) {
  const auto supplies = integers(a, nodeA, pointA);
  auto demands = integers(b, nodeB, pointB);
  const auto sum = [](const std::vector<std::int64_t> &masses) {
    return std::accumulate(masses.begin(), masses.end(), std::int64_t(0));
  };
  const std::int64_t total = sum(supplies);
  // What rounding left goes to the greatest.
  *std::max_element(demands.begin(), demands.end()) += total - sum(demands);
  unit = a.mass / double(total);
  simplex = std::make_unique<NetworkSimplex>(supplies, demands, largestCost);
}

void Finisher::findFrom(const Cloud<double> &x, const Cloud<double> &y,
                        const Vector &f, const Vector &g, double margin,
                        bool transposed, std::vector<std::int64_t> &rows,
                        std::vector<std::int64_t> &columns) {
  // Points without weight are nobody's partner.
  Vector potential(g), least;
  for (std::int64_t j = 0; j < y.size; ++j)
    if ((transposed ? nodeA : nodeB)[j] < 0)
      potential[j] = -std::numeric_limits<double>::infinity();
  std::vector<std::int64_t> place;
  passes.best(x, y, potential, least, place);
  for (std::int64_t i = 0; i < x.size; ++i)
    for (std::int64_t k = 0; k < most; ++k) {
      const std::int64_t j = place[i * most + k];
      if (j < 0 || !(least[i * most + k] < f[i] + margin))
        break;
      const std::int64_t row = transposed ? j : i, column = transposed ? i : j;
      if (nodeA[row] < 0 || nodeB[column] < 0 ||
          !known.insert({{row, column}, 0}).second)
        continue;
      rows.push_back(row);
      columns.push_back(column);
    }
}

std::int64_t Finisher::addPairs(const Vector &f, const Vector &g,
                                double margin) {
  std::vector<std::int64_t> rows, columns;
  findFrom(a, b, f, g, margin, false, rows, columns);
  findFrom(b, a, g, f, margin, true, rows, columns);
  const Vector costs = passes.costs(a, b, rows, columns);
  for (std::size_t k = 0; k < costs.size(); ++k) {
    known[{rows[k], columns[k]}] = costs[k];
    simplex->addArc(nodeA[rows[k]], nodeB[columns[k]], costs[k]);
  }
  return std::int64_t(costs.size());
}

void Finisher::finish(const Vector &f, const Vector &g,
                      ExactTransport &result) const {
  Vector feasible;
  std::vector<std::int64_t> place;
  passes.nearest(a, b, g, feasible, place);
  // Sums in long double; `terms` adds up what they are made of.
  long double dual = 0, primal = 0, terms = 0;
  const auto add = [&](double weight, double potential) {
    dual += (long double)weight * potential;
    terms += (long double)weight * std::abs(potential);
  };
  for (std::int64_t i = 0; i < a.size; ++i) {
    const double value = std::min(f[i], feasible[i]);
    feasible[i] = std::isfinite(value) ? value : feasible[i];
    add(a.weights[i], feasible[i]);
  }
  for (std::int64_t j = 0; j < b.size; ++j)
    if (nodeB[j] >= 0)
      add(b.weights[j], g[j]);
  result.plan.clear();
  for (const NetworkSimplex::Flow &flow : simplex->flows()) {
    const std::int64_t i = pointA[flow.source], j = pointB[flow.sink];
    const double mass = double(flow.amount) * unit;
    primal += (long double)mass * known.at({i, j});
    result.plan.push_back({problem.a.order[i], problem.b.order[j], mass});
  }
  primal += (long double)(double(simplex->unserved()) * unit) * largestCost;
  std::sort(result.plan.begin(), result.plan.end(),
            [](const auto &p, const auto &q) {
              return p.row != q.row ? p.row < q.row : p.column < q.column;
            });
  // Costs and potentials are rounded in their last bits, squared distances once
  // more with every component, the weights of the
  // plan to 2^-53 of the mass, and points around their middle, which moves a
  // cost by its slope, at most that of the farthest points that are joined.
  const double potentials = largest(feasible) + largest(g);
  const double p = problem.exponent;
  const double far =
      std::min(problem.diagonal, std::pow(p * potentials, 1 / p));
  const double rounding =
      (4e-15 + 2.3e-16 * double(problem.a.dimension)) * double(terms + primal) +
      0x1p-53 * double(a.size + b.size) * a.mass * potentials +
      8e-16 * a.mass * problem.diagonal * std::pow(far, p - 1);
  result.value = double(primal);
  result.interval = {double(dual) - rounding, double(primal) + rounding};
  result.potentialA = problem.a.template restore<double>(feasible);
  result.potentialB = problem.b.template restore<double>(g);
}

void Finisher::run(const Options &options, ExactTransport &result) {
  Vector f(a.size), g(b.size);
  const auto goesOn = [&] {
    Progress progress;
    progress.iteration = simplex->pivots();
    progress.points = a.size + b.size;
    progress.seconds = problem.seconds();
    if (options.progress && !options.progress(progress)) {
      result.status = Status::Cancelled;
      return false;
    }
    return progress.seconds <= options.seconds;
  };
  while (true) {
    const bool solved = simplex->solve(goesOn);
    const double lowest = -std::numeric_limits<double>::infinity();
    for (std::int64_t i = 0; i < a.size; ++i)
      f[i] = nodeA[i] < 0 ? lowest : simplex->sourcePotential(nodeA[i]);
    for (std::int64_t j = 0; j < b.size; ++j)
      g[j] = nodeB[j] < 0 ? lowest : simplex->sinkPotential(nodeB[j]);
    result.pivots = simplex->pivots();
    if (!solved)
      break;
    ++result.rounds;
    // Pairs that would make the plan cheaper, beyond rounding.
    if (addPairs(f, g, -1e-12 * (largestCost + 1e-300)) == 0) {
      result.status = Status::Converged;
      break;
    }
    if (!goesOn())
      break;
  }
  finish(f, g, result);
}

template <class T>
ExactTransport ot::exactTransport(const Measure<T> &measureA,
                                  const Measure<T> &measureB,
                                  const Options &given) {
  Options options = given;
  if (std::isfinite(options.reach) || options.reachA || options.reachB)
    fail(ErrorCode::Argument, "reach", "exact transport is balanced");
  options.debias = false;
  options.tolerance = guessTolerance;
  const Samples a = readSamples(measureA, "a", options.threads);
  Samples b = readSamples(measureB, "b", options.threads);
  checkSameDimension(a, b);
  matchMasses<T>(a, b);
  // As many points as there are in the cube of the diagonal: their distance.
  double diagonal = 0;
  centreOf(a, b, diagonal);
  const double count = double(std::max(a.size, b.size));
  const double apart = guessedBlur / std::pow(count, 1 / double(a.dimension));
  options.blur = std::max(apart * diagonal, 1e-300);
  const std::int64_t d = a.dimension;
  const auto solution = prepare<double>(
      {In<double>(a.points.data(), a.size, d), In<double>(a.weights)},
      {In<double>(b.points.data(), b.size, d), In<double>(b.weights)}, options);
  Problem<double> &problem = solution->problem;
  double largestCost = problem.largestCost;
  if (!problem.cost.followsDistance()) {
    // Their own scale takes the place of lengths.
    largestCost =
        solution->passes().greatestCost(problem.a.finest(), problem.b.finest());
    problem.firstEpsilon = std::max(largestCost, 1e-300);
    problem.epsilon = problem.firstEpsilon * std::pow(apart, problem.exponent);
  }
  CrossTerm<double> cross(problem);
  cross.solve([&](double value) { return guessTolerance * value; });
  ExactTransport result;
  const Passes<double> passes = solution->passes();
  Finisher finisher(problem, passes, largestCost);
  if (cross.status == Status::Cancelled) {
    result.status = Status::Cancelled;
    finisher.finish(cross.f, cross.g, result);
    return result;
  }
  finisher.addPairs(cross.f, cross.g, balanced);
  finisher.run(options, result);
  return result;
}

std::vector<std::int64_t> ExactTransport::assignment() const {
  std::vector<std::int64_t> columns(potentialA.size(), -1);
  std::vector<double> greatest(potentialA.size(), 0);
  for (const PlanEntry &entry : plan)
    if (entry.mass > greatest[entry.row]) {
      greatest[entry.row] = entry.mass;
      columns[entry.row] = entry.column;
    }
  return columns;
}

template ExactTransport ot::exactTransport(const Measure<float> &,
                                           const Measure<float> &,
                                           const Options &);
template ExactTransport ot::exactTransport(const Measure<double> &,
                                           const Measure<double> &,
                                           const Options &);
