//===- horse.cpp - The surface of a horse ---------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "horse.h"

#include <algorithm>
#include <cmath>

namespace {

using Vector = std::array<double, 3>;

/// All points at this distance from the line between two points.
struct Capsule {
  Vector from, to;
  double radius;

  double length() const {
    return std::hypot(to[0] - from[0], to[1] - from[1], to[2] - from[2]);
  }
  double area() const { return 2 * M_PI * radius * (length() + 2 * radius); }
  bool holds(const Vector &x) const;
};

constexpr Capsule parts[] = {
    {{-0.30, 0, 0}, {0.28, 0, 0}, 0.15},               // Body.
    {{0.32, 0, 0.05}, {0.50, 0, 0.33}, 0.075},         // Neck.
    {{0.50, 0, 0.34}, {0.68, 0, 0.25}, 0.07},          // Head.
    {{0.46, 0.05, 0.39}, {0.45, 0.07, 0.48}, 0.02},    // Ears.
    {{0.46, -0.05, 0.39}, {0.45, -0.07, 0.48}, 0.02},  //
    {{0.28, 0.09, -0.08}, {0.32, 0.10, -0.48}, 0.045}, // Legs.
    {{0.28, -0.09, -0.08}, {0.24, -0.10, -0.48}, 0.045},
    {{-0.33, 0.09, -0.08}, {-0.38, 0.10, -0.48}, 0.045},
    {{-0.33, -0.09, -0.08}, {-0.30, -0.10, -0.48}, 0.045},
    {{-0.43, 0, 0.06}, {-0.58, 0, -0.20}, 0.03}}; // Tail.

bool Capsule::holds(const Vector &x) const {
  double along = 0, square = 0;
  for (int k = 0; k < 3; ++k) {
    along += (x[k] - from[k]) * (to[k] - from[k]);
    square += std::pow(to[k] - from[k], 2);
  }
  along = std::clamp(along / square, 0.0, 1.0);
  double distance = 0;
  for (int k = 0; k < 3; ++k)
    distance += std::pow(x[k] - from[k] - along * (to[k] - from[k]), 2);
  return distance < radius * radius;
}

/// A random direction.
Vector direction(std::mt19937_64 &random) {
  std::normal_distribution<double> normal;
  Vector v = {normal(random), normal(random), normal(random)};
  const double norm = std::hypot(v[0], v[1], v[2]);
  for (double &component : v)
    component /= norm;
  return v;
}

/// A point of the surface. The tube and the two half spheres of a capsule have
/// areas as its length and twice its radius.
Vector pointOf(const Capsule &part, std::mt19937_64 &random) {
  const double length = part.length(), ends = 2 * part.radius;
  const double where =
      std::uniform_real_distribution<double>(-ends, length)(random);
  Vector axis, out = direction(random);
  double along = 0;
  for (int k = 0; k < 3; ++k) {
    axis[k] = (part.to[k] - part.from[k]) / length;
    along += axis[k] * out[k];
  }
  double norm = 1;
  if (where > 0) // The tube: at right angles to the axis.
    norm = std::sqrt(1 - along * along);
  const double place = where > 0 ? where : along > 0 ? length : 0;
  Vector point;
  for (int k = 0; k < 3; ++k) {
    const double normal =
        where > 0 ? (out[k] - along * axis[k]) / norm : out[k];
    point[k] = part.from[k] + place * axis[k] + part.radius * normal;
  }
  return point;
}

} // namespace

Points horse(std::size_t number, double noise, std::mt19937_64 &random) {
  std::vector<double> areas;
  for (const Capsule &part : parts)
    areas.push_back(part.area());
  std::discrete_distribution<std::size_t> choose(areas.begin(), areas.end());
  std::normal_distribution<double> normal(0, noise);
  Points points;
  while (points.size() < 3 * number) {
    const Capsule &part = parts[choose(random)];
    const Vector point = pointOf(part, random);
    // What lies inside of another part is no surface.
    if (std::any_of(std::begin(parts), std::end(parts),
                    [&](const Capsule &other) {
                      return &other != &part && other.holds(point);
                    }))
      continue;
    for (double x : point)
      points.push_back(float(x + normal(random)));
  }
  return points;
}

Points between(const Points &points, const std::array<double, 3> &direction,
               double lower, double upper) {
  std::vector<double> heights;
  for (std::size_t n = 0; n < points.size(); n += 3)
    heights.push_back(direction[0] * points[n] + direction[1] * points[n + 1] +
                      direction[2] * points[n + 2]);
  std::vector<double> sorted = heights;
  std::sort(sorted.begin(), sorted.end());
  const double last = double(sorted.size() - 1);
  const double low = sorted[std::size_t(lower * last)],
               high = sorted[std::size_t(upper * last)];
  Points kept;
  for (std::size_t n = 0; n < heights.size(); ++n)
    if (heights[n] >= low && heights[n] <= high)
      kept.insert(kept.end(), &points[3 * n], &points[3 * n] + 3);
  return kept;
}
