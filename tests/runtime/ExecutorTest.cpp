//===- ExecutorTest.cpp - Sizes, segments, temporaries and batches --------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Calls.h"

#include <cmath>

using namespace kop;
using namespace kop::tests;

namespace {

const std::int64_t sizes[] = {0,   1,   2,   3,   4,   5,    7,    8,    9,
                              15,  16,  17,  63,  64,  65,   127,  128,  129,
                              255, 256, 257, 511, 513, 1023, 1025, 2500, 5000};

} // namespace

TEST(Executor, SizesAroundEveryEdge) {
  std::mt19937 random(5);
  for (std::int64_t n : sizes)
    for (std::int64_t m : sizes) {
      if (n * m > 100000 && random() % 4)
        continue;
      Products call(n, m);
      call.run();
      call.check();
      if (HasFatalFailure())
        FAIL() << n << " by " << m;
    }
}

TEST(Executor, StridesOfEverySign) {
  const int n = 50, m = 60;
  std::vector<double> x = makeNumbers(3 * n, 1), y = makeNumbers(2 * m, 2),
                      p(4 * n, -99), q(m, -99);
  call(products, {}, In<double>(x.data(), {n}, {3}),
       In<double>(y.data() + 2 * (m - 1), {m}, {-2}),
       Out<double>(p.data() + 4 * (n - 1), {n}, {-4}), Out<double>(q));
  for (int i = 0; i < n; ++i) {
    double sum = 0;
    for (int j = 0; j < m; ++j)
      sum += x[3 * i] * y[2 * (m - 1 - j)];
    EXPECT_EQ(p[4 * (n - 1 - i)], sum);
  }
  for (int k = 0; k < 4 * n; ++k)
    EXPECT_TRUE(k % 4 == 0 || p[k] == -99) << k;
}

TEST(Executor, FewRowsTakeLanesOverColumns) {
  observed.reset();
  Products call(3, 50000);
  call.run();
  call.check();
  EXPECT_GT(observed.columnPasses, 4);
  observed.reset();
  Products tall(50000, 3);
  tall.run();
  tall.check();
  EXPECT_GT(observed.passes, 100);
}

/// The sum over j of 2 x[i] y[j], over the columns that `exec` lets each meet.
static std::vector<double> runPacked(std::int64_t n, std::int64_t m,
                                     const Exec &exec) {
  const std::vector<double> x = makeNumbers(n, 1), y = makeNumbers(m, 2);
  std::vector<double> a(n, -99);
  observed.reset();
  call(packed, exec, In<double>(x), In<double>(y), Out<double>(a));
  for (std::int64_t i = 0; i < n; ++i) {
    double sum = 0;
    for (std::int64_t j = 0; j < m; ++j)
      sum += x[i] * (2 * y[j]);
    EXPECT_EQ(a[i], sum) << i;
  }
  return a;
}

TEST(Executor, ColumnsAreNotPackedForFewRows) {
  for (int threads : {1, 2}) {
    Exec exec;
    exec.threads = threads;
    for (std::int64_t m : {8, 100, 50000}) {
      runPacked(3, m, exec);
      EXPECT_EQ(observed.passes, 0) << m;
    }
    // Fewer columns than lanes; many rows.
    runPacked(3, 7, exec);
    EXPECT_GT(observed.passes, 0);
    runPacked(100, 1000, exec);
    EXPECT_GT(observed.passes, 0);
  }
}

TEST(Executor, OneBlockOfManyRowsNeedsThePack) {
  Ranges ranges;
  ranges.addBlock(0, 3, {{0, 1000}}).addBlock(3, 6, {{0, 400}, {400, 1000}});
  Exec exec;
  exec.ranges = &ranges;
  runPacked(6, 1000, exec);
  EXPECT_EQ(observed.passes, 0);
  ranges.addBlock(6, 100, {{0, 1000}});
  runPacked(100, 1000, exec);
  EXPECT_GT(observed.passes, 0);
}

TEST(Executor, SegmentsDependOnSizesOnly) {
  // Sums that round: every number of threads must give the same bits.
  const int n = 70, m = 30000;
  std::vector<double> x(n), y(m);
  for (int k = 0; k < n; ++k)
    x[k] = std::sin(k);
  for (int k = 0; k < m; ++k)
    y[k] = std::exp(std::cos(3.0 * k));
  std::vector<double> p1, q1;
  for (int threads : {1, 2, 3, 0}) {
    std::vector<double> p(n), q(m);
    Exec exec;
    exec.threads = threads;
    call(products, exec, In<double>(x), In<double>(y), Out<double>(p),
         Out<double>(q));
    if (threads == 1) {
      p1 = p;
      q1 = q;
    }
    EXPECT_EQ(p, p1);
    EXPECT_EQ(q, q1);
  }
}

TEST(Executor, Nearest) {
  const int n = 100, m = 5000;
  std::vector<float> x(n), y(m), best(n);
  std::vector<std::int32_t> index(n);
  std::mt19937 random(3);
  for (float &v : x)
    v = float(random() % 1000);
  for (float &v : y)
    v = float(random() % 1000); // With ties.
  call(nearest, {}, In<float>(x), In<float>(y), Out<float>(best),
       Out<std::int32_t>(index));
  for (int i = 0; i < n; ++i) {
    int expected = 0;
    for (int j = 1; j < m; ++j)
      if (std::fabs(x[i] - y[j]) < std::fabs(x[i] - y[expected]))
        expected = j;
    EXPECT_EQ(index[i], expected);
    EXPECT_EQ(best[i], std::fabs(x[i] - y[expected]));
  }
}

TEST(Executor, NoColumns) {
  std::vector<float> x(5, 1), y, m(5);
  std::vector<std::int32_t> n(5);
  call(nearest, {}, In<float>(x), In<float>(y), Out<float>(m),
       Out<std::int32_t>(n));
  EXPECT_EQ(n, std::vector<std::int32_t>(5, -1));
  EXPECT_EQ(m, std::vector<float>(5, std::numeric_limits<float>::infinity()));
}

TEST(Executor, Batches) {
  for (std::int64_t s : {0, 1, 3, 70})
    for (std::int64_t n : {0, 1, 5, 100})
      for (std::int64_t m : {0, 1, 3000}) {
        const std::vector<double> x = makeNumbers(n, 1),
                                  y = makeNumbers(s * m, 2);
        std::vector<double> o(s * n, -99);
        call(batched, {}, In<double>(x), In<double>(y, s, m),
             Out<double>(o, s, n));
        for (std::int64_t b = 0; b < s; ++b) {
          double total = 0;
          for (std::int64_t j = 0; j < m; ++j)
            total += y[b * m + j];
          for (std::int64_t i = 0; i < n; ++i)
            ASSERT_EQ(o[b * n + i], x[i] * total);
        }
      }
}

TEST(Executor, PairsAndScalars) {
  for (std::int64_t n : {0, 1, 9, 100}) {
    const std::vector<double> q = makeNumbers(2 * n, 1);
    std::vector<double> e(n * n, -99);
    double t = -99, total = 0;
    call(shared, {}, In<double>(q, n, 2), Out<double>(e, n, n), Out<double>(t));
    for (std::int64_t i = 0; i < n; ++i) {
      total += q[2 * i];
      for (std::int64_t j = 0; j < n; ++j)
        ASSERT_EQ(e[i * n + j], q[2 * i] + q[2 * j + 1]);
    }
    EXPECT_EQ(t, total);
  }
}

TEST(Executor, Millions) {
  const std::int64_t n = 2000000;
  std::vector<double> x(n, 1), p(n), y(1, 3), q(1);
  call(products, {}, In<double>(x), In<double>(y), Out<double>(p),
       Out<double>(q));
  EXPECT_EQ(q[0], 3.0 * n);
  EXPECT_EQ(p[n - 1], 3);
}
