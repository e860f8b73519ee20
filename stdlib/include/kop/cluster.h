//===- kop/cluster.h - Clusters of points -----------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Points sorted by cluster make block-sparse calls: those near in space lie
// near in memory, and pairs of far clusters are left out as a whole.
//
//   auto clusters = kop::cluster::morton<float>({x, n, 3}, 64);
//   kop::cluster::gather<float>({x, n, 3}, clusters, {sorted, n, 3});
//   auto boxes = kop::cluster::boxes<float>({x, n, 3}, clusters);
//   auto ranges = kop::Ranges::fromBoxes(clusters.offsets, boxes,
//                                        clusters.offsets, boxes, radius);
//   …                                     // a formula on `sorted`, with ranges
//   kop::cluster::scatter<float>({result, n}, clusters, {back, n});
//
// Points are arrays of shape (N, D), or (N) in one dimension, of float or
// double. All functions give the same result for any number of threads, and
// throw kop::Error: for other shapes, and for points that are not finite.
// Link Kop::cluster.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_CLUSTER_H
#define KOP_CLUSTER_H

#include "kop/ranges.h"
#include "kop/view.h"

#include <cstdint>
#include <vector>

namespace kop {
namespace cluster {

/// A partition of the rows of an array.
struct Clusters {
  /// Numbers of rows, cluster by cluster: row order[n] comes to place n.
  std::vector<std::int64_t> order;
  /// Cluster c holds the places [offsets[c], offsets[c + 1]).
  Offsets offsets = {0};

  std::int64_t size() const {
    return static_cast<std::int64_t>(offsets.size()) - 1;
  }
  std::int64_t rows() const { return static_cast<std::int64_t>(order.size()); }
  /// The cluster of every row.
  std::vector<std::int64_t> labels() const;
};

/// The clusters of given labels, 0 to `clusters` - 1; rows of one cluster stay
/// in their order.
Clusters fromLabels(const std::vector<std::int64_t> &labels,
                    std::int64_t clusters);

/// Cells along a Morton curve that hold at most `mostRows` points each. The
/// box of all points is halved up to 64 times, always across the side that is
/// longest at that moment (the first of equals), so cells are as near to cubes
/// as halving allows; in many dimensions only the widest ones are ever halved.
/// Points that no halving tells apart are cut into runs of `mostRows`.
template <class T>
Clusters morton(const In<T> &points, std::int64_t mostRows, int threads = 0);

/// Cells of exactly `mostRows` points each, but for the last one: a run of
/// several cells is cut across its longest side, so that the first part has the
/// greatest power of two of cells that leaves some for the second. So places
/// [c 2^k mostRows, (c + 1) 2^k mostRows) are near each other for every k, too.
template <class T>
Clusters kdTree(const In<T> &points, std::int64_t mostRows, int threads = 0);

/// The non-empty cells of a grid of cubes with this edge, whose corner is the
/// lowest value of every coordinate, in lexicographic order.
template <class T>
Clusters grid(const In<T> &points, double edge, int threads = 0);

/// Boxes around the points of each cluster.
template <class T>
Boxes<T> boxes(const In<T> &points, const Clusters &clusters, int threads = 0);

/// The mean of the points of each cluster, (C, D), in order of clusters; NaN
/// for a cluster without rows. Sums are in double precision.
template <class T>
std::vector<T> centroids(const In<T> &points, const Clusters &clusters,
                         int threads = 0);

/// The same with a weight per row, of shape (N): the weighted mean.
template <class T>
std::vector<T> centroids(const In<T> &points, const Clusters &clusters,
                         const In<T> &weights, int threads = 0);

struct KMeansOptions {
  std::int64_t iterations = 100; ///< at most
  /// Stop when the sum of squared distances falls by less than this part; in
  /// any case when no label changes.
  double tolerance = 1e-4;
  int threads = 0;
};

template <class T> struct KMeans {
  Clusters clusters; ///< rows by their nearest centre
  std::vector<std::int64_t> labels;
  std::vector<T> centres; ///< (K, D)
  double inertia = 0;     ///< sum of squared distances to the centres
  std::int64_t iterations = 0;
};

/// K clusters by Lloyd's algorithm, which starts from the means of K runs along
/// the Morton curve. A centre that no point is nearest to moves to the point
/// farthest from its own. Needs 1 <= k <= N, and gives no clusters for N = 0.
/// With fewer than k different points, some clusters are empty.
template <class T>
KMeans<T> kMeans(const In<T> &points, std::int64_t k,
                 const KMeansOptions &options = {});

/// to[n] = from[order[n]]: rows of any shape, brought into the order of
/// clusters. The arrays must not overlap.
template <class T>
void gather(const In<T> &from, const Clusters &clusters, const Out<T> &to,
            int threads = 0);

/// to[order[n]] = from[n]: back into the order of the caller.
template <class T>
void scatter(const In<T> &from, const Clusters &clusters, const Out<T> &to,
             int threads = 0);

} // namespace cluster
} // namespace kop

#endif // KOP_CLUSTER_H
