//===- Table.h - Tables of numbers in files ---------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_TOOLS_KOP_TABLE_H
#define KOP_TOOLS_KOP_TABLE_H

#include <cstdint>
#include <string>
#include <vector>

namespace kop::tool {

/// A matrix of numbers, row by row.
struct Table {
  std::int64_t rows = 0, columns = 0;
  std::vector<double> values;
  /// The line of each row in a file of text, from 1; empty for others.
  std::vector<std::int64_t> lines;

  /// "path:line" of a row, or "path: row n", rows from 0.
  std::string where(const std::string &path, std::int64_t row) const;
};

/// Reads a table: of text (CSV; commas, semicolons, blanks or tabs; a first
/// line of nothing but names and comments behind '#' are skipped), NPY (two
/// axes or one, real or integer), or PLY (the numbers of each vertex, those
/// without x, y and z behind these). What a file is shows in its first bytes.
/// Throws a Failure that names the file, and the line where there are lines;
/// also for numbers that are not finite.
Table readTable(const std::string &path);

/// The readers; `text` is the contents of the file.
Table parseText(const std::string &path, const std::string &text);
Table parseNpy(const std::string &path, const std::string &text);
Table parsePly(const std::string &path, const std::string &text);

/// A number that fills all of `word`.
bool parseNumber(const std::string &word, double &value);

} // namespace kop::tool

#endif // KOP_TOOLS_KOP_TABLE_H
