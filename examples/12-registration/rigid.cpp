//===- rigid.cpp - Rotations and shifts in space --------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "rigid.h"

#include <algorithm>
#include <cmath>

namespace {

using Quaternion = std::array<double, 4>;

std::array<double, 9> toRotation(const Quaternion &q) {
  const auto [w, x, y, z] = q;
  return {1 - 2 * (y * y + z * z), 2 * (x * y - w * z),
          2 * (x * z + w * y),     2 * (x * y + w * z),
          1 - 2 * (x * x + z * z), 2 * (y * z - w * x),
          2 * (x * z - w * y),     2 * (y * z + w * x),
          1 - 2 * (x * x + y * y)};
}

/// The eigenvector of the greatest eigenvalue of a symmetric matrix, (4, 4), by
/// repeated squaring of what is made positive.
Quaternion greatestEigenvector(std::array<double, 16> m) {
  double bound = 0;
  for (double entry : m)
    bound += std::abs(entry);
  for (int k = 0; k < 4; ++k)
    m[5 * k] += bound;
  constexpr int squarings = 40;
  for (int step = 0; step < squarings; ++step) {
    std::array<double, 16> square = {};
    double largest = 0;
    for (int i = 0; i < 4; ++i)
      for (int j = 0; j < 4; ++j) {
        for (int k = 0; k < 4; ++k)
          square[4 * i + j] += m[4 * i + k] * m[4 * k + j];
        largest = std::max(largest, std::abs(square[4 * i + j]));
      }
    for (int k = 0; k < 16; ++k)
      m[k] = square[k] / largest;
  }
  // Now of rank 1: any column that is not zero.
  int best = 0;
  for (int k = 1; k < 4; ++k)
    if (m[5 * k] > m[5 * best])
      best = k;
  Quaternion q;
  double norm = 0;
  for (int k = 0; k < 4; ++k) {
    q[k] = m[4 * k + best];
    norm += q[k] * q[k];
  }
  for (double &component : q)
    component /= std::sqrt(norm);
  return q;
}

/// The mean of points with weights of sum 1.
std::array<double, 3> mean(const Points &x, const std::vector<double> &w) {
  std::array<double, 3> sum = {0, 0, 0};
  for (std::size_t n = 0; n < x.size(); ++n)
    if (w[n / 3] > 0)
      sum[n % 3] += w[n / 3] * x[n];
  return sum;
}

} // namespace

Points Rigid::apply(const Points &points) const {
  Points moved(points.size());
  for (std::size_t n = 0; n < points.size(); n += 3)
    for (std::size_t k = 0; k < 3; ++k)
      moved[n + k] = float(rotation[3 * k] * points[n] +
                           rotation[3 * k + 1] * points[n + 1] +
                           rotation[3 * k + 2] * points[n + 2] + shift[k]);
  return moved;
}

Rigid inverse(const Rigid &motion) {
  Rigid result;
  for (std::size_t k = 0; k < 3; ++k)
    for (std::size_t l = 0; l < 3; ++l) {
      result.rotation[3 * k + l] = motion.rotation[3 * l + k];
      result.shift[k] -= result.rotation[3 * k + l] * motion.shift[l];
    }
  return result;
}

std::array<double, 9> rotationAbout(const std::array<double, 3> &axis,
                                    double angle) {
  const double s = std::sin(angle / 2);
  return toRotation(
      {std::cos(angle / 2), s * axis[0], s * axis[1], s * axis[2]});
}

double degreesBetween(const Rigid &a, const Rigid &b) {
  // |A - B| = sqrt(8) sin(angle / 2), which is exact for small angles, too.
  double square = 0;
  for (std::size_t k = 0; k < 9; ++k)
    square += std::pow(a.rotation[k] - b.rotation[k], 2);
  return 2 * std::asin(std::min(std::sqrt(square / 8), 1.0)) * 180 / M_PI;
}

Rigid fitRigid(const Points &x, const Points &y, const std::vector<float> &w) {
  double mass = 0;
  for (float weight : w)
    mass += weight;
  std::vector<double> part;
  for (float weight : w)
    part.push_back(weight / mass);
  const auto from = mean(x, part), to = mean(y, part);
  double s[3][3] = {};
  for (std::size_t n = 0; n < w.size(); ++n)
    for (std::size_t k = 0; k < 3 && part[n] > 0; ++k)
      for (std::size_t l = 0; l < 3; ++l)
        s[k][l] += part[n] * (x[3 * n + k] - from[k]) * (y[3 * n + l] - to[l]);
  const double a = s[1][2] - s[2][1], b = s[2][0] - s[0][2],
               c = s[0][1] - s[1][0], d = s[0][1] + s[1][0],
               e = s[2][0] + s[0][2], f = s[1][2] + s[2][1];
  Rigid result;
  result.rotation =
      toRotation(greatestEigenvector({s[0][0] + s[1][1] + s[2][2], a, b, c, //
                                      a, s[0][0] - s[1][1] - s[2][2], d, e, //
                                      b, d, s[1][1] - s[0][0] - s[2][2], f, //
                                      c, e, f, s[2][2] - s[0][0] - s[1][1]}));
  for (std::size_t k = 0; k < 3; ++k) {
    result.shift[k] = to[k];
    for (std::size_t l = 0; l < 3; ++l)
      result.shift[k] -= result.rotation[3 * k + l] * from[l];
  }
  return result;
}
