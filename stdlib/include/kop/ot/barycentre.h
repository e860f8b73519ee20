//===- kop/ot/barycentre.h - Means of measures ------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_OT_BARYCENTRE_H
#define KOP_OT_BARYCENTRE_H

#include "kop/ot.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace kop {
namespace ot {

struct BarycentreOptions {
  Options solver;           ///< p = 2
  std::int64_t steps = 100; ///< at most
  /// Stop when points move by less than this part of the blur, in the mean.
  double tolerance = 0.01;
  /// Called after every step with its number and the mean movement; false ends.
  std::function<bool(std::int64_t, double)> progress;
};

template <class T> struct Barycentre {
  std::vector<T> points; ///< (N, D)
  double value = 0;      ///< sum of weight times divergence, at the end
  std::int64_t steps = 0;
  Status status = Status::Budget; ///< Converged: points do not move any more
};

/// Points of uniform weight whose measure is the mean of the given ones: they
/// minimise sum_k weights_k S_epsilon(points, measure_k) (OT_epsilon without
/// debias). Starts from `start` (N, D), and follows the gradient: each step
/// moves every point to where the measures send it on average (Cuturi, Doucet,
/// 2014; with the self term taken off, Feydy et al., 2019). Weights add up
/// to 1.
template <class T>
Barycentre<T> barycentre(const std::vector<Measure<T>> &measures,
                         const std::vector<double> &weights, const In<T> &start,
                         const BarycentreOptions &options = {});

} // namespace ot
} // namespace kop

#endif // KOP_OT_BARYCENTRE_H
