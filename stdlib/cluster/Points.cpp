//===- Points.cpp - Checked views of points -------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Points.h"

#include <cmath>

using namespace kop;
using namespace kop::cluster;

template <class T>
Points<T>::Points(const In<T> &array, const char *caller, int threads) {
  const kop_view view = array.view();
  if (view.rank != 1 && view.rank != 2)
    fail(ErrorCode::Shape, caller,
         "points have 1 or 2 axes, not " + std::to_string(view.rank));
  for (int axis = 0; axis < view.rank; ++axis)
    if (view.extents[axis] < 0)
      fail(ErrorCode::Shape, caller,
           "points have a negative or broadcast extent");
  data_ = static_cast<const T *>(view.data);
  rows_ = view.extents[0];
  dimension_ = view.rank == 2 ? view.extents[1] : 1;
  rowStride_ = view.strides[0];
  stride_ = view.rank == 2 ? view.strides[1] : 1;
  if (dimension_ == 0)
    fail(ErrorCode::Shape, caller, "points have no component");
  if (!data_ && rows_)
    fail(ErrorCode::Argument, caller, "null pointer for the points");
  parallelFor(rows_, threads, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t row = begin; row < end; ++row)
      for (std::int64_t k = 0; k < dimension_; ++k)
        if (!std::isfinite((*this)(row, k)))
          fail(ErrorCode::Argument, caller,
               "the point of row " + std::to_string(row) + " is not finite");
  });
}

void kop::cluster::checkClusters(const Clusters &clusters, std::int64_t rows,
                                 const char *caller) {
  if (clusters.rows() != rows)
    fail(ErrorCode::Shape, caller,
         "the clusters are of " + std::to_string(clusters.rows()) +
             " rows, the array has " + std::to_string(rows));
  const Offsets &offsets = clusters.offsets;
  bool valid = !offsets.empty() && offsets.front() == 0 &&
               offsets.back() == clusters.rows();
  for (std::size_t c = 1; c < offsets.size(); ++c)
    valid &= offsets[c - 1] <= offsets[c];
  if (!valid)
    fail(ErrorCode::Argument, caller,
         "the offsets of the clusters do not ascend from 0 to the number of "
         "rows");
  std::vector<bool> named(rows);
  for (std::int64_t row : clusters.order) {
    if (row < 0 || row >= rows || named[row])
      fail(ErrorCode::Argument, caller,
           "the order of the clusters names row " + std::to_string(row) +
               (row < 0 || row >= rows ? ", which is none" : " twice"));
    named[row] = true;
  }
}

template class kop::cluster::Points<float>;
template class kop::cluster::Points<double>;
