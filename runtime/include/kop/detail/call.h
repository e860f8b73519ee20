//===- kop/detail/call.h - What generated headers call ----------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The glue between a typed overload in a generated header and the C entry
// point. All of it is inline: the library exports C symbols only.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_DETAIL_CALL_H
#define KOP_DETAIL_CALL_H

#include "kop/error.h"
#include "kop/exec.h"
#include "kop/view.h"

#include <cstddef>
#include <exception>
#include <new>

namespace kop {
namespace detail {

inline kop_ranges toRanges(const Ranges &ranges) {
  checkSizes(ranges);
  kop_ranges result = {};
  result.n_blocks = static_cast<std::int64_t>(ranges.rows.size() / 2);
  result.rows = ranges.rows.data();
  result.offsets = ranges.offsets.data();
  result.intervals = ranges.intervals.data();
  result.allow_overlap = ranges.allowOverlap;
  return result;
}

/// An Exec seen through the callbacks of kop_exec. An exception thrown by a
/// callback of the caller cancels the call and is thrown again at its end.
class Callbacks {
public:
  explicit Callbacks(const Exec &exec) : exec_(exec) {}

  void install(kop_exec &c) {
    c.memory_context = c.cancel_context = c.progress_context = this;
    if (exec_.memory) {
      c.allocate = allocate;
      c.release = release;
    }
    if (exec_.cancel || exec_.progress)
      c.cancelled = cancelled;
    if (exec_.progress)
      c.progress = progress;
  }

  void rethrow() const {
    if (failed_.load(std::memory_order_acquire))
      std::rethrow_exception(exception_);
  }

private:
  static Callbacks &self(void *context) {
    return *static_cast<Callbacks *>(context);
  }

  static void *allocate(void *context, std::size_t bytes, std::size_t align) {
    try {
      return self(context).exec_.memory->allocate(bytes, align);
    } catch (...) {
      return nullptr;
    }
  }

  static void release(void *context, void *memory, std::size_t bytes,
                      std::size_t align) {
    self(context).exec_.memory->deallocate(memory, bytes, align);
  }

  static int cancelled(void *context) {
    Callbacks &me = self(context);
    return me.failed_.load(std::memory_order_relaxed) ||
           (me.exec_.cancel &&
            me.exec_.cancel->load(std::memory_order_relaxed));
  }

  static void progress(void *context, double fraction) {
    Callbacks &me = self(context);
    if (me.failed_.load(std::memory_order_relaxed))
      return;
    try {
      me.exec_.progress(fraction);
    } catch (...) {
      me.exception_ = std::current_exception();
      me.failed_.store(true, std::memory_order_release);
    }
  }

  const Exec &exec_;
  std::exception_ptr exception_;
  std::atomic<bool> failed_{false};
};

inline void run(const kop_formula *const *instances, std::int32_t nInstances,
                const kop_view *operands, const Exec &exec) {
  kop_exec options = {};
  options.threads = exec.threads;
  options.deterministic = exec.deterministic;
  options.checked = exec.checked;
  kop_ranges ranges, transposed;
  if (exec.ranges) {
    ranges = toRanges(*exec.ranges);
    options.ranges = &ranges;
  }
  if (exec.transposedRanges) {
    transposed = toRanges(*exec.transposedRanges);
    options.ranges_transposed = &transposed;
  }
  options.range_row = exec.rangeRow;
  options.range_column = exec.rangeColumn;
  options.cpu = exec.cpu;
  Callbacks callbacks(exec);
  callbacks.install(options);

  kop_status status;
  if (kop_run_overloads(instances, nInstances, operands, &options, &status) ==
      KOP_OK) {
    callbacks.rethrow();
    return;
  }
  callbacks.rethrow();
  throw Error(static_cast<ErrorCode>(status.code), status.message);
}

/// Runs the instance that takes views of these shapes: inputs, then outputs.
template <std::size_t N, class... Views>
void call(const kop_formula *const (&instances)[N], const Exec &exec,
          const Views &...views) {
  const kop_view operands[] = {views.view()...};
  run(instances, static_cast<std::int32_t>(N), operands, exec);
}

} // namespace detail
} // namespace kop

#endif // KOP_DETAIL_CALL_H
