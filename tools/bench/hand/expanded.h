//===- expanded.h - Many components, by hand --------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tools/bench/hand/nearest.h"

namespace {

//===----------------------------------------------------------------------===//
// Many components: norms and inner products
//===----------------------------------------------------------------------===//

/// The columns in groups of Q, out[group][component][column]; beyond the last
/// there are zeros.
template <int Q> void packColumns(const Arrays<float> &d, float *out) {
  for (int64_t j = 0; j < d.m; j += Q)
    for (int64_t c = 0; c < d.d; ++c)
      for (int q = 0; q < Q; ++q)
        *out++ = j + q < d.m ? d.y[(j + q) * d.d + c] : 0;
}

/// Components that are multiplied at once: so many of a tile of rows lie in the
/// first cache beside what else is read.
constexpr int64_t depth = 96;
/// Groups of columns that these are used for.
constexpr int64_t groupsAtOnce = 8;

/// One tile: the inner products of W vectors of rows and Q columns over some
/// components, added to start[q], or to `partial` unless they are the first
/// ones, and stored there, or used if they are the last. Not inlined: nothing
/// else competes for the registers then.
template <class S, int W, int Q, bool First, bool Last, class Use>
__attribute__((noinline)) void multiply(const float *x, const float *y,
                                        const float *end, const float *start,
                                        float *partial, int64_t j, Use &use) {
  using V = typename S::V;
  V sum[Q][W];
#pragma GCC unroll 16
  for (int q = 0; q < Q; ++q)
#pragma GCC unroll 8
    for (int v = 0; v < W; ++v)
      sum[q][v] =
          First ? S::set(start[q]) : S::load(partial + (q * W + v) * S::lanes);
#pragma GCC unroll 2
  for (; y != end; y += Q, x += W * S::lanes) {
    __builtin_prefetch(y + 256); // columns come from a farther cache
    V component[W];
#pragma GCC unroll 8
    for (int v = 0; v < W; ++v)
      component[v] = S::keep(S::load(x + v * S::lanes));
#pragma GCC unroll 16
    for (int q = 0; q < Q; ++q) {
      const V value = S::set(y[q]);
#pragma GCC unroll 8
      for (int v = 0; v < W; ++v)
        sum[q][v] = S::fma(component[v], value, sum[q][v]);
    }
  }
  if constexpr (Last) {
    use.use(sum, j);
  } else {
#pragma GCC unroll 16
    for (int q = 0; q < Q; ++q)
#pragma GCC unroll 8
      for (int v = 0; v < W; ++v)
        S::store(partial + (q * W + v) * S::lanes, sum[q][v]);
  }
}

/// Goes over all tiles of W vectors of rows by Q columns, with
/// start[column] + factor * <x, y>. `Use` has begin(i), use(sums, first column)
/// and end(i).
template <class S, int W, int Q, class Use>
void forTiles(const Arrays<float> &d, float factor, const float *start,
              Use &use) {
  constexpr int rows = W * S::lanes;
  const int64_t parts = (d.d + depth - 1) / depth,
                size = (d.d + parts - 1) / parts;
  const Buffer<float> packed(size_t(d.d) * rows),
      columns(size_t(d.m + Q) * d.d), sums(groupsAtOnce * Q * rows);
  packColumns<Q>(d, columns);
  for (int64_t i = 0; i < d.n; i += rows) {
    packRows(d, i, rows, factor, static_cast<float *>(packed));
    use.begin(i);
    for (int64_t block = 0; block < d.m; block += groupsAtOnce * Q)
      for (int64_t c = 0; c < d.d; c += size) {
        const bool first = c == 0, last = c + size >= d.d;
        const auto run = first  ? last ? multiply<S, W, Q, true, true, Use>
                                       : multiply<S, W, Q, true, false, Use>
                         : last ? multiply<S, W, Q, false, true, Use>
                                : multiply<S, W, Q, false, false, Use>;
        const int64_t count = std::min(size, d.d - c);
        float *partial = sums;
        for (int64_t j = block;
             j < std::min<int64_t>(block + groupsAtOnce * Q, d.m); j += Q) {
          const float *y = columns + j * d.d + c * Q;
          run(packed + c * rows, y, y + count * Q, start + j, partial, j, use);
          partial += Q * rows;
        }
      }
    use.end(i);
  }
}

inline float squareOf(const float *x, int count) {
  float sum = 0;
#pragma omp simd reduction(+ : sum)
  for (int c = 0; c < count; ++c)
    sum += x[c] * x[c];
  return sum;
}

/// factor * |y|^2 for every column, and `beyond` for Q more.
template <class S, int Q>
void norms(const Arrays<float> &d, float factor, float beyond, float *out) {
  for (int64_t j = 0; j < d.m; ++j) {
    out[j] = factor * squareOf(d.y + j * d.d, d.d);
  }
  std::fill_n(out + d.m, Q, beyond);
}

template <class S, int W, int Q> struct UseNearest {
  using V = typename S::V;
  using I = typename S::I;
  static constexpr int rows = W * S::lanes;
  const Arrays<float> &d;
  V best[W] = {};
  I where[W] = {};

  void begin(int64_t) {
    for (int v = 0; v < W; ++v) {
      best[v] = S::set(std::numeric_limits<float>::infinity());
      where[v] = S::setInt(0);
    }
  }
  void use(const V (&tile)[Q][W], int64_t j) {
#pragma GCC unroll 8
    for (int v = 0; v < W; ++v) {
      V least = tile[0][v];
#pragma GCC unroll 16
      for (int q = 1; q < Q; ++q)
        least = S::min(least, tile[q][v]);
      const typename S::M nearer = S::less(least, best[v]);
      if (__builtin_expect(!S::any(nearer), true))
        continue;
      // The first of the columns that have the least value.
      I number = S::setInt(static_cast<int32_t>(j) + Q - 1);
#pragma GCC unroll 16
      for (int q = Q - 2; q >= 0; --q)
        number = S::selectInt(S::less(least, tile[q][v]), number,
                              S::setInt(static_cast<int32_t>(j) + q));
      best[v] = S::min(best[v], least);
      where[v] = S::selectInt(nearer, number, where[v]);
    }
  }
  void end(int64_t i) {
    alignas(64) int32_t numbers[rows];
    for (int v = 0; v < W; ++v)
      S::storeInt(numbers + v * S::lanes, where[v]);
    storeRows(d, i, rows, numbers, d.index);
  }
};

template <class S, int W, int Q> void nearestExpanded(const Arrays<float> &d) {
  const Buffer<float> start(d.m + Q);
  norms<S, Q>(d, 1, std::numeric_limits<float>::infinity(), start);
  UseNearest<S, W, Q> use{d};
  forTiles<S, W, Q>(d, -2, start, use);
}

template <class S, int W, int Q> struct UseGaussian {
  using V = typename S::V;
  static constexpr int rows = W * S::lanes;
  const Arrays<float> &d;
  const float *values; ///< b, and Q zeros
  float scale;
  V norm[W] = {}, sum[W] = {}, total[W] = {};
  int64_t sumEnd = 0;

  void begin(int64_t i) {
    alignas(64) float squares[rows];
    for (int r = 0; r < rows; ++r) {
      const float *x = d.x + std::min(i + r, d.n - 1) * d.d;
      squares[r] = -scale * squareOf(x, d.d);
    }
    for (int v = 0; v < W; ++v) {
      norm[v] = S::load(squares + v * S::lanes);
      sum[v] = total[v] = S::set(0);
    }
    sumEnd = sumBlock;
  }
  void use(const V (&tile)[Q][W], int64_t j) {
#pragma GCC unroll 16
    for (int q = 0; q < Q; ++q) {
      const V b = S::set(values[j + q]);
#pragma GCC unroll 8
      for (int v = 0; v < W; ++v)
        sum[v] = S::fma(S::exp2(S::add(tile[q][v], norm[v])), b, sum[v]);
    }
    if (j >= sumEnd)
      flush();
  }
  void flush() {
    for (int v = 0; v < W; ++v) {
      total[v] = S::add(total[v], sum[v]);
      sum[v] = S::set(0);
    }
    sumEnd += sumBlock;
  }
  void end(int64_t i) {
    flush();
    alignas(64) float sums[rows];
    for (int v = 0; v < W; ++v)
      S::store(sums + v * S::lanes, total[v]);
    storeRows(d, i, rows, sums, d.a);
  }
};

template <class S, int W, int Q> void gaussianExpanded(const Arrays<float> &d) {
  const float scale = gaussianScale(d.sigma) * gaussianScale(d.sigma);
  const Buffer<float> start(d.m + Q), values(d.m + Q);
  norms<S, Q>(d, -scale, 0, start);
  std::copy_n(d.b, d.m, static_cast<float *>(values));
  std::fill_n(values + d.m, Q, 0.0f);
  UseGaussian<S, W, Q> use{d, values, scale};
  forTiles<S, W, Q>(d, 2 * scale, start, use);
}

} // namespace
