//===- render.cpp - Pictures of meshes ------------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "render.h"

#include <algorithm>
#include <cmath>

namespace {

constexpr int finer = 2; ///< samples per pixel and direction

struct Sample {
  double depth = -INFINITY, light = 1, value = 0;
};

/// A square of samples, each of the nearest surface there.
class Canvas {
public:
  explicit Canvas(int width) : width(width), samples(width * width) {}

  /// Corners: x and y in samples, depth towards the eye, value.
  void fill(const double (&corners)[3][4], double light) {
    const auto &[a, b, c] = corners;
    const double area =
        (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
    if (area == 0)
      return;
    const auto range = [&](int k) {
      const auto [low, high] = std::minmax({a[k], b[k], c[k]});
      return std::pair(std::max(0, int(std::floor(low))),
                       std::min(width - 1, int(std::ceil(high))));
    };
    const auto [left, right] = range(0);
    const auto [top, bottom] = range(1);
    for (int y = top; y <= bottom; ++y)
      for (int x = left; x <= right; ++x) {
        const double v =
            ((x - a[0]) * (c[1] - a[1]) - (y - a[1]) * (c[0] - a[0])) / area;
        const double w =
            ((b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0])) / area;
        if (v < 0 || w < 0 || v + w > 1)
          continue;
        const double depth = a[2] + v * (b[2] - a[2]) + w * (c[2] - a[2]);
        Sample &sample = samples[y * width + x];
        if (depth > sample.depth)
          sample = {depth, light, a[3] + v * (b[3] - a[3]) + w * (c[3] - a[3])};
      }
  }

  const Sample &at(int x, int y) const { return samples[y * width + x]; }

private:
  int width;
  std::vector<Sample> samples;
};

/// Red, green and blue of a value between -1 and 1, white for 0.
void addColour(const Sample &sample, double (&sum)[3]) {
  if (sample.depth == -INFINITY) {
    for (double &channel : sum)
      channel += 255;
    return;
  }
  const double red[] = {190, 30, 45}, blue[] = {35, 80, 180};
  const double strength = std::min(1.0, std::abs(sample.value));
  for (int k = 0; k < 3; ++k) {
    const double full = sample.value > 0 ? red[k] : blue[k];
    sum[k] += sample.light * (245 + strength * (full - 245));
  }
}

} // namespace

void drawMesh(Picture &picture, int left, int top, int size, const Mesh &mesh,
              const std::vector<double> &values, double angle) {
  double largest = 0;
  for (const double value : values)
    largest = std::max(largest, std::abs(value));
  Canvas canvas(size * finer);
  const double scale = 1.3 * size * finer, c = std::cos(angle),
               s = std::sin(angle);
  for (std::size_t n = 0; n < mesh.triangles.size(); n += 3) {
    double corners[3][4];
    for (int k = 0; k < 3; ++k) {
      const int point = mesh.triangles[n + k];
      const float *p = &mesh.points[3 * point];
      corners[k][0] = scale * (c * p[0] + s * p[2]) + size * finer / 2.0;
      corners[k][1] = size * finer / 2.0 - scale * p[1];
      corners[k][2] = scale * (c * p[2] - s * p[0]);
      corners[k][3] = values[point] / largest;
    }
    double u[3], v[3];
    for (int k = 0; k < 3; ++k) {
      u[k] = corners[1][k] - corners[0][k];
      v[k] = corners[2][k] - corners[0][k];
    }
    const double normal[] = {u[1] * v[2] - u[2] * v[1],
                             u[2] * v[0] - u[0] * v[2],
                             u[0] * v[1] - u[1] * v[0]};
    const double length = std::hypot(normal[0], normal[1], normal[2]);
    // Lit from above and from the left, on both sides.
    const double facing = std::copysign(
        -0.4 * normal[0] - 0.5 * normal[1] + 0.77 * normal[2], 1.0);
    canvas.fill(corners, length > 0 ? 0.35 + 0.65 * facing / length : 1);
  }
  for (int y = 0; y < size; ++y)
    for (int x = 0; x < size; ++x) {
      double sum[3] = {};
      for (int k = 0; k < finer * finer; ++k)
        addColour(canvas.at(finer * x + k % finer, finer * y + k / finer), sum);
      std::uint8_t mean[3];
      for (int k = 0; k < 3; ++k)
        mean[k] =
            std::uint8_t(std::clamp(sum[k] / (finer * finer), 0.0, 255.0));
      picture.fill(left + x, top + y, 1, 1, {mean[0], mean[1], mean[2]});
    }
}
