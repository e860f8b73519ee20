//===- Scatter.cpp - Pictures of points -----------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tools/kop/Scatter.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

using namespace kop::tool;

namespace {

constexpr double size = 640, margin = 20;
/// More points are not told apart.
constexpr std::int64_t mostPoints = 4000;

struct Frame {
  double lowX, lowY, scale;
  double x(double value) const { return margin + (value - lowX) * scale; }
  double y(double value) const {
    return size - margin - (value - lowY) * scale;
  }
};

} // namespace

static double component(const Points &points, std::int64_t i, std::int64_t k) {
  return k < points.dimension ? points.values[i * points.dimension + k] : 0;
}

static Frame frameOf(const Points &a, const Points &b) {
  double low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY};
  for (const Points *points : {&a, &b})
    for (std::int64_t i = 0;
         i * points->dimension < std::int64_t(points->values.size()); ++i)
      for (int k = 0; k < 2; ++k) {
        low[k] = std::min(low[k], component(*points, i, k));
        high[k] = std::max(high[k], component(*points, i, k));
      }
  const double side = std::max(high[0] - low[0], high[1] - low[1]);
  return {low[0], low[1], (size - 2 * margin) / (side > 0 ? side : 1)};
}

static std::int64_t strideOf(const Points &points) {
  const std::int64_t count =
      std::int64_t(points.values.size()) / points.dimension;
  return std::max<std::int64_t>(1, (count + mostPoints - 1) / mostPoints);
}

static void drawPoints(const Points &points, const Frame &frame,
                       const char *colour, std::string &svg) {
  char text[128];
  const std::int64_t count =
      std::int64_t(points.values.size()) / points.dimension;
  std::snprintf(text, sizeof text, "<g fill=\"%s\">\n", colour);
  svg += text;
  for (std::int64_t i = 0; i < count; i += strideOf(points)) {
    std::snprintf(
        text, sizeof text, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2\"/>\n",
        frame.x(component(points, i, 0)), frame.y(component(points, i, 1)));
    svg += text;
  }
  svg += "</g>\n";
}

std::string kop::tool::drawTransport(const Points &a, const Points &b,
                                     const std::vector<double> &map) {
  const Frame frame = frameOf(a, b);
  char text[160];
  std::snprintf(text, sizeof text,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" "
                "viewBox=\"0 0 %.0f %.0f\">\n",
                size, size);
  std::string svg = text;
  svg += "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
         "<g stroke=\"#999\" stroke-width=\"0.5\">\n";
  const Points to = {map, a.dimension};
  const std::int64_t count = std::int64_t(a.values.size()) / a.dimension;
  for (std::int64_t i = 0; i < count; i += strideOf(a)) {
    if (!std::isfinite(component(to, i, 0)))
      continue;
    std::snprintf(text, sizeof text,
                  "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n",
                  frame.x(component(a, i, 0)), frame.y(component(a, i, 1)),
                  frame.x(component(to, i, 0)), frame.y(component(to, i, 1)));
    svg += text;
  }
  svg += "</g>\n";
  drawPoints(a, frame, "#c0392b", svg);
  drawPoints(b, frame, "#2060a0", svg);
  return svg + "</svg>\n";
}
