//===- Report.cpp - What a search found -----------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tools/kop/Report.h"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <fstream>

#include <unistd.h>

using namespace kop::tool;

static std::string format(const char *pattern, double value) {
  char text[64];
  std::snprintf(text, sizeof text, pattern, value);
  return text;
}

static std::string nanoseconds(double seconds) {
  return format("%.4f", seconds * 1e9);
}

static std::string gain(const PassResult &result) {
  return format("%.1f %%", 100 * (result.standardTime / result.bestTime - 1));
}

//===----------------------------------------------------------------------===//
// The file
//===----------------------------------------------------------------------===//

/// The processor's name for itself.
static std::string machine() {
  std::ifstream file("/proc/cpuinfo");
  const std::string start = "model name";
  for (std::string line; std::getline(file, line);)
    if (line.compare(0, start.size(), start) == 0)
      if (const size_t colon = line.find(':'); colon != std::string::npos)
        return line.substr(std::min(colon + 2, line.size()));
  return "an unnamed processor";
}

static std::string today() {
  char text[32] = "";
  const std::time_t now = std::time(nullptr);
  std::tm local = {};
  if (localtime_r(&now, &local))
    std::strftime(text, sizeof text, "%Y-%m-%d", &local);
  return text;
}

std::string kop::tool::tuningFile(const std::vector<PassResult> &results,
                                  const std::vector<std::string> &sources) {
  std::string text = "# Register tiles for kopc --tuning, measured by kop tune";
  for (const std::string &source : sources)
    text += " " + source;
  text += "\n# on " + machine() + ", one thread, " + today() +
          ", kop " KOP_VERSION ".\n"
          "# KERNEL STEP INSTRUCTION-SET SHAPE  # ns per pair, kopc's own: ns "
          "per pair\n";
  bool any = false;
  for (const PassResult &result : results) {
    if (!result.best)
      continue;
    any = true;
    text += result.kernel + " " + std::to_string(result.step) + " " +
            result.set + " " + tileOption(*result.best) + "  # " +
            nanoseconds(result.bestTime) + ", " + describe(result.standard) +
            ": " + nanoseconds(result.standardTime) +
            "; N = " + std::to_string(result.sizes.rows) +
            ", M = " + std::to_string(result.sizes.columns) + "\n";
  }
  if (!any)
    text += "# No tile is 3 % faster than the one that kopc chooses.\n";
  return text;
}

//===----------------------------------------------------------------------===//
// The table
//===----------------------------------------------------------------------===//

/// Characters of UTF-8.
static size_t width(const std::string &text) {
  return size_t(std::count_if(text.begin(), text.end(),
                              [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string kop::tool::table(const std::vector<PassResult> &results) {
  std::vector<std::vector<std::string>> rows = {
      {"kernel", "pass", "set", "default", "best", "ns/pair", "gain"}};
  for (const PassResult &result : results) {
    if (result.best)
      rows.push_back({result.kernel, result.pass, result.set,
                      describe(result.standard), describe(*result.best),
                      nanoseconds(result.bestTime), gain(result)});
    else
      rows.push_back({result.kernel, result.pass, result.set,
                      describe(result.standard), "default",
                      nanoseconds(result.standardTime), ""});
  }
  std::vector<size_t> widths(rows.front().size());
  for (const auto &row : rows)
    for (size_t n = 0; n < row.size(); ++n)
      widths[n] = std::max(widths[n], width(row[n]));
  constexpr size_t firstNumber = 5;
  std::string text;
  for (const auto &row : rows) {
    std::string line;
    for (size_t n = 0; n < row.size(); ++n) {
      const std::string space(widths[n] - width(row[n]), ' ');
      line += n ? "  " : "";
      line += n >= firstNumber ? space + row[n] : row[n] + space;
    }
    text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return text;
}

//===----------------------------------------------------------------------===//
// Progress
//===----------------------------------------------------------------------===//

Progress::Progress()
    : begin(std::chrono::steady_clock::now()), terminal(isatty(2)) {}

void Progress::show(const std::string &text) {
  using namespace std::chrono_literals;
  if (!terminal || std::chrono::steady_clock::now() - begin < 1s)
    return;
  // One line: longer ones would scroll.
  std::fprintf(stderr, "\r\033[K%.79s", text.c_str());
  std::fflush(stderr);
  shown = true;
}

void Progress::note(const std::string &text) {
  clear();
  std::fprintf(stderr, "%s\n", text.c_str());
}

void Progress::warn(const std::string &text) {
  note("kop tune: warning: " + text);
}

void Progress::clear() {
  if (shown)
    std::fprintf(stderr, "\r\033[K");
  shown = false;
}
