//===- loops.cpp - The loops a C++ programmer would write -----------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Raw pointers, constant dimensions and `#pragma omp simd`: indexing a
// std::vector here would make the loops scalar. The build checks that the
// object calls the vector expf. Compiled several times, each into a namespace
// of its own, BENCH_LOOPS.
//
//===----------------------------------------------------------------------===//

#include "tools/bench/candidates.h"

#include <cmath>
#include <limits>

namespace {

using bench::Arrays;
using bench::Case;
using bench::Formula;
using bench::Kernel;

/// Squared distance of a row of x to column j, which reads y as rows or as SoA.
template <class T, int D, bool Columns>
inline T squaredDistance(const T *__restrict x, const T *__restrict y,
                         int64_t m, int64_t j) {
  T sum = 0;
  for (int c = 0; c < D; ++c) {
    const T d = x[c] - (Columns ? y[c * m + j] : y[j * D + c]);
    sum += d * d;
  }
  return sum;
}

template <class T, bool Columns> const T *columnsOf(const Arrays<T> &d) {
  return Columns ? d.yColumns : d.y;
}

template <class T, int D, bool Columns> void gaussian(const Arrays<T> &d) {
  const T *__restrict y = columnsOf<T, Columns>(d), *__restrict b = d.b;
  const T scale = -1 / (2 * d.sigma * d.sigma);
  const int64_t m = d.m;
  for (int64_t i = 0; i < d.n; ++i) {
    T x[D], sum = 0;
    for (int c = 0; c < D; ++c)
      x[c] = d.x[i * D + c];
#pragma omp simd reduction(+ : sum)
    for (int64_t j = 0; j < m; ++j)
      sum +=
          std::exp(squaredDistance<T, D, Columns>(x, y, m, j) * scale) * b[j];
    d.a[i] = sum;
  }
}

template <class T, int D, bool Columns> void laplace(const Arrays<T> &d) {
  const T *__restrict y = columnsOf<T, Columns>(d), *__restrict b = d.b;
  const T scale = -1 / d.sigma;
  const int64_t m = d.m;
  for (int64_t i = 0; i < d.n; ++i) {
    T x[D], sum = 0;
    for (int c = 0; c < D; ++c)
      x[c] = d.x[i * D + c];
#pragma omp simd reduction(+ : sum)
    for (int64_t j = 0; j < m; ++j)
      sum += std::exp(std::sqrt(squaredDistance<T, D, Columns>(x, y, m, j)) *
                      scale) *
             b[j];
    d.a[i] = sum;
  }
}

/// Log-sum-exp, or with Mean the softmax-weighted mean of b: two passes over
/// the columns, the first for the maximum.
template <class T, int D, bool Columns, bool Mean>
void softmax(const Arrays<T> &d) {
  const T *__restrict y = columnsOf<T, Columns>(d), *__restrict b = d.b;
  const T scale = -1 / (2 * d.sigma * d.sigma);
  const int64_t m = d.m;
  for (int64_t i = 0; i < d.n; ++i) {
    T x[D], top = std::numeric_limits<T>::lowest();
    for (int c = 0; c < D; ++c)
      x[c] = d.x[i * D + c];
#pragma omp simd reduction(max : top)
    for (int64_t j = 0; j < m; ++j) {
      const T s = squaredDistance<T, D, Columns>(x, y, m, j) * scale;
      top = s > top ? s : top;
    }
    T sum = 0, values = 0;
#pragma omp simd reduction(+ : sum, values)
    for (int64_t j = 0; j < m; ++j) {
      const T w =
          std::exp(squaredDistance<T, D, Columns>(x, y, m, j) * scale - top);
      sum += w;
      if (Mean)
        values += w * b[j];
    }
    d.a[i] = Mean ? values / sum : top + std::log(sum);
  }
}

template <class T, int D, bool Columns> void nearest(const Arrays<T> &d) {
  const T *__restrict y = columnsOf<T, Columns>(d);
  const int64_t m = d.m;
  const int32_t columns = static_cast<int32_t>(m);
  for (int64_t i = 0; i < d.n; ++i) {
    T x[D], best = std::numeric_limits<T>::max();
    for (int c = 0; c < D; ++c)
      x[c] = d.x[i * D + c];
    int32_t where = -1;
    for (int32_t j = 0; j < columns; ++j) {
      const T s = squaredDistance<T, D, Columns>(x, y, m, j);
      if (s < best) {
        best = s;
        where = j;
      }
    }
    d.index[i] = where;
  }
}

/// Insertion into a sorted list; few columns come that far.
template <class T, int D, bool Columns> void knn(const Arrays<T> &d) {
  const T *__restrict y = columnsOf<T, Columns>(d);
  const int64_t m = d.m;
  const int32_t columns = static_cast<int32_t>(m);
  for (int64_t i = 0; i < d.n; ++i) {
    T x[D], *__restrict best = d.distance + i * d.k;
    for (int c = 0; c < D; ++c)
      x[c] = d.x[i * D + c];
    int32_t *__restrict where = d.index + i * d.k;
    for (int k = 0; k < d.k; ++k) {
      best[k] = std::numeric_limits<T>::max();
      where[k] = -1;
    }
    for (int32_t j = 0; j < columns; ++j) {
      const T s = squaredDistance<T, D, Columns>(x, y, m, j);
      if (!(s < best[d.k - 1]))
        continue;
      int k = d.k - 1;
      for (; k > 0 && s < best[k - 1]; --k) {
        best[k] = best[k - 1];
        where[k] = where[k - 1];
      }
      best[k] = s;
      where[k] = j;
    }
  }
}

template <class T, int D, bool Columns>
Kernel<T> findFormula(const Case &which) {
  switch (which.formula) {
  case Formula::Gaussian:
    return which.e == 1 ? gaussian<T, D, Columns> : nullptr;
  case Formula::Nearest:
    return nearest<T, D, Columns>;
  case Formula::Knn:
    return knn<T, D, Columns>;
  default:
    break;
  }
  if constexpr (D == 3) {
    switch (which.formula) {
    case Formula::Laplace:
      return laplace<T, D, Columns>;
    case Formula::LogSumExp:
      return softmax<T, D, Columns, false>;
    case Formula::SoftMean:
      return softmax<T, D, Columns, true>;
    default:
      break;
    }
  }
  return nullptr;
}

template <class T, bool Columns> Kernel<T> findDimension(const Case &which) {
  switch (which.d) {
  case 3:
    return findFormula<T, 3, Columns>(which);
  case 10:
    return findFormula<T, 10, Columns>(which);
  case 50:
    return findFormula<T, 50, Columns>(which);
  case 128:
    return findFormula<T, 128, Columns>(which);
  case 784:
    return findFormula<T, 784, Columns>(which);
  default:
    return nullptr;
  }
}

template <class T> Kernel<T> findLayout(const Case &which, bool columns) {
  if (which.density < 1)
    return nullptr;
  return columns ? findDimension<T, true>(which)
                 : findDimension<T, false>(which);
}

} // namespace

Kernel<float> bench::BENCH_LOOPS::find(const Case &which, bool columns, float) {
  return findLayout<float>(which, columns);
}

Kernel<double> bench::BENCH_LOOPS::find(const Case &which, bool columns,
                                        double) {
  return findLayout<double>(which, columns);
}
