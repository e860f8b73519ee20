//===- UserTest.cpp - Programs of users on generated headers --------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "gaussian.kop.h"
#include <kop/kop.h>

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace {

std::vector<float> makeCloud(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> uniform(0, 1);
  std::vector<float> values(count);
  for (float &value : values)
    value = uniform(random);
  return values;
}

template <class T>
double squaredDistance(const T *x, const T *y, std::size_t dimension) {
  double sum = 0;
  for (std::size_t d = 0; d < dimension; ++d)
    sum += (double(x[d]) - double(y[d])) * (double(x[d]) - double(y[d]));
  return sum;
}

/// The largest error of a[i] = sum[j] exp(-|x - y|^2 / (2 sigma^2)) * b[j],
/// for weights of at most 1, per column.
template <class T>
double gaussianError(const std::vector<T> &x, const std::vector<T> &y,
                     const std::vector<T> &b, double sigma,
                     const std::vector<T> &a, std::size_t dimension) {
  double worst = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    double sum = 0;
    for (std::size_t j = 0; j < b.size(); ++j)
      sum += std::exp(-squaredDistance(&x[i * dimension], &y[j * dimension],
                                       dimension) /
                      (2 * sigma * sigma)) *
             double(b[j]);
    worst = std::max(worst, std::abs(sum - double(a[i])));
  }
  return worst / double(std::max<std::size_t>(b.size(), 1));
}

} // namespace

TEST(User, TheProgram) {
  const std::size_t n = 300, m = 500;
  const std::vector<float> xs = makeCloud(3 * n, 1), ys = makeCloud(3 * m, 2),
                           bs = makeCloud(m, 3);
  std::vector<float> as(n);
  const float *x = xs.data(), *y = ys.data(), *b = bs.data();
  float *a = as.data();
  const float sigma = 0.25f;
  // clang-format off
  kop::Exec exec; exec.threads = 1;  // optional last argument
  kernels::gaussian(kop::In<float>(x, n, 3), kop::In<float>(y, m, 3), kop::In<float>(b, m, 1), sigma, kop::Out<float>(a, n, 1), exec);
  // clang-format on
  EXPECT_LT(gaussianError(xs, ys, bs, sigma, as, 3), 1e-6);
}

TEST(User, OverloadsByTypeAndShape) {
  const std::size_t n = 40, m = 70;
  const std::vector<float> x = makeCloud(2 * n, 1), y = makeCloud(2 * m, 2),
                           b = makeCloud(m, 3);
  std::vector<float> a(n);
  kernels::gaussian(kop::In<float>(x, n, 2), kop::In<float>(y, m, 2), b, 0.5,
                    a);
  EXPECT_LT(gaussianError(x, y, b, 0.5, a, 2), 1e-6);

  const std::vector<double> u(x.begin(), x.end()), v(y.begin(), y.end()),
      w(b.begin(), b.end());
  std::vector<double> c(n);
  kernels::gaussian(kop::In<double>(u, n, 2), kop::In<double>(v, m, 2), w, 0.5,
                    c);
  EXPECT_LT(gaussianError(u, v, w, 0.5, c, 2), 1e-14);

  try {
    kernels::gaussian(kop::In<float>(x, n / 2, 4), kop::In<float>(y, m / 2, 4),
                      b, 0.5, a);
    FAIL() << "no instance has four dimensions";
  } catch (const kop::Error &error) {
    EXPECT_EQ(error.code(), kop::ErrorCode::Shape);
    EXPECT_NE(std::string(error.what()).find("gaussian(D = 2, E = 1): f32"),
              std::string::npos)
        << error.what();
  }
}

TEST(User, SameBitsForEveryNumberOfThreads) {
  for (const std::size_t n : {1u, 5u, 100u, 3000u}) {
    const std::size_t m = 9000;
    const std::vector<float> x = makeCloud(3 * n, 1), y = makeCloud(3 * m, 2),
                             b = makeCloud(m, 3);
    std::vector<float> first;
    for (int threads : {1, 2, 0}) {
      std::vector<float> a(n);
      kop::Exec exec;
      exec.threads = threads;
      kernels::gaussian(kop::In<float>(x, n, 3), kop::In<float>(y, m, 3), b,
                        0.1, a, exec);
      if (first.empty())
        first = a;
      EXPECT_EQ(a, first) << n << " rows, " << threads << " threads";
    }
    EXPECT_TRUE(n > 100 || gaussianError(x, y, b, 0.1, first, 3) < 1e-6);
  }
}

TEST(User, EveryInstructionSet) {
  const std::size_t n = 123, m = 3000;
  const std::vector<float> x = makeCloud(3 * n, 1), y = makeCloud(3 * m, 2),
                           b = makeCloud(m, 3);
  const kop_formula &formula = kop_formula_kernels_gaussian_D3_E1_f32;
  int runs = 0;
  for (std::int32_t k = 0; k < formula.n_cpu; ++k) {
    const char *cpu = formula.cpu[k].name;
    if (!kop_selected_cpu(&formula, cpu))
      continue; // Not on this machine.
    EXPECT_STREQ(kop_selected_cpu(&formula, cpu), cpu);
    ++runs;
    std::vector<float> a(n);
    kop::Exec exec;
    exec.cpu = cpu;
    kernels::gaussian(kop::In<float>(x, n, 3), kop::In<float>(y, m, 3), b, 0.2,
                      a, exec);
    EXPECT_LT(gaussianError(x, y, b, 0.2, a, 3), 1e-6) << cpu;
  }
  EXPECT_GE(runs, 1);
}

TEST(User, BatchesAndBroadcast) {
  const std::size_t s = 3, n = 20, m = 33;
  const std::vector<float> x = makeCloud(s * 3 * n, 1), y = makeCloud(3 * m, 2);
  std::vector<float> a(s * n), ones(m, 1);
  kernels::batches(kop::In<float>(x, s, n, 3),
                   kop::broadcast(kop::In<float>(y, m, 3)), 0.3,
                   kop::Out<float>(a, s, n));
  for (std::size_t k = 0; k < s; ++k) {
    const std::vector<float> part(x.begin() + std::ptrdiff_t(k * 3 * n),
                                  x.begin() + std::ptrdiff_t((k + 1) * 3 * n));
    const std::vector<float> result(a.begin() + std::ptrdiff_t(k * n),
                                    a.begin() + std::ptrdiff_t((k + 1) * n));
    EXPECT_LT(gaussianError(part, y, ones, 0.3, result, 3), 1e-6);
  }
}

TEST(User, RangesInBothOrientations) {
  const std::size_t n = 150, m = 210;
  const std::vector<float> x = makeCloud(2 * n, 1), y = makeCloud(2 * m, 2);
  std::vector<std::int32_t> from(n, -7), into(m, -7);
  kop::Ranges ranges;
  ranges.addBlock(10, 90, {{0, 30}, {100, 210}});
  ranges.addBlock(90, 100, {});
  ranges.addBlock(120, 121, {{7, 8}});
  kop::Exec exec;
  exec.ranges = &ranges;
  kernels::degrees(kop::In<float>(x, n, 2), kop::In<float>(y, m, 2), 0.4, from,
                   into, exec);
  std::vector<std::int32_t> rows(n), columns(m);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < m; ++j) {
      const bool meets =
          (i >= 10 && i < 90 && (j < 30 || j >= 100)) || (i == 120 && j == 7);
      const bool near = squaredDistance(&x[2 * i], &y[2 * j], 2) < 0.16;
      rows[i] += meets && near;
      columns[j] += meets && near;
    }
  EXPECT_EQ(from, rows);
  EXPECT_EQ(into, columns);
}

TEST(User, GroupsAndGathers) {
  const std::vector<float> x{1, 2, 4};
  const std::vector<std::int64_t> label{1, 1, 0};
  std::vector<std::int64_t> neighbours{0, 2, -1, 1, 2, -1}, n(3);
  std::vector<float> sums(3);
  kernels::groups(x, label, kop::In<std::int64_t>(neighbours, 3, 2), n, sums);
  EXPECT_EQ(n, (std::vector<std::int64_t>{1, 2, 0}));
  EXPECT_EQ(sums, (std::vector<float>{5, 2, 4}));

  neighbours[3] = 3;
  kop::Exec exec;
  exec.checked = true;
  try {
    kernels::groups(x, label, kop::In<std::int64_t>(neighbours, 3, 2), n, sums,
                    exec);
    FAIL() << "3 is no row";
  } catch (const kop::Error &error) {
    EXPECT_EQ(error.code(), kop::ErrorCode::Index);
    EXPECT_STREQ(error.what(), "groups: argument nbr: the value 3 at (1, 1) is "
                               "no row of index i, which has 3");
  }
}
