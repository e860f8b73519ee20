//===- Mask.cpp - Pairs of cells that matter ------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Mask.h"

#include "kop/parallel.h"

#include <algorithm>
#include <cmath>

using namespace kop;
using namespace kop::ot;
using namespace kop::ot::detail;

/// A mask is built with this part of the density that is allowed, so that
/// potentials may move a little before it must be built again.
static constexpr double reserve = 1.0 / 20;
/// And again when it keeps pairs that are this much too far, since epsilon
/// fell.
static constexpr double excess = 1.2;

double ot::detail::costAt(const Cost &cost, double squaredDistance) {
  if (cost.bound() == CostBound::HalfSquared)
    return squaredDistance / 2;
  const double p = cost.parameter();
  return std::pow(squaredDistance, p / 2) / p;
}

/// The greatest value of each cell.
static Vector greatest(const Vector &values, const Offsets &cells) {
  Vector result(cells.size() - 1);
  for (std::size_t c = 0; c < result.size(); ++c)
    result[c] = *std::max_element(values.begin() + cells[c],
                                  values.begin() + cells[c + 1]);
  return result;
}

/// How far the values rose anywhere; not below 0.
static double rise(const Vector &now, const Vector &before) {
  double most = 0;
  for (std::size_t c = 0; c < now.size(); ++c)
    most = std::max(most, now[c] - before[c]);
  return most;
}

template <class T> static Boxes<double> inDouble(const Boxes<T> &boxes) {
  Boxes<double> result;
  result.dimension = boxes.dimension;
  result.lower.assign(boxes.lower.begin(), boxes.lower.end());
  result.upper.assign(boxes.upper.begin(), boxes.upper.end());
  return result;
}

template <class T>
Mask<T>::Mask(const Cost &cost, const Cloud<T> &a, const Cloud<T> &b,
              int threads)
    : cost(cost), a(a), b(b), boxesA(inDouble(a.boxes)),
      boxesB(inDouble(b.boxes)), threads(threads) {}

template <class T>
double Mask<T>::omittedDensity(const Vector &f, const Vector &g,
                               double epsilon) const {
  if (!built)
    return 0;
  const double moved =
      rise(greatest(f, a.cells), builtF) + rise(greatest(g, b.cells), builtG);
  return std::exp((moved - cut) / epsilon);
}

template <class T>
bool Mask<T>::update(const Vector &f, const Vector &g, double epsilon,
                     double density) {
  const double threshold = -epsilon * std::log(density * reserve);
  if (built && cut <= excess * threshold &&
      omittedDensity(f, g, epsilon) <= density)
    return false;
  builtF = greatest(f, a.cells);
  builtG = greatest(g, b.cells);
  build(threshold);
  return true;
}

/// The least cost of points of two boxes.
static double leastCost(const Cost &cost, const Boxes<double> &x,
                        std::int64_t c, const Boxes<double> &y,
                        std::int64_t d) {
  const double *lowerX = &x.lower[c * x.dimension];
  const double *upperX = &x.upper[c * x.dimension];
  const double *lowerY = &y.lower[d * x.dimension];
  const double *upperY = &y.upper[d * x.dimension];
  if (cost.bound() == CostBound::Given)
    return cost.lowerBound()(lowerX, upperX, lowerY, upperY, x.dimension);
  double square = 0;
  for (std::int64_t k = 0; k < x.dimension; ++k) {
    const double gap =
        std::max({lowerY[k] - upperX[k], lowerX[k] - upperY[k], 0.0});
    square += gap * gap;
  }
  return costAt(cost, square);
}

/// The least costs of points of the boxes [firstX, lastX) and [firstY, lastY),
/// row by row.
static void leastCosts(const Cost &cost, const Boxes<double> &x,
                       std::int64_t firstX, std::int64_t lastX,
                       const Boxes<double> &y, std::int64_t firstY,
                       std::int64_t lastY, Vector &least) {
  const std::int64_t n = lastX - firstX, m = lastY - firstY, d = x.dimension;
  least.resize(n * m);
  if (cost.bound() != CostBound::Formula) {
    for (std::int64_t c = 0; c < n; ++c)
      for (std::int64_t k = 0; k < m; ++k)
        least[c * m + k] = leastCost(cost, x, firstX + c, y, firstY + k);
    return;
  }
  const auto corners = [&](const Vector &values, std::int64_t first,
                           std::int64_t count) {
    return In<double>(&values[first * d], count, d);
  };
  Vector greatest(n * m);
  Exec exec;
  exec.threads = 1; // of the caller, who works on many blocks
  cost.bounds()(corners(x.lower, firstX, n), corners(x.upper, firstX, n),
                corners(y.lower, firstY, m), corners(y.upper, firstY, m),
                cost.parameter(), Out<double>(least.data(), n, m),
                Out<double>(greatest.data(), n, m), exec);
}

bool ot::detail::isBounded(const Cost &cost, const double *x, const double *y,
                           std::int64_t dimension) {
  if (cost.bound() != CostBound::Formula)
    return cost.bound() != CostBound::None;
  Boxes<double> boxX, boxY;
  boxX.dimension = boxY.dimension = dimension;
  boxX.lower.assign(x, x + dimension);
  boxY.lower.assign(y, y + dimension);
  boxX.upper = boxX.lower;
  boxY.upper = boxY.lower;
  Vector least;
  leastCosts(cost, boxX, 0, 1, boxY, 0, 1, least);
  return std::isfinite(least[0]);
}

/// Cells of b that go together: those that follow each other lie near each
/// other.
static constexpr std::int64_t group = 16;

template <class T>
void Mask<T>::findPartners(
    std::int64_t first, std::int64_t last, const Boxes<double> &joined,
    const Vector &groupG,
    std::vector<std::vector<std::int64_t>> &partners) const {
  const std::int64_t cells = boxesB.size(), groups = joined.size();
  const auto keeps = [&](std::int64_t c, double g, double least) {
    const double room = builtF[c] + g + cut;
    return room >= 0 && least <= room;
  };
  Vector coarse, fine;
  leastCosts(cost, boxesA, first, last, joined, 0, groups, coarse);
  const auto isMet = [&](std::int64_t k) {
    for (std::int64_t c = first; c < last; ++c)
      if (keeps(c, groupG[k], coarse[(c - first) * groups + k]))
        return true;
    return false;
  };
  for (std::int64_t k = 0; k < groups; ++k) {
    if (!isMet(k))
      continue;
    const std::int64_t begin = k * group;
    while (k + 1 < groups && isMet(k + 1))
      ++k;
    const std::int64_t end = std::min((k + 1) * group, cells);
    leastCosts(cost, boxesA, first, last, boxesB, begin, end, fine);
    for (std::int64_t c = first; c < last; ++c)
      for (std::int64_t d = begin; d < end; ++d)
        if (keeps(c, builtG[d], fine[(c - first) * (end - begin) + d - begin]))
          partners[c].push_back(d);
  }
}

/// Pairs of cells whose densities may reach the threshold.
template <class T> Ranges Mask<T>::findPairs() const {
  const Boxes<double> joined = kop::detail::joinBoxes(boxesB, group);
  Vector groupG(joined.size(), -std::numeric_limits<double>::infinity());
  for (std::size_t d = 0; d < builtG.size(); ++d)
    groupG[d / group] = std::max(groupG[d / group], builtG[d]);
  // A formula takes many rows at once, which share the groups that they meet.
  const std::int64_t rows = boxesA.size(), cells = boxesB.size(),
                     atOnce = cost.bound() == CostBound::Formula ? group : 1;
  std::vector<std::vector<std::int64_t>> partners(rows);
  kop::parallelFor((rows + atOnce - 1) / atOnce, threads,
                   [&](std::int64_t begin, std::int64_t end) {
                     for (std::int64_t k = begin; k < end; ++k)
                       findPartners(k * atOnce,
                                    std::min((k + 1) * atOnce, rows), joined,
                                    groupG, partners);
                   });
  return kop::detail::buildRanges(
      a.cells, b.cells, threads, [&](std::int64_t c, std::int64_t d) {
        const auto next =
            std::lower_bound(partners[c].begin(), partners[c].end(), d);
        return next == partners[c].end() ? cells : *next;
      });
}

/// Raises the potential of cells of x that meet none of y to where they meet
/// one: potentials that are far from optimal would leave rows empty.
static bool raiseLonely(const Cost &cost, const Offsets &cells,
                        const Boxes<double> &x, const Boxes<double> &y,
                        const Ranges &ranges, Vector &f, const Vector &g) {
  bool raised = false;
  for (std::size_t c = 0, block = 0; c < f.size(); ++c) {
    if (cells[c] == cells[c + 1])
      continue;
    while (2 * block < ranges.rows.size() &&
           ranges.rows[2 * block + 1] <= cells[c])
      ++block;
    const bool met = 2 * block < ranges.rows.size() &&
                     ranges.rows[2 * block] <= cells[c] &&
                     ranges.offsets[block] < ranges.offsets[block + 1];
    if (met)
      continue;
    const auto cell = std::int64_t(c);
    Vector costs;
    leastCosts(cost, x, cell, cell + 1, y, 0, std::int64_t(g.size()), costs);
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t d = 0; d < g.size(); ++d)
      least = std::min(least, costs[d] - g[d]);
    f[c] = std::max(f[c], least);
    raised = true;
  }
  return raised;
}

template <class T> void Mask<T>::build(double threshold) {
  cut = threshold;
  ranges = findPairs();
  transposed = ranges.transposed();
  const bool rows =
      raiseLonely(cost, a.cells, boxesA, boxesB, ranges, builtF, builtG);
  const bool columns =
      raiseLonely(cost, b.cells, boxesB, boxesA, transposed, builtG, builtF);
  if (rows || columns) {
    ranges = findPairs();
    transposed = ranges.transposed();
  }
  built = true;
}

template <class T> double Mask<T>::part() const {
  return built ? double(ranges.pairs()) / (double(a.size) * double(b.size)) : 1;
}

template class ot::detail::Mask<float>;
template class ot::detail::Mask<double>;
