//===- Points.h - Checked views of points -----------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_STDLIB_CLUSTER_POINTS_H
#define KOP_STDLIB_CLUSTER_POINTS_H

#include "common/Fail.h"

#include "kop/cluster.h"

#include <cstdint>
#include <string>

namespace kop::cluster {

using common::fail;

/// An array of shape (N, D), or (N) for D = 1, of finite numbers.
template <class T> class Points {
public:
  /// `caller` starts the messages of errors.
  Points(const In<T> &array, const char *caller, int threads);

  std::int64_t rows() const { return rows_; }
  std::int64_t dimension() const { return dimension_; }
  T operator()(std::int64_t row, std::int64_t k) const {
    return data_[row * rowStride_ + k * stride_];
  }
  In<T> view() const {
    return In<T>(data_, {rows_, dimension_}, {rowStride_, stride_});
  }

private:
  const T *data_;
  std::int64_t rows_, dimension_, rowStride_, stride_;
};

/// Whether the clusters are a partition of `rows` rows, as far as their use
/// needs; otherwise an error.
void checkClusters(const Clusters &clusters, std::int64_t rows,
                   const char *caller);

/// The box of all points: D lower, then D upper numbers.
template <class T>
std::vector<double> boxOf(const Points<T> &points, int threads);

/// Rows along the Morton curve, and their codes of `bits` bits.
struct MortonOrder {
  std::vector<std::int64_t> order;
  std::vector<std::uint64_t> codes; ///< of places, ascending
  int bits = 0;
};
template <class T>
MortonOrder mortonOrder(const Points<T> &points, int threads);

/// Sorts `order` by the key of each row; rows of equal keys keep their order.
void sortByKey(std::vector<std::int64_t> &order,
               const std::vector<std::uint64_t> &keyOfRow, int threads);

} // namespace kop::cluster

#endif // KOP_STDLIB_CLUSTER_POINTS_H
