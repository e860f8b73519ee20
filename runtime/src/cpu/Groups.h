//===- Groups.h - Columns in the order of their labels ----------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A step with labels meets each column in one row only. The columns are sorted
// by label, those of one label in their order, so that every row has one
// interval: work and memory grow with the columns and the rows, not with their
// product, and the results depend on the labels only.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_RUNTIME_CPU_GROUPS_H
#define KOP_RUNTIME_CPU_GROUPS_H

#include "Plan.h"

namespace kop::runtime {

/// Columns `order[offsets[l]]` to `order[offsets[l + 1] - 1]` have label l.
struct Groups {
  std::vector<int64_t> order, offsets;

  /// All columns in their order.
  void list(int64_t columns);
  /// A stable counting sort; columns with a label that is no row are left out.
  /// The result does not depend on the number of threads.
  void sort(const kop_array &array, const StepPlan &plan, int threads);
};

} // namespace kop::runtime

#endif // KOP_RUNTIME_CPU_GROUPS_H
