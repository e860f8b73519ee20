//===- data.cpp - Random points and results in double precision -----------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tools/bench/data.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace {

constexpr int64_t checkedRows = 200;

double squaredDistance(const bench::Data &data, int64_t i, int64_t j) {
  double sum = 0;
  for (int c = 0; c < 3; ++c) {
    const double d = double(data.x[3 * i + c]) - data.y[3 * j + c];
    sum += d * d;
  }
  return sum;
}

std::string describe(int64_t row, double found, double expected) {
  return "row " + std::to_string(row) + ": " + std::to_string(found) +
         " instead of " + std::to_string(expected);
}

/// Compares `a` with `expected(i)`, which also gives the sum of the absolute
/// values of its terms: what rounding errors are relative to.
template <class Expected>
std::string check(const bench::Data &data, const std::vector<float> &a,
                  double tolerance, Expected expected) {
  for (int64_t i = 0; i < std::min(checkedRows, data.n); ++i) {
    const auto [value, scale] = expected(i);
    if (!(std::abs(a[i] - value) <= tolerance * scale))
      return describe(i, a[i], value);
  }
  return "";
}

} // namespace

namespace bench {

Data::Data(int64_t n, int64_t m)
    : n(n), m(m), x(3 * n), y(3 * m), yColumns(3 * m), b(m) {
  std::mt19937_64 random(std::random_device{}());
  std::uniform_real_distribution<float> uniform(0, 1);
  for (float &value : x)
    value = uniform(random);
  for (float &value : y)
    value = uniform(random);
  for (float &value : b)
    value = 2 * uniform(random) - 1;
  for (int64_t j = 0; j < m; ++j)
    for (int64_t c = 0; c < 3; ++c)
      yColumns[c * m + j] = y[3 * j + c];
}

std::string checkGaussian(const Data &data, const std::vector<float> &a) {
  return check(data, a, 1e-6, [&](int64_t i) {
    double sum = 0, size = 0;
    for (int64_t j = 0; j < data.m; ++j) {
      const double k = std::exp(-squaredDistance(data, i, j) /
                                (2 * double(data.sigma) * data.sigma));
      sum += k * data.b[j];
      size += k * std::abs(data.b[j]);
    }
    return std::pair(sum, size);
  });
}

std::string checkLogDensity(const Data &data, const std::vector<float> &a) {
  return check(data, a, 1e-6, [&](int64_t i) {
    double sum = 0;
    for (int64_t j = 0; j < data.m; ++j)
      sum += std::exp(-squaredDistance(data, i, j) /
                      (2 * double(data.sigma) * data.sigma));
    return std::pair(std::log(sum), 1 + std::abs(std::log(sum)));
  });
}

std::string checkNearest(const Data &data, const std::vector<int32_t> &number) {
  for (int64_t i = 0; i < std::min(checkedRows, data.n); ++i) {
    double best = INFINITY;
    for (int64_t j = 0; j < data.m; ++j)
      best = std::min(best, squaredDistance(data, i, j));
    // Equal up to rounding is as near as f32 can tell.
    if (number[i] < 0 || number[i] >= data.m ||
        squaredDistance(data, i, number[i]) > best * (1 + 1e-5) + 1e-12)
      return "row " + std::to_string(i) + ": column " +
             std::to_string(number[i]) + " is not the nearest";
  }
  return "";
}

} // namespace bench
