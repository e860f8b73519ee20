//===- cities.cpp - The cities of the world -------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "cities.h"

#include <cstdio>
#include <fstream>
#include <stdexcept>

std::vector<City> readCities(const std::string &path) {
  std::ifstream file(path);
  if (!file)
    throw std::runtime_error("cannot read " + path);
  std::vector<City> cities;
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    City city;
    int end = 0;
    if (std::sscanf(line.c_str(), "%lf,%lf,%lf%n", &city.latitude,
                    &city.longitude, &city.elevation, &end) != 3 ||
        line.size() != std::size_t(end))
      throw std::runtime_error(path + ":" + std::to_string(number) +
                               ": expected three numbers, found '" + line +
                               "'");
    cities.push_back(city);
  }
  return cities;
}
