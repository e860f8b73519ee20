//===- ThreadsTest.cpp - Arenas, concurrent calls and the floating-point mode
//--===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Calls.h"

#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <cfenv>
#include <limits>
#include <thread>

using namespace kop;
using namespace kop::tests;

namespace {

/// Whether this thread computes with subnormal numbers.
bool hasSubnormals() {
  volatile double tiny = std::numeric_limits<double>::min();
  return tiny * 0.5 != 0;
}

} // namespace

TEST(Threads, OneThreadStaysOne) {
  observed.reset();
  Exec exec;
  exec.threads = 1;
  Products call(2000, 2000);
  call.run(exec);
  call.check();
  EXPECT_EQ(observed.threads, 1);
}

TEST(Threads, LimitInsideALargerArena) {
  tbb::task_arena arena(4);
  arena.execute([] {
    observed.reset();
    Exec exec;
    exec.threads = 2;
    Products call(3000, 3000);
    call.run(exec);
    call.check();
    EXPECT_LE(observed.threads, 2);
  });
}

TEST(Threads, ArenaOfTheCaller) {
  tbb::task_arena arena(1);
  arena.execute([] {
    observed.reset();
    Products call(2000, 2000);
    call.run();
    call.check();
    EXPECT_EQ(observed.threads, 1);
  });
}

TEST(Threads, InsideATaskOfTheCaller) {
  tbb::parallel_for(0, 8, [](int n) {
    Products call(300 + n, 400);
    Exec exec;
    exec.threads = n % 3;
    call.run(exec);
    call.check();
  });
}

TEST(Threads, ConcurrentCalls) {
  std::vector<std::thread> threads;
  for (int n = 0; n < 8; ++n)
    threads.emplace_back([n] {
      for (int round = 0; round < 5; ++round) {
        Products call(100 + 37 * n, 500 + round);
        Exec exec;
        exec.threads = n % 4;
        call.run(exec);
        call.check();
      }
    });
  for (std::thread &thread : threads)
    thread.join();
}

TEST(Threads, SubnormalsAreFlushedInTasksOnly) {
  for (int threads : {1, 0}) {
    ASSERT_TRUE(hasSubnormals());
    observed.reset();
    Exec exec;
    exec.threads = threads;
    bool inCallback = true;
    exec.progress = [&](double) { inCallback &= hasSubnormals(); };
    Products call(1000, 3000);
    call.run(exec);
    EXPECT_TRUE(observed.flushed);
    EXPECT_TRUE(inCallback);
    EXPECT_TRUE(hasSubnormals());
  }
}

TEST(Threads, RoundingOfTheCallerIsKept) {
  std::fesetround(FE_UPWARD);
  Products call(100, 100);
  Exec exec;
  exec.threads = 1;
  call.run(exec);
  EXPECT_EQ(std::fegetround(), FE_UPWARD);
  std::fesetround(FE_TONEAREST);
  call.check();
}
