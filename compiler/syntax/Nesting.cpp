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

/// Words that never stand inside brackets of any kind.
bool isTopLevelWord(size_t type) {
  return type == KopLexer::MODULE || type == KopLexer::IMPORT ||
         type == KopLexer::FORMULA || type == KopLexer::EXPORT;
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
  Nesting(const TokenList &list, const SourceManager &sources)
      : list(list), sources(sources) {}

  std::optional<NestingError> run();

private:
  const TokenList &list;
  const SourceManager &sources;
  std::optional<NestingError> failure;
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
  bool isInsideParentheses() const {
    return levels.size() > 1 &&
           at(levels.back().token).type != KopLexer::LBRACE;
  }
  Diagnostic &fail(Code code, size_t position, std::string message);
  size_t placeToClose(size_t position) const;
  void unclosed(size_t position);
  void open(size_t position);
  void close(size_t position);
  void step(size_t position);
  bool endsStatement(size_t position) const;
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

Diagnostic &Nesting::fail(Code code, size_t position, std::string message) {
  failure.emplace();
  failure->token = position;
  failure->diagnostic.code = code;
  bool isEnd = at(position).type == antlr4::Token::EOF && position > 0;
  failure->diagnostic.range =
      isEnd ? list.range(at(position - 1)).behind() : list.range(at(position));
  failure->diagnostic.message = std::move(message);
  return failure->diagnostic;
}

/// The token before which the innermost open bracket should have been closed,
/// when `position` shows that it was not.
size_t Nesting::placeToClose(size_t position) const {
  size_t open = levels.back().token;
  bool isBody = at(open).type == KopLexer::LBRACE;
  int depth = 0;
  for (size_t i = open + 1; i < position; ++i) {
    if (isBody && isTopLevelWord(at(i).type))
      return i;
    if (closingOf(at(i).type))
      ++depth;
    else if (openingFor(at(i).type))
      --depth;
    // The end of a statement is a better guess than that of the block.
    if (!isBody && depth == 0 && endsStatement(i))
      return i;
  }
  return position;
}

/// Whether this is a `;` that does not stand inside parentheses, to judge by
/// what follows.
bool Nesting::endsStatement(size_t position) const {
  if (at(position).type != KopLexer::SEMI)
    return false;
  const Token &next = at(position + 1);
  return next.type == KopLexer::LET || next.type == KopLexer::RBRACE ||
         sources.lineNumber(list.file, at(position).begin) !=
             sources.lineNumber(list.file, next.begin);
}

/// Reports the innermost open bracket.
void Nesting::unclosed(size_t position) {
  size_t open = levels.back().token;
  std::string closing(1, closingOf(at(open).type));
  size_t place = placeToClose(position);
  std::string found = at(place).type == antlr4::Token::EOF
                          ? "the end of the text"
                          : "`" + spelling(place) + "`";
  uint32_t behind = at(place - 1).end;
  fail(Code::UnclosedBracket, place,
       "expected `" + closing + "` before " + found)
      .note(list.range(at(open)), "`" + spelling(open) + "` is opened here")
      .fixIt({list.file, behind, behind}, closing);
}

void Nesting::open(size_t position) {
  // No braces stand inside other brackets.
  bool isBrace = at(position).type == KopLexer::LBRACE;
  if (isBrace && isInsideParentheses())
    return unclosed(position);
  Level level;
  level.token = position;
  level.isReductionHead = at(position).type == KopLexer::LBRACKET &&
                          position > 0 &&
                          isReductionWord(at(position - 1).type);
  levels.push_back(level);
  brackets += !isBrace;
}

void Nesting::close(size_t position) {
  char opening = openingFor(at(position).type);
  auto opensLevel = [&](const Level &level) {
    return sources.text(list.range(at(level.token)))[0] == opening;
  };
  if (levels.size() > 1 && opensLevel(levels.back())) {
    resetTerm();
    brackets -= opening != '{';
    bool isHead = levels.back().isReductionHead;
    levels.pop_back();
    if (!isHead)
      return;
    ++levels.back().reductions;
    ++chains;
    headEnd = position;
    return;
  }
  if (!isInsideParentheses()) {
    fail(Code::UnmatchedBracket, position,
         "`" + spelling(position) + "` closes nothing")
        .fixIt(list.range(at(position)), "");
    return;
  }
  if (std::any_of(levels.begin() + 1, levels.end(), opensLevel))
    return unclosed(position);
  size_t open = levels.back().token;
  std::string closing(1, closingOf(at(open).type));
  fail(Code::UnmatchedBracket, position,
       "expected `" + closing + "`, found `" + spelling(position) + "`")
      .note(list.range(at(open)), "`" + spelling(open) + "` is opened here")
      .fixIt(list.range(at(position)), closing);
}

void Nesting::step(size_t position) {
  size_t type = at(position).type;
  if (closingOf(type))
    return open(position);
  if (openingFor(type))
    return close(position);
  bool opensStatement = type == KopLexer::LET || isTopLevelWord(type);
  if (opensStatement && isInsideParentheses())
    return unclosed(position);
  countOperator(position);
}

std::optional<NestingError> Nesting::run() {
  size_t end = list.tokens.size() - 1;
  for (size_t i = 0; i < end && !failure; ++i) {
    step(i);
    if (!failure && brackets + chains > ast::maxDepth)
      fail(Code::NestingTooDeep, i,
           "expected at most " + std::to_string(ast::maxDepth) +
               " levels of brackets and prefix operators, found more; name a "
               "part with `let`");
  }
  if (!failure && levels.size() > 1)
    unclosed(end);
  return std::move(failure);
}

} // namespace

std::optional<NestingError>
kop::syntax::checkNesting(const TokenList &list, const SourceManager &sources) {
  return Nesting(list, sources).run();
}
