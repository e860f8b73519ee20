//===- Search.h - The fastest tile of every pass ----------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_TOOLS_KOP_SEARCH_H
#define KOP_TOOLS_KOP_SEARCH_H

#include "tools/kop/Arguments.h"
#include "tools/kop/Kopc.h"
#include "tools/kop/Report.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace kop::tool {

/// What is asked of a search.
struct SearchOptions {
  std::string cpu;      ///< names for kopc; empty: all this machine runs
  std::int64_t n = 0;   ///< rows; 0: chosen here
  std::int64_t m = 0;   ///< columns; 0: chosen here
  double seconds = 0.1; ///< to measure a candidate
  bool verbose = false; ///< say the time of every candidate
};

/// Measures the tiles of the formulas of one source.
class Search {
public:
  Search(Kopc &kopc, std::string source, const SearchOptions &options,
         Progress &progress);

  /// Every pass over pairs, on every instruction set.
  std::vector<PassResult> run();

private:
  /// A shape with its code and its time relative to kopc's own.
  struct Candidate {
    Shape shape;
    const kop_formula *code;
    double ratio = 0;
  };
  /// A pass whose tile is looked for.
  struct Pass {
    std::string kernel, set;
    const kop_formula *formula;
    int step;
    const RandomArguments *arguments;
    Sizes sizes;
    Shape standard;
  };

  static void sortByTime(std::vector<Candidate> &candidates);
  std::vector<std::string> chooseSets() const;
  void tuneKernel(const std::string &kernel, const InstructionSet &set,
                  std::vector<PassResult> &results);
  PassResult tunePass(const Pass &pass, int registers);
  void measure(const Pass &pass, std::vector<Candidate> &candidates);
  bool confirm(const Pass &pass, const Candidate &candidate,
               PassResult &result);
  std::vector<Candidate> compileAll(const Pass &pass,
                                    const std::vector<Shape> &shapes);
  const Formulas *compile(const std::string &set, const Shape &shape);

  Kopc &kopc;
  std::string source;
  const SearchOptions &options;
  Progress &progress;
  std::unique_ptr<Formulas> standard;
  /// What was compiled for the present set; null: kopc failed.
  std::map<std::string, std::unique_ptr<Formulas>> compiled;
};

} // namespace kop::tool

#endif // KOP_TOOLS_KOP_SEARCH_H
