//===- Mask.cpp - Pairs of cells that matter ------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Mask.h"

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
void Mask<T>::update(const Vector &f, const Vector &g, double epsilon,
                     double density) {
  const double threshold = -epsilon * std::log(density * reserve);
  if (built && cut <= excess * threshold &&
      omittedDensity(f, g, epsilon) <= density)
    return;
  builtF = greatest(f, a.cells);
  builtG = greatest(g, b.cells);
  build(threshold);
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

/// Pairs of cells whose densities may reach the threshold.
template <class T> Ranges Mask<T>::findPairs() const {
  // Cells that follow each other lie near each other: most go by the dozen.
  constexpr std::int64_t group = 16;
  const Boxes<double> joined = kop::detail::joinBoxes(boxesB, group);
  Vector groupG(joined.size(), -std::numeric_limits<double>::infinity());
  for (std::size_t d = 0; d < builtG.size(); ++d)
    groupG[d / group] = std::max(groupG[d / group], builtG[d]);
  const auto keeps = [&](std::int64_t c, const Boxes<double> &y, std::int64_t d,
                         double g) {
    const double room = builtF[c] + g + cut;
    return room >= 0 && leastCost(cost, boxesA, c, y, d) <= room;
  };
  const std::int64_t cells = boxesB.size();
  return kop::detail::buildRanges(
      a.cells, b.cells, threads, [&](std::int64_t c, std::int64_t d) {
        while (d < cells) {
          if (d % group == 0 &&
              !keeps(c, joined, d / group, groupG[d / group])) {
            d += group;
            continue;
          }
          if (keeps(c, boxesB, d, builtG[d]))
            return d;
          ++d;
        }
        return cells;
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
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t d = 0; d < g.size(); ++d)
      least = std::min(least,
                       leastCost(cost, x, std::int64_t(c), y, std::int64_t(d)) -
                           g[d]);
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
