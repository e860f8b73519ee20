//===- kop/exec.h - How a call runs -----------------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_EXEC_H
#define KOP_EXEC_H

#include "kop/run.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory_resource>
#include <utility>
#include <vector>

namespace kop {

/// Block sparsity: for each block of rows, the column intervals it meets.
/// Rows in no block meet no column and get the empty value of each reduction.
struct Ranges {
  std::vector<std::int64_t> rows;          ///< [begin, end) per block
  std::vector<std::int64_t> offsets = {0}; ///< first interval of each block
  std::vector<std::int64_t> intervals;     ///< [begin, end) per interval
  /// Let pairs that several intervals of a block hold count several times.
  bool allowOverlap = false;

  using Interval = std::pair<std::int64_t, std::int64_t>;

  /// Appends the block of rows [begin, end) and the columns it meets.
  Ranges &addBlock(std::int64_t begin, std::int64_t end,
                   std::initializer_list<Interval> columns) {
    return addBlock(begin, end, columns.begin(), columns.end());
  }

  template <class Iterator>
  Ranges &addBlock(std::int64_t begin, std::int64_t end, Iterator first,
                   Iterator last) {
    rows.push_back(begin);
    rows.push_back(end);
    for (; first != last; ++first) {
      intervals.push_back(first->first);
      intervals.push_back(first->second);
    }
    offsets.push_back(static_cast<std::int64_t>(intervals.size() / 2));
    return *this;
  }
};

/// Options of a call; the optional last argument of every formula. Pointers
/// refer to objects of the caller that outlive the call.
struct Exec {
  /// Threads to use at most; 0 uses all of the task arena the caller is in.
  /// 1 runs in the calling thread and touches no task scheduler.
  int threads = 0;

  /// Results on a CPU never depend on the number of threads; pins the variant
  /// of code and its order of sums on other devices.
  bool deterministic = false;

  /// Verify before running that every `index(j)` argument lies in [-1, M).
  bool checked = false;

  /// Block sparsity of the pairs (rangeRow, rangeColumn); null names: the rows
  /// and columns of the first pass of the formula that has both.
  const Ranges *ranges = nullptr;
  /// The same pairs seen from the columns, for passes that run with the roles
  /// swapped; computed when absent.
  const Ranges *transposedRanges = nullptr;
  const char *rangeRow = nullptr;
  const char *rangeColumn = nullptr;

  /// Where temporaries live; null: a cache per thread, reused between calls.
  std::pmr::memory_resource *memory = nullptr;

  /// Set it to true from any thread to end the call with an error; the outputs
  /// are then unspecified.
  const std::atomic<bool> *cancel = nullptr;

  /// Called between tasks, from one thread at a time, with the fraction done.
  std::function<void(double)> progress;

  /// Use no instruction set beyond this one ("x86-64-v3").
  const char *cpu = nullptr;
};

} // namespace kop

#endif // KOP_EXEC_H
