//===- Groups.cpp - Columns in the order of their labels ------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Groups.h"

#include "Threads.h"

#include <algorithm>
#include <numeric>
#include <utility>

using namespace kop::runtime;

void Groups::list(int64_t columns) {
  order.resize(columns);
  std::iota(order.begin(), order.end(), int64_t(0));
}

/// The labels of columns, which may be pairs.
template <class Integer> struct Labels {
  const Integer *data;
  int64_t stride, stride2;
};

/// Columns are cut into chunks, each with a count per label of its own, as long
/// as the counts are fewer than the columns.
template <class Integer>
static void sortBy(Groups &groups, Labels<Integer> labels, const StepPlan &plan,
                   int threads) {
  const int64_t rows = plan.rows, seconds = plan.columns2;
  const int64_t firsts = seconds ? plan.columns / seconds : 0;
  const int64_t chunks =
      std::clamp<int64_t>(plan.columns / (2 * std::max<int64_t>(rows, 1)), 1,
                          threads == 1 ? 1 : int64_t(threads) * 4);
  const int64_t size = (firsts + chunks - 1) / chunks;
  // Counts of label l in chunk c, then where it puts its columns: [l][c].
  std::vector<int64_t> places(rows * chunks + 1);
  auto isRow = [&](Integer label) { return label >= 0 && label < rows; };
  auto visit = [&](auto body) {
    auto run = [&](int64_t begin, int64_t end) {
      for (int64_t c = begin; c < end; ++c)
        for (int64_t n = c * size; n < std::min(firsts, (c + 1) * size); ++n)
          for (int64_t k = 0; k < seconds; ++k) {
            const Integer label =
                labels.data[n * labels.stride + k * labels.stride2];
            if (isRow(label))
              body(places[label * chunks + c], n, k);
          }
    };
    if (chunks == 1)
      run(0, 1);
    else
      parallelFor(chunks, /*heavy=*/true, run);
  };
  visit([](int64_t &count, int64_t, int64_t) { ++count; });
  int64_t total = 0;
  for (int64_t &place : places)
    total += std::exchange(place, total);
  groups.offsets.resize(rows + 1);
  for (int64_t row = 0; row <= rows; ++row)
    groups.offsets[row] = places[row * chunks];
  if (plan.step->column2 < 0) {
    groups.order.resize(total);
    visit(
        [&](int64_t &place, int64_t n, int64_t) { groups.order[place++] = n; });
    return;
  }
  groups.order.resize(2 * total);
  visit([&](int64_t &place, int64_t n, int64_t k) {
    groups.order[2 * place] = n;
    groups.order[2 * place++ + 1] = k;
  });
}

void Groups::sort(const kop_array &array, const StepPlan &plan, int threads) {
  const int64_t first = plan.step->group_component
                            ? plan.step->group_component * array.strides[1]
                            : 0;
  const int64_t second = plan.step->column2 >= 0 ? array.strides[1] : 0;
  if (plan.label->type == KOP_TYPE_I64)
    sortBy(*this,
           Labels<int64_t>{static_cast<const int64_t *>(array.data) + first,
                           array.strides[0], second},
           plan, threads);
  else
    sortBy(*this,
           Labels<int32_t>{static_cast<const int32_t *>(array.data) + first,
                           array.strides[0], second},
           plan, threads);
}
