//===- sums.h - Sums written by hand ----------------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What the machine can do, for generated code to be measured against. Written
// once over the vectors of an instruction set, `S`, which avx512.cpp and
// avx2.cpp define with intrinsics: lanes go over rows, tiles of several
// vectors over columns whose components are loaded as broadcasts. These are
// kernels for measuring: one thread, these formulas, dense.
//
// Included by those two files only; everything lies in an unnamed namespace
// because each compiles it for its own instruction set.
//
//===----------------------------------------------------------------------===//

#include "tools/bench/candidates.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <memory>

namespace {

using bench::Arrays;
using bench::Case;
using bench::Formula;

/// Memory for a kernel, aligned to a cache line.
template <class T> class Buffer {
public:
  explicit Buffer(size_t count)
      : memory(static_cast<T *>(
            std::aligned_alloc(64, (count * sizeof(T) + 63) / 64 * 64))) {}
  ~Buffer() { std::free(memory); }
  Buffer(const Buffer &) = delete;
  operator T *() const { return memory; }

private:
  T *memory;
};

/// Columns a sum runs over before it is added to the outer sum.
constexpr int64_t sumBlock = 256;
/// Columns that pass or fail a test together.
constexpr int group = 8;

/// The rows from i on, component by component: out[c * rows + lane]. Rows
/// beyond the last are copies of it.
template <class T>
void packRows(const Arrays<T> &d, int64_t i, int rows, T scale, T *out) {
  constexpr int some = 16; // as many as a cache line of a row holds
  for (int begin = 0; begin < d.d; begin += some)
    for (int lane = 0; lane < rows; ++lane) {
      const T *x = d.x + std::min(i + lane, d.n - 1) * d.d;
      for (int c = begin; c < std::min(begin + some, d.d); ++c)
        out[c * rows + lane] = x[c] * scale;
    }
}

/// Stores a tile of `rows` results, those of them that exist.
template <class T, class U>
void storeRows(const Arrays<T> &d, int64_t i, int rows, const U *from, U *to) {
  std::copy_n(from, std::min<int64_t>(rows, d.n - i), to + i);
}

//===----------------------------------------------------------------------===//
// Three components: differences
//===----------------------------------------------------------------------===//

/// Columns of three components and a value, scaled so that the exponential of
/// base 2 is meant; as many more as fill a group, and these weigh nothing.
template <class T> struct PackedColumns {
  PackedColumns(const Arrays<T> &d, T scale, bool withValues, T beyond)
      : count((d.m + 15) / 16 * 16), data(count * 4) {
    for (int64_t j = 0; j < d.m; ++j) {
      for (int c = 0; c < 3; ++c)
        data[4 * j + c] = d.y[3 * j + c] * scale;
      data[4 * j + 3] = withValues ? d.b[j] : 0;
    }
    for (int64_t j = d.m; j < count; ++j) {
      std::fill_n(data + 4 * j, 3, beyond);
      data[4 * j + 3] = 0;
    }
  }

  int64_t count;
  Buffer<T> data;
};

/// Scale of the points that makes exp(-r^2 / (2 sigma^2)) to 2^-r^2.
template <class T> T gaussianScale(T sigma) {
  return T(std::sqrt(0.5 / std::log(2.0)) / sigma);
}

/// init - |x - y|^2.
template <class S>
inline typename S::V minusSquare(const typename S::V *x, typename S::V y0,
                                 typename S::V y1, typename S::V y2,
                                 typename S::V init) {
  const auto d0 = S::sub(x[0], y0), d1 = S::sub(x[1], y1),
             d2 = S::sub(x[2], y2);
  return S::fnma(d2, d2, S::fnma(d1, d1, S::fnma(d0, d0, init)));
}

/// Gaussian sum, W vectors of rows by one column.
template <class S, int W> void gaussian3(const Arrays<typename S::T> &d) {
  using T = typename S::T;
  using V = typename S::V;
  constexpr int rows = W * S::lanes;
  const T scale = gaussianScale(d.sigma);
  const PackedColumns<T> columns(d, scale, true, 0);
  alignas(64) T packed[3 * rows], sums[rows];
  for (int64_t i = 0; i < d.n; i += rows) {
    packRows(d, i, rows, scale, packed);
    V x[W][3], total[W];
    for (int v = 0; v < W; ++v) {
      for (int c = 0; c < 3; ++c)
        x[v][c] = S::load(packed + c * rows + v * S::lanes);
      total[v] = S::set(0);
    }
    for (int64_t begin = 0; begin < columns.count; begin += sumBlock) {
      const T *y = columns.data + 4 * begin;
      const T *end =
          columns.data + 4 * std::min(begin + sumBlock, columns.count);
      V sum[W];
      for (int v = 0; v < W; ++v)
        sum[v] = S::set(0);
#pragma GCC unroll 2
      for (; y != end; y += 4) {
        const V y0 = S::set(y[0]), y1 = S::set(y[1]), y2 = S::set(y[2]),
                b = S::set(y[3]);
        for (int v = 0; v < W; ++v)
          sum[v] = S::fma(S::exp2(minusSquare<S>(x[v], y0, y1, y2, S::set(0))),
                          b, sum[v]);
      }
      for (int v = 0; v < W; ++v)
        total[v] = S::add(total[v], sum[v]);
    }
    for (int v = 0; v < W; ++v)
      S::store(sums + v * S::lanes, total[v]);
    storeRows(d, i, rows, sums, d.a);
  }
}

/// Log-sum-exp, W vectors of rows by a group of columns, which is tested once
/// against the maximum so far.
template <class S, int W> void logSumExp3(const Arrays<typename S::T> &d) {
  using T = typename S::T;
  using V = typename S::V;
  constexpr int rows = W * S::lanes;
  const T scale = gaussianScale(d.sigma);
  const PackedColumns<T> columns(d, scale, false,
                                 std::numeric_limits<T>::infinity());
  alignas(64) T packed[3 * rows], sums[rows], tops[rows];
  for (int64_t i = 0; i < d.n; i += rows) {
    packRows(d, i, rows, scale, packed);
    V x[W][3], total[W], minusTop[W];
    for (int v = 0; v < W; ++v) {
      for (int c = 0; c < 3; ++c)
        x[v][c] = S::load(packed + c * rows + v * S::lanes);
      total[v] = S::set(0);
      // A start at the first column's score, so that it is finite.
      const T *y = columns.data;
      minusTop[v] =
          S::sub(S::set(0), minusSquare<S>(x[v], S::set(y[0]), S::set(y[1]),
                                           S::set(y[2]), S::set(0)));
    }
    for (int64_t begin = 0; begin < columns.count; begin += sumBlock) {
      const int64_t end = std::min(begin + sumBlock, columns.count);
      V sum[W];
      for (int v = 0; v < W; ++v)
        sum[v] = S::set(0);
      for (int64_t j = begin; j < end; j += group) {
        V score[W][group], top[W];
        const T *y = columns.data + 4 * j;
#pragma GCC unroll 8
        for (int g = 0; g < group; ++g) {
          const V y0 = S::set(y[4 * g]), y1 = S::set(y[4 * g + 1]),
                  y2 = S::set(y[4 * g + 2]);
          for (int v = 0; v < W; ++v) {
            score[v][g] = minusSquare<S>(x[v], y0, y1, y2, minusTop[v]);
            top[v] = g ? S::max(top[v], score[v][g]) : score[v][g];
          }
        }
        for (int v = 0; v < W; ++v) {
          if (__builtin_expect(S::any(S::less(S::set(0), top[v])), false)) {
            const V rise = S::max(top[v], S::set(0)),
                    factor = S::exp2(S::sub(S::set(0), rise));
            minusTop[v] = S::sub(minusTop[v], rise);
            total[v] = S::mul(total[v], factor);
            sum[v] = S::mul(sum[v], factor);
            for (int g = 0; g < group; ++g)
              score[v][g] = S::sub(score[v][g], rise);
          }
#pragma GCC unroll 8
          for (int g = 0; g < group; ++g)
            sum[v] = S::add(sum[v], S::exp2(score[v][g]));
        }
      }
      for (int v = 0; v < W; ++v)
        total[v] = S::add(total[v], sum[v]);
    }
    for (int v = 0; v < W; ++v) {
      S::store(sums + v * S::lanes, total[v]);
      S::store(tops + v * S::lanes, minusTop[v]);
    }
    for (int r = 0; r < rows; ++r)
      sums[r] = T(std::log(2.0) * (std::log2(sums[r]) - tops[r]));
    storeRows(d, i, rows, sums, d.a);
  }
}

} // namespace
