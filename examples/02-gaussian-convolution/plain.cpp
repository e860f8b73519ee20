//===- plain.cpp - The smoothing as a plain C++ loop ----------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What one writes without Kop, in the form that compilers like best: one array
// per coordinate, raw pointers, relaxed arithmetic (see CMakeLists.txt), so
// that GCC calls the vector expf of the C library.
//
//===----------------------------------------------------------------------===//

#include "plain.h"

#include <cmath>

void smoothPlain(long n, const float *x, long m, const float *y,
                 const float *value, float width, float *smoothed) {
  const float *y0 = y, *y1 = y + m, *y2 = y + 2 * m;
  const float scale = -1 / (2 * width * width);
  for (long i = 0; i < n; ++i) {
    const float x0 = x[i], x1 = x[n + i], x2 = x[2 * n + i];
    float total = 0, density = 0;
#pragma omp simd reduction(+ : total, density)
    for (long j = 0; j < m; ++j) {
      const float d0 = x0 - y0[j], d1 = x1 - y1[j], d2 = x2 - y2[j];
      const float s = (d0 * d0 + d1 * d1 + d2 * d2) * scale;
      // The vector expf is slow where its result would not be normal.
      const float weight = expf(s < -87 ? -87 : s);
      total += weight * value[j];
      density += weight;
    }
    smoothed[i] = total / density;
  }
}
