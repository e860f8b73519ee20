//===- kop/parallel.h - Loops over the threads of calls ---------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_PARALLEL_H
#define KOP_PARALLEL_H

#include "kop/error.h"
#include "kop/run.h"

#include <atomic>
#include <cstdint>
#include <exception>

namespace kop {

/// Calls `body(begin, end)` for parts that together are [0, count), in the
/// threads that a call with `Exec::threads` would use. Which parts there are
/// may change from run to run. The first exception of a body is thrown again
/// when all parts have ended; parts not yet begun are then left out.
template <class Body>
void parallelFor(std::int64_t count, int threads, const Body &body) {
  struct Context {
    const Body &body;
    std::atomic<bool> failed{false};
    std::atomic<bool> caught{false};
    std::exception_ptr exception{};
  } context{body};
  const auto part = [](void *data, std::int64_t begin, std::int64_t end) {
    Context &me = *static_cast<Context *>(data);
    if (me.failed.load(std::memory_order_relaxed))
      return;
    try {
      me.body(begin, end);
    } catch (...) {
      me.failed.store(true, std::memory_order_relaxed);
      if (!me.caught.exchange(true))
        me.exception = std::current_exception();
    }
  };
  kop_status status;
  if (kop_parallel_for(count, threads, part, &context, &status) != KOP_OK)
    throw Error(static_cast<ErrorCode>(status.code), status.message);
  if (context.exception)
    std::rethrow_exception(context.exception);
}

} // namespace kop

#endif // KOP_PARALLEL_H
