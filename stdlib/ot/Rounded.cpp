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
#include <utility>

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

/// What is missing on one side, per cell: mass, moments, and the sum of
/// r log(r / weight) over what its points miss.
struct Missing {
  Vector mass, square, entropy;
  Vector first; ///< (cells, width)

  void resize(std::size_t cells, std::int64_t width) {
    mass.resize(cells);
    square.resize(cells);
    entropy.resize(cells);
    first.resize(cells * width);
  }
  /// Adds a cell of another grid to one of these.
  void add(std::size_t to, const Missing &other, std::size_t from,
           std::int64_t width) {
    mass[to] += other.mass[from];
    square[to] += other.square[from];
    entropy[to] += other.entropy[from];
    for (std::int64_t k = 0; k < width; ++k)
      first[to * width + k] += other.first[from * width + k];
  }
  /// Takes this part of every point of a cell; returns the sum of
  /// e log(e / weight) over what it took.
  double take(std::size_t cell, double part, std::int64_t width) {
    const double taken =
        part * (entropy[cell] + (part > 0 ? std::log(part) : 0) * mass[cell]);
    const double left = 1 - part;
    entropy[cell] =
        left > 0 ? left * (entropy[cell] + std::log(left) * mass[cell]) : 0;
    mass[cell] *= left;
    square[cell] *= left;
    for (std::int64_t k = 0; k < width; ++k)
      first[cell * width + k] *= left;
    return taken;
  }
};

/// Numbers the cells of a grid. Cells whose places hash alike are one cell:
/// only less fine.
class Numbering {
public:
  std::size_t operator()(const std::int64_t *place, std::int64_t width) {
    std::uint64_t key = 0;
    for (std::int64_t k = 0; k < width; ++k) {
      key = (key ^ static_cast<std::uint64_t>(place[k])) * 0x9e3779b97f4a7c15u;
      key ^= key >> 29;
    }
    return numbers.try_emplace(key, numbers.size()).first->second;
  }

private:
  std::unordered_map<std::uint64_t, std::size_t> numbers;
};

/// Couples what is missing, level by level, from fine to coarse; adds up the
/// cost, and the entropy sum E log(E / (a b^T)) of the components. Points are
/// met once: what a cell couples takes the same part of all it holds.
class Completion {
public:
  Completion(const Cost &cost, std::int64_t width, double totalMass)
      : cost(cost), width(width), totalMass(totalMass) {}

  template <class T>
  void run(const Cloud<T> &a, const Cloud<T> &b, const Vector &restA,
           const Vector &restB);
  double transport = 0, entropy = 0;

private:
  template <class T>
  void gather(const Cloud<T> &cloud, const Vector &rest, double edge,
              Missing &missing, Numbering &numbering);
  std::size_t size() const { return places.size() / width; }
  void couple();
  /// To cells of twice the edge, or to a single one.
  void coarsen(bool toOne);

  const Cost &cost;
  const std::int64_t width;
  const double totalMass;
  std::vector<std::int64_t> places; ///< (cells, width): on the grid
  Missing a, b;
};

} // namespace

template <class T>
void Completion::gather(const Cloud<T> &cloud, const Vector &rest, double edge,
                        Missing &missing, Numbering &numbering) {
  std::vector<std::int64_t> place(width);
  for (std::int64_t i = 0; i < cloud.size; ++i) {
    if (!(rest[i] > 0))
      continue;
    const T *point = &cloud.points[i * width];
    for (std::int64_t k = 0; k < width; ++k)
      place[k] = std::int64_t(std::floor(double(point[k]) / edge));
    const std::size_t cell = numbering(place.data(), width);
    if (cell == size())
      places.insert(places.end(), place.begin(), place.end());
    if (cell >= missing.mass.size())
      missing.resize(size(), width);
    missing.mass[cell] += rest[i];
    missing.entropy[cell] += rest[i] * std::log(rest[i] / cloud.weights[i]);
    for (std::int64_t k = 0; k < width; ++k) {
      const double x = point[k];
      missing.first[cell * width + k] += rest[i] * x;
      missing.square[cell] += rest[i] * x * x;
    }
  }
}

void Completion::couple() {
  for (std::size_t cell = 0; cell < size(); ++cell) {
    const double massA = a.mass[cell], massB = b.mass[cell];
    const double mass = std::min(massA, massB);
    if (!(mass > 0))
      continue;
    // The mean of |x - y|^2 of independent x and y.
    double square = a.square[cell] / massA + b.square[cell] / massB;
    for (std::int64_t k = 0; k < width; ++k)
      square -= 2 * (a.first[cell * width + k] / massA) *
                (b.first[cell * width + k] / massB);
    // That of |x - y|^p is at most this, to the power p / 2.
    transport += mass * costAt(cost, std::max(square, 0.0));
    // E = alpha beta^T / mass, of the part mass / m of the plan.
    entropy += a.take(cell, mass / massA, width) +
               b.take(cell, mass / massB, width) - 2 * mass * std::log(mass) +
               mass * std::log(totalMass);
  }
}

void Completion::coarsen(bool toOne) {
  const std::vector<std::int64_t> finer = std::move(places);
  places.clear();
  const Missing finerA = std::exchange(a, {}), finerB = std::exchange(b, {});
  std::vector<std::int64_t> place(width);
  Numbering numbering;
  for (std::size_t from = 0; from < finerA.mass.size(); ++from) {
    if (!(finerA.mass[from] > 0) && !(finerB.mass[from] > 0))
      continue;
    for (std::int64_t k = 0; k < width; ++k)
      place[k] = toOne ? 0 : finer[from * width + k] >> 1;
    const std::size_t to = numbering(place.data(), width);
    if (to == size()) {
      places.insert(places.end(), place.begin(), place.end());
      a.resize(size(), width);
      b.resize(size(), width);
    }
    a.add(to, finerA, from, width);
    b.add(to, finerB, from, width);
  }
}

template <class T>
void Completion::run(const Cloud<T> &cloudA, const Cloud<T> &cloudB,
                     const Vector &restA, const Vector &restB) {
  double largestCoordinate = 0;
  for (const Cloud<T> *cloud : {&cloudA, &cloudB})
    for (T x : cloud->points)
      largestCoordinate = std::max(largestCoordinate, std::abs(double(x)));
  // All points in one place: any grid will do.
  const double box = largestCoordinate > 0 ? 2 * largestCoordinate : 1;
  Numbering numbering;
  gather(cloudA, restA, std::ldexp(box, -finestGrid), a, numbering);
  gather(cloudB, restB, std::ldexp(box, -finestGrid), b, numbering);
  a.resize(size(), width);
  b.resize(size(), width);
  for (int level = finestGrid; level > 0; --level) {
    couple();
    coarsen(level == 1);
  }
  couple();
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

/// Both marginals of a plan have the same mass, but sums in T do not: what is
/// there of the greater side is scaled down, as if its plan were.
static RoundedSide lowered(const RoundedSide &side, const Vector &weights,
                           double mass, double missing, double epsilon) {
  RoundedSide result = side;
  const double present = mass - side.missing, wanted = mass - missing;
  if (!(wanted < present))
    return result;
  const double part = std::max(wanted, 0.0) / present;
  for (std::size_t i = 0; i < weights.size(); ++i)
    result.rest[i] += (1 - part) * (weights[i] - side.rest[i]);
  result.missing = missing;
  result.potential = part * side.potential;
  if (part > 0)
    result.potential += epsilon * wanted * std::log(part);
  return result;
}

template <class T>
double ot::detail::roundedPrimal(const Passes<T> &passes,
                                 const Problem<T> &problem, const Cloud<T> &a,
                                 const Cloud<T> &b,
                                 const RoundedSide &computedRows,
                                 const RoundedSide &computedColumns) {
  const double epsilon = passes.epsilon();
  const double m = a.mass;
  const double missing =
      std::max(computedRows.missing, computedColumns.missing);
  const RoundedSide rows =
      lowered(computedRows, a.weights, m, missing, epsilon);
  const RoundedSide columns =
      lowered(computedColumns, b.weights, m, missing, epsilon);
  const double value =
      rows.potential + columns.potential + epsilon * (m * m - m);
  // Nothing but the rounding of the weights.
  if (!(missing > 1e-15 * m))
    return value;
  double transport = 0, entropy = 0;
  const Cost &cost = problem.cost;
  if (cost.bound() == CostBound::HalfSquared ||
      (cost.bound() == CostBound::PowerDistance && cost.parameter() <= 2)) {
    Completion completion(cost, a.width, m);
    completion.run(a, b, rows.rest, columns.rest);
    transport = completion.transport;
    entropy = completion.entropy;
  } else {
    completeByPass(passes, a, b, rows, columns, transport, entropy);
  }
  const double left = m - missing;
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
