//===- picture.h - Small pictures in PNG files ------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PICTURE_H
#define PICTURE_H

#include <cstdint>
#include <string>
#include <vector>

struct Colour {
  std::uint8_t red, green, blue;
};

/// A picture in memory, white at first.
class Picture {
public:
  Picture(int width, int height);

  /// Fills a rectangle; what lies outside of the picture is ignored.
  void fill(int x, int y, int width, int height, Colour colour);

  /// Fills a disc, its edge smoothed.
  void disc(double x, double y, double radius, Colour colour);

  /// A frame of `thickness` pixels inside the rectangle.
  void frame(int x, int y, int width, int height, int thickness, Colour colour);

  /// Writes a PNG file (not compressed). Throws std::runtime_error.
  void writePng(const std::string &path) const;

private:
  int width, height;
  std::vector<Colour> colours;
};

#endif // PICTURE_H
