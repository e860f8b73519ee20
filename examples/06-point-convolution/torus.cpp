//===- torus.cpp - Points on a torus --------------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "torus.h"

#include <cmath>

std::vector<double> randomRotation(std::mt19937_64 &random) {
  // Of a quaternion that is even on the sphere.
  std::normal_distribution<double> normal;
  double q[4], square = 0;
  for (double &part : q) {
    part = normal(random);
    square += part * part;
  }
  const double s = 2 / square, w = q[0], x = q[1], y = q[2], z = q[3];
  return {1 - s * (y * y + z * z), s * (x * y - w * z),
          s * (x * z + w * y),     s * (x * y + w * z),
          1 - s * (x * x + z * z), s * (y * z - w * x),
          s * (x * z - w * y),     s * (y * z + w * x),
          1 - s * (x * x + y * y)};
}

std::vector<float> rotated(const std::vector<double> &rotation,
                           const std::vector<float> &vectors) {
  std::vector<float> result(vectors.size());
  for (std::size_t n = 0; n < vectors.size(); ++n) {
    const double *row = &rotation[n % 3 * 3];
    const float *v = &vectors[n - n % 3];
    result[n] = float(row[0] * v[0] + row[1] * v[1] + row[2] * v[2]);
  }
  return result;
}

Torus::Torus(std::size_t number, std::mt19937_64 &random) {
  std::uniform_real_distribution<double> uniform;
  while (curvature.size() < number) {
    const double around = 2 * M_PI * uniform(random);
    const double tube = 2 * M_PI * uniform(random);
    const double reach = radius + std::cos(tube);
    // The surface is wider outside.
    if (uniform(random) * (radius + 1) > reach)
      continue;
    const double x = std::cos(around), y = std::sin(around);
    for (double value : {reach * x, reach * y, std::sin(tube)})
      points.push_back(float(value));
    for (double value :
         {std::cos(tube) * x, std::cos(tube) * y, std::sin(tube)})
      normals.push_back(float(value));
    curvature.push_back((1 + std::cos(tube) / reach) / 2);
  }
  const double c = std::cos(0.9), s = std::sin(0.9);
  const std::vector<double> lean = {1, 0, 0, 0, c, -s, 0, s, c};
  points = rotated(lean, points);
  normals = rotated(lean, normals);
}
