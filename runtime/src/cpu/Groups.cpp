//===- Groups.cpp - Columns in the order of their labels ------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Groups.h"

#include <numeric>

using namespace kop::runtime;

/// Rows for which meeting every pair, a vector of rows at a time, is as fast
/// as sorting and uses all threads.
static constexpr int64_t fewRows = 64;

bool kop::runtime::goesByLabel(const StepPlan &plan) {
  return plan.step->group && !plan.sparse && plan.sparseBatch < 0 &&
         plan.rows > fewRows;
}

void Groups::list(int64_t columns) {
  order.resize(columns);
  std::iota(order.begin(), order.end(), int64_t(0));
}

template <class Integer>
static void sortBy(Groups &groups, const Integer *labels, int64_t stride,
                   int64_t rows, int64_t columns) {
  auto isRow = [&](Integer label) { return label >= 0 && label < rows; };
  groups.offsets.assign(rows + 1, 0);
  for (int64_t n = 0; n < columns; ++n)
    if (const Integer label = labels[n * stride]; isRow(label))
      ++groups.offsets[label + 1];
  std::partial_sum(groups.offsets.begin(), groups.offsets.end(),
                   groups.offsets.begin());
  groups.order.resize(groups.offsets[rows]);
  std::vector<int64_t> next(groups.offsets.begin(), groups.offsets.end() - 1);
  for (int64_t n = 0; n < columns; ++n)
    if (const Integer label = labels[n * stride]; isRow(label))
      groups.order[next[label]++] = n;
}

void Groups::sort(const kop_array &array, const StepPlan &plan) {
  const int64_t first = plan.step->group_component
                            ? plan.step->group_component * array.strides[1]
                            : 0;
  if (plan.labelType == KOP_TYPE_I64)
    sortBy(*this, static_cast<const int64_t *>(array.data) + first,
           array.strides[0], plan.rows, plan.columns);
  else
    sortBy(*this, static_cast<const int32_t *>(array.data) + first,
           array.strides[0], plan.rows, plan.columns);
}
