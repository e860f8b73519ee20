//===- map.h - Cities of the world and a map of them ------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAP_H
#define MAP_H

#include "cities.h"

#include <cstddef>
#include <string>
#include <vector>

/// Where cities lie, as points on the unit sphere, and how high.
struct Cities {
  std::vector<float> points;     ///< three coordinates per city
  std::vector<float> elevations; ///< metres above the sea

  std::size_t size() const { return elevations.size(); }
};

Cities onSphere(const std::vector<City> &table);

/// A map of the inhabited world with two degrees of longitude and latitude to
/// four pixels each.
class Map {
public:
  static constexpr int width = 720, height = 260;

  /// The points of the unit sphere that the pixels show, row by row.
  std::vector<float> points() const;

  /// Two maps, the cities above and the `smoothed` elevation of every pixel
  /// below; it fades where the `density` of cities vanishes.
  void draw(const std::string &path, const Cities &cities,
            const std::vector<float> &smoothed,
            const std::vector<float> &density) const;
};

#endif // MAP_H
