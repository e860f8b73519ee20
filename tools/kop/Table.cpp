//===- Table.cpp - Tables of numbers in files -----------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tools/kop/Table.h"
#include "tools/kop/Failure.h"

#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

using namespace kop::tool;

bool kop::tool::parseNumber(const std::string &word, double &value) {
  if (word.empty())
    return false;
  char *end = nullptr;
  value = std::strtod(word.c_str(), &end);
  return *end == '\0';
}

std::string Table::where(const std::string &path, std::int64_t row) const {
  return lines.empty() ? path + ": row " + std::to_string(row)
                       : path + ":" + std::to_string(lines[row]);
}

/// The words of a line without its comment.
static std::vector<std::string> splitLine(std::string line) {
  line.erase(std::min(line.find('#'), line.size()));
  const bool separated = line.find_first_of(",;") != std::string::npos;
  std::vector<std::string> words;
  std::string word;
  const auto finish = [&] {
    const std::size_t first = word.find_first_not_of(" \t\r");
    const std::size_t last = word.find_last_not_of(" \t\r");
    words.push_back(
        first == std::string::npos ? "" : word.substr(first, last - first + 1));
    word.clear();
  };
  for (char c : line) {
    const bool isEnd =
        separated ? c == ',' || c == ';' : c == ' ' || c == '\t' || c == '\r';
    if (!isEnd)
      word += c;
    else if (separated || !word.empty())
      finish();
  }
  if (separated || !word.empty())
    finish();
  if (words.size() == 1 && words[0].empty())
    words.clear();
  return words;
}

Table kop::tool::parseText(const std::string &path, const std::string &text) {
  Table table;
  std::istringstream lines(text);
  std::int64_t number = 0, used = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    const std::vector<std::string> words = splitLine(line);
    if (words.empty())
      continue;
    const std::string where = path + ":" + std::to_string(number) + ": ";
    std::vector<double> row(words.size());
    std::vector<std::string> names;
    for (std::size_t k = 0; k < words.size(); ++k)
      if (!parseNumber(words[k], row[k]))
        names.push_back(words[k]);
    const bool isFirst = used++ == 0;
    if (isFirst && names.size() == words.size())
      continue; // the names of the columns
    if (!names.empty())
      throw Failure(where + "'" + names[0] + "' is not a number");
    if (table.rows == 0)
      table.columns = std::int64_t(row.size());
    if (std::int64_t(row.size()) != table.columns)
      throw Failure(where + "expected " + std::to_string(table.columns) +
                    " numbers as in the lines before, found " +
                    std::to_string(row.size()));
    table.values.insert(table.values.end(), row.begin(), row.end());
    table.lines.push_back(number);
    ++table.rows;
  }
  if (table.rows == 0)
    throw Failure(path + ": no numbers in it");
  return table;
}

static Table parse(const std::string &path, const std::string &text) {
  if (text.rfind("\x93NUMPY", 0) == 0)
    return parseNpy(path, text);
  if (text.rfind("ply", 0) == 0 && text.size() > 3 &&
      (text[3] == '\n' || text[3] == '\r'))
    return parsePly(path, text);
  return parseText(path, text);
}

Table kop::tool::readTable(const std::string &path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error))
    throw Failure("cannot read '" + path + "': it is a directory");
  std::ifstream file(path, std::ios::binary);
  std::ostringstream contents;
  if (!file || !(contents << file.rdbuf()) || file.bad())
    throw Failure("cannot read '" + path +
                  "': " + (errno ? std::strerror(errno) : "it is empty"));
  Table table = parse(path, contents.str());
  for (std::size_t k = 0; k < table.values.size(); ++k)
    if (!std::isfinite(table.values[k])) {
      const auto columns = std::size_t(table.columns);
      throw Failure(table.where(path, std::int64_t(k / columns)) + ": number " +
                    std::to_string(k % columns + 1) + " is " +
                    std::to_string(table.values[k]) + ", which is not finite");
    }
  return table;
}
