//===- shapes.cpp - Points in shapes of the plane -------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "shapes.h"

#include <cmath>

std::vector<double> fill(const Shape &inside, std::size_t number) {
  // Powers of the inverse of the plastic number, x^3 = x + 1.
  constexpr double stepX = 0.7548776662466927, stepY = 0.5698402909980532;
  std::vector<double> points;
  double x = 0.5, y = 0.5;
  while (points.size() < 2 * number) {
    x = std::fmod(x + stepX, 1.0);
    y = std::fmod(y + stepY, 1.0);
    if (inside(x, y))
      points.insert(points.end(), {x, y});
  }
  return points;
}
