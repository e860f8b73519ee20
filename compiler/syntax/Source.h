//===- Source.h - Source files and ranges in them ---------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Owns the text of all files of a run. A place in a file is a byte offset;
// lines and columns are computed when a diagnostic is printed.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_SYNTAX_SOURCE_H
#define KOP_SYNTAX_SOURCE_H

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kop::syntax {

/// Number of a file in a `SourceManager`.
using FileId = uint32_t;
inline constexpr FileId noFile = UINT32_MAX;

/// Half-open range of bytes `[begin, end)` of one file.
struct SourceRange {
  FileId file = noFile;
  uint32_t begin = 0, end = 0;

  bool isValid() const { return file != noFile; }
  bool empty() const { return begin == end; }
  /// The empty range at the first byte or behind the last one.
  SourceRange start() const { return {file, begin, begin}; }
  SourceRange behind() const { return {file, end, end}; }
  /// The smallest range that covers both; either may be invalid.
  SourceRange join(SourceRange other) const;

  friend bool operator==(const SourceRange &, const SourceRange &) = default;
};

/// A line and a column, both from 1. Columns count Unicode code points.
struct Position {
  unsigned line = 0, column = 0;
};

/// The files of a run.
class SourceManager {
public:
  /// Adds a file from memory. `name` is what diagnostics print.
  FileId add(std::string name, std::string text);

  /// Reads a file from disk, `-` for standard input. On failure returns
  /// nothing and says why in `error` ("cannot open: No such file …").
  std::optional<FileId> load(const std::string &path, std::string &error);

  size_t size() const { return files.size(); }
  const std::string &name(FileId file) const { return files[file].name; }
  std::string_view text(FileId file) const { return files[file].text; }
  /// The bytes of a range; empty for an invalid one.
  std::string_view text(SourceRange range) const;

  Position position(FileId file, uint32_t offset) const;
  /// The line alone, without counting columns.
  unsigned lineNumber(FileId file, uint32_t offset) const;
  /// Offset of the first byte of a line (from 1).
  uint32_t lineBegin(FileId file, unsigned line) const;
  /// A line without its line break ("\n" or "\r\n").
  std::string_view line(FileId file, unsigned line) const;

private:
  struct File {
    std::string name, text;
    std::vector<uint32_t> lines; ///< Offsets of the first bytes of lines.
  };
  std::deque<File> files;
};

} // namespace kop::syntax

#endif // KOP_SYNTAX_SOURCE_H
