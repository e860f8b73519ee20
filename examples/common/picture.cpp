//===- picture.cpp - Small pictures in PNG files --------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// PNG (ISO/IEC 15948): chunks with a CRC, the rows in a zlib stream (RFC 1950)
// whose blocks are stored, not compressed.
//
//===----------------------------------------------------------------------===//

#include "picture.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <stdexcept>

namespace {

using Bytes = std::vector<std::uint8_t>;

void appendBigEndian(Bytes &bytes, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8)
    bytes.push_back(static_cast<std::uint8_t>(value >> shift));
}

std::uint32_t crc32(const Bytes &bytes, std::size_t from) {
  std::uint32_t crc = 0xffffffffu;
  for (std::size_t n = from; n < bytes.size(); ++n) {
    crc ^= bytes[n];
    for (int bit = 0; bit < 8; ++bit)
      crc = (crc >> 1) ^ (crc & 1 ? 0xedb88320u : 0);
  }
  return ~crc;
}

std::uint32_t adler32(const Bytes &bytes) {
  std::uint32_t low = 1, high = 0;
  for (std::uint8_t byte : bytes) {
    low = (low + byte) % 65521;
    high = (high + low) % 65521;
  }
  return high << 16 | low;
}

void appendChunk(Bytes &file, const char *type, const Bytes &data) {
  appendBigEndian(file, static_cast<std::uint32_t>(data.size()));
  const std::size_t start = file.size();
  file.insert(file.end(), type, type + 4);
  file.insert(file.end(), data.begin(), data.end());
  appendBigEndian(file, crc32(file, start));
}

/// A zlib stream of stored blocks.
Bytes store(const Bytes &data) {
  constexpr std::size_t largest = 65535;
  Bytes stream = {0x78, 0x01};
  for (std::size_t begin = 0; begin < data.size(); begin += largest) {
    const std::size_t size = std::min(largest, data.size() - begin);
    const bool last = begin + size == data.size();
    for (std::size_t value : {std::size_t(last), size & 255, size >> 8,
                              ~size & 255, ~size >> 8 & 255})
      stream.push_back(static_cast<std::uint8_t>(value));
    stream.insert(stream.end(), data.begin() + begin,
                  data.begin() + begin + size);
  }
  appendBigEndian(stream, adler32(data));
  return stream;
}

} // namespace

Picture::Picture(int width, int height)
    : width(width), height(height),
      colours(static_cast<std::size_t>(width) * height, {255, 255, 255}) {}

void Picture::fill(int x, int y, int w, int h, Colour colour) {
  for (int row = std::max(y, 0); row < std::min(y + h, height); ++row)
    for (int column = std::max(x, 0); column < std::min(x + w, width); ++column)
      colours[static_cast<std::size_t>(row) * width + column] = colour;
}

void Picture::disc(double x, double y, double radius, Colour colour) {
  auto mix = [](std::uint8_t below, std::uint8_t above, double part) {
    return static_cast<std::uint8_t>(below + part * (above - below) + 0.5);
  };
  const int top = std::max(int(y - radius - 1), 0),
            bottom = std::min(int(y + radius + 2), height),
            left = std::max(int(x - radius - 1), 0),
            right = std::min(int(x + radius + 2), width);
  for (int row = top; row < bottom; ++row)
    for (int column = left; column < right; ++column) {
      // The part of the pixel that is covered, to first order.
      const double distance = std::hypot(column + 0.5 - x, row + 0.5 - y);
      const double part = std::clamp(radius - distance + 0.5, 0.0, 1.0);
      Colour &pixel = colours[static_cast<std::size_t>(row) * width + column];
      pixel = {mix(pixel.red, colour.red, part),
               mix(pixel.green, colour.green, part),
               mix(pixel.blue, colour.blue, part)};
    }
}

void Picture::frame(int x, int y, int w, int h, int thickness, Colour colour) {
  fill(x, y, w, thickness, colour);
  fill(x, y + h - thickness, w, thickness, colour);
  fill(x, y, thickness, h, colour);
  fill(x + w - thickness, y, thickness, h, colour);
}

void Picture::writePng(const std::string &path) const {
  Bytes file = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  Bytes header;
  appendBigEndian(header, static_cast<std::uint32_t>(width));
  appendBigEndian(header, static_cast<std::uint32_t>(height));
  // 8 bits a channel, RGB, and the only methods there are; not interlaced.
  for (std::uint8_t value : {8, 2, 0, 0, 0})
    header.push_back(value);
  appendChunk(file, "IHDR", header);

  Bytes rows;
  for (int row = 0; row < height; ++row) {
    rows.push_back(0); // No filter.
    for (int column = 0; column < width; ++column) {
      const Colour &c = colours[static_cast<std::size_t>(row) * width + column];
      rows.insert(rows.end(), {c.red, c.green, c.blue});
    }
  }
  appendChunk(file, "IDAT", store(rows));
  appendChunk(file, "IEND", {});

  std::ofstream stream(path, std::ios::binary);
  stream.write(reinterpret_cast<const char *>(file.data()),
               static_cast<std::streamsize>(file.size()));
  if (!stream)
    throw std::runtime_error("cannot write " + path);
}
