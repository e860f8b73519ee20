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
#include <unordered_map>

using namespace kop;
using namespace kop::ot;
using namespace kop::ot::detail;

/// Halvings of the box of both clouds for the finest grid.
static constexpr int finestGrid = 10;

void RoundedSide::add(double weight, double f, double part) {
  const double mass = weight > 0 ? weight * std::min(part, 1.0) : 0;
  rest.push_back(weight - mass);
  missing += rest.back();
  if (mass > 0)
    potential += mass * f;
}

namespace {

/// What is missing in one cell, on one side: mass, first and second moments.
struct Part {
  double mass = 0, square = 0;
  Vector first;
};
struct Cell {
  Part a, b;
};

/// Couples what is missing, level by level; adds up the cost, and the entropy
/// sum E log(E / (a b^T)) of the components.
template <class T> class Completion {
public:
  Completion(const Cost &cost, const Cloud<T> &a, const Cloud<T> &b,
             Vector restA, Vector restB)
      : cost(cost), a(a), b(b), restA(std::move(restA)),
        restB(std::move(restB)) {}

  void run();
  double transport = 0, entropy = 0;

private:
  void couple(double edge);
  std::uint64_t cellOf(const T *point, double edge) const;
  void gather(const Cloud<T> &cloud, const Vector &rest, double edge,
              Part Cell::*part);
  void take(const Cloud<T> &cloud, Vector &rest, double edge, Part Cell::*part);

  const Cost &cost;
  const Cloud<T> &a, &b;
  Vector restA, restB;
  std::unordered_map<std::uint64_t, Cell> cells;
};

} // namespace

/// Cells that share a number are one cell: only less fine.
template <class T>
std::uint64_t Completion<T>::cellOf(const T *point, double edge) const {
  std::uint64_t key = 0;
  if (std::isinf(edge))
    return key;
  for (std::int64_t k = 0; k < a.width; ++k) {
    const auto place =
        static_cast<std::int64_t>(std::floor(double(point[k]) / edge));
    key = (key ^ static_cast<std::uint64_t>(place)) * 0x9e3779b97f4a7c15u;
    key ^= key >> 29;
  }
  return key;
}

template <class T>
void Completion<T>::gather(const Cloud<T> &cloud, const Vector &rest,
                           double edge, Part Cell::*part) {
  for (std::int64_t i = 0; i < cloud.size; ++i) {
    if (!(rest[i] > 0))
      continue;
    const T *point = &cloud.points[i * cloud.width];
    Part &sums = cells[cellOf(point, edge)].*part;
    sums.first.resize(cloud.width);
    sums.mass += rest[i];
    for (std::int64_t k = 0; k < cloud.width; ++k) {
      sums.first[k] += rest[i] * double(point[k]);
      sums.square += rest[i] * double(point[k]) * double(point[k]);
    }
  }
}

/// Takes from every point its share of what its cell couples.
template <class T>
void Completion<T>::take(const Cloud<T> &cloud, Vector &rest, double edge,
                         Part Cell::*part) {
  for (std::int64_t i = 0; i < cloud.size; ++i) {
    if (!(rest[i] > 0))
      continue;
    const Cell &cell = cells[cellOf(&cloud.points[i * cloud.width], edge)];
    const double coupled = std::min(cell.a.mass, cell.b.mass);
    const double taken = rest[i] * (coupled / (cell.*part).mass);
    if (!(taken > 0))
      continue;
    rest[i] = std::max(rest[i] - taken, 0.0);
    entropy += taken * std::log(taken / cloud.weights[i]);
  }
}

template <class T> void Completion<T>::couple(double edge) {
  cells.clear();
  gather(a, restA, edge, &Cell::a);
  gather(b, restB, edge, &Cell::b);
  for (const auto &[key, cell] : cells) {
    const double mass = std::min(cell.a.mass, cell.b.mass);
    if (!(mass > 0))
      continue;
    // The mean of |x - y|^2 of independent x and y.
    double square = cell.a.square / cell.a.mass + cell.b.square / cell.b.mass;
    for (std::int64_t k = 0; k < a.width; ++k)
      square -=
          2 * (cell.a.first[k] / cell.a.mass) * (cell.b.first[k] / cell.b.mass);
    // That of |x - y|^p is at most this, to the power p / 2.
    transport += mass * costAt(cost, std::max(square, 0.0));
    // E = alpha beta^T / mass, of the part mass / m of the plan.
    entropy -= 2 * mass * std::log(mass) - mass * std::log(a.mass);
  }
  take(a, restA, edge, &Cell::a);
  take(b, restB, edge, &Cell::b);
}

template <class T> void Completion<T>::run() {
  double largestCoordinate = 0;
  for (const Cloud<T> *cloud : {&a, &b})
    for (T x : cloud->points)
      largestCoordinate = std::max(largestCoordinate, std::abs(double(x)));
  for (int level = finestGrid; level > 0; --level)
    couple(std::ldexp(2 * largestCoordinate, -level));
  couple(std::numeric_limits<double>::infinity());
}

/// For costs that do not follow from distances: all at once.
template <class T>
static void completeByPass(const Passes<T> &passes, const Cloud<T> &a,
                           const Cloud<T> &b, const RoundedSide &rows,
                           const RoundedSide &columns, double &transport,
                           double &entropy) {
  Vector u;
  passes.meanCost(a, b, columns.rest, u);
  for (std::size_t i = 0; i < u.size(); ++i) {
    transport += rows.rest[i] / columns.missing * u[i];
    if (rows.rest[i] > 0)
      entropy += rows.rest[i] * std::log(rows.rest[i] / a.weights[i]);
  }
  for (std::int64_t j = 0; j < b.size; ++j)
    if (columns.rest[j] > 0)
      entropy += columns.rest[j] * std::log(columns.rest[j] / b.weights[j]);
  const double missing = rows.missing;
  entropy -= 2 * missing * std::log(missing) - missing * std::log(a.mass);
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
  // Nothing but the rounding of the weights.
  if (!(std::min(rows.missing, columns.missing) > 1e-15 * m))
    return value;
  double transport = 0, entropy = 0;
  const Cost &cost = problem.cost;
  if (cost.bound() == CostBound::HalfSquared ||
      (cost.bound() == CostBound::PowerDistance && cost.parameter() <= 2)) {
    Completion<T> completion(cost, a, b, rows.rest, columns.rest);
    completion.run();
    transport = completion.transport;
    entropy = completion.entropy;
  } else {
    completeByPass(passes, a, b, rows, columns, transport, entropy);
  }
  const double left = m - std::max(rows.missing, columns.missing);
  if (left > 0)
    entropy -= left * std::log(left / m);
  return value + transport + epsilon * entropy;
}

#define INSTANTIATE(T)                                                         \
  template double ot::detail::roundedPrimal<T>(                                \
      const Passes<T> &, const Problem<T> &, const Cloud<T> &,                 \
      const Cloud<T> &, const RoundedSide &, const RoundedSide &);
INSTANTIATE(float)
INSTANTIATE(double)
