//===- kop/exec.h - How a call runs -----------------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_EXEC_H
#define KOP_EXEC_H

#include "kop/ranges.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory_resource>

namespace kop {

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
