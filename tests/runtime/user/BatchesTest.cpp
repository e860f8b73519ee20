//===- BatchesTest.cpp - Batches, broadcast views and ranges together -----===//
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

constexpr int B = 3, N = 150, M = 210;

std::vector<float> makeNumbers(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  std::vector<float> values(count);
  for (float &value : values)
    value = normal(random);
  return values;
}

double square(const float *x, const float *y) {
  double sum = 0;
  for (int k = 0; k < 3; ++k)
    sum += (double(x[k]) - y[k]) * (double(x[k]) - y[k]);
  return sum;
}

/// Blocks with gaps, and rows 100 to 109 in none.
kop::Ranges makeRanges() {
  kop::Ranges ranges;
  ranges.addBlock(0, 37, {{0, 50}, {90, 210}});
  ranges.addBlock(37, 100, {{3, 4}});
  ranges.addBlock(110, 150, {{100, 130}, {200, 201}});
  return ranges;
}

bool meets(int i, int j) {
  if (i < 37)
    return j < 50 || j >= 90;
  if (i < 100)
    return j == 3;
  return i >= 110 && ((j >= 100 && j < 130) || j == 200);
}

/// Checks both outputs of `attention`; clouds are apart by these strides, 0 for
/// one that is broadcast.
void check(const float *x, int xs, const float *y, int ys, const float *b,
           int bs, const std::vector<float> &m, const std::vector<float> &c) {
  for (int s = 0; s < B; ++s) {
    for (int i = 0; i < N; ++i) {
      double sum = 0;
      for (int j = 0; j < M; ++j)
        if (meets(i, j))
          sum += std::exp(-square(x + s * xs + 3 * i, y + s * ys + 3 * j));
      const double expected = std::log(sum);
      if (std::isinf(expected))
        EXPECT_EQ(m[s * N + i], -INFINITY) << s << ' ' << i;
      else
        EXPECT_NEAR(m[s * N + i], expected, 1e-4 * (1 + std::abs(expected)))
            << s << ' ' << i;
    }
    for (int j = 0; j < M; ++j) {
      double sum = 0;
      for (int i = 0; i < N; ++i)
        if (meets(i, j))
          sum += std::exp(-square(x + s * xs + 3 * i, y + s * ys + 3 * j)) *
                 double(b[s * bs + j]);
      EXPECT_NEAR(c[s * M + j], sum, 1e-4 * (1 + std::abs(sum)))
          << s << ' ' << j;
    }
  }
}

} // namespace

TEST(Batches, BroadcastAndRanges) {
  const std::vector<float> x = makeNumbers(B * N * 3, 1),
                           y = makeNumbers(B * M * 3, 2),
                           b = makeNumbers(B * M, 3);
  const kop::In<float> X(x.data(), B, N, 3), Y(y.data(), B, M, 3),
      W(b.data(), B, M);
  // The first cloud of each, for all batches.
  const auto oneX = kop::broadcast(kop::In<float>(x.data(), N, 3));
  const auto oneY = kop::broadcast(kop::In<float>(y.data(), M, 3));
  const auto oneB = kop::broadcast(kop::In<float>(b.data(), M));
  const kop::Ranges ranges = makeRanges();
  const kop::Ranges transposed = ranges.transposed();
  for (int given = 0; given < 2; ++given) {
    kop::Exec exec;
    exec.ranges = &ranges;
    exec.transposedRanges = given ? &transposed : nullptr;
    exec.threads = 1 - given;
    std::vector<float> m(B * N), c(B * M);
    const kop::Out<float> outM(m.data(), B, N), outC(c.data(), B, M);
    kernels::attention(X, Y, W, outM, outC, exec);
    check(x.data(), N * 3, y.data(), M * 3, b.data(), M, m, c);
    kernels::attention(X, oneY, oneB, outM, outC, exec);
    check(x.data(), N * 3, y.data(), 0, b.data(), 0, m, c);
    kernels::attention(oneX, Y, W, outM, outC, exec);
    check(x.data(), 0, y.data(), M * 3, b.data(), M, m, c);
    kernels::attention(oneX, oneY, oneB, outM, outC, exec);
    check(x.data(), 0, y.data(), 0, b.data(), 0, m, c);
  }
}

/// Ranges over the batch index and the columns: whole clouds skip columns.
TEST(Batches, RangesOfBatches) {
  const std::vector<float> x = makeNumbers(B * N * 3, 1),
                           y = makeNumbers(M * 3, 2);
  kop::Ranges ranges;
  ranges.addBlock(0, 1, {{5, 60}}).addBlock(2, 3, {{0, 1}, {100, 210}});
  kop::Exec exec;
  exec.ranges = &ranges;
  exec.rangeRow = "s";
  exec.rangeColumn = "j";
  std::vector<float> a(B * N);
  kernels::batches(kop::In<float>(x, B, N, 3),
                   kop::broadcast(kop::In<float>(y, M, 3)),
                   float(std::sqrt(0.5)), kop::Out<float>(a, B, N), exec);
  for (int s = 0; s < B; ++s)
    for (int i = 0; i < N; ++i) {
      double sum = 0;
      for (int j = 0; j < M; ++j)
        if ((s == 0 && j >= 5 && j < 60) || (s == 2 && (j == 0 || j >= 100)))
          sum += std::exp(-square(&x[(s * N + i) * 3], &y[j * 3]));
      EXPECT_NEAR(a[s * N + i], sum, 1e-4 * (1 + sum)) << s << ' ' << i;
    }
}

/// All clouds are one broadcast cloud: no argument tells how many there are.
TEST(Batches, ExtentOfBroadcasts) {
  const std::vector<float> x(N * 3), y(M * 3);
  std::vector<float> a(B * N);
  const auto X = kop::broadcast(kop::In<float>(x, N, 3));
  const auto Y = kop::broadcast(kop::In<float>(y, M, 3));
  // The output does.
  kernels::batches(X, Y, 1.0f, kop::Out<float>(a, B, N));
  EXPECT_EQ(a, std::vector<float>(B * N, float(M)));
}
