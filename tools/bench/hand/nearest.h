//===- nearest.h - Nearest neighbours written by hand -----------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tools/bench/hand/sums.h"

namespace {

/// The K nearest of one vector of rows, each list in ascending order.
template <class S, int K> struct Lists {
  typename S::V distance[K];
  typename S::I index[K];

  void clear() {
    for (int k = 0; k < K; ++k) {
      distance[k] = S::set(std::numeric_limits<float>::infinity());
      index[k] = S::setInt(-1);
    }
  }

  /// Inserts column j where it is nearer than the last; the older of equals
  /// stays in front.
  void insert(typename S::V value, int32_t j) {
    const typename S::I number = S::setInt(j);
    typename S::M here = S::less(value, distance[K - 1]);
    for (int k = K - 1; k > 0; --k) {
      const typename S::M before = S::less(value, distance[k - 1]);
      distance[k] = S::min(distance[k], S::max(distance[k - 1], value));
      index[k] = S::selectInt(before, index[k - 1],
                              S::selectInt(here, number, index[k]));
      here = before;
    }
    distance[0] = S::min(distance[0], value);
    index[0] = S::selectInt(here, number, index[0]);
  }
};

/// K nearest columns, W vectors of rows: |y|^2 - 2 <x, y> of a group filters,
/// with room for its rounding; what passes is measured by differences. The
/// nearest one alone if K is 1.
template <class S, int W, int K, int group> void knn3(const Arrays<float> &d) {
  using V = typename S::V;
  constexpr int rows = W * S::lanes;
  PackedColumns<float> columns(d, 1, false, 0);
  float largest = 0; // of the norms
  for (int64_t j = 0; j < columns.count; ++j) {
    float *y = columns.data + 4 * j;
    y[3] = std::fma(y[2], y[2], std::fma(y[1], y[1], y[0] * y[0]));
    if (j < d.m)
      largest = std::max(largest, y[3]);
    else
      y[3] = std::numeric_limits<float>::infinity();
  }
  alignas(64) float packed[3 * rows], lists[K][rows];
  alignas(64) int32_t numbers[K][rows];
  const V infinity = S::set(std::numeric_limits<float>::infinity());
  for (int64_t i = 0; i < d.n; i += rows) {
    packRows(d, i, rows, 1.0f, packed);
    V x[W][3], twice[W][3], limit[W], offset[W];
    Lists<S, K> nearest[W];
    for (int v = 0; v < W; ++v) {
      V norm = S::set(0);
      for (int c = 0; c < 3; ++c) {
        x[v][c] = S::load(packed + c * rows + v * S::lanes);
        twice[v][c] = S::mul(x[v][c], S::set(-2));
        norm = S::fma(x[v][c], x[v][c], norm);
      }
      nearest[v].clear();
      // Beyond the last list entry by what both ways of rounding may differ.
      offset[v] =
          S::sub(S::mul(S::add(norm, S::set(largest)), S::set(2e-6f)), norm);
      limit[v] = infinity;
    }
    for (int64_t j = 0; j < columns.count; j += group) {
      V least[W];
      const float *y = columns.data + 4 * j;
#pragma GCC unroll 16
      for (int g = 0; g < group; ++g) {
        const V y0 = S::set(y[4 * g]), y1 = S::set(y[4 * g + 1]),
                y2 = S::set(y[4 * g + 2]), norm = S::set(y[4 * g + 3]);
        for (int v = 0; v < W; ++v) {
          const V part =
              S::fma(twice[v][2], y2,
                     S::fma(twice[v][1], y1, S::fma(twice[v][0], y0, norm)));
          least[v] = g ? S::min(least[v], part) : part;
        }
      }
      for (int v = 0; v < W; ++v) {
        if (__builtin_expect(!S::any(S::less(least[v], limit[v])), true))
          continue;
        // Which columns it was: none of those beyond the last. They are read
        // again, or else the loop would keep them on the stack for this.
        const float *column = y;
        asm("" : "+r"(column));
        auto insert = [&](int g) {
          const V d0 = S::sub(x[v][0], S::set(column[4 * g])),
                  d1 = S::sub(x[v][1], S::set(column[4 * g + 1])),
                  d2 = S::sub(x[v][2], S::set(column[4 * g + 2]));
          nearest[v].insert(S::fma(d2, d2, S::fma(d1, d1, S::mul(d0, d0))),
                            static_cast<int32_t>(j) + g);
        };
        if (K == 1) {
          // Inserting is cheaper than finding out.
          const int count = static_cast<int>(std::min<int64_t>(group, d.m - j));
          for (int g = 0; g < count; ++g)
            insert(g);
        } else {
          unsigned passed = 0;
#pragma GCC unroll 16
          for (int g = 0; g < group; ++g) {
            const V part =
                S::fma(twice[v][2], S::set(column[4 * g + 2]),
                       S::fma(twice[v][1], S::set(column[4 * g + 1]),
                              S::fma(twice[v][0], S::set(column[4 * g]),
                                     S::set(column[4 * g + 3]))));
            passed |= unsigned(S::any(S::less(part, limit[v]))) << g;
          }
          for (; passed; passed &= passed - 1)
            insert(__builtin_ctz(passed));
        }
        limit[v] = S::add(nearest[v].distance[K - 1], offset[v]);
      }
    }
    for (int v = 0; v < W; ++v)
      for (int k = 0; k < K; ++k) {
        S::store(lists[k] + v * S::lanes, nearest[v].distance[k]);
        S::storeInt(numbers[k] + v * S::lanes, nearest[v].index[k]);
      }
    for (int r = 0; r < rows && i + r < d.n; ++r)
      for (int k = 0; k < K; ++k) {
        if (d.distance)
          d.distance[(i + r) * K + k] = lists[k][r];
        d.index[(i + r) * K + k] = numbers[k][r];
      }
  }
}

} // namespace
