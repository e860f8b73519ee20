//===- Parser.h - From text to syntax tree ----------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_SYNTAX_PARSER_H
#define KOP_SYNTAX_PARSER_H

#include "compiler/syntax/AST.h"
#include "compiler/syntax/Diagnostics.h"

#include <memory>
#include <ostream>

namespace kop::syntax {

/// Parses a whole file. Null when the text has syntax errors; then at least
/// one error was reported. Any bytes are accepted as input.
std::unique_ptr<ast::File> parse(FileId file, const SourceManager &sources,
                                 DiagnosticEngine &diagnostics);

/// Parses what stands between `export` and `;`, the argument of `--export`:
/// `gaussian(D = 5): f32`.
std::unique_ptr<ast::ExportDecl> parseExport(FileId file,
                                             const SourceManager &sources,
                                             DiagnosticEngine &diagnostics);

/// Parses one expression, the value of `-D NAME=VALUE`.
ast::ExprPtr parseExpression(FileId file, const SourceManager &sources,
                             DiagnosticEngine &diagnostics);

/// Prints a tree, one node a line, indented by depth (`--emit=ast`). Given the
/// sources, every node is followed by its range, `<line:column-line:column>`.
void printAst(const ast::File &file, std::ostream &out,
              const SourceManager *sources = nullptr);

} // namespace kop::syntax

#endif // KOP_SYNTAX_PARSER_H
