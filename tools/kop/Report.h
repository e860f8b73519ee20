//===- Report.h - What a search found ---------------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_TOOLS_KOP_REPORT_H
#define KOP_TOOLS_KOP_REPORT_H

#include "tools/kop/Arguments.h"
#include "tools/kop/Shape.h"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace kop::tool {

/// The tile of a pass on an instruction set.
struct PassResult {
  std::string kernel, pass, set;
  int step = 0;
  Sizes sizes;
  Shape standard;            ///< kopc's own choice
  std::optional<Shape> best; ///< a faster one
  double standardTime = 0;   ///< seconds per pair
  double bestTime = 0;
};

/// The lines of a tuning file for kopc, under a head of comments.
std::string tuningFile(const std::vector<PassResult> &results,
                       const std::vector<std::string> &sources);

/// A table of all passes.
std::string table(const std::vector<PassResult> &results);

/// Messages on standard error; what goes on only after a second and on a
/// terminal, in one line that is gone at the end.
class Progress {
public:
  Progress();
  ~Progress() { clear(); }
  Progress(const Progress &) = delete;
  Progress &operator=(const Progress &) = delete;

  void show(const std::string &text);
  void note(const std::string &text);
  void warn(const std::string &text);
  void clear();

private:
  std::chrono::steady_clock::time_point begin;
  bool terminal, shown = false;
};

} // namespace kop::tool

#endif // KOP_TOOLS_KOP_REPORT_H
