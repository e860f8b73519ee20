//===- kop/detail/sweep.h - Ranges seen from the columns --------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_DETAIL_SWEEP_H
#define KOP_DETAIL_SWEEP_H

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace kop {
namespace detail {

/// An end of an interval of columns that a block of rows meets.
struct ColumnEvent {
  std::int64_t column;
  std::int64_t block;
  bool opens;
};

/// Goes over the columns: between two ends of intervals the blocks that meet a
/// column stay the same. Calls `emit(begin, end, blocks)` for each such stretch
/// that some block meets; blocks ascend, and one stands once per interval.
template <class Emit>
void sweepColumns(std::vector<ColumnEvent> events, Emit emit) {
  std::sort(events.begin(), events.end(),
            [](const ColumnEvent &a, const ColumnEvent &b) {
              return a.column < b.column;
            });
  std::vector<std::int64_t> active;
  for (std::size_t n = 0; n < events.size();) {
    const std::int64_t column = events[n].column;
    // What begins here first: an empty interval ends where it begins.
    for (bool opens : {true, false})
      for (std::size_t k = n; k < events.size() && events[k].column == column;
           ++k) {
        if (events[k].opens != opens)
          continue;
        auto place =
            std::lower_bound(active.begin(), active.end(), events[k].block);
        if (opens)
          active.insert(place, events[k].block);
        else
          active.erase(place);
      }
    while (n < events.size() && events[n].column == column)
      ++n;
    if (!active.empty())
      emit(column, events[n].column, active);
  }
}

} // namespace detail
} // namespace kop

#endif // KOP_DETAIL_SWEEP_H
