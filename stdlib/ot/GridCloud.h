//===- GridCloud.h - Measures on grids --------------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_STDLIB_OT_GRIDCLOUD_H
#define KOP_STDLIB_OT_GRIDCLOUD_H

#include "Cloud.h"

#include <string>

namespace kop::ot::detail {

/// The cells of an array of two or three axes, as points with weights.
struct GridSamples {
  std::vector<std::int64_t> extents;
  Samples samples;
};

/// Checks and copies an array; `name` starts the messages.
template <class T>
GridSamples readGrid(const In<T> &array, double spacing, const char *name);

/// The measure, and coarser ones of cells twice as long.
template <class T>
Side<T> buildGridSide(const GridSamples &grid,
                      const std::vector<double> &centre, std::int64_t width,
                      double spacing);

/// r = log sum_j exp(h_j - |x - y|^2 / (2 epsilon)) over the cells of y, for
/// the cells of x, axis by axis.
template <class T>
void gridLogSum(const Cloud<T> &x, const Cloud<T> &y, std::vector<T> h,
                double epsilon, std::vector<T> &r, const Exec &exec);

} // namespace kop::ot::detail

#endif // KOP_STDLIB_OT_GRIDCLOUD_H
