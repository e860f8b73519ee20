//===- kop/ot/grid.h - Transport of images and volumes ----------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Measures on regular grids, for p = 2: a soft minimum over all pairs of cells
// is one over the cells of each row, then of each column, so a step on N x N
// cells takes 2 N^3 operations instead of N^4.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_OT_GRID_H
#define KOP_OT_GRID_H

#include "kop/ot.h"

#include <cstdint>
#include <vector>

namespace kop {
namespace ot {

/// As `solve`, for two arrays of weights >= 0 of shape (H, W) or (D, H, W). The
/// centre of cell k of an axis lies at (k + 1/2) spacing; extents may differ.
/// Arrays of the result are flat, row by row. The cost is that of p = 2.
/// `transportCost`, `entropy`, `plan` and the derivatives in the points work on
/// all pairs of cells.
template <class T>
Result<T> solveGrid(const In<T> &a, const In<T> &b, double spacing,
                    const Options &options = {});

struct GridBarycentreOptions {
  double blur = 0.05; ///< in the units of the spacing
  /// Stop when a step changes the barycentre by less than this, in L1.
  double tolerance = 1e-4;
  std::int64_t iterations = 1000; ///< at most
  int threads = 0;
};

template <class T> struct GridBarycentre {
  std::vector<T> weights; ///< of the shape of one image, of mass 1
  std::int64_t iterations = 0;
  Status status = Status::Budget;
};

/// The debiased barycentre of images of shape (K, H, W), or volumes of shape
/// (K, D, H, W), each of which is scaled to the mass 1: it minimises sum_k
/// weights_k S_epsilon(barycentre, image_k), and is as sharp as the images
/// (Janati, Cuturi, Gramfort, Debiased Sinkhorn barycenters, 2020). Weights add
/// up to 1.
template <class T>
GridBarycentre<T>
gridBarycentre(const In<T> &images, const std::vector<double> &weights,
               double spacing, const GridBarycentreOptions &options = {});

} // namespace ot
} // namespace kop

#endif // KOP_OT_GRID_H
