//===- ClusterTest.cpp - Clusters of points -------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "kop/cluster.h"
#include "kop/kop.h"

#include "pairs.kop.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <set>

using namespace kop;
using namespace kop::cluster;

namespace {

template <class T> std::vector<T> randomPoints(int64_t n, int64_t d, int seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  std::vector<T> points(n * d);
  for (T &x : points)
    x = T(normal(random));
  return points;
}

/// Every row once, every offset in order.
void expectPartition(const Clusters &clusters, int64_t rows) {
  ASSERT_EQ(clusters.rows(), rows);
  std::vector<int64_t> sorted = clusters.order, all(rows);
  std::sort(sorted.begin(), sorted.end());
  std::iota(all.begin(), all.end(), int64_t(0));
  ASSERT_EQ(sorted, all);
  ASSERT_EQ(clusters.offsets.front(), 0);
  ASSERT_EQ(clusters.offsets.back(), rows);
  ASSERT_TRUE(std::is_sorted(clusters.offsets.begin(), clusters.offsets.end()));
}

template <class Action> std::string errorOf(ErrorCode code, Action action) {
  try {
    action();
  } catch (const Error &error) {
    EXPECT_EQ(error.code(), code);
    return error.what();
  }
  ADD_FAILURE() << "no error";
  return "";
}

template <class T> class Cluster : public testing::Test {};
using Types = testing::Types<float, double>;
TYPED_TEST_SUITE(Cluster, Types);

} // namespace

TYPED_TEST(Cluster, MortonInAnyDimension) {
  using T = TypeParam;
  for (int64_t d : {1, 2, 3, 7, 64, 1000})
    for (int64_t n : {0, 1, 2, 100, 3001}) {
      const std::vector<T> x = randomPoints<T>(n, d, int(n + d));
      const Clusters clusters = morton<T>({x.data(), n, d}, 32);
      expectPartition(clusters, n);
      for (int64_t c = 0; c < clusters.size(); ++c) {
        const int64_t size = clusters.offsets[c + 1] - clusters.offsets[c];
        EXPECT_GT(size, 0);
        EXPECT_LE(size, 32);
      }
      const Clusters serial = morton<T>({x.data(), n, d}, 32, 1);
      EXPECT_EQ(clusters.order, serial.order);
      EXPECT_EQ(clusters.offsets, serial.offsets);
    }
}

TYPED_TEST(Cluster, MortonHalvesTheLongestSide) {
  using T = TypeParam;
  // 16 by 2: three halvings across the first side, then one across each.
  std::vector<T> x;
  for (int a = 0; a < 16; ++a)
    for (int b = 0; b < 2; ++b)
      x.insert(x.end(), {T(a), T(b)});
  const Clusters clusters = morton<T>({x.data(), 32, 2}, 4);
  const Boxes<T> found = boxes<T>({x.data(), 32, 2}, clusters);
  ASSERT_EQ(clusters.size(), 8);
  for (int c = 0; c < 8; ++c) {
    EXPECT_EQ(found.lower[2 * c], T(2 * c));
    EXPECT_EQ(found.upper[2 * c], T(2 * c + 1));
    EXPECT_EQ(found.lower[2 * c + 1], T(0));
    EXPECT_EQ(found.upper[2 * c + 1], T(1));
  }
}

TYPED_TEST(Cluster, KdTreeHasFullCells) {
  using T = TypeParam;
  for (int64_t d : {1, 3, 40})
    for (int64_t n : {0, 1, 32, 100, 5000}) {
      const std::vector<T> x = randomPoints<T>(n, d, int(n + d));
      const Clusters clusters = kdTree<T>({x.data(), n, d}, 32);
      expectPartition(clusters, n);
      for (int64_t c = 0; c + 1 < clusters.size(); ++c)
        EXPECT_EQ(clusters.offsets[c + 1] - clusters.offsets[c], 32);
      const Clusters serial = kdTree<T>({x.data(), n, d}, 32, 1);
      EXPECT_EQ(clusters.order, serial.order);
    }
}

TYPED_TEST(Cluster, KdTreeHalvesTheLongestSide) {
  using T = TypeParam;
  // 16 by 4 points, in disorder: the sides of 16, 8 and 4 are halved.
  std::vector<T> x;
  for (int k = 0; k < 64; ++k) {
    const int place = k * 37 % 64;
    x.insert(x.end(), {T(place / 4), T(place % 4)});
  }
  const Clusters clusters = kdTree<T>({x.data(), 64, 2}, 8);
  const Boxes<T> found = boxes<T>({x.data(), 64, 2}, clusters);
  ASSERT_EQ(clusters.size(), 8);
  for (int c = 0; c < 8; ++c)
    EXPECT_LE((found.upper[2 * c] - found.lower[2 * c] + 1) *
                  (found.upper[2 * c + 1] - found.lower[2 * c + 1] + 1),
              T(8));
  // Runs of two cells are cells, too: all x of the first four lie to the left.
  for (int n = 0; n < 32; ++n)
    EXPECT_LT(x[2 * clusters.order[n]], T(8));
}

TYPED_TEST(Cluster, IdenticalPoints) {
  using T = TypeParam;
  const std::vector<T> x(300, T(0.3));
  const Clusters runs = morton<T>({x.data(), 100, 3}, 30);
  EXPECT_EQ(runs.offsets, (Offsets{0, 30, 60, 90, 100}));
  EXPECT_TRUE(std::is_sorted(runs.order.begin(), runs.order.end()));
  EXPECT_EQ(grid<T>({x.data(), 100, 3}, 0.1).offsets, (Offsets{0, 100}));
  const KMeans<T> means = kMeans<T>({x.data(), 100, 3}, 4);
  expectPartition(means.clusters, 100);
  EXPECT_EQ(means.clusters.size(), 4);
  EXPECT_EQ(means.inertia, 0);
}

TYPED_TEST(Cluster, ExtremeNumbers) {
  using T = TypeParam;
  const T most = std::numeric_limits<T>::max();
  const T least = std::numeric_limits<T>::denorm_min();
  const std::vector<T> huge{-most, most, 0, most, -most};
  const Clusters clusters = morton<T>(huge, 2);
  expectPartition(clusters, 5);
  EXPECT_EQ(clusters.order, (std::vector<int64_t>{0, 4, 2, 1, 3}));
  const std::vector<T> tiny{least, 0, least, 2 * least};
  expectPartition(morton<T>(tiny, 1), 4);
}

TYPED_TEST(Cluster, GridCells) {
  using T = TypeParam;
  const int64_t n = 2000;
  for (int64_t d : {1, 2, 3, 40}) {
    const std::vector<T> x = randomPoints<T>(n, d, 5);
    const double edge = 0.5;
    const Clusters clusters = grid<T>({x.data(), n, d}, edge);
    expectPartition(clusters, n);
    std::vector<double> low(d, 1e9);
    for (int64_t i = 0; i < n; ++i)
      for (int64_t k = 0; k < d; ++k)
        low[k] = std::min(low[k], double(x[i * d + k]));
    std::vector<std::vector<int64_t>> cells;
    for (int64_t c = 0; c < clusters.size(); ++c)
      for (int64_t p = clusters.offsets[c]; p < clusters.offsets[c + 1]; ++p) {
        std::vector<int64_t> cell;
        for (int64_t k = 0; k < d; ++k)
          cell.push_back(int64_t(
              std::floor((x[clusters.order[p] * d + k] - low[k]) / edge)));
        if (p == clusters.offsets[c]) {
          // Cells ascend, and none comes twice.
          ASSERT_TRUE(cells.empty() || cells.back() < cell);
          cells.push_back(cell);
        } else {
          ASSERT_EQ(cells.back(), cell);
        }
      }
  }
}

TYPED_TEST(Cluster, BoxesAndCentroids) {
  using T = TypeParam;
  const int64_t n = 9000, d = 5;
  // Columns of a wider array, back to front: any strides.
  const std::vector<T> wide = randomPoints<T>(n, 2 * d, 3);
  const In<T> x(wide.data() + 2 * d - 1, {n, d}, {2 * d, -2});
  std::vector<int64_t> labels(n);
  for (int64_t i = 0; i < n; ++i)
    labels[i] = i % 100 ? 2 : (i / 100) % 2; // 3 is empty
  const Clusters clusters = fromLabels(labels, 4);
  expectPartition(clusters, n);
  EXPECT_EQ(clusters.labels(), labels);
  const std::vector<T> weight(n, T(2));
  const Boxes<T> found = boxes(x, clusters);
  const std::vector<T> centres = centroids(x, clusters);
  EXPECT_EQ(found.size(), 4);
  for (int64_t c = 0; c < 4; ++c)
    for (int64_t k = 0; k < d; ++k) {
      double low = INFINITY, high = -INFINITY, sum = 0, count = 0;
      for (int64_t i = 0; i < n; ++i)
        if (labels[i] == c) {
          const double value = wide[i * 2 * d + 2 * d - 1 - 2 * k];
          low = std::min(low, value);
          high = std::max(high, value);
          sum += value;
          ++count;
        }
      EXPECT_EQ(double(found.lower[c * d + k]), low);
      EXPECT_EQ(double(found.upper[c * d + k]), high);
      if (c == 3)
        EXPECT_TRUE(std::isnan(centres[c * d + k]));
      else
        EXPECT_NEAR(centres[c * d + k], sum / count, 1e-6);
    }
  const std::vector<T> weighted = centroids(x, clusters, In<T>(weight));
  for (int64_t k = 0; k < 3 * d; ++k)
    EXPECT_NEAR(weighted[k], centres[k], 1e-6);
}

TYPED_TEST(Cluster, GatherAndScatter) {
  using T = TypeParam;
  const int64_t n = 500;
  const std::vector<T> x = randomPoints<T>(n, 6, 1);
  const Clusters clusters = morton<T>({x.data(), n, 6}, 10);
  std::vector<T> sorted(n * 6), back(n * 6);
  gather<T>({x.data(), n, 2, 3}, clusters, {sorted.data(), n, 2, 3});
  for (int64_t p = 0; p < n; ++p)
    for (int64_t k = 0; k < 6; ++k)
      ASSERT_EQ(sorted[p * 6 + k], x[clusters.order[p] * 6 + k]);
  scatter<T>({sorted.data(), n, 2, 3}, clusters, {back.data(), n, 2, 3});
  EXPECT_EQ(back, x);
}

TYPED_TEST(Cluster, KMeans) {
  using T = TypeParam;
  // Three blobs far apart, in dimensions of their own code and in others.
  for (int64_t d : {1, 2, 5, 100, 1000, 1025}) {
    const int64_t n = 999;
    std::vector<T> x = randomPoints<T>(n, d, 2);
    for (int64_t i = 0; i < n; ++i)
      x[i * d] += T(200 * (i % 3));
    const kop::cluster::KMeans<T> found = kMeans<T>({x.data(), n, d}, 3);
    expectPartition(found.clusters, n);
    EXPECT_EQ(found.clusters.labels(), found.labels);
    std::set<int64_t> labels;
    for (int64_t i = 0; i < n; ++i) {
      EXPECT_EQ(found.labels[i], found.labels[i % 3]);
      labels.insert(found.labels[i]);
    }
    EXPECT_EQ(labels.size(), 3u);
    double inertia = 0;
    for (int64_t i = 0; i < n; ++i)
      for (int64_t k = 0; k < d; ++k) {
        const double gap =
            x[i * d + k] - found.centres[found.labels[i] * d + k];
        inertia += gap * gap;
      }
    EXPECT_NEAR(found.inertia, inertia, 1e-4 * inertia);
    KMeansOptions serial;
    serial.threads = 1;
    EXPECT_EQ((kMeans<T>({x.data(), n, d}, 3, serial).labels), found.labels);
  }
}

TYPED_TEST(Cluster, KMeansFillsEmptyClusters) {
  using T = TypeParam;
  // Runs along the curve put two centres into the heap at 0 and none at 9.
  std::vector<T> x(100, T(0));
  x[98] = T(9);
  x[99] = T(100);
  const kop::cluster::KMeans<T> found = kMeans<T>(x, 3);
  EXPECT_EQ(found.inertia, 0);
  const std::set<T> centres(found.centres.begin(), found.centres.end());
  EXPECT_EQ(centres, (std::set<T>{0, 9, 100}));
}

TYPED_TEST(Cluster, NoPoints) {
  using T = TypeParam;
  const std::vector<T> none;
  EXPECT_EQ(morton<T>({none.data(), 0, 3}, 8).size(), 0);
  EXPECT_EQ(grid<T>({none.data(), 0, 3}, 1).size(), 0);
  EXPECT_EQ(kMeans<T>({none.data(), 0, 3}, 8).clusters.size(), 0);
  EXPECT_EQ(boxes<T>({none.data(), 0, 3}, Clusters()).size(), 0);
  EXPECT_EQ(fromLabels({}, 3).offsets, (Offsets{0, 0, 0, 0}));
}

TYPED_TEST(Cluster, Rejected) {
  using T = TypeParam;
  std::vector<T> x = randomPoints<T>(10, 2, 1);
  const In<T> points(x.data(), 10, 2);
  const Clusters clusters = morton<T>(points, 4);
  EXPECT_EQ(errorOf(ErrorCode::Argument, [&] { kdTree<T>(points, 0); }),
            "kdTree: a cluster has 1 row or more, not 0");
  EXPECT_EQ(errorOf(ErrorCode::Argument, [&] { morton<T>(points, 0); }),
            "morton: a cluster has 1 row or more, not 0");
  EXPECT_EQ(errorOf(ErrorCode::Argument, [&] { grid<T>(points, 0); }),
            "grid: the edge must be positive, not 0");
  EXPECT_EQ(errorOf(ErrorCode::Size, [&] { grid<T>(points, 1e-300); }),
            "grid: side 0 has more cells than can be counted; the edge is too "
            "short");
  EXPECT_EQ(errorOf(ErrorCode::Argument, [&] { kMeans<T>(points, 11); }),
            "kMeans: 10 points have 1 to 10 clusters, not 11");
  EXPECT_EQ(
      errorOf(ErrorCode::Shape, [&] { boxes<T>({x.data(), 5, 2}, clusters); }),
      "boxes: the clusters are of 10 rows, the array has 5");
  EXPECT_EQ(
      errorOf(ErrorCode::Shape, [&] { morton<T>({x.data(), 5, 2, 2}, 4); }),
      "morton: points have 1 or 2 axes, not 3");
  EXPECT_EQ(errorOf(ErrorCode::Argument, [&] { fromLabels({0, 3}, 3); }),
            "fromLabels: the label 3 of row 1 is none of the 3 clusters");
  std::vector<T> to(20);
  EXPECT_EQ(errorOf(ErrorCode::Shape,
                    [&] { gather<T>(points, clusters, {to.data(), 10, 1}); }),
            "gather: axis 1 has 2 and 1 values");
  EXPECT_EQ(errorOf(ErrorCode::Overlap,
                    [&] { gather<T>(points, clusters, {x.data(), 10, 2}); }),
            "gather: the arrays share memory");
  Clusters broken = clusters;
  broken.order[1] = broken.order[0];
  EXPECT_EQ(errorOf(ErrorCode::Argument, [&] { boxes<T>(points, broken); }),
            "boxes: the order of the clusters names row " +
                std::to_string(broken.order[0]) + " twice");
  x[5] = std::numeric_limits<T>::quiet_NaN();
  for (auto action : std::vector<std::function<void()>>{
           [&] { morton<T>(points, 4); }, [&] { grid<T>(points, 1); },
           [&] { kMeans<T>(points, 2); }, [&] { boxes<T>(points, clusters); }})
    EXPECT_NE(errorOf(ErrorCode::Argument, action)
                  .find("the point of row 2 is not finite"),
              std::string::npos);
}

/// Clusters, boxes, ranges and a call: as a call on all pairs with a filter.
TYPED_TEST(Cluster, RangesOfBoxesLoseNoPair) {
  using T = TypeParam;
  const int64_t n = 700, m = 900;
  const double r = 0.4;
  const std::vector<T> x = randomPoints<T>(n, 3, 8);
  const std::vector<T> y = randomPoints<T>(m, 3, 9);
  const In<T> X(x.data(), n, 3), Y(y.data(), m, 3);
  std::vector<T> all(n), near(n), back(n);
  std::vector<int64_t> count(n), counted(n), countBack(n);
  pairs::within(X, Y, T(r), Out<int64_t>(count), Out<T>(all));

  for (const auto &[a, b] :
       {std::pair(morton<T>(X, 16), morton<T>(Y, 16)),
        std::pair(grid<T>(X, 0.7), kMeans<T>(Y, 40).clusters)}) {
    std::vector<T> sortedX(n * 3), sortedY(m * 3);
    gather<T>(X, a, {sortedX.data(), n, 3});
    gather<T>(Y, b, {sortedY.data(), m, 3});
    const Ranges ranges =
        Ranges::fromBoxes(a.offsets, boxes(X, a), b.offsets, boxes(Y, b), r);
    EXPECT_LT(ranges.pairs(), n * m / 2);
    Exec exec;
    exec.ranges = &ranges;
    pairs::within(In<T>(sortedX.data(), n, 3), In<T>(sortedY.data(), m, 3),
                  T(r), Out<int64_t>(counted), Out<T>(near), exec);
    scatter<int64_t>(counted, a, Out<int64_t>(countBack));
    scatter<T>(near, a, Out<T>(back));
    EXPECT_EQ(countBack, count);
    for (int64_t i = 0; i < n; ++i)
      EXPECT_NEAR(back[i], all[i], 1e-4);
  }
}
