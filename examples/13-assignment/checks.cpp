//===- checks.cpp - Whether an assignment is the best ---------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checks.h"

#include <algorithm>
#include <limits>

double cost(const Points &x, std::size_t i, const Points &y, std::size_t j) {
  const double u = x[2 * i] - y[2 * j], v = x[2 * i + 1] - y[2 * j + 1];
  return (u * u + v * v) / 2;
}

bool isPermutation(const Assignment &columns) {
  Assignment sorted = columns;
  std::sort(sorted.begin(), sorted.end());
  for (std::size_t n = 0; n < sorted.size(); ++n)
    if (sorted[n] != std::int64_t(n))
      return false;
  return true;
}

double meanCost(const Points &x, const Points &y, const Assignment &columns) {
  double sum = 0;
  for (std::size_t i = 0; i < columns.size(); ++i)
    sum += cost(x, i, y, std::size_t(columns[i]));
  return sum / double(columns.size());
}

double lowerBound(const Points &x, const Points &y,
                  const std::vector<double> &f, const std::vector<double> &g) {
  double sum = 0, excess = 0;
  for (std::size_t i = 0; i < f.size(); ++i) {
    for (std::size_t j = 0; j < g.size(); ++j)
      excess = std::max(excess, f[i] + g[j] - cost(x, i, y, j));
    sum += f[i] + g[i];
  }
  return sum / double(f.size()) - excess;
}

double augmentingPaths(const Points &x, const Points &y) {
  const std::size_t number = x.size() / 2, none = number;
  std::vector<double> f(number, 0), g(number, 0);
  std::vector<std::size_t> rowOf(number, none);
  for (std::size_t start = 0; start < number; ++start) {
    // Dijkstra's algorithm over the reduced costs C - f - g, from a row that
    // has no column to a column that has no row.
    std::vector<double> distance(number,
                                 std::numeric_limits<double>::infinity());
    std::vector<std::size_t> before(number, none), reached;
    std::vector<bool> done(number, false);
    std::size_t row = start, column = none;
    double length = 0;
    while (row != none) {
      std::size_t nearest = none;
      for (std::size_t j = 0; j < number; ++j) {
        if (done[j])
          continue;
        const double way = length + cost(x, row, y, j) - f[row] - g[j];
        if (way < distance[j]) {
          distance[j] = way;
          before[j] = column;
        }
        if (nearest == none || distance[j] < distance[nearest])
          nearest = j;
      }
      column = nearest;
      length = distance[column];
      done[column] = true;
      reached.push_back(column);
      row = rowOf[column];
    }
    // Potentials that keep reduced costs from being negative, and 0 on the way.
    f[start] += length;
    for (std::size_t j : reached) {
      g[j] -= length - distance[j];
      if (rowOf[j] != none)
        f[rowOf[j]] += length - distance[j];
    }
    for (std::size_t j = column; j != none; j = before[j])
      rowOf[j] = before[j] == none ? start : rowOf[before[j]];
  }
  Assignment columns(number);
  for (std::size_t j = 0; j < number; ++j)
    columns[rowOf[j]] = std::int64_t(j);
  return meanCost(x, y, columns);
}
