//===- clock.cpp - The clock rate of this core ----------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tools/bench/clock.h"

#include <algorithm>
#include <chrono>
#include <cstdint>

double bench::cyclesPerSecond() {
  using Clock = std::chrono::steady_clock;
  constexpr int64_t rounds = 4'000'000, chain = 8;
  double best = 0;
  for (int repeat = 0; repeat < 5; ++repeat) {
    uint64_t value = 1;
    const Clock::time_point start = Clock::now();
    for (int64_t n = 0; n < rounds; ++n)
      // Each addition waits for the one before; the compiler sees none of them.
      for (int64_t k = 0; k < chain; ++k) {
        value += value;
        asm volatile("" : "+r"(value));
      }
    const std::chrono::duration<double> time = Clock::now() - start;
    best = std::max(best, rounds * chain / time.count());
  }
  return best;
}
