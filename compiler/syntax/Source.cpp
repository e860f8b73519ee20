//===- Source.cpp - Source files and ranges in them -----------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/syntax/Source.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

using namespace kop::syntax;

SourceRange SourceRange::join(SourceRange other) const {
  if (!isValid())
    return other;
  if (!other.isValid() || other.file != file)
    return *this;
  return {file, std::min(begin, other.begin), std::max(end, other.end)};
}

/// Offsets behind "\n", "\r\n", and a "\r" that stands alone.
static std::vector<uint32_t> findLines(std::string_view text) {
  std::vector<uint32_t> lines{0};
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n')
      continue;
    if (text[i] == '\n' || text[i] == '\r')
      lines.push_back(static_cast<uint32_t>(i + 1));
  }
  return lines;
}

FileId SourceManager::add(std::string name, std::string text) {
  File file;
  file.name = std::move(name);
  file.text = std::move(text);
  file.lines = findLines(file.text);
  files.push_back(std::move(file));
  return static_cast<FileId>(files.size() - 1);
}

std::optional<FileId> SourceManager::load(const std::string &path,
                                          std::string &error) {
  // Files of more than this are refused by the parser; reading stops there.
  constexpr size_t readLimit = size_t(1) << 28;
  struct Close {
    void operator()(std::FILE *file) const {
      if (file != stdin)
        std::fclose(file);
    }
  };
  std::unique_ptr<std::FILE, Close> file(
      path == "-" ? stdin : std::fopen(path.c_str(), "rb"));
  if (!file) {
    error = std::strerror(errno);
    return std::nullopt;
  }
  std::string text;
  char buffer[1 << 16];
  while (size_t n = std::fread(buffer, 1, sizeof buffer, file.get())) {
    text.append(buffer, n);
    if (text.size() > readLimit)
      break;
  }
  if (std::ferror(file.get())) {
    error = std::strerror(errno);
    return std::nullopt;
  }
  return add(path == "-" ? "<stdin>" : path, std::move(text));
}

std::string_view SourceManager::text(SourceRange range) const {
  if (!range.isValid() || range.file >= files.size())
    return {};
  std::string_view all = files[range.file].text;
  if (range.begin > all.size() || range.end < range.begin)
    return {};
  return all.substr(range.begin, range.end - range.begin);
}

unsigned SourceManager::lineNumber(FileId file, uint32_t offset) const {
  const std::vector<uint32_t> &lines = files[file].lines;
  auto next = std::upper_bound(lines.begin(), lines.end(), offset);
  return static_cast<unsigned>(next - lines.begin());
}

Position SourceManager::position(FileId file, uint32_t offset) const {
  const File &source = files[file];
  offset = std::min<uint32_t>(offset, source.text.size());
  unsigned line = lineNumber(file, offset);
  unsigned column = 1;
  for (uint32_t i = source.lines[line - 1]; i < offset; ++i)
    if ((source.text[i] & 0xC0) != 0x80) // not a continuation byte of UTF-8
      ++column;
  return {line, column};
}

uint32_t SourceManager::lineBegin(FileId file, unsigned line) const {
  return files[file].lines[line - 1];
}

std::string_view SourceManager::line(FileId file, unsigned line) const {
  const File &source = files[file];
  size_t begin = source.lines[line - 1];
  size_t end =
      line < source.lines.size() ? source.lines[line] : source.text.size();
  while (end > begin &&
         (source.text[end - 1] == '\n' || source.text[end - 1] == '\r'))
    --end;
  return std::string_view(source.text).substr(begin, end - begin);
}
