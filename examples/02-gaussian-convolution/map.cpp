//===- map.cpp - Cities of the world and a map of them --------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "map.h"
#include "picture.h"
#include "relief.h"

#include <algorithm>
#include <cmath>

namespace {

constexpr double pi = 3.14159265358979323846;
constexpr double north = 72, pixelsPerDegree = 2;
constexpr Colour sea = {236, 242, 248};

void appendPoint(std::vector<float> &points, double latitude,
                 double longitude) {
  const double a = latitude * pi / 180, b = longitude * pi / 180;
  points.push_back(static_cast<float>(std::cos(a) * std::cos(b)));
  points.push_back(static_cast<float>(std::cos(a) * std::sin(b)));
  points.push_back(static_cast<float>(std::sin(a)));
}

} // namespace

Cities onSphere(const std::vector<City> &table) {
  Cities cities;
  for (const City &city : table) {
    appendPoint(cities.points, city.latitude, city.longitude);
    cities.elevations.push_back(static_cast<float>(city.elevation));
  }
  return cities;
}

std::vector<float> Map::points() const {
  std::vector<float> points;
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      appendPoint(points, north - (y + 0.5) / pixelsPerDegree,
                  (x + 0.5) / pixelsPerDegree - 180);
  return points;
}

void Map::draw(const std::string &path, const Cities &cities,
               const std::vector<float> &smoothed,
               const std::vector<float> &density) const {
  constexpr int gap = 8;
  Picture picture(width, 2 * height + gap);
  picture.fill(0, 0, width, height, sea);
  for (std::size_t n = 0; n < cities.size(); ++n) {
    const float *p = &cities.points[3 * n];
    const double latitude = std::asin(p[2]) * 180 / pi;
    const double longitude = std::atan2(p[1], p[0]) * 180 / pi;
    const int x = static_cast<int>((longitude + 180) * pixelsPerDegree);
    const int y = static_cast<int>((north - latitude) * pixelsPerDegree);
    if (y < height)
      picture.fill(x, y, 2, std::min(2, height - y),
                   reliefColour(cities.elevations[n]));
  }
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      // Far from all cities there is no mean, and a density of zero.
      const std::size_t n = std::size_t(y) * width + x;
      const double opacity = density[n] / (density[n] + 0.02);
      if (opacity > 0.01)
        picture.fill(x, y + height + gap, 1, 1,
                     mix(sea, reliefColour(smoothed[n]), opacity));
      else
        picture.fill(x, y + height + gap, 1, 1, sea);
    }
  picture.writePng(path);
}
