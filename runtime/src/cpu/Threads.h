//===- Threads.h - Threads of a call ----------------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_RUNTIME_CPU_THREADS_H
#define KOP_RUNTIME_CPU_THREADS_H

#include <cstdint>
#include <functional>

namespace kop::runtime {

/// Threads a call may use: those of the task arena it runs in (the caller's, if
/// there is one), at most `limit` (0: no limit).
int availableThreads(int limit);

/// Runs `work` in the task arena of the caller, or in one of `threads` threads
/// where that has more.
void runInArena(int threads, const std::function<void()> &work);

/// Runs `body(begin, end)` on parts of [0, count) in the threads of the arena;
/// on single numbers where each is `heavy`.
void parallelFor(int64_t count, bool heavy,
                 const std::function<void(int64_t, int64_t)> &body);

} // namespace kop::runtime

#endif // KOP_RUNTIME_CPU_THREADS_H
