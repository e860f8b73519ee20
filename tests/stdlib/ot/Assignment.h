//===- Assignment.h - The cheapest assignment -------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_TESTS_STDLIB_OT_ASSIGNMENT_H
#define KOP_TESTS_STDLIB_OT_ASSIGNMENT_H

#include <cstdint>
#include <limits>
#include <vector>

namespace clouds {

/// The Hungarian method (Kuhn, 1955, with shortest augmenting paths), O(n^3):
/// an oracle that shares nothing with the library.
/// `columns` receives the column of each row.
inline double cheapestAssignment(const std::vector<std::vector<double>> &cost,
                                 std::vector<std::int64_t> *columns = nullptr) {
  const int n = int(cost.size());
  const double inf = std::numeric_limits<double>::infinity();
  std::vector<double> u(n + 1), v(n + 1);
  std::vector<int> matched(n + 1), way(n + 1);
  for (int i = 1; i <= n; ++i) {
    matched[0] = i;
    int j0 = 0;
    std::vector<double> least(n + 1, inf);
    std::vector<bool> used(n + 1);
    do {
      used[j0] = true;
      int j1 = 0;
      double delta = inf;
      for (int j = 1; j <= n; ++j) {
        if (used[j])
          continue;
        const double reduced =
            cost[matched[j0] - 1][j - 1] - u[matched[j0]] - v[j];
        if (reduced < least[j]) {
          least[j] = reduced;
          way[j] = j0;
        }
        if (least[j] < delta) {
          delta = least[j];
          j1 = j;
        }
      }
      for (int j = 0; j <= n; ++j)
        if (used[j]) {
          u[matched[j]] += delta;
          v[j] -= delta;
        } else {
          least[j] -= delta;
        }
      j0 = j1;
    } while (matched[j0] != 0);
    for (; j0; j0 = way[j0])
      matched[j0] = matched[way[j0]];
  }
  double sum = 0;
  if (columns)
    columns->resize(n);
  for (int j = 1; j <= n; ++j) {
    if (columns)
      (*columns)[matched[j] - 1] = j - 1;
    sum += cost[matched[j] - 1][j - 1];
  }
  return sum;
}

} // namespace clouds

#endif // KOP_TESTS_STDLIB_OT_ASSIGNMENT_H
