//===- Rounded.cpp - A plan with the marginals asked for ------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Rounded.h"
#include "Mask.h"

#include <algorithm>
#include <cmath>

using namespace kop;
using namespace kop::ot;
using namespace kop::ot::detail;

void RoundedSide::add(double weight, double f, double part) {
  const double mass = weight > 0 ? weight * std::min(part, 1.0) : 0;
  rest.push_back(weight - mass);
  missing += rest.back();
  if (mass > 0)
    potential += mass * f;
  if (rest.back() > 0)
    entropy += rest.back() * std::log(rest.back() / weight);
}

namespace {
/// Mean and variance of one component, under weights.
struct Moments {
  double mean = 0, variance = 0;
};
} // namespace

template <class T>
static Moments momentsOf(const Cloud<T> &cloud, std::int64_t k,
                         const RoundedSide &side) {
  Moments result;
  double square = 0;
  for (std::int64_t i = 0; i < cloud.size; ++i) {
    const double x = double(cloud.points[i * cloud.width + k]);
    const double weight = side.rest[i] / side.missing;
    result.mean += weight * x;
    square += weight * x * x;
  }
  result.variance = std::max(square - result.mean * result.mean, 0.0);
  return result;
}

/// A bound of the mean cost of what is missing, coupled independently.
template <class T>
static double costOfRest(const Passes<T> &passes, const Problem<T> &problem,
                         const Cloud<T> &a, const Cloud<T> &b,
                         const RoundedSide &rows, const RoundedSide &columns) {
  const bool concave = problem.cost.bound() == CostBound::HalfSquared ||
                       (problem.cost.bound() == CostBound::PowerDistance &&
                        problem.cost.parameter() <= 2);
  if (concave) {
    // The mean of |x - y|^p is at most that of the square, to the power p / 2.
    double square = 0;
    for (std::int64_t k = 0; k < a.width; ++k) {
      const Moments x = momentsOf(a, k, rows), y = momentsOf(b, k, columns);
      square += x.variance + y.variance + (x.mean - y.mean) * (x.mean - y.mean);
    }
    return costAt(problem.cost, square);
  }
  Vector weights(columns.rest), u;
  for (double &value : weights)
    value /= columns.missing;
  passes.meanCost(a, b, weights, u);
  double cost = 0;
  for (std::size_t i = 0; i < u.size(); ++i)
    cost += rows.rest[i] / rows.missing * u[i];
  return cost;
}

template <class T>
double ot::detail::roundedPrimal(const Passes<T> &passes,
                                 const Problem<T> &problem, const Cloud<T> &a,
                                 const Cloud<T> &b, const RoundedSide &rows,
                                 const RoundedSide &columns) {
  const double epsilon = passes.epsilon();
  const double m = a.mass;
  const double value =
      rows.potential + columns.potential + epsilon * (m * m - m);
  const double missing = std::max(rows.missing, columns.missing);
  // Nothing but the rounding of the weights.
  if (!(std::min(rows.missing, columns.missing) > 1e-15 * m))
    return value;
  // sum of E log(E / (a b)), with E = e_a e_b^T / missing.
  double entropy = rows.entropy + columns.entropy - missing * std::log(missing);
  // Both parts at the masses they have in the mixture.
  entropy -= missing * std::log(missing / m);
  if (m > missing)
    entropy -= (m - missing) * std::log((m - missing) / m);
  return value + missing * costOfRest(passes, problem, a, b, rows, columns) +
         epsilon * entropy;
}

#define INSTANTIATE(T)                                                         \
  template double ot::detail::roundedPrimal<T>(                                \
      const Passes<T> &, const Problem<T> &, const Cloud<T> &,                 \
      const Cloud<T> &, const RoundedSide &, const RoundedSide &);
INSTANTIATE(float)
INSTANTIATE(double)
