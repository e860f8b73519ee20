//===- RangeBuildersTest.cpp - Ranges from clusters -----------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Calls.h"

#include <cmath>
#include <set>

using namespace kop;
using namespace kop::tests;

namespace {

using Pairs = std::multiset<std::pair<std::int64_t, std::int64_t>>;

Pairs pairsOf(const Ranges &ranges) {
  Pairs pairs;
  for (size_t n = 0; n + 1 < ranges.offsets.size(); ++n)
    for (int64_t k = ranges.offsets[n]; k < ranges.offsets[n + 1]; ++k)
      for (int64_t i = ranges.rows[2 * n]; i < ranges.rows[2 * n + 1]; ++i)
        for (int64_t j = ranges.intervals[2 * k];
             j < ranges.intervals[2 * k + 1]; ++j)
          pairs.insert({i, j});
  return pairs;
}

Pairs swapped(const Pairs &pairs) {
  Pairs result;
  for (auto [i, j] : pairs)
    result.insert({j, i});
  return result;
}

} // namespace

TEST(RangeBuilders, OffsetsOfLabels) {
  EXPECT_EQ(offsetsOf(std::vector<int>{0, 0, 2, 2, 2, 3}, 6),
            (Offsets{0, 2, 2, 5, 6, 6, 6}));
  EXPECT_EQ(offsetsOf(std::vector<int>{}, 2), (Offsets{0, 0, 0}));
  EXPECT_EQ(offsetsOf(std::vector<int>{}, 0), (Offsets{0}));
  EXPECT_STREQ(errorOf([] { offsetsOf(std::vector<int>{1, 0}, 2); }).what(),
               "labels: they are not sorted: 0 at row 1 follows 1");
  EXPECT_STREQ(errorOf([] { offsetsOf(std::vector<int>{0, 2}, 2); }).what(),
               "labels: 2 at row 1 is none of the 2 clusters");
  EXPECT_STREQ(errorOf([] { offsetsOf(std::vector<int>{-1}, 2); }).what(),
               "labels: -1 at row 0 is none of the 2 clusters");
}

TEST(RangeBuilders, KeptPairs) {
  const Offsets rows{0, 3, 3, 5}, columns{0, 2, 4, 4, 7};
  const std::vector<bool> matrix{1, 1, 0, 1, //
                                 1, 1, 1, 1, //
                                 0, 0, 1, 1};
  Pairs expected;
  for (int64_t i = 0; i < 5; ++i)
    for (int64_t j = 0; j < 7; ++j)
      if (i < 3 || j >= 4)
        expected.insert({i, j});
  for (int threads : {1, 0}) {
    const Ranges dense = Ranges::fromKeep(rows, columns, matrix, threads);
    EXPECT_EQ(pairsOf(dense), expected);
    EXPECT_EQ(dense.pairs(), int64_t(expected.size()));
    // Neighbours are one interval, across a cluster without columns too.
    EXPECT_EQ(dense.intervals, (std::vector<int64_t>{0, 7, 4, 7}));
    const Ranges asked = Ranges::fromKeep(
        rows, columns, [&](int64_t c, int64_t d) { return matrix[c * 4 + d]; },
        threads);
    EXPECT_EQ(asked.rows, dense.rows);
    EXPECT_EQ(asked.intervals, dense.intervals);
    EXPECT_EQ(pairsOf(dense.transposed()), swapped(expected));
  }
  EXPECT_STREQ(errorOf([&] {
                 Ranges::fromKeep(rows, columns, std::vector<bool>(11));
               }).what(),
               "the matrix of kept pairs has 11 values, not 3 times 4");
  EXPECT_STREQ(errorOf([&] {
                 Ranges::fromKeep(Offsets{0, 3, 2}, columns,
                                  [](int64_t, int64_t) { return true; });
               }).what(),
               "clusters of rows: the offsets do not ascend from 0");
}

TEST(RangeBuilders, SameLabel) {
  const Ranges ranges = Ranges::sameLabel(std::vector<int>{0, 0, 1, 4},
                                          std::vector<int64_t>{0, 1, 1, 2});
  EXPECT_EQ(pairsOf(ranges), (Pairs{{0, 0}, {1, 0}, {2, 1}, {2, 2}}));
}

TEST(RangeBuilders, BoxesAtTheRadius) {
  // One to four units apart, and a cluster without rows.
  Boxes<float> boxes;
  boxes.dimension = 2;
  boxes.lower = {0, 0, 3, 4, INFINITY, INFINITY, -9, 0};
  boxes.upper = {0, 0, 9, 9, -INFINITY, -INFINITY, -6, 1};
  const Offsets offsets{0, 1, 2, 2, 3};
  const auto kept = [&](double radius) {
    return pairsOf(Ranges::fromBoxes(offsets, boxes, offsets, boxes, radius));
  };
  const Pairs alone{{0, 0}, {1, 1}, {2, 2}};
  EXPECT_EQ(kept(0), alone);
  EXPECT_EQ(kept(4.9999), alone);
  Pairs more = alone;
  more.insert({{0, 1}, {1, 0}});
  EXPECT_EQ(kept(5), more);
  more.insert({{0, 2}, {2, 0}});
  EXPECT_EQ(kept(6), more);
  EXPECT_EQ(kept(INFINITY).size(), 9u);
  EXPECT_STREQ(errorOf([&] { kept(NAN); }).what(),
               "the radius must be 0 or more, not nan");
  boxes.upper.pop_back();
  EXPECT_STREQ(errorOf([&] { kept(1); }).what(),
               "boxes of rows: 4 clusters of dimension 2 have 8 lower and "
               "upper numbers, not 8 and 7");
}

TEST(RangeBuilders, ManyBoxes) {
  // As many as several joined boxes, some without rows.
  std::mt19937 random(3);
  std::uniform_real_distribution<double> uniform(0, 10);
  for (int64_t count : {1, 31, 32, 33, 200}) {
    Boxes<double> boxes;
    boxes.dimension = 2;
    Offsets offsets{0};
    for (int64_t c = 0; c < count; ++c) {
      const bool isEmpty = random() % 7 == 0;
      for (int k = 0; k < 2; ++k) {
        const double from = uniform(random);
        boxes.lower.push_back(isEmpty ? INFINITY : from);
        boxes.upper.push_back(isEmpty ? -INFINITY : from + 0.5);
      }
      offsets.push_back(offsets.back() + (isEmpty ? 0 : 2));
    }
    for (double radius : {0.0, 0.7, 3.0}) {
      const Ranges expected =
          Ranges::fromKeep(offsets, offsets, [&](int64_t c, int64_t d) {
            double square = 0;
            for (int k = 0; k < 2; ++k) {
              const double gap = std::max(
                  {0.0, boxes.lower[2 * d + k] - boxes.upper[2 * c + k],
                   boxes.lower[2 * c + k] - boxes.upper[2 * d + k]});
              square += gap * gap;
            }
            return square <= radius * radius;
          });
      const Ranges found =
          Ranges::fromBoxes(offsets, boxes, offsets, boxes, radius);
      EXPECT_EQ(found.rows, expected.rows);
      EXPECT_EQ(found.offsets, expected.offsets);
      EXPECT_EQ(found.intervals, expected.intervals);
    }
  }
}

TEST(RangeBuilders, TransposedCountsOverlap) {
  Ranges ranges;
  ranges.allowOverlap = true;
  ranges.addBlock(4, 6, {{0, 6}, {4, 8}, {3, 3}});
  ranges.addBlock(0, 2, {{5, 9}});
  const Ranges transposed = ranges.transposed();
  EXPECT_EQ(pairsOf(transposed), swapped(pairsOf(ranges)));
  EXPECT_TRUE(transposed.allowOverlap);
  EXPECT_EQ(pairsOf(transposed.transposed()), pairsOf(ranges));
  ranges.offsets.pop_back();
  EXPECT_EQ(errorOf([&] { ranges.transposed(); }).code(), ErrorCode::Ranges);
}

TEST(RangeBuilders, Appended) {
  Ranges ranges, other;
  ranges.addBlock(0, 2, {{1, 3}});
  other.addBlock(0, 1, {{0, 1}, {2, 3}}).addBlock(1, 3, {{1, 2}});
  other.allowOverlap = true;
  Pairs expected = pairsOf(ranges);
  for (auto [i, j] : pairsOf(other))
    expected.insert({i + 2, j + 10});
  ranges.append(other, 2, 10);
  EXPECT_EQ(pairsOf(ranges), expected);
  EXPECT_TRUE(ranges.allowOverlap);
  ranges.append(ranges, 100, 0);
  EXPECT_EQ(ranges.pairs(), 2 * int64_t(expected.size()));
}

TEST(RangeBuilders, InACall) {
  const Offsets rows{0, 60, 130, 200}, columns{0, 100, 250};
  const Ranges ranges = Ranges::fromKeep(
      rows, columns, [](int64_t c, int64_t d) { return c != 2 * d; });
  Products call(200, 250);
  Exec exec;
  exec.ranges = &ranges;
  call.run(exec);
  const auto clusterOf = [](const Offsets &offsets, size_t n) {
    int64_t c = 0;
    while (int64_t(n) >= offsets[c + 1])
      ++c;
    return c;
  };
  call.check([&](size_t i, size_t j) {
    return clusterOf(rows, i) != 2 * clusterOf(columns, j);
  });
}

TEST(Parallel, CoversAllAndThrows) {
  for (int threads : {1, 2, 0}) {
    std::vector<std::atomic<int>> seen(1000);
    parallelFor(1000, threads, [&](int64_t begin, int64_t end) {
      for (int64_t n = begin; n < end; ++n)
        ++seen[n];
    });
    for (auto &count : seen)
      EXPECT_EQ(count, 1);
    EXPECT_THROW(parallelFor(1000, threads,
                             [](int64_t, int64_t) {
                               throw std::runtime_error("from a part");
                             }),
                 std::runtime_error);
  }
  EXPECT_STREQ(
      errorOf([] { parallelFor(-1, 1, [](int64_t, int64_t) {}); }).what(),
      "parallel loop: negative number or null pointer");
}
