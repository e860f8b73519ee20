//===- loops.cpp - The loops generated code is compared with --------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Raw pointers and `#pragma omp simd`: indexing a std::vector here would make
// the loops scalar. The build checks that the object calls the vector expf.
//
//===----------------------------------------------------------------------===//

#include "tools/bench/loops.h"

#include <cmath>
#include <limits>

namespace {

void gaussianColumns(int64_t n, int64_t m, const float *__restrict x,
                     const float *__restrict y, const float *__restrict b,
                     float sigma, float *__restrict a) {
  const float *y0 = y, *y1 = y + m, *y2 = y + 2 * m;
  const float scale = -1 / (2 * sigma * sigma);
  for (int64_t i = 0; i < n; ++i) {
    const float x0 = x[3 * i], x1 = x[3 * i + 1], x2 = x[3 * i + 2];
    float sum = 0;
#pragma omp simd reduction(+ : sum)
    for (int64_t j = 0; j < m; ++j) {
      const float d0 = x0 - y0[j], d1 = x1 - y1[j], d2 = x2 - y2[j];
      sum += expf((d0 * d0 + d1 * d1 + d2 * d2) * scale) * b[j];
    }
    a[i] = sum;
  }
}

void gaussianRows(int64_t n, int64_t m, const float *__restrict x,
                  const float *__restrict y, const float *__restrict b,
                  float sigma, float *__restrict a) {
  const float scale = -1 / (2 * sigma * sigma);
  for (int64_t i = 0; i < n; ++i) {
    const float x0 = x[3 * i], x1 = x[3 * i + 1], x2 = x[3 * i + 2];
    float sum = 0;
#pragma omp simd reduction(+ : sum)
    for (int64_t j = 0; j < m; ++j) {
      const float d0 = x0 - y[3 * j], d1 = x1 - y[3 * j + 1],
                  d2 = x2 - y[3 * j + 2];
      sum += expf((d0 * d0 + d1 * d1 + d2 * d2) * scale) * b[j];
    }
    a[i] = sum;
  }
}

void logDensityColumns(int64_t n, int64_t m, const float *__restrict x,
                       const float *__restrict y, float sigma,
                       float *__restrict a) {
  const float *y0 = y, *y1 = y + m, *y2 = y + 2 * m;
  const float scale = -1 / (2 * sigma * sigma);
  for (int64_t i = 0; i < n; ++i) {
    const float x0 = x[3 * i], x1 = x[3 * i + 1], x2 = x[3 * i + 2];
    float top = std::numeric_limits<float>::lowest();
#pragma omp simd reduction(max : top)
    for (int64_t j = 0; j < m; ++j) {
      const float d0 = x0 - y0[j], d1 = x1 - y1[j], d2 = x2 - y2[j];
      const float s = (d0 * d0 + d1 * d1 + d2 * d2) * scale;
      top = s > top ? s : top;
    }
    float sum = 0;
#pragma omp simd reduction(+ : sum)
    for (int64_t j = 0; j < m; ++j) {
      const float d0 = x0 - y0[j], d1 = x1 - y1[j], d2 = x2 - y2[j];
      sum += expf((d0 * d0 + d1 * d1 + d2 * d2) * scale - top);
    }
    a[i] = top + logf(sum);
  }
}

void nearestColumns(int64_t n, int64_t m, const float *__restrict x,
                    const float *__restrict y, int32_t *__restrict number) {
  const float *y0 = y, *y1 = y + m, *y2 = y + 2 * m;
  const int32_t columns = static_cast<int32_t>(m);
  for (int64_t i = 0; i < n; ++i) {
    const float x0 = x[3 * i], x1 = x[3 * i + 1], x2 = x[3 * i + 2];
    float best = std::numeric_limits<float>::max();
    int32_t where = -1;
    for (int32_t j = 0; j < columns; ++j) {
      const float d0 = x0 - y0[j], d1 = x1 - y1[j], d2 = x2 - y2[j];
      const float d = d0 * d0 + d1 * d1 + d2 * d2;
      if (d < best) {
        best = d;
        where = j;
      }
    }
    number[i] = where;
  }
}

} // namespace

const bench::Loops bench::BENCH_LOOPS = {gaussianColumns, gaussianRows,
                                         logDensityColumns, nearestColumns};
