//===- kop-syntax-test.cpp - Prints syntax trees and diagnostics ----------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// kop-syntax-test --table
// kop-syntax-test [--json] [--ranges] [--color] [--werror] [--spell]
//                 [--export TEXT | --expr TEXT | file.kop | -]
//
// Prints the tree to standard output and diagnostics to standard error;
// `--table` prints docs/Diagnostics.md.
// Exit: 0 ok, 1 errors in the source, 2 usage.
//
//===----------------------------------------------------------------------===//

#include "compiler/syntax/Parser.h"
#include "tests/syntax/CodeTable.h"

#include <iostream>

using namespace kop::syntax;

namespace {

struct Options {
  bool json = false, ranges = false, color = false, werror = false,
       spell = false;
  std::string mode = "file", input;
};

bool parseOptions(int argc, char **argv, Options &options) {
  for (int i = 1; i < argc; ++i) {
    std::string argument = argv[i];
    if (argument == "--json")
      options.json = true;
    else if (argument == "--ranges")
      options.ranges = true;
    else if (argument == "--color")
      options.color = true;
    else if (argument == "--werror")
      options.werror = true;
    else if (argument == "--spell")
      options.spell = true;
    else if ((argument == "--export" || argument == "--expr") && i + 1 < argc) {
      options.mode = argument;
      options.input = argv[++i];
    } else if (options.input.empty())
      options.input = argument;
    else
      return false;
  }
  return options.mode != "file" || !options.input.empty();
}

/// A file around one expression, so that it can be printed.
std::unique_ptr<ast::File> wrap(ast::ExprPtr value) {
  auto file = std::make_unique<ast::File>();
  auto decl = std::make_unique<ast::ConstDecl>();
  decl->value = std::move(value);
  file->declarations.push_back(std::move(decl));
  return file;
}

bool run(const Options &options, FileId file, SourceManager &sources,
         DiagnosticEngine &diagnostics) {
  std::unique_ptr<ast::File> tree;
  if (options.mode == "--expr") {
    ast::ExprPtr value = parseExpression(file, sources, diagnostics);
    if (value && options.spell)
      std::cout << ast::toString(*value) << '\n';
    else if (value)
      tree = wrap(std::move(value));
  } else if (options.mode == "--export") {
    if (auto decl = parseExport(file, sources, diagnostics)) {
      tree = std::make_unique<ast::File>();
      tree->declarations.push_back(std::move(decl));
    }
  } else {
    tree = parse(file, sources, diagnostics);
  }
  if (tree)
    printAst(*tree, std::cout, options.ranges ? &sources : nullptr);
  return !diagnostics.hasErrors();
}

} // namespace

int main(int argc, char **argv) {
  if (argc == 2 && std::string(argv[1]) == "--table") {
    testing::printCodeTable(std::cout);
    return 0;
  }
  Options options;
  if (!parseOptions(argc, argv, options)) {
    std::cerr << "usage: kop-syntax-test [options] file\n";
    return 2;
  }
  SourceManager sources;
  DiagnosticEngine diagnostics;
  diagnostics.setWarningsAsErrors(options.werror);
  std::optional<FileId> file;
  std::string error;
  if (options.mode == "file")
    file = sources.load(options.input, error);
  else
    file = sources.add("<" + options.mode.substr(2) + ">", options.input);
  if (!file) {
    std::cerr << options.input << ": " << error << '\n';
    return 2;
  }
  bool ok = run(options, *file, sources, diagnostics);
  if (options.json)
    renderJson(diagnostics, sources, std::cerr);
  else
    renderText(diagnostics, sources, std::cerr, {options.color});
  return ok ? 0 : 1;
}
