//===- image.h - Photographs and their colours ------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMAGE_H
#define IMAGE_H

#include <array>
#include <string>
#include <vector>

/// Colours are red, green and blue, 0 to 1.
struct Image {
  int width = 0, height = 0;
  std::vector<float> pixels; ///< (height * width, 3), row by row

  std::size_t size() const { return pixels.size() / 3; }
};

/// Reads a PPM file (binary, 8 bits, no comments). Throws std::runtime_error
/// with the name of the file when it is wrong.
Image readPpm(const std::string &path);

/// Mean and covariance of the colours of an image.
struct Statistics {
  std::array<double, 3> mean = {};
  std::array<double, 9> covariance = {}; ///< (3, 3)
};
Statistics statistics(const Image &image);

#endif // IMAGE_H
