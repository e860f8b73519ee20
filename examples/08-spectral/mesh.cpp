//===- mesh.cpp - Surfaces made of triangles ------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mesh.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <stdexcept>

using Vector = std::array<double, 3>;

void Mesh::normalise() {
  Vector low, high;
  low.fill(INFINITY);
  high.fill(-INFINITY);
  for (std::size_t n = 0; n < points.size(); ++n) {
    low[n % 3] = std::min<double>(low[n % 3], points[n]);
    high[n % 3] = std::max<double>(high[n % 3], points[n]);
  }
  const double diagonal =
      std::hypot(high[0] - low[0], high[1] - low[1], high[2] - low[2]);
  for (std::size_t n = 0; n < points.size(); ++n)
    points[n] = float((points[n] - (low[n % 3] + high[n % 3]) / 2) / diagonal);
}

Mesh readOff(const std::string &path) {
  std::ifstream file(path);
  std::string format;
  std::size_t pointCount = 0, polygonCount = 0, edgeCount = 0;
  if (!(file >> format >> pointCount >> polygonCount >> edgeCount) ||
      format != "OFF")
    throw std::runtime_error(path + ": expected a file in the format OFF");
  Mesh mesh;
  mesh.points.resize(3 * pointCount);
  for (float &coordinate : mesh.points)
    file >> coordinate;
  for (std::size_t n = 0; n < polygonCount; ++n) {
    int corners = 0, first = 0, before = 0;
    file >> corners >> first >> before;
    for (int corner = 2; corner < corners; ++corner) {
      int next = 0;
      file >> next;
      mesh.triangles.insert(mesh.triangles.end(), {first, before, next});
      before = next;
    }
  }
  const auto isPoint = [&](int n) {
    return n >= 0 && std::size_t(n) < pointCount;
  };
  if (!file ||
      !std::all_of(mesh.triangles.begin(), mesh.triangles.end(), isPoint))
    throw std::runtime_error(path + ": a number is missing or wrong");
  return mesh;
}

static Vector cross(const Vector &a, const Vector &b) {
  return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2],
          a[0] * b[1] - a[1] * b[0]};
}

static Vector normalised(const Vector &a) {
  const double length = std::hypot(a[0], a[1], a[2]);
  return {a[0] / length, a[1] / length, a[2] / length};
}

Mesh trefoil(int along, int around) {
  constexpr double turn = 6.283185307179586, radius = 0.5;
  const auto curve = [](double t) {
    return Vector{std::sin(t) + 2 * std::sin(2 * t),
                  std::cos(t) - 2 * std::cos(2 * t), -std::sin(3 * t)};
  };
  Mesh mesh;
  for (int a = 0; a < along; ++a) {
    const double t = turn * a / along, h = 1e-4;
    const Vector here = curve(t), ahead = curve(t + h);
    const Vector tangent = normalised(
        {ahead[0] - here[0], ahead[1] - here[1], ahead[2] - here[2]});
    const Vector u = normalised(cross(tangent, {0, 0, 1}));
    const Vector v = cross(tangent, u);
    for (int b = 0; b < around; ++b) {
      const double c = radius * std::cos(turn * b / around),
                   s = radius * std::sin(turn * b / around);
      for (int k = 0; k < 3; ++k)
        mesh.points.push_back(float(here[k] + c * u[k] + s * v[k]));
      const auto number = [&](int i, int j) {
        return (a + i) % along * around + (b + j) % around;
      };
      mesh.triangles.insert(mesh.triangles.end(),
                            {number(0, 0), number(1, 0), number(1, 1),
                             number(0, 0), number(1, 1), number(0, 1)});
    }
  }
  return mesh;
}
