//===- kop-sema-test.cpp - Prints typed instances -------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// kop-sema-test [-I dir | -D name=value | --export item]… file
// kop-sema-test --operations: docs/Operations.md
//
// Runs parser and semantic analysis, without MLIR. Prints the instances, or
// the diagnostics, and exits with 1 after errors.
//
//===----------------------------------------------------------------------===//

#include "compiler/sema/Analyse.h"
#include "compiler/sema/Print.h"
#include "compiler/sema/Reference.h"
#include "compiler/syntax/Parser.h"

#include <iostream>

int main(int argc, char **argv) {
  using namespace kop;
  sema::AnalyseOptions options;
  std::string path;
  for (int k = 1; k < argc; ++k) {
    std::string argument = argv[k];
    bool last = k + 1 == argc;
    if (argument == "-I" && !last) {
      options.searchPath.push_back(argv[++k]);
    } else if (argument == "-D" && !last) {
      std::string define = argv[++k];
      size_t equals = define.find('=');
      options.defines.emplace_back(define.substr(0, equals),
                                   define.substr(equals + 1));
    } else if (argument == "--operations") {
      sema::printOperations(std::cout);
      return 0;
    } else if (argument == "--export" && !last) {
      options.exports.push_back(argv[++k]);
    } else {
      path = argument;
    }
  }
  syntax::SourceManager sources;
  syntax::DiagnosticEngine diagnostics;
  std::string why;
  auto file = sources.load(path, why);
  if (!file) {
    std::cerr << path << ": " << why << "\n";
    return 2;
  }
  auto tree = syntax::parse(*file, sources, diagnostics);
  sema::Analysis analysis;
  if (tree)
    analysis = sema::analyse(*tree, sources, diagnostics, options);
  syntax::renderText(diagnostics, sources, std::cerr);
  if (diagnostics.hasErrors())
    return 1;
  for (const sema::Instance &instance : analysis.instances)
    sema::print(instance, std::cout);
  return 0;
}
