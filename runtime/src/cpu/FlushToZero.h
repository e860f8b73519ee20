//===- FlushToZero.h - Subnormals are zeros while tasks run -----*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_RUNTIME_CPU_FLUSHTOZERO_H
#define KOP_RUNTIME_CPU_FLUSHTOZERO_H

#include <cstdint>
#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

namespace kop::runtime {

/// Sets flush-to-zero (and denormals-are-zero) in this thread, and restores the
/// caller's whole control word: subnormal intermediate values of exponentials
/// would be tens of times slower.
class FlushToZero {
public:
#if defined(__x86_64__)
  FlushToZero() : saved(_mm_getcsr()) { _mm_setcsr(saved | 0x8040u); }
  ~FlushToZero() { _mm_setcsr(saved); }
#elif defined(__aarch64__)
  FlushToZero() {
    asm volatile("mrs %0, fpcr" : "=r"(saved));
    asm volatile("msr fpcr, %0" : : "r"(saved | (uint64_t(1) << 24)));
  }
  ~FlushToZero() { asm volatile("msr fpcr, %0" : : "r"(saved)); }
#else
  FlushToZero() = default;
#endif
  FlushToZero(const FlushToZero &) = delete;
  FlushToZero &operator=(const FlushToZero &) = delete;

private:
#if defined(__x86_64__)
  const uint32_t saved;
#elif defined(__aarch64__)
  uint64_t saved;
#endif
};

} // namespace kop::runtime

#endif // KOP_RUNTIME_CPU_FLUSHTOZERO_H
