//===- SyntaxErrors.h - Wording of syntax errors ----------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_SYNTAX_SYNTAXERRORS_H
#define KOP_SYNTAX_SYNTAXERRORS_H

#include "compiler/syntax/ParseTree.h"

namespace kop::syntax {

/// Reports that the token at `position` does not continue the text that began
/// at `begin` with `rule`. Returns the code of the error.
Code reportSyntaxError(const TokenList &list, const SourceManager &sources,
                       DiagnosticEngine &diagnostics, StartRule rule,
                       size_t begin, size_t position);

/// Words that open declarations.
bool isDeclarationWord(size_t type);
/// +1 for an opening bracket, -1 for a closing one, else 0.
int bracketStep(size_t type);

} // namespace kop::syntax

#endif // KOP_SYNTAX_SYNTAXERRORS_H
