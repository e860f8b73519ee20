//===- kop/ot/line.h - Transport on a line, and along lines -----*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_OT_LINE_H
#define KOP_OT_LINE_H

#include "kop/ot/options.h"

#include <cstdint>
#include <vector>

namespace kop {
namespace ot {

/// Exact transport of measures in one dimension, which sorting solves.
struct LineTransport {
  double value = 0; ///< min <P, C> for C = |x - y|^p / p
  /// Derivatives of the value in the points, (N) and (M).
  std::vector<double> gradX, gradY;
};

/// Balanced; N log N.
template <class T>
LineTransport lineTransport(const Measure<T> &a, const Measure<T> &b,
                            double p = 2);

/// The mean of transport along lines in random directions.
template <class T> struct SlicedTransport {
  double value = 0;
  double standardError = 0;    ///< of the value, from its spread over the lines
  std::vector<T> gradX, gradY; ///< (N, D), (M, D)
};

struct SlicedOptions {
  double p = 2;
  std::int64_t directions = 100; ///< uniform on the sphere
  std::uint64_t seed = 1;
  int threads = 0;
};

/// Exact transport of the projections, averaged over directions: cheap in any
/// dimension, and never above that of the points themselves.
template <class T>
SlicedTransport<T> slicedTransport(const Measure<T> &a, const Measure<T> &b,
                                   const SlicedOptions &options = {});

} // namespace ot
} // namespace kop

#endif // KOP_OT_LINE_H
