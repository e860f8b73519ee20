//===- digits.h - The handwritten digits ------------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DIGITS_H
#define DIGITS_H

#include "picture.h"

#include <string>
#include <vector>

/// Grey images of 8 x 8 pixels, 0 (white) to 16 (black), and what they show.
struct Digits {
  static constexpr int pixels = 64;
  std::vector<float> images; ///< `pixels` values per image, row by row
  std::vector<int> labels;   ///< 0 to 9

  int size() const { return static_cast<int>(labels.size()); }
};

/// Reads a file with one image a line: 64 numbers, then the label, separated
/// by commas. Throws std::runtime_error with file and line when it is wrong.
Digits readDigits(const std::string &path);

/// Draws an image of 8 x 8 pixels, each `scale` wide, with its corner at (x,
/// y).
template <class T>
void drawDigit(Picture &picture, int x, int y, const T *image, int scale) {
  for (int pixel = 0; pixel < Digits::pixels; ++pixel) {
    const auto grey = static_cast<std::uint8_t>(255 - image[pixel] * 255 / 16);
    picture.fill(x + pixel % 8 * scale, y + pixel / 8 * scale, scale, scale,
                 {grey, grey, grey});
  }
}

#endif // DIGITS_H
