//===- clock.cpp - The clock rate of this core ----------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tools/bench/clock.h"

#include <algorithm>
#include <ctime>

namespace {

constexpr int64_t chain = 16;

/// One round of a chain of additions; each waits for the one before, and the
/// compiler sees none of them.
inline void add(uint64_t &value) {
#pragma GCC unroll 16
  for (int64_t k = 0; k < chain; ++k) {
    value += value;
    asm volatile("" : "+r"(value));
  }
}

using Loop = void(int64_t rounds);

void scalar(int64_t rounds) {
  for (uint64_t value = 1; rounds > 0; --rounds)
    add(value);
}

#ifdef KOP_BENCH_X86
// Twelve multiply-adds of zeros fit into the time of one chain.
void wide256(int64_t rounds) {
  asm volatile("vzeroall" ::: "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5");
  for (uint64_t value = 1; rounds > 0; --rounds) {
    add(value);
    asm volatile("vfmadd231ps %%ymm0, %%ymm0, %%ymm1\n"
                 "vfmadd231ps %%ymm0, %%ymm0, %%ymm2\n"
                 "vfmadd231ps %%ymm0, %%ymm0, %%ymm3\n"
                 "vfmadd231ps %%ymm0, %%ymm0, %%ymm4\n"
                 "vfmadd231ps %%ymm0, %%ymm0, %%ymm1\n"
                 "vfmadd231ps %%ymm0, %%ymm0, %%ymm2\n"
                 "vfmadd231ps %%ymm0, %%ymm0, %%ymm3\n"
                 "vfmadd231ps %%ymm0, %%ymm0, %%ymm4\n"
                 "vfmadd231ps %%ymm0, %%ymm0, %%ymm1\n"
                 "vfmadd231ps %%ymm0, %%ymm0, %%ymm2\n"
                 "vfmadd231ps %%ymm0, %%ymm0, %%ymm3\n"
                 "vfmadd231ps %%ymm0, %%ymm0, %%ymm4\n" ::
                     : "xmm0", "xmm1", "xmm2", "xmm3", "xmm4");
  }
  asm volatile("vzeroupper");
}

void wide512(int64_t rounds) {
  asm volatile("vzeroall" ::: "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5");
  for (uint64_t value = 1; rounds > 0; --rounds) {
    add(value);
    asm volatile("vfmadd231ps %%zmm0, %%zmm0, %%zmm1\n"
                 "vfmadd231ps %%zmm0, %%zmm0, %%zmm2\n"
                 "vfmadd231ps %%zmm0, %%zmm0, %%zmm3\n"
                 "vfmadd231ps %%zmm0, %%zmm0, %%zmm4\n"
                 "vfmadd231ps %%zmm0, %%zmm0, %%zmm1\n"
                 "vfmadd231ps %%zmm0, %%zmm0, %%zmm2\n"
                 "vfmadd231ps %%zmm0, %%zmm0, %%zmm3\n"
                 "vfmadd231ps %%zmm0, %%zmm0, %%zmm4\n"
                 "vfmadd231ps %%zmm0, %%zmm0, %%zmm1\n"
                 "vfmadd231ps %%zmm0, %%zmm0, %%zmm2\n"
                 "vfmadd231ps %%zmm0, %%zmm0, %%zmm3\n"
                 "vfmadd231ps %%zmm0, %%zmm0, %%zmm4\n" ::
                     : "xmm0", "xmm1", "xmm2", "xmm3", "xmm4");
  }
  asm volatile("vzeroupper");
}
#endif

Loop *choose([[maybe_unused]] const std::string &isa) {
#ifdef KOP_BENCH_X86
  if (isa == "x86-64-v4" && __builtin_cpu_supports("avx512f"))
    return wide512;
  if ((isa == "x86-64-v4" || isa == "x86-64-v3") &&
      __builtin_cpu_supports("fma"))
    return wide256;
#endif
  return scalar;
}

/// CPU time of this thread: others that run meanwhile do not count.
double now() {
  timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return double(time.tv_sec) + 1e-9 * double(time.tv_nsec);
}

} // namespace

double bench::cyclesPerSecond(const Case &which) {
  constexpr int64_t rounds = 500'000;
  Loop *const loop = choose(which.isa);
  double best = 0;
  for (int repeat = 0; repeat < 6; ++repeat) {
    const double start = now();
    loop(rounds);
    best = std::max(best, double(rounds * chain) / (now() - start));
  }
  return best;
}
