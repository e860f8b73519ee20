//===- elevation.cpp - Heights on a grid ----------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "elevation.h"

#include <algorithm>
#include <fstream>
#include <stdexcept>

std::vector<float> Elevation::places() const {
  std::vector<float> result;
  for (int row = 0; row < rows; ++row)
    for (int column = 0; column < columns; ++column) {
      result.push_back(float(column * stepEast));
      result.push_back(float(row * stepNorth));
    }
  return result;
}

Elevation Elevation::every(int step) const {
  Elevation result;
  result.rows = (rows - 1) / step + 1;
  result.columns = (columns - 1) / step + 1;
  result.stepNorth = step * stepNorth;
  result.stepEast = step * stepEast;
  for (int row = 0; row < result.rows; ++row)
    for (int column = 0; column < result.columns; ++column)
      result.metres.push_back(at(row * step, column * step));
  return result;
}

static Elevation cut(const Elevation &from, int top, int left, int rows,
                     int columns) {
  Elevation result = from;
  result.rows = rows;
  result.columns = columns;
  result.metres.clear();
  for (int row = 0; row < rows; ++row)
    for (int column = 0; column < columns; ++column)
      result.metres.push_back(from.at(top + row, left + column));
  return result;
}

Elevation Elevation::partOf(int step) const {
  return cut(*this, 0, 0, (rows - 1) / step * step + 1,
             (columns - 1) / step * step + 1);
}

Elevation Elevation::middle(int rowCount, int columnCount) const {
  return cut(*this, (rows - rowCount) / 2, (columns - columnCount) / 2,
             rowCount, columnCount);
}

std::vector<float> Elevation::nearest(int finer) const {
  std::vector<float> result;
  for (int row = 0; row <= (rows - 1) * finer; ++row)
    for (int column = 0; column <= (columns - 1) * finer; ++column)
      result.push_back(
          at((row + finer / 2) / finer, (column + finer / 2) / finer));
  return result;
}

std::vector<float> Elevation::bilinear(int finer) const {
  std::vector<float> result;
  for (int row = 0; row <= (rows - 1) * finer; ++row)
    for (int column = 0; column <= (columns - 1) * finer; ++column) {
      const int top = std::min(row / finer, rows - 2);
      const int left = std::min(column / finer, columns - 2);
      const float down = float(row - top * finer) / float(finer);
      const float right = float(column - left * finer) / float(finer);
      const float above =
          at(top, left) + right * (at(top, left + 1) - at(top, left));
      const float below = at(top + 1, left) +
                          right * (at(top + 1, left + 1) - at(top + 1, left));
      result.push_back(above + down * (below - above));
    }
  return result;
}

Elevation readElevation(const std::string &path, double stepNorth,
                        double stepEast) {
  std::ifstream file(path, std::ios::binary);
  if (!file)
    throw std::runtime_error("cannot read " + path);
  std::string format;
  Elevation result;
  int most = 0;
  file >> format >> result.columns >> result.rows >> most;
  if (!file || format != "P5" || most != 65535 || result.rows < 2 ||
      result.columns < 2)
    throw std::runtime_error(path +
                             ": expected a PGM picture of 65536 grey values");
  file.get();
  std::string bytes(2 * std::size_t(result.rows) * result.columns, 0);
  if (!file.read(bytes.data(), std::streamsize(bytes.size())))
    throw std::runtime_error(path + ": the file is too short");
  for (std::size_t n = 0; n < bytes.size(); n += 2)
    result.metres.push_back(float(256 * int((unsigned char)(bytes[n])) +
                                  int((unsigned char)(bytes[n + 1]))));
  result.stepNorth = stepNorth;
  result.stepEast = stepEast;
  return result;
}
