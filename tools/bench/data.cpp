//===- data.cpp - The points and values of a case -------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tools/bench/data.h"

#include <algorithm>
#include <cmath>
#include <limits>

using namespace bench;

namespace {

enum Stream : uint64_t { X = 1, Y, B, Blocks, C, Weights };

/// The number at a position of a stream, a multiple of 2^-24 in [0, 1).
/// peers.py has the same function.
double uniform(uint64_t seed, Stream stream, uint64_t position) {
  // splitmix64, G. L. Steele et al., 2014.
  uint64_t z = (seed << 40) + (uint64_t(stream) << 36) + position;
  z = (z + 1) * 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  z ^= z >> 31;
  return double(z >> 40) * 0x1p-24;
}

} // namespace

template <class T>
Data<T>::Data(const Case &which)
    : which(which), sigma(0.25 * std::sqrt(which.d / 3.0)),
      x(which.n * which.d), y(which.m * which.d), yColumns(y.size()),
      b(which.m * which.e), c(which.n),
      weights(which.e * (which.d + which.e + 2)),
      columnBlocks((which.m + blockSize - 1) / blockSize) {
  const int64_t d = which.d, m = which.m;
  sigma = float(sigma); // the same number for both types
  for (size_t n = 0; n < x.size(); ++n)
    x[n] = T(uniform(which.seed, X, n));
  for (size_t n = 0; n < b.size(); ++n)
    b[n] = T(2 * uniform(which.seed, B, n) - 1);
  for (size_t n = 0; n < c.size(); ++n)
    c[n] = T(2 * uniform(which.seed, C, n) - 1);
  for (size_t n = 0; n < weights.size(); ++n)
    weights[n] = T(2 * uniform(which.seed, Weights, n) - 1);
  for (int64_t j = 0; j < m; ++j)
    for (int64_t c = 0; c < d; ++c) {
      // On the diagonal beyond the cube every row sees them in one order.
      const double value = which.worst ? 1 + 4.0 * double(m - 1 - j) / double(m)
                                       : uniform(which.seed, Y, j * d + c);
      y[j * d + c] = yColumns[c * m + j] = T(value);
    }

  pairs = double(which.n) * double(m);
  if (which.density >= 1)
    return;
  pairs = 0;
  const int64_t rowBlocks = (which.n + blockSize - 1) / blockSize;
  for (int64_t r = 0; r < rowBlocks; ++r) {
    const int64_t begin = r * blockSize,
                  end = std::min(begin + blockSize, which.n);
    std::vector<kop::Ranges::Interval> columns;
    for (int64_t c = 0; c < columnBlocks; ++c) {
      const bool in =
          uniform(which.seed, Blocks, r * columnBlocks + c) < which.density;
      blocks.push_back(in);
      if (!in)
        continue;
      columns.emplace_back(c * blockSize, std::min((c + 1) * blockSize, m));
      pairs += double(end - begin) *
               double(columns.back().second - columns.back().first);
    }
    ranges.addBlock(begin, end, columns.begin(), columns.end());
  }
}

template <class T> Arrays<T> Data<T>::arrays() {
  const bool knn = which.formula == Formula::Knn;
  const T unset = std::numeric_limits<T>::quiet_NaN();
  a.assign(which.n * std::max(which.e, which.d + 1), unset);
  other.assign(which.formula == Formula::GradientAll ? which.m * which.d : 0,
               unset);
  distance.assign(knn ? which.n * which.k : 0, unset);
  index.assign(which.n * (knn ? which.k : 1), -2);
  return {which.n,  which.m,      which.d,         which.e,
          which.k,  x.data(),     y.data(),        yColumns.data(),
          b.data(), c.data(),     weights.data(),  T(sigma),
          a.data(), other.data(), distance.data(), index.data()};
}

template struct bench::Data<float>;
template struct bench::Data<double>;
