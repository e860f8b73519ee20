//===- KMeans.cpp - Lloyd's algorithm -------------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Points.h"

#include "nearest.kop.h"

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace kop;
using namespace kop::cluster;

/// Moves the centres of empty clusters to the points farthest from their own.
template <class T>
static void reseed(const Points<T> &points, const Clusters &clusters,
                   const std::vector<T> &squares, std::vector<T> &centres,
                   const std::vector<T> &before) {
  std::vector<std::int64_t> empty;
  for (std::int64_t c = 0; c < clusters.size(); ++c)
    if (clusters.offsets[c] == clusters.offsets[c + 1])
      empty.push_back(c);
  if (empty.empty())
    return;
  const auto count = std::min<std::int64_t>(empty.size(), points.rows());
  std::vector<std::int64_t> far(points.rows());
  std::iota(far.begin(), far.end(), std::int64_t(0));
  std::partial_sort(far.begin(), far.begin() + count, far.end(),
                    [&](std::int64_t a, std::int64_t b) {
                      return squares[a] != squares[b] ? squares[a] > squares[b]
                                                      : a < b;
                    });
  const std::int64_t d = points.dimension();
  for (std::size_t n = 0; n < empty.size(); ++n) {
    T *centre = &centres[empty[n] * d];
    const bool moves = std::int64_t(n) < count && squares[far[n]] > 0;
    for (std::int64_t k = 0; k < d; ++k)
      centre[k] = moves ? points(far[n], k) : before[empty[n] * d + k];
  }
}

template <class T>
KMeans<T> kop::cluster::kMeans(const In<T> &array, std::int64_t k,
                               const KMeansOptions &options) {
  const int threads = options.threads;
  const Points<T> points(array, "kMeans", threads);
  const std::int64_t n = points.rows();
  if (options.iterations < 1 || !(options.tolerance >= 0))
    fail(ErrorCode::Argument, "kMeans",
         "needs one iteration or more, and a tolerance of 0 or more");
  KMeans<T> result;
  if (n == 0)
    return result;
  if (k < 1 || k > n)
    fail(ErrorCode::Argument, "kMeans",
         std::to_string(n) + " points have 1 to " + std::to_string(n) +
             " clusters, not " + std::to_string(k));

  Clusters runs;
  runs.order = mortonOrder(points, threads).order;
  for (std::int64_t c = 0; c < k; ++c)
    runs.offsets.push_back(n / k * (c + 1) + std::min(n % k, c + 1));
  result.centres = centroids(array, runs, threads);

  Exec exec;
  exec.threads = threads;
  std::vector<std::int64_t> labels(n);
  std::vector<T> squares(n);
  for (;;) {
    formulas::nearest(points.view(),
                      In<T>(result.centres.data(), k, points.dimension()),
                      Out<std::int64_t>(labels), Out<T>(squares), exec);
    const double before = result.inertia;
    result.inertia = std::accumulate(squares.begin(), squares.end(), 0.0);
    ++result.iterations;
    const bool settled =
        labels == result.labels ||
        (result.iterations > 1 &&
         before - result.inertia <= options.tolerance * before);
    result.labels = labels;
    if (settled || result.iterations == options.iterations)
      break;
    const Clusters clusters = fromLabels(labels, k);
    std::vector<T> centres = centroids(array, clusters, threads);
    reseed(points, clusters, squares, centres, result.centres);
    result.centres = std::move(centres);
  }
  result.clusters = fromLabels(result.labels, k);
  return result;
}

template KMeans<float> kop::cluster::kMeans<float>(const In<float> &,
                                                   std::int64_t,
                                                   const KMeansOptions &);
template KMeans<double> kop::cluster::kMeans<double>(const In<double> &,
                                                     std::int64_t,
                                                     const KMeansOptions &);
