//===- Clusters.cpp - Labels, boxes and centroids of clusters -------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Points.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

using namespace kop;
using namespace kop::cluster;

std::vector<std::int64_t> Clusters::labels() const {
  checkClusters(*this, rows(), "labels");
  std::vector<std::int64_t> result(order.size());
  for (std::int64_t c = 0; c < size(); ++c)
    for (std::int64_t n = offsets[c]; n < offsets[c + 1]; ++n)
      result[order[n]] = c;
  return result;
}

Clusters kop::cluster::fromLabels(const std::vector<std::int64_t> &labels,
                                  std::int64_t clusters) {
  if (clusters < 0)
    fail(ErrorCode::Argument, "fromLabels",
         "the number of clusters is negative");
  Clusters result;
  result.offsets.assign(clusters + 1, 0);
  for (std::size_t row = 0; row < labels.size(); ++row) {
    if (labels[row] < 0 || labels[row] >= clusters)
      fail(ErrorCode::Argument, "fromLabels",
           "the label " + std::to_string(labels[row]) + " of row " +
               std::to_string(row) + " is none of the " +
               std::to_string(clusters) + " clusters");
    ++result.offsets[labels[row] + 1];
  }
  std::partial_sum(result.offsets.begin(), result.offsets.end(),
                   result.offsets.begin());
  std::vector<std::int64_t> next = result.offsets;
  result.order.resize(labels.size());
  for (std::size_t row = 0; row < labels.size(); ++row)
    result.order[next[labels[row]]++] = std::int64_t(row);
  return result;
}

//===----------------------------------------------------------------------===//
// Folds
//===----------------------------------------------------------------------===//

namespace {

/// Rows of a cluster that one task folds.
constexpr std::int64_t segmentRows = 4096;

struct Segment {
  std::int64_t begin, end;
};

} // namespace

/// Folds the rows of every cluster into `width` numbers each: `add(to, place)`
/// from `initial`, then `merge(to, from)` of segments in order.
template <class Add, class Merge>
static std::vector<double> fold(const Offsets &offsets, std::int64_t width,
                                const std::vector<double> &initial, int threads,
                                const Add &add, const Merge &merge) {
  const std::int64_t clusters = std::int64_t(offsets.size()) - 1;
  std::vector<Segment> segments;
  std::vector<std::int64_t> first = {0};
  for (std::int64_t c = 0; c < clusters; ++c) {
    for (std::int64_t n = offsets[c]; n < offsets[c + 1]; n += segmentRows)
      segments.push_back({n, std::min(offsets[c + 1], n + segmentRows)});
    first.push_back(std::int64_t(segments.size()));
  }
  std::vector<double> partial(segments.size() * width);
  parallelFor(std::int64_t(segments.size()), threads,
              [&](std::int64_t begin, std::int64_t end) {
                for (std::int64_t s = begin; s < end; ++s) {
                  double *to = &partial[s * width];
                  std::copy(initial.begin(), initial.end(), to);
                  for (std::int64_t n = segments[s].begin; n < segments[s].end;
                       ++n)
                    add(to, n);
                }
              });
  std::vector<double> result(clusters * width);
  for (std::int64_t c = 0; c < clusters; ++c) {
    double *to = &result[c * width];
    std::copy(initial.begin(), initial.end(), to);
    for (std::int64_t s = first[c]; s < first[c + 1]; ++s)
      merge(to, &partial[s * width]);
  }
  return result;
}

/// Per cluster: D lower, then D upper numbers. `rowAt` gives the row of a
/// place.
template <class T, class RowAt>
static std::vector<double> foldBoxes(const Points<T> &points,
                                     const Offsets &offsets, int threads,
                                     const RowAt &rowAt) {
  const std::int64_t d = points.dimension();
  std::vector<double> initial(2 * d, std::numeric_limits<double>::infinity());
  std::fill(initial.begin() + d, initial.end(),
            -std::numeric_limits<double>::infinity());
  return fold(
      offsets, 2 * d, initial, threads,
      [&](double *to, std::int64_t n) {
        for (std::int64_t k = 0; k < d; ++k) {
          const double x = points(rowAt(n), k);
          to[k] = std::min(to[k], x);
          to[d + k] = std::max(to[d + k], x);
        }
      },
      [&](double *to, const double *from) {
        for (std::int64_t k = 0; k < d; ++k) {
          to[k] = std::min(to[k], from[k]);
          to[d + k] = std::max(to[d + k], from[d + k]);
        }
      });
}

template <class T>
std::vector<double> kop::cluster::boxOf(const Points<T> &points, int threads) {
  return foldBoxes(points, {0, points.rows()}, threads,
                   [](std::int64_t n) { return n; });
}

template <class T>
Boxes<T> kop::cluster::boxes(const In<T> &array, const Clusters &clusters,
                             int threads) {
  const Points<T> points(array, "boxes", threads);
  checkClusters(clusters, points.rows(), "boxes");
  const std::vector<double> folded =
      foldBoxes(points, clusters.offsets, threads,
                [&](std::int64_t n) { return clusters.order[n]; });
  Boxes<T> result;
  const std::int64_t d = result.dimension = points.dimension();
  for (std::int64_t c = 0; c < clusters.size(); ++c) {
    const auto from = folded.begin() + 2 * c * d;
    result.lower.insert(result.lower.end(), from, from + d);
    result.upper.insert(result.upper.end(), from + d, from + 2 * d);
  }
  return result;
}

/// Weighted means; `weightOf` gives the weight of a row.
template <class T, class WeightOf>
static std::vector<T> means(const Points<T> &points, const Clusters &clusters,
                            int threads, const WeightOf &weightOf) {
  checkClusters(clusters, points.rows(), "centroids");
  const std::int64_t d = points.dimension();
  const std::vector<double> sums = fold(
      clusters.offsets, d + 1, std::vector<double>(d + 1), threads,
      [&](double *to, std::int64_t n) {
        const std::int64_t row = clusters.order[n];
        const double weight = weightOf(row);
        for (std::int64_t k = 0; k < d; ++k)
          to[k] += weight * double(points(row, k));
        to[d] += weight;
      },
      [&](double *to, const double *from) {
        for (std::int64_t k = 0; k <= d; ++k)
          to[k] += from[k];
      });
  std::vector<T> result(clusters.size() * d);
  for (std::int64_t c = 0; c < clusters.size(); ++c)
    for (std::int64_t k = 0; k < d; ++k)
      result[c * d + k] = T(sums[c * (d + 1) + k] / sums[c * (d + 1) + d]);
  return result;
}

template <class T>
std::vector<T> kop::cluster::centroids(const In<T> &array,
                                       const Clusters &clusters, int threads) {
  return means(Points<T>(array, "centroids", threads), clusters, threads,
               [](std::int64_t) { return 1.0; });
}

template <class T>
std::vector<T> kop::cluster::centroids(const In<T> &array,
                                       const Clusters &clusters,
                                       const In<T> &weights, int threads) {
  const Points<T> points(array, "centroids", threads);
  const Points<T> weight(weights, "centroids: weights", threads);
  if (weight.rows() != points.rows() || weight.dimension() != 1)
    fail(ErrorCode::Shape, "centroids",
         std::to_string(points.rows()) + " points need as many weights, not " +
             std::to_string(weight.rows()));
  return means(points, clusters, threads,
               [&](std::int64_t row) { return double(weight(row, 0)); });
}

#define INSTANTIATE(T)                                                         \
  template std::vector<double> kop::cluster::boxOf<T>(const Points<T> &, int); \
  template Boxes<T> kop::cluster::boxes<T>(const In<T> &, const Clusters &,    \
                                           int);                               \
  template std::vector<T> kop::cluster::centroids<T>(const In<T> &,            \
                                                     const Clusters &, int);   \
  template std::vector<T> kop::cluster::centroids<T>(                          \
      const In<T> &, const Clusters &, const In<T> &, int);
INSTANTIATE(float)
INSTANTIATE(double)
