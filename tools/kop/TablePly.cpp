//===- TablePly.cpp - Vertices of PLY files -------------------------------===//
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
#include <map>
#include <sstream>

using namespace kop::tool;

namespace {

struct Header {
  std::string format;
  std::int64_t vertices = -1;
  std::vector<std::string> names;
  std::vector<Scalar> types;
  std::size_t end = 0;    ///< where the data begin
  std::int64_t lines = 0; ///< of the header
};

} // namespace

static Header readHeader(const std::string &path, const std::string &text) {
  static const std::map<std::string, Scalar> scalars = {
      {"char", scalarOf<std::int8_t>()},
      {"int8", scalarOf<std::int8_t>()},
      {"uchar", scalarOf<std::uint8_t>()},
      {"uint8", scalarOf<std::uint8_t>()},
      {"short", scalarOf<std::int16_t>()},
      {"int16", scalarOf<std::int16_t>()},
      {"ushort", scalarOf<std::uint16_t>()},
      {"uint16", scalarOf<std::uint16_t>()},
      {"int", scalarOf<std::int32_t>()},
      {"int32", scalarOf<std::int32_t>()},
      {"uint", scalarOf<std::uint32_t>()},
      {"uint32", scalarOf<std::uint32_t>()},
      {"float", scalarOf<float>()},
      {"float32", scalarOf<float>()},
      {"double", scalarOf<double>()},
      {"float64", scalarOf<double>()}};
  Header header;
  bool inVertices = false;
  std::size_t at = 0;
  while (true) {
    const std::size_t stop = text.find('\n', at);
    if (stop == std::string::npos)
      throw Failure(path + ": the header has no line 'end_header'");
    std::istringstream line(text.substr(at, stop - at));
    at = stop + 1;
    ++header.lines;
    const std::string where = path + ":" + std::to_string(header.lines) + ": ";
    std::string word, type, name;
    line >> word;
    if (word == "format") {
      line >> header.format;
    } else if (word == "element") {
      std::int64_t count = 0;
      line >> name >> count;
      if (header.vertices < 0 && name != "vertex")
        throw Failure(where + "the first element must be 'vertex', not '" +
                      name + "'");
      inVertices = name == "vertex";
      if (inVertices)
        header.vertices = line ? count : -1;
    } else if (word == "property" && inVertices) {
      line >> type >> name;
      const auto scalar = scalars.find(type);
      if (scalar == scalars.end())
        throw Failure(where + "a vertex has numbers, not '" + type + "'");
      header.names.push_back(name);
      header.types.push_back(scalar->second);
    } else if (word == "end_header") {
      break;
    }
  }
  header.end = at;
  if (header.vertices < 1 || header.names.empty())
    throw Failure(path + ": there are no vertices in it");
  if (header.format != "ascii" && header.format != "binary_little_endian")
    throw Failure(path + ": the format is '" + header.format +
                  "'; 'ascii' and 'binary_little_endian' can be read");
  return header;
}

/// x, y and z first, the others in their order.
static std::vector<std::size_t> orderOf(const Header &header) {
  std::vector<std::size_t> order;
  for (const char *axis : {"x", "y", "z"})
    for (std::size_t k = 0; k < header.names.size(); ++k)
      if (header.names[k] == axis)
        order.push_back(k);
  for (std::size_t k = 0; k < header.names.size(); ++k)
    if (std::find(order.begin(), order.end(), k) == order.end())
      order.push_back(k);
  return order;
}

Table kop::tool::parsePly(const std::string &path, const std::string &text) {
  const Header header = readHeader(path, text);
  const std::vector<std::size_t> order = orderOf(header);
  Table table;
  table.rows = header.vertices;
  table.columns = std::int64_t(order.size());
  std::vector<double> row(order.size());
  std::istringstream lines(header.format == "ascii" ? text.substr(header.end)
                                                    : std::string());
  std::size_t at = header.end;
  for (std::int64_t i = 0; i < table.rows; ++i) {
    std::string line;
    if (header.format == "ascii") {
      const std::string where =
          path + ":" + std::to_string(header.lines + i + 1) + ": ";
      if (!std::getline(lines, line))
        throw Failure(where + "the file ends after " + std::to_string(i) +
                      " of " + std::to_string(table.rows) + " vertices");
      std::istringstream words(line);
      for (double &value : row)
        if (std::string word; !(words >> word) || !parseNumber(word, value))
          throw Failure(where + "expected " + std::to_string(row.size()) +
                        " numbers");
      table.lines.push_back(header.lines + i + 1);
    } else {
      for (std::size_t k = 0; k < row.size(); ++k) {
        const Scalar &type = header.types[k];
        if (type.size > text.size() - at)
          throw Failure(path + ": byte " + std::to_string(text.size()) +
                        ": the file ends after " + std::to_string(i) + " of " +
                        std::to_string(table.rows) + " vertices");
        row[k] = type.read(&text[at]);
        at += type.size;
      }
    }
    for (std::size_t k : order)
      table.values.push_back(row[k]);
  }
  return table;
}
