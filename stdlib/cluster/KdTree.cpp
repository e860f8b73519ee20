//===- KdTree.cpp - Full cells by halving at medians ----------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Points.h"

#include <algorithm>
#include <numeric>

using namespace kop;
using namespace kop::cluster;

namespace {

/// Places [begin, end) that are one cell of the tree, of one leaf or more.
struct Run {
  std::int64_t begin, end;
  std::int64_t size() const { return end - begin; }
};

template <class T> class Tree {
public:
  Tree(const Points<T> &points, std::int64_t mostRows)
      : points(points), mostRows(mostRows), order(points.rows()) {
    std::iota(order.begin(), order.end(), std::int64_t(0));
  }

  void build(int threads);
  std::vector<std::int64_t> take() { return std::move(order); }

private:
  std::int64_t longestSide(const Run &run) const;
  /// Halves a run of several leaves; the first part is full.
  std::int64_t halve(const Run &run);
  void halveAll(const Run &run);

  const Points<T> &points;
  const std::int64_t mostRows;
  std::vector<std::int64_t> order;
};

} // namespace

template <class T> std::int64_t Tree<T>::longestSide(const Run &run) const {
  std::int64_t longest = 0;
  double length = -1;
  for (std::int64_t k = 0; k < points.dimension(); ++k) {
    T low = points(order[run.begin], k), high = low;
    for (std::int64_t n = run.begin + 1; n < run.end; ++n) {
      low = std::min(low, points(order[n], k));
      high = std::max(high, points(order[n], k));
    }
    // Halves: a difference of finite numbers may not be finite.
    const double side = double(high) / 2 - double(low) / 2;
    if (side > length) {
      length = side;
      longest = k;
    }
  }
  return longest;
}

template <class T> std::int64_t Tree<T>::halve(const Run &run) {
  // The greatest power of two of leaves that is less than all.
  std::int64_t first = mostRows;
  while (2 * first < run.size())
    first *= 2;
  const std::int64_t middle = run.begin + first, k = longestSide(run);
  std::nth_element(order.begin() + run.begin, order.begin() + middle,
                   order.begin() + run.end,
                   [&](std::int64_t a, std::int64_t b) {
                     const T x = points(a, k), y = points(b, k);
                     return x != y ? x < y : a < b;
                   });
  return middle;
}

template <class T> void Tree<T>::halveAll(const Run &run) {
  if (run.size() <= mostRows) {
    std::sort(order.begin() + run.begin, order.begin() + run.end);
    return;
  }
  const std::int64_t middle = halve(run);
  halveAll({run.begin, middle});
  halveAll({middle, run.end});
}

template <class T> void Tree<T>::build(int threads) {
  // A few halvings one after the other; then there is work for all threads.
  constexpr std::size_t parts = 32;
  std::vector<Run> runs = {{0, points.rows()}};
  for (bool changed = true; changed && runs.size() < parts;) {
    changed = false;
    std::vector<Run> next;
    for (const Run &run : runs) {
      if (run.size() <= mostRows) {
        next.push_back(run);
        continue;
      }
      const std::int64_t middle = halve(run);
      next.push_back({run.begin, middle});
      next.push_back({middle, run.end});
      changed = true;
    }
    runs = std::move(next);
  }
  parallelFor(std::int64_t(runs.size()), threads,
              [&](std::int64_t first, std::int64_t last) {
                for (std::int64_t n = first; n < last; ++n)
                  halveAll(runs[n]);
              });
}

template <class T>
Clusters kop::cluster::kdTree(const In<T> &array, std::int64_t mostRows,
                              int threads) {
  if (mostRows < 1)
    fail(ErrorCode::Argument, "kdTree",
         "a cluster has 1 row or more, not " + std::to_string(mostRows));
  const Points<T> points(array, "kdTree", threads);
  Tree<T> tree(points, mostRows);
  if (points.rows() > 0)
    tree.build(threads);
  Clusters clusters;
  clusters.order = tree.take();
  for (std::int64_t n = 0; n < points.rows();) {
    n = points.rows() - n > mostRows ? n + mostRows : points.rows();
    clusters.offsets.push_back(n);
  }
  return clusters;
}

template Clusters kop::cluster::kdTree<float>(const In<float> &, std::int64_t,
                                              int);
template Clusters kop::cluster::kdTree<double>(const In<double> &, std::int64_t,
                                               int);
