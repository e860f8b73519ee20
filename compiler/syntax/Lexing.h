//===- Lexing.h - From text to tokens ---------------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_SYNTAX_LEXING_H
#define KOP_SYNTAX_LEXING_H

#include "compiler/syntax/Diagnostics.h"

#include <vector>

namespace kop::syntax {

/// A token; `type` is one of the constants of the generated lexer.
struct Token {
  size_t type = 0;
  uint32_t begin = 0, end = 0;
};

/// The tokens that the grammar sees, and the documentation comments.
struct TokenList {
  FileId file = noFile;
  /// Ends with the token of the end of the file.
  std::vector<Token> tokens;
  /// `///` comments in order.
  std::vector<Token> documentation;

  SourceRange range(const Token &token) const {
    return {file, token.begin, token.end};
  }
  /// Position in `tokens` of the first one that begins at `offset` or later.
  size_t find(uint32_t offset) const;
};

/// Splits a file into tokens and reports what is none. Returns false when it
/// has reported an error.
bool lex(FileId file, const SourceManager &sources,
         DiagnosticEngine &diagnostics, TokenList &result);

/// A bracket or a depth that is wrong, and the token where it shows.
struct NestingError {
  size_t token = 0;
  Diagnostic diagnostic;
};

/// Checks that brackets match and that neither they nor chains of prefix
/// operators are deeper than `ast::maxDepth`, so that the parser may recurse
/// over the tokens before the one of the error.
std::optional<NestingError> checkNesting(const TokenList &list,
                                         const SourceManager &sources);

} // namespace kop::syntax

#endif // KOP_SYNTAX_LEXING_H
