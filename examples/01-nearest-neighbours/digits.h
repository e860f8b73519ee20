//===- digits.h - The handwritten digits and a vote -------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DIGITS_H
#define DIGITS_H

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

/// The label that most of the `k` neighbours have; the smallest of several.
int vote(const Digits &train, const int *neighbours, int k);

#endif // DIGITS_H
