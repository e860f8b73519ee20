//===- Oracles.h - Metrics and kernels in plain C++ -------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_TESTS_STDLIB_ORACLES_H
#define KOP_TESTS_STDLIB_ORACLES_H

#include <string>
#include <vector>

namespace kop::test {

using Point = std::vector<double>;

/// Where random points of a metric lie.
enum class Space {
  Plain,      ///< components in [-1, 1]
  Positive,   ///< components in [0.25, 1]
  Ball,       ///< inside the unit ball
  Sphere,     ///< norm 1
  Hyperboloid ///< x_0 = sqrt(1 + |x_1..|^2)
};

/// A function of two points: the name in std.metrics or std.kernels, the
/// arguments behind x and y as written, and the same computed from textbook
/// formulas with the C library.
struct Oracle {
  std::string name, arguments;
  Space space;
  double (*value)(const Point &x, const Point &y);
};

std::vector<Oracle> metricOracles();
std::vector<Oracle> kernelOracles();

} // namespace kop::test

#endif // KOP_TESTS_STDLIB_ORACLES_H
