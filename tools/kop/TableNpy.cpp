//===- TableNpy.cpp - Arrays of NumPy -------------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tools/kop/Failure.h"
#include "tools/kop/Scalar.h"
#include "tools/kop/Table.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <map>

using namespace kop::tool;

/// The text behind 'key': in the dictionary of the header, up to `end`.
static std::string valueOf(const std::string &header, const std::string &key,
                           char end) {
  const std::size_t place = header.find("'" + key + "'");
  if (place == std::string::npos)
    return "";
  const std::size_t colon = header.find(':', place);
  const std::size_t last = header.find(end, colon);
  if (colon == std::string::npos || last == std::string::npos)
    return "";
  return header.substr(colon + 1, last - colon - 1);
}

static std::vector<std::int64_t> shapeOf(const std::string &text) {
  std::vector<std::int64_t> shape;
  std::string digits;
  for (char c : text + ",") {
    if (c >= '0' && c <= '9') {
      digits += c;
    } else if (!digits.empty()) {
      shape.push_back(std::int64_t(std::strtoll(digits.c_str(), nullptr, 10)));
      digits.clear();
    }
  }
  return shape;
}

Table kop::tool::parseNpy(const std::string &path, const std::string &text) {
  static const std::map<std::string, Scalar> elements = {
      {"f4", scalarOf<float>()},         {"f8", scalarOf<double>()},
      {"i4", scalarOf<std::int32_t>()},  {"i8", scalarOf<std::int64_t>()},
      {"u1", scalarOf<std::uint8_t>()},  {"i1", scalarOf<std::int8_t>()},
      {"i2", scalarOf<std::int16_t>()},  {"u2", scalarOf<std::uint16_t>()},
      {"u4", scalarOf<std::uint32_t>()}, {"u8", scalarOf<std::uint64_t>()}};
  const auto fail = [&](const std::string &what) -> Failure {
    return Failure(path + ": " + what);
  };
  if (text.size() < 12)
    throw fail("the header of the array is cut off");
  const auto byte = [&](std::size_t k) {
    return std::size_t(static_cast<unsigned char>(text[k]));
  };
  const bool isFirst = byte(6) == 1;
  const std::size_t length =
      isFirst
          ? byte(8) + 256 * byte(9)
          : byte(8) + 256 * byte(9) + 65536 * byte(10) + 16777216 * byte(11);
  const std::size_t begin = (isFirst ? 10 : 12) + length;
  if (begin > text.size())
    throw fail("the header of the array is cut off");
  const std::string header = text.substr(isFirst ? 10 : 12, length);
  std::string type = valueOf(header, "descr", ',');
  type.erase(std::remove_if(type.begin(), type.end(),
                            [](char c) { return c == ' ' || c == '\''; }),
             type.end());
  const char order = type.empty() ? '?' : type[0];
  const auto element =
      elements.find(type.substr(std::min<std::size_t>(1, type.size())));
  if ((order != '<' && order != '|' && order != '=') ||
      element == elements.end())
    throw fail("its numbers are of type '" + type +
               "'; reals and integers in little-endian order can be read");
  const bool isFortran =
      valueOf(header, "fortran_order", ',').find("True") != std::string::npos;
  const std::vector<std::int64_t> shape =
      shapeOf(valueOf(header, "shape", ')'));
  if (shape.size() != 1 && shape.size() != 2)
    throw fail("the array has " + std::to_string(shape.size()) +
               " axes; one or two can be read");
  Table table;
  table.rows = shape[0];
  table.columns = shape.size() == 2 ? shape[1] : 1;
  if (table.rows < 1 || table.columns < 1)
    throw fail("no numbers in it");
  const Scalar &reader = element->second;
  const std::size_t available = (text.size() - begin) / reader.size;
  if (std::size_t(table.rows) > available / std::size_t(table.columns))
    throw fail("the array is cut off");
  table.values.resize(std::size_t(table.rows * table.columns));
  for (std::int64_t i = 0; i < table.rows; ++i)
    for (std::int64_t k = 0; k < table.columns; ++k) {
      const std::int64_t at =
          isFortran ? k * table.rows + i : i * table.columns + k;
      table.values[std::size_t(i * table.columns + k)] =
          reader.read(&text[begin + std::size_t(at) * reader.size]);
    }
  return table;
}
