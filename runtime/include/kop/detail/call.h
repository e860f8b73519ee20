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
#include <functional>
#include <new>
#include <string>
#include <vector>

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

/// Where an array of lists that a call makes gets its memory; nowhere for other
/// operands.
struct Room {
  void *vector = nullptr;
  void *(*resize)(void *vector, std::int64_t count) = nullptr;
  const char *begin = nullptr, *end = nullptr; ///< what it had before
};

/// A vector that the call gives its size.
template <class T> class Resizable {
public:
  explicit Resizable(std::vector<T> &values) : values_(values) {}

  kop_view view() const {
    const std::int64_t extent = 0;
    kop_view result = kop_make_view(nullptr, elementType<T>(), 1, &extent);
    result.extents[0] = KOP_RESIZE;
    return result;
  }
  Room room() const {
    const char *begin = reinterpret_cast<const char *>(values_.data());
    return {&values_, resize, begin, begin + values_.capacity() * sizeof(T)};
  }

private:
  static void *resize(void *vector, std::int64_t count) {
    auto &values = *static_cast<std::vector<T> *>(vector);
    values.resize(static_cast<std::size_t>(count));
    // One without elements has no address, which would mean an error.
    static T none;
    return count ? values.data() : &none;
  }

  std::vector<T> &values_;
};

template <class T> Resizable<T> resizable(std::vector<T> &values) {
  return Resizable<T>(values);
}

template <class View> Room roomOf(const View &) { return {}; }
template <class T> Room roomOf(const Resizable<T> &view) { return view.room(); }

/// What lists are made in must not be an argument of the call: it may move.
inline void checkRooms(const kop_formula &formula, const kop_view *operands,
                       const Room *rooms, std::size_t count) {
  auto nameOf = [&](std::size_t n) -> std::string {
    const auto inputs = static_cast<std::size_t>(formula.n_inputs);
    return n < inputs ? formula.inputs[n].name
                      : formula.outputs[n - inputs].name;
  };
  for (std::size_t n = 0; n < count; ++n)
    for (std::size_t other = 0; rooms[n].vector && other < count; ++other) {
      const char *data = static_cast<const char *>(operands[other].data);
      const bool isInside = data &&
                            !std::less<const char *>()(data, rooms[n].begin) &&
                            std::less<const char *>()(data, rooms[n].end);
      if (isInside || (n != other && rooms[n].vector == rooms[other].vector))
        throw Error(ErrorCode::Overlap, "output " + nameOf(n) +
                                            ": shares memory with " +
                                            nameOf(other));
    }
}

/// An Exec seen through the callbacks of kop_exec. An exception thrown by a
/// callback of the caller cancels the call and is thrown again at its end.
class Callbacks {
public:
  Callbacks(const Exec &exec, const Room *rooms) : exec_(exec), rooms_(rooms) {}

  void install(kop_exec &c) {
    c.memory_context = c.cancel_context = c.progress_context = this;
    c.resize_context = this;
    c.resize = resize;
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

  static void *resize(void *context, std::int32_t operand, std::int64_t count) {
    Callbacks &me = self(context);
    try {
      const Room &room = me.rooms_[operand];
      return room.resize(room.vector, count);
    } catch (...) {
      me.exception_ = std::current_exception();
      me.failed_.store(true, std::memory_order_release);
      return nullptr;
    }
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
  const Room *rooms_; ///< of every operand
  std::exception_ptr exception_;
  std::atomic<bool> failed_{false};
};

inline void run(const kop_formula *const *instances, std::int32_t nInstances,
                const kop_view *operands, const Room *rooms, const Exec &exec) {
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
  Callbacks callbacks(exec, rooms);
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
  const Room rooms[] = {roomOf(views)...};
  checkRooms(*instances[0], operands, rooms, sizeof...(views));
  run(instances, static_cast<std::int32_t>(N), operands, rooms, exec);
}

} // namespace detail
} // namespace kop

#endif // KOP_DETAIL_CALL_H
