//===- Threads.cpp - Threads of a call ------------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The only file that knows of oneTBB.
//
//===----------------------------------------------------------------------===//

#include "Threads.h"

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

using namespace kop::runtime;

// ThreadSanitizer sees no synchronization inside the library of oneTBB: that a
// part begins after `parallelFor` was called, and ends before it returns.
#if defined(__SANITIZE_THREAD__)
extern "C" void __tsan_acquire(void *);
extern "C" void __tsan_release(void *);
#else
static void __tsan_acquire(void *) {}
static void __tsan_release(void *) {}
#endif

int kop::runtime::availableThreads(int limit) {
  const int here = tbb::this_task_arena::max_concurrency();
  return limit == 0 ? here : std::min(limit, here);
}

namespace {

/// Arenas that no call uses at the moment, by their number of threads. Calls
/// at the same time get different ones: sharing would make them wait.
class ArenaCache {
public:
  std::unique_ptr<tbb::task_arena> take(int threads) {
    {
      std::lock_guard<std::mutex> lock(mutex);
      auto &free = arenas[threads];
      if (!free.empty()) {
        auto arena = std::move(free.back());
        free.pop_back();
        return arena;
      }
    }
    return std::make_unique<tbb::task_arena>(threads);
  }

  void giveBack(int threads, std::unique_ptr<tbb::task_arena> arena) {
    std::lock_guard<std::mutex> lock(mutex);
    arenas[threads].push_back(std::move(arena));
  }

  /// Never destroyed: calls may come until the very end of the program.
  static ArenaCache &get() {
    static ArenaCache *const cache = new ArenaCache;
    return *cache;
  }

private:
  std::mutex mutex;
  std::map<int, std::vector<std::unique_ptr<tbb::task_arena>>> arenas;
};

/// An arena of the cache, for one call.
class ArenaLease {
public:
  explicit ArenaLease(int threads)
      : threads(threads), arena(ArenaCache::get().take(threads)) {}
  ~ArenaLease() { ArenaCache::get().giveBack(threads, std::move(arena)); }
  ArenaLease(const ArenaLease &) = delete;
  ArenaLease &operator=(const ArenaLease &) = delete;

  tbb::task_arena &operator*() { return *arena; }

private:
  int threads;
  std::unique_ptr<tbb::task_arena> arena;
};

} // namespace

void kop::runtime::runInArena(int threads, const std::function<void()> &work) {
  if (threads >= tbb::this_task_arena::max_concurrency()) {
    // A waiting thread must not pick up tasks of the caller: it may hold locks.
    tbb::this_task_arena::isolate([&] { work(); });
    return;
  }
  ArenaLease arena(threads);
  (*arena).execute([&] { work(); });
}

void kop::runtime::parallelFor(
    int64_t count, bool heavy,
    const std::function<void(int64_t, int64_t)> &body) {
  char begun, ended;
  __tsan_release(&begun);
  auto run = [&](const tbb::blocked_range<int64_t> &part) {
    __tsan_acquire(&begun);
    body(part.begin(), part.end());
    __tsan_release(&ended);
  };
  const tbb::blocked_range<int64_t> all(0, count);
  if (heavy)
    tbb::parallel_for(all, run, tbb::simple_partitioner());
  else
    tbb::parallel_for(all, run, tbb::auto_partitioner());
  __tsan_acquire(&ended);
}
