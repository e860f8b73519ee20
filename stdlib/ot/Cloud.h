//===- Cloud.h - Measures at several resolutions ----------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_STDLIB_OT_CLOUD_H
#define KOP_STDLIB_OT_CLOUD_H

#include "kop/ot.h"

#include "kop/ranges.h"

#include <cstdint>
#include <string>
#include <vector>

namespace kop::ot::detail {

/// Points with weights at one resolution.
template <class T> struct Cloud {
  std::int64_t size = 0, width = 0;
  std::vector<T> points;          ///< (size, width)
  std::vector<double> weights;    ///< (size)
  std::vector<double> logWeights; ///< -inf for no weight
  double mass = 0;

  /// Runs of points that masks keep or leave out as a whole, and their boxes;
  /// empty where no mask is used.
  Offsets cells;
  Boxes<T> boxes;

  /// Row c stands for the rows [children[c], children[c + 1]) of the next finer
  /// cloud; empty at the finest.
  Offsets children;
  /// Where the cells of a grid lie along each axis, whose points are all
  /// combinations, row by row; empty otherwise.
  std::vector<std::vector<T>> axes;

  /// Root of the weighted mean of squared distances to the finest points.
  double radius = 0;

  In<T> view() const { return In<T>(points.data(), size, width); }
};

/// The arrays of one measure, checked and in double.
struct Samples {
  std::int64_t size = 0, dimension = 0;
  std::vector<double> points; ///< (size, dimension)
  std::vector<double> weights;
  double mass = 0;
};

/// Copies a measure; `name` starts the messages. Errors: shapes that do not
/// fit, numbers that are not finite, negative weights, no mass.
template <class T>
Samples readSamples(const Measure<T> &measure, const char *name, int threads);

/// Points of any type as (size, dimension) in double.
template <class T>
Samples readPoints(const In<T> &points, const char *name, int threads);

void checkSameDimension(const Samples &a, const Samples &b);

/// Scales b to the mass of a, as balanced problems need it. Sums of arrays are
/// rounded: an error where they differ by more than 1e-4 (double: 1e-8).
template <class T> void matchMasses(const Samples &a, Samples &b);

/// The middle of the box of both, and its diagonal.
std::vector<double> centreOf(const Samples &a, const Samples &b,
                             double &diagonal);

/// The dimension itself where it is compiled, or else the least one that is and
/// holds it; `name` is that of the cost or kernel, for the error when there is
/// none.
std::int64_t widthFor(const std::vector<std::int64_t> &compiled,
                      const std::string &name, std::int64_t dimension);

/// A measure from coarse to fine; levels[0] has the points themselves, in the
/// order `order` (rows of the caller).
template <class T> struct Side {
  std::vector<Cloud<T>> levels;
  std::vector<std::int64_t> order;
  std::int64_t dimension = 0;

  const Cloud<T> &finest() const { return levels.front(); }

  /// Values per point (`components` each) in the order of the caller.
  template <class V, class U>
  std::vector<V> restore(const std::vector<U> &values,
                         std::int64_t components = 1) const {
    std::vector<V> result(values.size());
    for (std::size_t n = 0; n < order.size(); ++n)
      for (std::int64_t k = 0; k < components; ++k)
        result[order[n] * components + k] = V(values[n * components + k]);
    return result;
  }
  /// The other way.
  template <class V>
  std::vector<V> arrange(const std::vector<V> &values) const {
    std::vector<V> result(values.size());
    for (std::size_t n = 0; n < order.size(); ++n)
      result[n] = values[order[n]];
    return result;
  }
};

/// Partitions of the points of a cloud with cells into fewer and fewer, each
/// nested in the next.
std::vector<Offsets> partitionsOf(std::int64_t size);

/// Points around `centre`, padded with zeros to `width`; with coarser levels
/// and cells where `multiscale`.
template <class T>
Side<T> buildSide(const Samples &samples, const std::vector<double> &centre,
                  std::int64_t width, bool multiscale, int threads);

} // namespace kop::ot::detail

#endif // KOP_STDLIB_OT_CLOUD_H
