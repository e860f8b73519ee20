//===- digits.cpp - The handwritten digits --------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "digits.h"

#include <fstream>
#include <sstream>
#include <stdexcept>

Digits readDigits(const std::string &path) {
  std::ifstream file(path);
  if (!file)
    throw std::runtime_error("cannot read " + path);
  Digits digits;
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    std::stringstream fields(line);
    std::vector<float> values;
    for (std::string field; std::getline(fields, field, ',');)
      values.push_back(std::stof(field));
    if (values.size() != Digits::pixels + 1)
      throw std::runtime_error(path + ":" + std::to_string(number) +
                               ": expected 65 values, found " +
                               std::to_string(values.size()));
    digits.images.insert(digits.images.end(), values.begin(), values.end() - 1);
    digits.labels.push_back(static_cast<int>(values.back()));
  }
  return digits;
}
