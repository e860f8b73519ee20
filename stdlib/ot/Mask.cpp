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
  if (built && omittedDensity(f, g, epsilon) <= density)
    return;
  builtF = greatest(f, a.cells);
  builtG = greatest(g, b.cells);
  build(-epsilon * std::log(density * reserve));
}

template <class T> void Mask<T>::build(double threshold) {
  cut = threshold;
  const std::int64_t width = a.width;
  const auto squaredGap = [&](const Boxes<T> &x, std::int64_t c,
                              const Boxes<T> &y, std::int64_t d) {
    double square = 0;
    for (std::int64_t k = 0; k < width; ++k) {
      const double left =
          double(y.lower[d * width + k]) - double(x.upper[c * width + k]);
      const double right =
          double(x.lower[c * width + k]) - double(y.upper[d * width + k]);
      const double gap = std::max({left, right, 0.0});
      square += gap * gap;
    }
    return square;
  };
  // Cells that follow each other lie near each other: most go by the dozen.
  constexpr std::int64_t group = 16;
  const kop::Boxes<T> joined = kop::detail::joinBoxes(b.boxes, group);
  Vector groupG(joined.size(), -std::numeric_limits<double>::infinity());
  for (std::size_t d = 0; d < builtG.size(); ++d)
    groupG[d / group] = std::max(groupG[d / group], builtG[d]);
  const auto keeps = [&](std::int64_t c, const Boxes<T> &y, std::int64_t d,
                         double g) {
    const double room = builtF[c] + g + cut;
    return room >= 0 && costAt(cost, squaredGap(a.boxes, c, y, d)) <= room;
  };
  const std::int64_t cells = b.boxes.size();
  ranges = kop::detail::buildRanges(
      a.cells, b.cells, threads, [&](std::int64_t c, std::int64_t d) {
        while (d < cells) {
          if (d % group == 0 &&
              !keeps(c, joined, d / group, groupG[d / group])) {
            d += group;
            continue;
          }
          if (keeps(c, b.boxes, d, builtG[d]))
            return d;
          ++d;
        }
        return cells;
      });
  transposed = ranges.transposed();
  built = true;
  ++count;
}

template <class T> double Mask<T>::part() const {
  return built ? double(ranges.pairs()) / (double(a.size) * double(b.size)) : 1;
}

template class ot::detail::Mask<float>;
template class ot::detail::Mask<double>;
