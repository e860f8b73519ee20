//===- figures.cpp - What flows, and where to -----------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "figures.h"

#include <algorithm>
#include <cmath>

namespace {

constexpr double stroke = 0.035; // Half the width of a letter's lines.

/// Whether (x, y) is near the line from a to b.
bool onLine(double x, double y, double ax, double ay, double bx, double by) {
  const double dx = bx - ax, dy = by - ay;
  const double along = std::clamp(
      ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy), 0.0, 1.0);
  return std::hypot(x - ax - along * dx, y - ay - along * dy) < stroke;
}

/// Whether (x, y) is near the ellipse, to first order in its distance.
bool onEllipse(double x, double y, double cx, double cy, double rx, double ry) {
  const double u = (x - cx) / rx, v = (y - cy) / ry;
  const double level = std::hypot(u, v);
  return std::abs(level - 1) * level < stroke * std::hypot(u / rx, v / ry);
}

} // namespace

bool insideFlower(double x, double y) {
  const double u = x - 0.28, v = y - 0.72;
  return std::hypot(u, v) < 0.18 + 0.07 * std::cos(5 * std::atan2(v, u));
}

bool insideLetters(double x, double y) {
  const bool k = onLine(x, y, 0.10, 0.15, 0.10, 0.55) ||
                 onLine(x, y, 0.10, 0.32, 0.30, 0.55) ||
                 onLine(x, y, 0.16, 0.39, 0.30, 0.15);
  const bool o = onEllipse(x, y, 0.52, 0.35, 0.13, 0.20);
  const bool p = onLine(x, y, 0.76, 0.15, 0.76, 0.55) ||
                 (x > 0.76 && onEllipse(x, y, 0.76, 0.44, 0.15, 0.11));
  return k || o || p;
}
