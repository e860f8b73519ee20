//===- elevation.h - Heights on a grid --------------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ELEVATION_H
#define ELEVATION_H

#include <string>
#include <vector>

/// Heights in metres on a grid of places, the northernmost row first.
struct Elevation {
  int rows = 0, columns = 0;
  double stepNorth = 0, stepEast = 0; ///< kilometres between neighbours
  std::vector<float> metres;          ///< (rows, columns)

  float at(int row, int column) const { return metres[row * columns + column]; }
  std::size_t size() const { return metres.size(); }
  /// Places in kilometres, (rows * columns, 2).
  std::vector<float> places() const;

  /// Every `step`-th row and column of a part that holds as many whole steps
  /// as fit.
  Elevation every(int step) const;
  /// The part in which those lie.
  Elevation partOf(int step) const;
  /// Some rows and columns, from the middle.
  Elevation middle(int rowCount, int columnCount) const;

  /// All places of a grid of `finer` times as many steps, by the nearest place
  /// of this one, or by two linear interpolations.
  std::vector<float> nearest(int finer) const;
  std::vector<float> bilinear(int finer) const;
};

/// Reads a picture in the format PGM with one sample of two bytes per place.
/// Throws std::runtime_error when it is wrong.
Elevation readElevation(const std::string &path, double stepNorth,
                        double stepEast);

#endif // ELEVATION_H
