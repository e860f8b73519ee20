//===- Grid.cpp - Cells of a grid -----------------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Points.h"

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace kop;
using namespace kop::cluster;

namespace {

/// Dimensions [first, last) whose cells are numbered by one integer.
struct Group {
  std::int64_t first, last;
};

} // namespace

/// Cells along each side; throws where they cannot be counted.
static std::vector<std::uint64_t> countCells(const std::vector<double> &box,
                                             std::int64_t dimension,
                                             double edge) {
  std::vector<std::uint64_t> counts(dimension);
  for (std::int64_t k = 0; k < dimension; ++k) {
    const double cells = std::floor((box[dimension + k] - box[k]) / edge);
    if (!(cells < 0x1p53))
      fail(ErrorCode::Size, "grid",
           "side " + std::to_string(k) +
               " has more cells than can be counted; the edge is too short");
    counts[k] = static_cast<std::uint64_t>(cells) + 1;
  }
  return counts;
}

/// As many dimensions to a group as 64 bits number.
static std::vector<Group> makeGroups(const std::vector<std::uint64_t> &counts) {
  std::vector<Group> groups;
  std::uint64_t product = 1;
  for (std::size_t k = 0; k < counts.size(); ++k) {
    std::uint64_t next;
    if (groups.empty() || __builtin_mul_overflow(product, counts[k], &next)) {
      groups.push_back({std::int64_t(k), std::int64_t(k)});
      next = counts[k];
    }
    product = next;
    groups.back().last = std::int64_t(k) + 1;
  }
  return groups;
}

template <class T>
Clusters kop::cluster::grid(const In<T> &array, double edge, int threads) {
  if (!(edge > 0))
    fail(ErrorCode::Argument, "grid",
         "the edge must be positive, not " + common::format(edge));
  const Points<T> points(array, "grid", threads);
  Clusters clusters;
  if (points.rows() == 0)
    return clusters;
  const std::vector<double> box = boxOf(points, threads);
  const std::vector<std::uint64_t> counts =
      countCells(box, points.dimension(), edge);
  const std::vector<Group> groups = makeGroups(counts);

  std::vector<std::uint64_t> keys(points.rows());
  const auto number = [&](const Group &group) {
    parallelFor(points.rows(), threads,
                [&](std::int64_t begin, std::int64_t end) {
                  for (std::int64_t row = begin; row < end; ++row) {
                    std::uint64_t key = 0;
                    for (std::int64_t k = group.first; k < group.last; ++k)
                      key = key * counts[k] +
                            static_cast<std::uint64_t>(
                                (double(points(row, k)) - box[k]) / edge);
                    keys[row] = key;
                  }
                });
  };
  // Stable sorts by the last group first end in lexicographic order.
  std::vector<std::int64_t> &order = clusters.order;
  order.resize(points.rows());
  std::iota(order.begin(), order.end(), std::int64_t(0));
  for (auto group = groups.rbegin(); group != groups.rend(); ++group) {
    number(*group);
    sortByKey(order, keys, threads);
  }
  std::vector<bool> begins(order.size());
  for (const Group &group : groups) {
    if (groups.size() > 1)
      number(group);
    for (std::size_t n = 1; n < order.size(); ++n)
      if (keys[order[n - 1]] != keys[order[n]])
        begins[n] = true;
  }
  for (std::size_t n = 1; n < order.size(); ++n)
    if (begins[n])
      clusters.offsets.push_back(std::int64_t(n));
  clusters.offsets.push_back(points.rows());
  return clusters;
}

template Clusters kop::cluster::grid<float>(const In<float> &, double, int);
template Clusters kop::cluster::grid<double>(const In<double> &, double, int);
