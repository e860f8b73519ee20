//===- Morton.cpp - Cells along a Morton curve ----------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Points.h"

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace kop;
using namespace kop::cluster;

namespace {

/// Halvings of the box of all points, and how a coordinate is read.
struct Curve {
  std::vector<std::int64_t> halved; ///< the dimension of each halving
  struct Axis {
    std::int64_t dimension;
    int bits;
    double origin, scale; ///< cell = (x / 2 - origin) * scale
  };
  std::vector<Axis> axes;              ///< those that are halved
  std::vector<std::size_t> axisOfStep; ///< number in `axes`
};

/// Halvings of one side, so that numbers of cells are exact in double.
constexpr int mostBits = 52;

} // namespace

/// Always across the longest side that is left.
static Curve layOut(const std::vector<double> &box, std::int64_t dimension) {
  Curve curve;
  // Halves: a difference of finite numbers may not be finite.
  std::vector<double> side(dimension);
  std::vector<std::size_t> axisOf(dimension, SIZE_MAX);
  for (std::int64_t k = 0; k < dimension; ++k)
    side[k] = box[dimension + k] / 2 - box[k] / 2;
  const std::vector<double> whole = side;
  while (curve.axisOfStep.size() < 64) {
    const auto longest = std::max_element(side.begin(), side.end());
    if (*longest <= 0)
      break;
    const std::int64_t k = longest - side.begin();
    if (axisOf[k] == SIZE_MAX) {
      axisOf[k] = curve.axes.size();
      curve.axes.push_back({k, 0, box[k] / 2, 0});
    }
    Curve::Axis &axis = curve.axes[axisOf[k]];
    ++axis.bits;
    curve.axisOfStep.push_back(axisOf[k]);
    side[k] = axis.bits < mostBits ? side[k] / 2 : 0;
  }
  for (Curve::Axis &axis : curve.axes)
    axis.scale = std::ldexp(1.0, axis.bits) / whole[axis.dimension];
  return curve;
}

/// The code of a point; `cells` has room for the axes.
template <class T>
static std::uint64_t encode(const Curve &curve, const Points<T> &points,
                            std::int64_t row,
                            std::vector<std::uint64_t> &cells) {
  for (std::size_t a = 0; a < curve.axes.size(); ++a) {
    const Curve::Axis &axis = curve.axes[a];
    const double last = std::ldexp(1.0, axis.bits) - 1;
    const double cell =
        (double(points(row, axis.dimension)) / 2 - axis.origin) * axis.scale;
    // Aligned to the left: halvings take bits from the top. A side so short
    // that its scale is infinite may give NaN; then the first cell.
    cells[a] = static_cast<std::uint64_t>(cell > 0 ? std::min(cell, last) : 0)
               << (64 - axis.bits);
  }
  std::uint64_t code = 0;
  for (std::size_t a : curve.axisOfStep) {
    code = code << 1 | cells[a] >> 63;
    cells[a] <<= 1;
  }
  return code;
}

template <class T>
MortonOrder kop::cluster::mortonOrder(const Points<T> &points, int threads) {
  const Curve curve = layOut(boxOf(points, threads), points.dimension());
  std::vector<std::uint64_t> codes(points.rows());
  parallelFor(points.rows(), threads,
              [&](std::int64_t begin, std::int64_t end) {
                std::vector<std::uint64_t> cells(curve.axes.size());
                for (std::int64_t row = begin; row < end; ++row)
                  codes[row] = encode(curve, points, row, cells);
              });
  MortonOrder result;
  result.bits = int(curve.axisOfStep.size());
  result.order.resize(points.rows());
  std::iota(result.order.begin(), result.order.end(), std::int64_t(0));
  sortByKey(result.order, codes, threads);
  result.codes.resize(codes.size());
  for (std::size_t n = 0; n < codes.size(); ++n)
    result.codes[n] = codes[result.order[n]];
  return result;
}

/// Appends the ends of the cells of places [begin, end), which agree in all
/// bits of their codes above the lowest `bits`.
static void cutCells(const std::vector<std::uint64_t> &codes,
                     std::int64_t begin, std::int64_t end, int bits,
                     std::int64_t mostRows, Offsets &offsets) {
  if (begin == end)
    return;
  if (end - begin <= mostRows || bits == 0) {
    for (; end - begin > mostRows; begin += mostRows)
      offsets.push_back(begin + mostRows);
    offsets.push_back(end);
    return;
  }
  const auto upper = std::partition_point(
      codes.begin() + begin, codes.begin() + end,
      [&](std::uint64_t code) { return (code >> (bits - 1) & 1) == 0; });
  const std::int64_t middle = upper - codes.begin();
  cutCells(codes, begin, middle, bits - 1, mostRows, offsets);
  cutCells(codes, middle, end, bits - 1, mostRows, offsets);
}

template <class T>
Clusters kop::cluster::morton(const In<T> &points, std::int64_t mostRows,
                              int threads) {
  if (mostRows < 1)
    fail(ErrorCode::Argument, "morton",
         "a cluster has 1 row or more, not " + std::to_string(mostRows));
  MortonOrder sorted =
      mortonOrder(Points<T>(points, "morton", threads), threads);
  Clusters clusters;
  cutCells(sorted.codes, 0, std::int64_t(sorted.order.size()), sorted.bits,
           mostRows, clusters.offsets);
  clusters.order = std::move(sorted.order);
  return clusters;
}

#define INSTANTIATE(T)                                                         \
  template MortonOrder kop::cluster::mortonOrder<T>(const Points<T> &, int);   \
  template Clusters kop::cluster::morton<T>(const In<T> &, std::int64_t, int);
INSTANTIATE(float)
INSTANTIATE(double)
