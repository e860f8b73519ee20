//===- cities.h - The cities of the world -----------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CITIES_H
#define CITIES_H

#include <string>
#include <vector>

struct City {
  double latitude, longitude; ///< degrees
  double elevation;           ///< metres above the sea
};

/// Reads a file with one city a line: latitude, longitude and elevation,
/// separated by commas. Throws std::runtime_error with file and line when it
/// is wrong.
std::vector<City> readCities(const std::string &path);

#endif // CITIES_H
