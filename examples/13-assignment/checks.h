//===- checks.h - Whether an assignment is the best -------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// Plain C++, which shares nothing with the solver.
//
//===----------------------------------------------------------------------===//

#ifndef CHECKS_H
#define CHECKS_H

#include <cstdint>
#include <vector>

/// Points of the plane, (N, 2).
using Points = std::vector<double>;
/// The number of the y that each x goes to.
using Assignment = std::vector<std::int64_t>;

/// |x_i - y_j|^2 / 2.
double cost(const Points &x, std::size_t i, const Points &y, std::size_t j);

/// Whether every y is taken once.
bool isPermutation(const Assignment &columns);

/// The mean cost of an assignment.
double meanCost(const Points &x, const Points &y, const Assignment &columns);

/// What potentials prove: no assignment has a smaller mean cost than the mean
/// of f plus that of g if f_i + g_j <= C_ij for all i and j. Where some pairs
/// miss that, the largest excess is taken off.
double lowerBound(const Points &x, const Points &y,
                  const std::vector<double> &f, const std::vector<double> &g);

/// The mean cost of an optimal assignment by another method: shortest
/// augmenting paths, one x at a time, O(N^3).
double augmentingPaths(const Points &x, const Points &y);

#endif // CHECKS_H
