//===- ParseTree.h - Running the generated parser ---------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_SYNTAX_PARSETREE_H
#define KOP_SYNTAX_PARSETREE_H

#include "compiler/syntax/Lexing.h"

#include "KopParser.h"

#include <memory>
#include <set>

namespace kop::syntax {

/// Rules of the grammar at which a parse may start.
enum class StartRule { File, Declaration, Statements, Export, Expression };

/// The first token that cannot continue the text before it.
struct ParseFailure {
  size_t token = 0; ///< Position in the list.
};

/// One run of the generated parser over `[begin, end)` of a token list. Owns
/// the contexts.
class ParseTree {
public:
  ParseTree(const TokenList &list, size_t begin, size_t end);
  ~ParseTree();
  ParseTree(ParseTree &&) noexcept;

  /// The context of the rule, or null with `failure` set.
  antlr4::ParserRuleContext *run(StartRule rule, ParseFailure &failure);

private:
  struct State;
  std::unique_ptr<State> state;
  const TokenList &list;
  size_t begin;

  antlr4::ParserRuleContext *attempt(StartRule rule, bool fast,
                                     ParseFailure &failure);
};

/// The types of tokens that may stand at `position` behind the tokens
/// `[begin, position)`; empty when these are too many to try.
std::set<size_t> expectedAt(const TokenList &list, StartRule rule, size_t begin,
                            size_t position);

} // namespace kop::syntax

#endif // KOP_SYNTAX_PARSETREE_H
