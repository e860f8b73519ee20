//===- loops.h - The loops generated code is compared with ------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Points have three components. x is N rows of three; y is given as rows, or
// as three columns of M values one after the other ("SoA").
//
//===----------------------------------------------------------------------===//

#ifndef KOP_BENCH_LOOPS_H
#define KOP_BENCH_LOOPS_H

#include <cstdint>

namespace bench {

/// All loops of one compilation of loops.cpp.
struct Loops {
  void (*gaussianColumns)(int64_t n, int64_t m, const float *x, const float *y,
                          const float *b, float sigma, float *a);
  void (*gaussianRows)(int64_t n, int64_t m, const float *x, const float *y,
                       const float *b, float sigma, float *a);
  void (*logDensityColumns)(int64_t n, int64_t m, const float *x,
                            const float *y, float sigma, float *a);
  void (*nearestColumns)(int64_t n, int64_t m, const float *x, const float *y,
                         int32_t *number);
};

extern const Loops loops0;   ///< -Ofast -march=native
extern const Loops loops512; ///< the same with -mprefer-vector-width=512

} // namespace bench

#endif // KOP_BENCH_LOOPS_H
