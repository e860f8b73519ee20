//===- GridCloud.cpp - Measures on grids ----------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "GridCloud.h"

#include "common/Fail.h"

#include "grid.kop.h"

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace kop;
using namespace kop::common;
using namespace kop::ot;
using namespace kop::ot::detail;

/// Levels stop at grids of so many cells an axis.
static constexpr std::int64_t coarsestExtent = 8;

static std::int64_t sizeOf(const std::vector<std::int64_t> &extents) {
  return std::accumulate(extents.begin(), extents.end(), std::int64_t(1),
                         std::multiplies<>());
}

/// Calls `visit(flat, index)` for every cell, row by row.
template <class Visit>
static void forEachCell(const std::vector<std::int64_t> &extents,
                        const Visit &visit) {
  std::vector<std::int64_t> index(extents.size(), 0);
  const std::int64_t size = sizeOf(extents);
  for (std::int64_t flat = 0; flat < size; ++flat) {
    visit(flat, index);
    for (std::size_t k = extents.size(); k-- > 0;) {
      if (++index[k] < extents[k])
        break;
      index[k] = 0;
    }
  }
}

template <class T>
GridSamples ot::detail::readGrid(const In<T> &array, double spacing,
                                 const char *name) {
  require(spacing > 0 && std::isfinite(spacing), "spacing",
          "a positive number is needed", spacing);
  const kop_view view = array.view();
  if (view.rank != 2 && view.rank != 3)
    fail(ErrorCode::Shape, name,
         "a grid has 2 or 3 axes, not " + std::to_string(view.rank));
  GridSamples grid;
  grid.extents.assign(view.extents, view.extents + view.rank);
  Samples &samples = grid.samples;
  samples.size = sizeOf(grid.extents);
  samples.dimension = view.rank;
  if (samples.size == 0)
    fail(ErrorCode::Argument, name, "a grid needs a cell");
  const T *data = static_cast<const T *>(view.data);
  forEachCell(grid.extents, [&](std::int64_t flat, const auto &index) {
    std::int64_t at = 0;
    for (int k = 0; k < view.rank; ++k) {
      at += index[k] * view.strides[k];
      samples.points.push_back((double(index[k]) + 0.5) * spacing);
    }
    const double weight = double(data[at]);
    if (!std::isfinite(weight) || weight < 0)
      fail(ErrorCode::Argument, name,
           "cell " + std::to_string(flat) + " is " + format(weight) +
               "; weights are finite and 0 or more");
    samples.weights.push_back(weight);
    samples.mass += weight;
  });
  if (!(samples.mass > 0))
    fail(ErrorCode::Argument, name, "all weights are 0");
  return grid;
}

/// Fills the points of a cloud from its axes.
template <class T> static void addPoints(Cloud<T> &cloud) {
  std::vector<std::int64_t> extents;
  for (const std::vector<T> &axis : cloud.axes)
    extents.push_back(std::int64_t(axis.size()));
  cloud.size = sizeOf(extents);
  cloud.points.assign(cloud.size * cloud.width, T(0));
  forEachCell(extents, [&](std::int64_t flat, const auto &index) {
    for (std::size_t k = 0; k < index.size(); ++k)
      cloud.points[flat * cloud.width + std::int64_t(k)] =
          cloud.axes[k][index[k]];
  });
  cloud.logWeights.resize(cloud.weights.size());
  std::transform(cloud.weights.begin(), cloud.weights.end(),
                 cloud.logWeights.begin(),
                 [](double weight) { return std::log(weight); });
}

/// Pairs of cells along every axis become one.
template <class T>
static Cloud<T> halve(const Cloud<T> &fine, double fineRadius) {
  Cloud<T> coarse;
  coarse.width = fine.width;
  coarse.mass = fine.mass;
  coarse.radius = fineRadius;
  std::vector<std::int64_t> fineExtents, extents;
  for (const std::vector<T> &axis : fine.axes) {
    std::vector<T> half;
    for (std::size_t k = 0; k < axis.size(); k += 2)
      half.push_back(k + 1 < axis.size() ? (axis[k] + axis[k + 1]) / 2
                                         : axis[k]);
    fineExtents.push_back(std::int64_t(axis.size()));
    extents.push_back(std::int64_t(half.size()));
    coarse.axes.push_back(std::move(half));
  }
  coarse.weights.assign(sizeOf(extents), 0);
  forEachCell(fineExtents, [&](std::int64_t flat, const auto &index) {
    std::int64_t at = 0;
    for (std::size_t k = 0; k < extents.size(); ++k)
      at = at * extents[k] + index[k] / 2;
    coarse.weights[at] += fine.weights[flat];
  });
  addPoints(coarse);
  return coarse;
}

template <class T>
Side<T> ot::detail::buildGridSide(const GridSamples &grid,
                                  const std::vector<double> &centre,
                                  std::int64_t width, double spacing) {
  Side<T> side;
  side.dimension = grid.samples.dimension;
  side.order.resize(grid.samples.size);
  std::iota(side.order.begin(), side.order.end(), std::int64_t(0));
  Cloud<T> finest;
  finest.width = width;
  finest.mass = grid.samples.mass;
  finest.weights = grid.samples.weights;
  std::int64_t longest = 0;
  for (std::size_t k = 0; k < grid.extents.size(); ++k) {
    std::vector<T> axis;
    for (std::int64_t i = 0; i < grid.extents[k]; ++i)
      axis.push_back(T((double(i) + 0.5) * spacing - centre[k]));
    finest.axes.push_back(std::move(axis));
    longest = std::max(longest, grid.extents[k]);
  }
  addPoints(finest);
  side.levels.push_back(std::move(finest));
  // The spread of the centres of 2^l cells, along every axis.
  for (double cells = 2; longest > coarsestExtent; cells *= 2) {
    const double variance = (cells * cells - 1) / 12 * spacing * spacing;
    side.levels.push_back(halve(
        side.levels.back(), std::sqrt(variance * double(grid.extents.size()))));
    longest = (longest + 1) / 2;
  }
  return side;
}

template <class T>
void ot::detail::gridLogSum(const Cloud<T> &x, const Cloud<T> &y,
                            std::vector<T> h, double epsilon, std::vector<T> &r,
                            const Exec &exec) {
  const std::size_t rank = y.axes.size();
  std::vector<std::int64_t> extents;
  for (const std::vector<T> &axis : y.axes)
    extents.push_back(std::int64_t(axis.size()));
  const T scale = T(0.5 / epsilon);
  for (std::size_t k = rank; k-- > 0;) {
    const auto from = extents[k], to = std::int64_t(x.axes[k].size());
    std::int64_t outer = 1, inner = 1;
    for (std::size_t other = 0; other < rank; ++other)
      (other < k ? outer : inner) *= other == k ? 1 : extents[other];
    r.resize(outer * to * inner);
    // Lines of the last axis are rows one behind the other; those of others lie
    // side by side, in blocks.
    const bool isLast = inner == 1;
    const std::int64_t blocks = isLast ? 1 : outer;
    const std::int64_t lines = isLast ? outer : inner;
    for (std::int64_t block = 0; block < blocks; ++block)
      grid::axis(In<T>(x.axes[k]), In<T>(y.axes[k]),
                 In<T>(h.data() + block * from * inner, {lines, from},
                       isLast ? Shape{from, 1} : Shape{1, inner}),
                 scale,
                 Out<T>(r.data() + block * to * inner, {lines, to},
                        isLast ? Shape{to, 1} : Shape{1, inner}),
                 exec);
    extents[k] = to;
    if (k > 0)
      h = r;
  }
}

#define INSTANTIATE(T)                                                         \
  template GridSamples ot::detail::readGrid(const In<T> &, double,             \
                                            const char *);                     \
  template Side<T> ot::detail::buildGridSide<T>(                               \
      const GridSamples &, const std::vector<double> &, std::int64_t, double); \
  template void ot::detail::gridLogSum(const Cloud<T> &, const Cloud<T> &,     \
                                       std::vector<T>, double,                 \
                                       std::vector<T> &, const Exec &);
INSTANTIATE(float)
INSTANTIATE(double)
