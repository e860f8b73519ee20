//===- kop/ot/batch.h - Many transport problems at once ---------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_OT_BATCH_H
#define KOP_OT_BATCH_H

#include "kop/ot.h"

#include <cstdint>
#include <vector>

namespace kop {
namespace ot {

/// Clouds of different sizes, one behind the other: cloud k has the rows
/// [offsets[k], offsets[k + 1]) of the points, and of the weights.
template <class T> struct Batch {
  Measure<T> measures;
  std::vector<std::int64_t> offsets;
};

/// Solves the problems of cloud k of a and cloud k of b, each as `solve` does,
/// side by side in the threads that there are. An error names the number of its
/// problem. `options.progress` is called from one thread at a time.
template <class T>
std::vector<Result<T>> solveBatch(const Batch<T> &a, const Batch<T> &b,
                                  const Options &options = {});

} // namespace ot
} // namespace kop

#endif // KOP_OT_BATCH_H
