//===- image.cpp - Photographs and their colours --------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "image.h"

#include <fstream>
#include <stdexcept>

Image readPpm(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  std::string magic;
  int width = 0, height = 0, most = 0;
  file >> magic >> width >> height >> most;
  file.get(); // The one blank before the pixels.
  if (!file || magic != "P6" || width <= 0 || height <= 0 || most != 255)
    throw std::runtime_error(path + ": no PPM file with 8 bits a channel");
  const std::size_t values = std::size_t(width) * std::size_t(height) * 3;
  std::string bytes(values, '\0');
  if (!file.read(bytes.data(), std::streamsize(values)))
    throw std::runtime_error(path + ": ends too early");
  Image image{width, height, {}};
  for (char byte : bytes)
    image.pixels.push_back(float(static_cast<unsigned char>(byte)) / 255);
  return image;
}

Statistics statistics(const Image &image) {
  Statistics result;
  const double weight = 1 / double(image.size());
  for (std::size_t n = 0; n < image.pixels.size(); ++n)
    result.mean[n % 3] += weight * image.pixels[n];
  for (std::size_t n = 0; n < image.size(); ++n)
    for (std::size_t k = 0; k < 9; ++k)
      result.covariance[k] +=
          weight * (image.pixels[3 * n + k / 3] - result.mean[k / 3]) *
          (image.pixels[3 * n + k % 3] - result.mean[k % 3]);
  return result;
}
