//===- TestFiles.h - Helpers of the tests of syntax -------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_TESTS_SYNTAX_TESTFILES_H
#define KOP_TESTS_SYNTAX_TESTFILES_H

#include "compiler/syntax/Parser.h"

#include <sstream>

namespace kop::syntax::testing {

/// A parsed text with all that was reported.
struct Parsed {
  SourceManager sources;
  DiagnosticEngine diagnostics;
  std::unique_ptr<ast::File> file;
  ast::ExprPtr expr;

  std::string errors() const {
    std::ostringstream out;
    renderText(diagnostics, sources, out);
    return out.str();
  }
};

inline std::unique_ptr<Parsed> parseText(std::string text) {
  auto result = std::make_unique<Parsed>();
  FileId id = result->sources.add("t.kop", std::move(text));
  result->file = parse(id, result->sources, result->diagnostics);
  return result;
}

inline std::unique_ptr<Parsed> parseExprText(std::string text) {
  auto result = std::make_unique<Parsed>();
  FileId id = result->sources.add("e", std::move(text));
  result->expr = parseExpression(id, result->sources, result->diagnostics);
  return result;
}

/// The tree with every operation in parentheses: "(+ a (* b c))".
std::string form(const ast::Expr &expr);

/// The language on one page: every declaration and form at least once.
extern const char *const page;

} // namespace kop::syntax::testing

#endif // KOP_TESTS_SYNTAX_TESTFILES_H
