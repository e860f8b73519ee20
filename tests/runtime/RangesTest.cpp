//===- RangesTest.cpp - Block sparsity ------------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Calls.h"

using namespace kop;
using namespace kop::tests;

namespace {

/// How often ranges count a pair.
int countPair(const Ranges &ranges, std::int64_t i, std::int64_t j) {
  int count = 0;
  for (size_t n = 0; n < ranges.rows.size() / 2; ++n) {
    if (i < ranges.rows[2 * n] || i >= ranges.rows[2 * n + 1])
      continue;
    for (std::int64_t k = ranges.offsets[n]; k < ranges.offsets[n + 1]; ++k)
      count += j >= ranges.intervals[2 * k] && j < ranges.intervals[2 * k + 1];
  }
  return count;
}

void runAndCheck(int64_t n, int64_t m, const Ranges &ranges, int threads) {
  Products call(n, m);
  Exec exec;
  exec.ranges = &ranges;
  exec.threads = threads;
  call.run(exec);
  call.check([&](size_t i, size_t j) { return countPair(ranges, i, j); });
}

Error reject(const Ranges &ranges) {
  Products call(10, 10);
  Exec exec;
  exec.ranges = &ranges;
  const Error error = errorOf([&] { call.run(exec); });
  EXPECT_EQ(error.code(), ErrorCode::Ranges);
  EXPECT_EQ(call.p, std::vector<double>(10, -99));
  return error;
}

} // namespace

TEST(Ranges, BlocksInBothOrientations) {
  for (int threads : {1, 0}) {
    Ranges ranges;
    ranges.addBlock(200, 300, {{0, 50}, {100, 400}});
    ranges.addBlock(0, 70, {{390, 400}});
    ranges.addBlock(100, 101, {{5, 9}, {0, 3}});
    ranges.addBlock(300, 310, {});       // Meets no column.
    ranges.addBlock(310, 310, {{3, 4}}); // Has no row.
    runAndCheck(333, 400, ranges, threads);
  }
}

TEST(Ranges, NoBlocks) { runAndCheck(50, 60, Ranges(), 1); }

TEST(Ranges, FewRowsWithManyColumnsSplit) {
  Ranges ranges;
  ranges.addBlock(3, 5, {{10, 9000}, {9500, 20000}});
  ranges.addBlock(9, 10, {{0, 1}});
  observed.reset();
  runAndCheck(12, 20000, ranges, 1);
  EXPECT_GT(observed.passes + observed.columnPasses, observed.finishes);
}

TEST(Ranges, RandomBlocks) {
  std::mt19937 random(7);
  for (int round = 0; round < 30; ++round) {
    const int64_t n = random() % 300, m = random() % 300;
    Ranges ranges;
    for (int64_t row = 0; row < n;) {
      const int64_t end = std::min<int64_t>(n, row + random() % 50);
      std::vector<Ranges::Interval> intervals;
      for (int64_t column = random() % 100; column < m;) {
        const int64_t stop = std::min<int64_t>(m, column + random() % 60);
        intervals.push_back({column, stop});
        column = stop + random() % 40;
      }
      if (random() % 4)
        ranges.addBlock(row, end, intervals.rbegin(), intervals.rend());
      row = end + random() % 20;
    }
    runAndCheck(n, m, ranges, round % 2);
  }
}

TEST(Ranges, OverlapCountsTwiceOnDemand) {
  Ranges ranges;
  ranges.addBlock(0, 10, {{0, 6}, {4, 8}});
  EXPECT_STREQ(reject(ranges).what(),
               "products: ranges: the intervals [0, 6) and [4, 8) of block 0 "
               "overlap");
  ranges.allowOverlap = true;
  runAndCheck(10, 10, ranges, 1);
}

TEST(Ranges, GivenTransposed) {
  Products call(8, 9);
  Ranges ranges, transposed;
  ranges.addBlock(0, 4, {{0, 9}});
  transposed.addBlock(0, 9, {{0, 4}});
  Exec exec;
  exec.ranges = &ranges;
  exec.transposedRanges = &transposed;
  call.run(exec);
  call.check([](size_t i, size_t) { return i < 4; });
  // One orientation gives the other.
  Products other(8, 9);
  exec.ranges = nullptr;
  other.run(exec);
  EXPECT_EQ(other.p, call.p);
  EXPECT_EQ(other.q, call.q);
}

TEST(Ranges, NamedIndices) {
  Products call(8, 9);
  Ranges ranges;
  ranges.addBlock(0, 9, {{0, 4}});
  Exec exec;
  exec.ranges = &ranges;
  exec.rangeRow = "j";
  exec.rangeColumn = "i";
  call.run(exec);
  call.check([](size_t i, size_t) { return i < 4; });
  exec.rangeColumn = "k";
  EXPECT_STREQ(errorOf([&] { call.run(exec); }).what(),
               "products: ranges: there is no index 'k'");
  exec.rangeColumn = nullptr;
  EXPECT_STREQ(errorOf([&] { call.run(exec); }).what(),
               "products: ranges: name both indices or none");
  exec.rangeColumn = "j";
  EXPECT_STREQ(errorOf([&] { call.run(exec); }).what(),
               "products: ranges: no pass of the formula pairs indices j and "
               "j");
}

TEST(Ranges, Batches) {
  const std::vector<double> x = makeNumbers(20, 3), y = makeNumbers(3 * 30, 4);
  std::vector<double> o(3 * 20);
  Ranges ranges;
  ranges.addBlock(5, 10, {{0, 10}, {20, 30}});
  Exec exec;
  exec.ranges = &ranges;
  call(batched, exec, In<double>(x), In<double>(y, 3, 30),
       Out<double>(o, 3, 20));
  for (int s = 0; s < 3; ++s)
    for (int i = 0; i < 20; ++i) {
      double sum = 0;
      for (int j = 0; j < 30; ++j)
        sum += countPair(ranges, i, j) * x[i] * y[s * 30 + j];
      EXPECT_EQ(o[s * 20 + i], sum);
    }
}

TEST(Ranges, RowsAmongTheBatchIndices) {
  const std::vector<double> x = makeNumbers(20, 3), y = makeNumbers(6 * 30, 4);
  std::vector<double> o(6 * 20);
  Ranges ranges;
  ranges.addBlock(4, 6, {{0, 10}, {20, 30}});
  ranges.addBlock(1, 2, {{29, 30}});
  Exec exec;
  exec.ranges = &ranges;
  exec.rangeRow = "s";
  exec.rangeColumn = "j";
  call(batched, exec, In<double>(x), In<double>(y, 6, 30),
       Out<double>(o, 6, 20));
  for (int s = 0; s < 6; ++s)
    for (int i = 0; i < 20; ++i) {
      double sum = 0;
      for (int j = 0; j < 30; ++j)
        sum += countPair(ranges, s, j) * x[i] * y[s * 30 + j];
      EXPECT_EQ(o[s * 20 + i], sum);
    }
}

TEST(Ranges, EmptyValues) {
  std::vector<float> x{1, 2, 3}, y{2, 3}, m(3);
  std::vector<std::int32_t> n(3);
  Ranges ranges;
  ranges.addBlock(1, 2, {{1, 2}});
  Exec exec;
  exec.ranges = &ranges;
  call(nearest, exec, In<float>(x), In<float>(y), Out<float>(m),
       Out<std::int32_t>(n));
  EXPECT_EQ(n, (std::vector<std::int32_t>{-1, 1, -1}));
  EXPECT_EQ(m[1], 1.0f);
  EXPECT_EQ(m[0], std::numeric_limits<float>::infinity());
}

TEST(Ranges, Rejected) {
  EXPECT_STREQ(reject(Ranges().addBlock(2, 11, {})).what(),
               "products: ranges: block 0 [2, 11) lies outside the 10 rows");
  EXPECT_STREQ(reject(Ranges().addBlock(5, 3, {})).what(),
               "products: ranges: block 0 [5, 3) lies outside the 10 rows");
  EXPECT_STREQ(
      reject(Ranges().addBlock(0, 3, {{1, 2}, {-1, 4}})).what(),
      "products: ranges: interval 1 [-1, 4) lies outside the 10 columns");
  EXPECT_STREQ(
      reject(Ranges().addBlock(4, 6, {}).addBlock(0, 5, {})).what(),
      "products: ranges: the blocks of rows [0, 5) and [4, 6) overlap");
  Ranges broken;
  broken.rows = {0, 1};
  EXPECT_STREQ(reject(broken).what(),
               "ranges: rows, offsets and intervals have sizes that do not "
               "fit together");
  broken = Ranges().addBlock(0, 1, {{0, 1}}).addBlock(1, 2, {});
  broken.offsets = {0, 2, 1};
  EXPECT_STREQ(reject(broken).what(),
               "products: ranges: the offsets of block 1 descend");
}
