//===- Nesting.cpp - Brackets and depth -----------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One walk over the tokens before the parser sees them. The generated parser
// recurses at brackets, prefix operators and `^`; these are counted here, a
// little generously, so that its stack is bounded for any input.
//
//===----------------------------------------------------------------------===//

#include "compiler/syntax/AST.h"
#include "compiler/syntax/Lexing.h"

#include "KopLexer.h"

#include <algorithm>

using namespace kop::syntax;
using kop::syntax::grammar::KopLexer;

namespace {

char closingOf(size_t type) {
  switch (type) {
  case KopLexer::LPAREN:
    return ')';
  case KopLexer::LBRACKET:
    return ']';
  case KopLexer::LBRACE:
    return '}';
  default:
    return 0;
  }
}

char openingFor(size_t type) {
  switch (type) {
  case KopLexer::RPAREN:
    return '(';
  case KopLexer::RBRACKET:
    return '[';
  case KopLexer::RBRACE:
    return '{';
  default:
    return 0;
  }
}

bool isReductionWord(size_t type) {
  return type >= KopLexer::SUM && type <= KopLexer::COLLECT;
}

/// An open bracket, and the operators that wait for their operands in it.
struct Level {
  size_t token = 0;        ///< Position of the bracket in the list.
  unsigned tight = 0;      ///< Chain of `-`, `!` and `^`.
  unsigned reductions = 0; ///< Prefix reductions of the same term.
  bool isReductionHead = false;
};

class Nesting {
public:
  Nesting(const TokenList &list, const SourceManager &sources,
          DiagnosticEngine &diagnostics)
      : list(list), sources(sources), diagnostics(diagnostics) {}

  bool run();

private:
  const TokenList &list;
  const SourceManager &sources;
  DiagnosticEngine &diagnostics;
  std::vector<Level> levels{1};
  /// Brackets in `levels` that the parser recurses at: not braces.
  unsigned brackets = 0;
  /// Length of all chains in `levels`.
  unsigned chains = 0;
  /// Position of the last `]` that closed the head of a prefix reduction.
  size_t headEnd = 0;

  const Token &at(size_t position) const { return list.tokens[position]; }
  std::string spelling(size_t position) const {
    return std::string(sources.text(list.range(at(position))));
  }
  bool endsOperand(size_t position) const;
  void countOperator(size_t position);
  void resetTight();
  void resetTerm();
  bool close(size_t position);
  void unclosed(size_t position);
  bool isBalancedUpTo(size_t open, size_t position) const;
};

/// Whether an operand ends before this token, so that `-` is binary.
bool Nesting::endsOperand(size_t position) const {
  if (position == 0 || position - 1 == headEnd)
    return false;
  size_t type = at(position - 1).type;
  switch (type) {
  case KopLexer::ID:
  case KopLexer::IN:
  case KopLexer::GIVEN:
  case KopLexer::AS:
  case KopLexer::ACCUMULATE:
  case KopLexer::INDEX:
  case KopLexer::NUMBER:
  case KopLexer::STRING:
  case KopLexer::RPAREN:
  case KopLexer::RBRACKET:
    return true;
  default:
    return false;
  }
}

void Nesting::resetTight() {
  chains -= levels.back().tight;
  levels.back().tight = 0;
}

void Nesting::resetTerm() {
  resetTight();
  chains -= levels.back().reductions;
  levels.back().reductions = 0;
}

void Nesting::countOperator(size_t position) {
  Level &level = levels.back();
  switch (at(position).type) {
  case KopLexer::CARET:
  case KopLexer::NOT:
    ++level.tight;
    ++chains;
    return;
  case KopLexer::MINUS:
    if (endsOperand(position))
      return resetTerm();
    ++level.tight;
    ++chains;
    return;
  case KopLexer::AT:
  case KopLexer::STAR:
  case KopLexer::SLASH:
  case KopLexer::PERCENT:
    return resetTight();
  case KopLexer::PLUS:
  case KopLexer::EQ:
  case KopLexer::NE:
  case KopLexer::LT:
  case KopLexer::LE:
  case KopLexer::GT:
  case KopLexer::GE:
  case KopLexer::AND:
  case KopLexer::OR:
  case KopLexer::COMMA:
  case KopLexer::SEMI:
  case KopLexer::COLON:
  case KopLexer::ASSIGN:
    return resetTerm();
  default:
    return;
  }
}

/// Reports the innermost open bracket; `position` is the token where it should
/// have been closed.
void Nesting::unclosed(size_t position) {
  size_t open = levels.back().token;
  char closing = closingOf(at(open).type);
  // A statement that ends with its line is a better guess for the place.
  size_t place = position;
  for (size_t i = open + 1; i < position; ++i) {
    if (at(i).type != KopLexer::SEMI)
      continue;
    uint32_t next = at(i + 1).begin;
    if (sources.position(list.file, at(i).begin).line !=
            sources.position(list.file, next).line &&
        isBalancedUpTo(open + 1, i)) {
      place = i;
      break;
    }
  }
  std::string found = at(place).type == antlr4::Token::EOF
                          ? "the end of the file"
                          : "`" + spelling(place) + "`";
  Diagnostic &diagnostic = diagnostics.error(
      Code::UnclosedBracket, list.range(at(place)),
      std::string("expected `") + closing + "` before " + found);
  diagnostic.note(list.range(at(open)),
                  "`" + spelling(open) + "` is opened here");
  uint32_t behind = at(place - 1).end;
  diagnostic.fixIt({list.file, behind, behind}, std::string(1, closing));
}

bool Nesting::isBalancedUpTo(size_t open, size_t position) const {
  int depth = 0;
  for (size_t i = open; i < position; ++i) {
    if (closingOf(at(i).type))
      ++depth;
    else if (openingFor(at(i).type))
      --depth;
  }
  return depth == 0;
}

/// Handles a closing bracket; false after an error.
bool Nesting::close(size_t position) {
  char opening = openingFor(at(position).type);
  bool isOpen = levels.size() > 1;
  if (isOpen &&
      sources.text(list.range(at(levels.back().token)))[0] == opening) {
    resetTerm();
    bool isHead = levels.back().isReductionHead;
    levels.pop_back();
    brackets -= opening != '{';
    if (isHead) {
      ++levels.back().reductions;
      ++chains;
      headEnd = position;
    }
    return true;
  }
  bool opensFurtherOut =
      std::any_of(levels.begin() + 1, levels.end(), [&](const Level &level) {
        return sources.text(list.range(at(level.token)))[0] == opening;
      });
  if (isOpen && opensFurtherOut) {
    unclosed(position);
    return false;
  }
  Diagnostic &diagnostic =
      diagnostics.error(Code::UnmatchedBracket, list.range(at(position)),
                        "`" + spelling(position) + "` closes nothing");
  if (isOpen) {
    char closing = closingOf(at(levels.back().token).type);
    diagnostic.message = std::string("expected `") + closing + "`, found `" +
                         spelling(position) + "`";
    diagnostic.note(list.range(at(levels.back().token)),
                    "`" + spelling(levels.back().token) + "` is opened here");
    diagnostic.fixIt(list.range(at(position)), std::string(1, closing));
  } else {
    diagnostic.fixIt(list.range(at(position)), "");
  }
  return false;
}

bool Nesting::run() {
  for (size_t i = 0; i + 1 < list.tokens.size(); ++i) {
    if (closingOf(at(i).type)) {
      Level level;
      level.token = i;
      level.isReductionHead = at(i).type == KopLexer::LBRACKET && i > 0 &&
                              isReductionWord(at(i - 1).type);
      levels.push_back(level);
      brackets += at(i).type != KopLexer::LBRACE;
    } else if (openingFor(at(i).type)) {
      if (!close(i))
        return false;
    } else {
      countOperator(i);
    }
    if (brackets + chains > ast::maxDepth) {
      diagnostics.error(Code::NestingTooDeep, list.range(at(i)),
                        "expected at most " + std::to_string(ast::maxDepth) +
                            " levels of brackets and prefix operators, found "
                            "more; name a part with `let`");
      return false;
    }
  }
  if (levels.size() > 1) {
    unclosed(list.tokens.size() - 1);
    return false;
  }
  return true;
}

} // namespace

bool kop::syntax::checkNesting(const TokenList &list,
                               const SourceManager &sources,
                               DiagnosticEngine &diagnostics) {
  return Nesting(list, sources, diagnostics).run();
}
