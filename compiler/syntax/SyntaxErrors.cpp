//===- SyntaxErrors.cpp - Wording of syntax errors ------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// An error is known by the token that does not fit, the one before it, and the
// set of tokens that would fit. Frequent mistakes have messages of their own,
// tried in order; the rest is "expected …, found …".
//
//===----------------------------------------------------------------------===//

#include "compiler/syntax/SyntaxErrors.h"

#include "compiler/syntax/AST.h"

#include "KopLexer.h"

#include <algorithm>

using namespace kop::syntax;
using kop::syntax::grammar::KopLexer;

bool kop::syntax::isDeclarationWord(size_t type) {
  return type >= KopLexer::MODULE && type <= KopLexer::EXPORT &&
         type != KopLexer::LET;
}

int kop::syntax::bracketStep(size_t type) {
  switch (type) {
  case KopLexer::LPAREN:
  case KopLexer::LBRACKET:
  case KopLexer::LBRACE:
    return 1;
  case KopLexer::RPAREN:
  case KopLexer::RBRACKET:
  case KopLexer::RBRACE:
    return -1;
  default:
    return 0;
  }
}

static bool isReductionWord(size_t type) {
  return type >= KopLexer::SUM && type <= KopLexer::ALL;
}
static bool isReserved(size_t type) {
  return type >= KopLexer::MODULE && type <= KopLexer::ALL;
}
static bool isNameToken(size_t type) {
  return type == KopLexer::ID ||
         (type >= KopLexer::IN && type <= KopLexer::INDEX);
}
/// Operators that stand between operands.
static bool isBinaryOperator(size_t type) {
  return type >= KopLexer::CARET && type <= KopLexer::OR &&
         type != KopLexer::NOT;
}

namespace {

class SyntaxError {
public:
  SyntaxError(const TokenList &list, const SourceManager &sources,
              DiagnosticEngine &diagnostics, StartRule rule, size_t begin,
              size_t position)
      : list(list), sources(sources), diagnostics(diagnostics), rule(rule),
        position(position), hasPrevious(position > 0),
        found(list.tokens[position]),
        previous(hasPrevious ? list.tokens[position - 1] : Token{}),
        expected(expectedAt(list, rule, begin, position)) {
    for (size_t i = begin; i < position; ++i)
      depth += bracketStep(list.tokens[i].type);
  }

  Code report();

private:
  const TokenList &list;
  const SourceManager &sources;
  DiagnosticEngine &diagnostics;
  StartRule rule;
  size_t position;
  bool hasPrevious;
  Token found, previous;
  std::set<size_t> expected;
  int depth = 0; ///< Open brackets before the token.
  Code code{};

  bool expects(size_t type) const { return expected.count(type) != 0; }
  bool expectsExpression() const { return expects(KopLexer::NUMBER); }
  bool expectsOperator() const { return expects(KopLexer::PLUS); }
  SourceRange at() const { return list.range(found); }
  SourceRange behindPrevious() const { return list.range(previous).behind(); }
  bool isOnLaterLine() const;
  std::string quote(const Token &token) const;
  std::string describeFound() const;
  std::string describeExpected() const;
  Diagnostic &error(Code which, SourceRange range, std::string message) {
    code = which;
    return diagnostics.error(which, range, std::move(message));
  }

  // Each reports its mistake and returns true, or returns false.
  bool outsideDeclarations();
  bool declarationInBody();
  bool reservedWord();
  bool reductionWithoutBrackets();
  bool reductionWithoutParentheses();
  bool confusedEquals();
  bool letWithIndices();
  bool valueOfFunction();
  bool missingSemicolon();
  bool trailingComma();
  size_t openingBracket() const;
  bool misspeltReduction();
  bool missingOperator();
  bool typeWithoutColon();
  bool reductionOverExpression();
  void general();
};

bool SyntaxError::isOnLaterLine() const {
  return hasPrevious && sources.position(list.file, previous.end).line <
                            sources.position(list.file, found.begin).line;
}

std::string SyntaxError::quote(const Token &token) const {
  constexpr size_t longest = 40;
  std::string_view text = sources.text(list.range(token));
  if (text.size() <= longest)
    return "`" + std::string(text) + "`";
  return "`" + std::string(text.substr(0, longest)) + "…`";
}

std::string SyntaxError::describeFound() const {
  if (found.type == antlr4::Token::EOF)
    return rule == StartRule::Export || rule == StartRule::Expression
               ? "the end of the text"
               : "the end of the file";
  return (isReserved(found.type) ? "the reserved word " : "") + quote(found);
}

/// Joins to "a, b or c".
static std::string alternatives(const std::vector<std::string> &parts) {
  std::string result;
  for (size_t i = 0; i < parts.size(); ++i) {
    if (i != 0)
      result += i + 1 == parts.size() ? " or " : ", ";
    result += parts[i];
  }
  return result;
}

std::string SyntaxError::describeExpected() const {
  static const auto &vocabulary = grammar::KopParser(nullptr).getVocabulary();
  std::vector<std::string> parts;
  bool expression = expectsExpression(), names = expects(KopLexer::ID);
  if (expects(KopLexer::MODULE))
    parts.push_back("a declaration (formula, fn, const, import, export)");
  else if (expects(KopLexer::LET))
    parts.push_back("`let`");
  if (expression)
    parts.push_back("an expression");
  else if (names)
    parts.push_back(expects(KopLexer::LET) ? "an output `a[i] = …`" : "a name");
  for (size_t type : expected) {
    bool startsExpression = type == KopLexer::LPAREN ||
                            type == KopLexer::LBRACKET ||
                            type == KopLexer::MINUS || type == KopLexer::NOT ||
                            type == KopLexer::NUMBER ||
                            type == KopLexer::STRING || isReductionWord(type);
    bool continuesOperand = type == KopLexer::LPAREN ||
                            type == KopLexer::LBRACKET ||
                            type == KopLexer::DOT || isBinaryOperator(type);
    bool isContextual = type >= KopLexer::IN && type <= KopLexer::INDEX;
    if (isDeclarationWord(type) && expects(KopLexer::MODULE))
      continue;
    // A longer name is rarely what is missing.
    if (type == KopLexer::DOT && expected.size() > 1)
      continue;
    if (type == KopLexer::LET || type == KopLexer::ID ||
        (isContextual && names) || (expression && startsExpression) ||
        (expectsOperator() && continuesOperand))
      continue;
    std::string spelled = vocabulary.getLiteralName(type);
    if (spelled.size() >= 2)
      parts.push_back("`" + spelled.substr(1, spelled.size() - 2) + "`");
  }
  if (expectsOperator())
    parts.push_back("an operator");
  return alternatives(parts);
}

/// Something that belongs to no declaration.
bool SyntaxError::outsideDeclarations() {
  bool isFile = rule == StartRule::Declaration || rule == StartRule::File;
  bool isOutside = depth == 0 && isFile &&
                   (!hasPrevious || previous.type == KopLexer::SEMI ||
                    previous.type == KopLexer::RBRACE || expected.empty() ||
                    expects(KopLexer::MODULE));
  if (!isOutside || isDeclarationWord(found.type))
    return false;
  if (found.type == KopLexer::LET) {
    error(Code::MisplacedDeclaration, at(),
          "`let` stands inside a formula or fn; outside, exact values are "
          "named by `const`")
        .fixIt(at(), "const");
    return true;
  }
  if (found.type == KopLexer::SEMI) {
    error(Code::UnexpectedToken, at(),
          "expected a declaration, found `;`; a body in braces needs none")
        .fixIt(at(), "");
    return true;
  }
  Diagnostic &diagnostic =
      error(Code::UnexpectedToken, at(),
            "expected a declaration (formula, fn, const, import, export), "
            "found " +
                describeFound());
  if (found.type != KopLexer::ID)
    return true;
  auto meant = didYouMean(sources.text(at()), {"module", "import", "formula",
                                               "fn", "const", "export"});
  if (meant) {
    diagnostic.message += "; did you mean `" + *meant + "`?";
    diagnostic.fixIt(at(), *meant);
  }
  return true;
}

bool SyntaxError::declarationInBody() {
  if (depth == 0 || !isDeclarationWord(found.type) || !expects(KopLexer::LET))
    return false;
  Diagnostic &diagnostic =
      error(Code::MisplacedDeclaration, at(),
            quote(found) + " stands outside formulas; expected " +
                describeExpected());
  if (found.type == KopLexer::CONST)
    diagnostic.fixIt(at(), "let");
  return true;
}

bool SyntaxError::reservedWord() {
  if (!isReserved(found.type) || !expects(KopLexer::ID) || expectsExpression())
    return false;
  if (missingSemicolon())
    return true;
  error(Code::ReservedWord, at(),
        "expected a name, found the reserved word " + quote(found));
  return true;
}

/// `max + 1`: a word that cannot stand alone.
bool SyntaxError::reductionWithoutBrackets() {
  if (!hasPrevious || !isReductionWord(previous.type) ||
      !expects(KopLexer::LBRACKET))
    return false;
  std::string word(sources.text(list.range(previous)));
  error(Code::ReservedWord, list.range(previous),
        "expected `" + word + "[j]` or `" + word + "(…)`, found " +
            describeFound() + " behind the reserved word `" + word + "`");
  return true;
}

bool SyntaxError::reductionWithoutParentheses() {
  if (!hasPrevious || previous.type != KopLexer::RBRACKET ||
      expected.size() != 1 || !expects(KopLexer::LPAREN))
    return false;
  size_t open = position - 1;
  for (int level = 1; level > 0 && open > 0;)
    level -= bracketStep(list.tokens[--open].type);
  if (open == 0 || !isReductionWord(list.tokens[open - 1].type))
    return false;
  SourceRange word = list.range(list.tokens[open - 1]);
  error(Code::ReductionOperand, at(),
        "`" + std::string(sources.text(word)) +
            "[…]` takes its operands in parentheses; expected `(`, found " +
            describeFound())
      .highlight(word);
  return true;
}

bool SyntaxError::confusedEquals() {
  if (found.type == KopLexer::ASSIGN && expectsOperator()) {
    error(Code::AssignmentInExpression, at(),
          "values are compared with `==`, found `=`")
        .fixIt(at(), "==");
    return true;
  }
  if (found.type == KopLexer::EQ && expects(KopLexer::ASSIGN)) {
    error(Code::ComparisonAsAssignment, at(), "expected `=`, found `==`")
        .fixIt(at(), "=");
    return true;
  }
  return false;
}

bool SyntaxError::letWithIndices() {
  if (found.type != KopLexer::LBRACKET || position < 2 ||
      list.tokens[position - 2].type != KopLexer::LET)
    return false;
  size_t close = position;
  int level = 0;
  do
    level += bracketStep(list.tokens[close].type);
  while (level > 0 && ++close + 1 < list.tokens.size());
  SourceRange brackets = at().join(list.range(list.tokens[close]));
  error(Code::UnexpectedToken, brackets,
        "a `let` is written without indices: it depends on what its value "
        "depends on; expected `=`, found `[`")
      .fixIt(brackets, "");
  return true;
}

/// `fn f(u) { u; }`
bool SyntaxError::valueOfFunction() {
  if (found.type != KopLexer::SEMI || !expectsOperator() ||
      !expects(KopLexer::RBRACE))
    return false;
  error(Code::UnexpectedToken, at(),
        "expected `}`, found `;`: the value of a `fn` in braces has none")
      .fixIt(at(), "");
  return true;
}

bool SyntaxError::missingSemicolon() {
  if (!expects(KopLexer::SEMI) || !hasPrevious || !expectsOperator() ||
      !(isOnLaterLine() || found.type == KopLexer::RBRACE ||
        found.type == KopLexer::LET || isDeclarationWord(found.type) ||
        found.type == antlr4::Token::EOF)) {
    // `import std.metrics` and exports end without an operand.
    bool endsName = hasPrevious && isNameToken(previous.type) &&
                    expects(KopLexer::SEMI) && depth == 0 &&
                    (isOnLaterLine() || isDeclarationWord(found.type) ||
                     found.type == antlr4::Token::EOF);
    bool endsCall = hasPrevious && previous.type == KopLexer::RPAREN &&
                    expects(KopLexer::SEMI) && depth == 0 &&
                    (isDeclarationWord(found.type) ||
                     found.type == antlr4::Token::EOF || isOnLaterLine());
    if (!endsName && !endsCall)
      return false;
  }
  SourceRange place = list.range(previous);
  error(Code::MissingSemicolon, behindPrevious(),
        "expected `;` behind " + quote(previous) + ", found " + describeFound())
      .fixIt(place.behind(), ";");
  return true;
}

bool SyntaxError::trailingComma() {
  bool ends = bracketStep(found.type) < 0 || found.type == KopLexer::SEMI;
  if (!hasPrevious || previous.type != KopLexer::COMMA || !ends)
    return false;
  std::string wanted = describeExpected();
  error(Code::UnexpectedToken, at(),
        "expected " + (wanted.empty() ? "more" : wanted) +
            " behind `,`, found " + describeFound())
      .fixIt(list.range(previous), "");
  return true;
}

/// The bracket `[` that holds token `position`, or that the `]` in front of it
/// closes; 0 for none.
size_t SyntaxError::openingBracket() const {
  int open = previous.type == KopLexer::RBRACKET ? -1 : 0;
  size_t i = open ? position - 1 : position;
  while (i-- > 0) {
    open += bracketStep(list.tokens[i].type);
    if (open > (previous.type == KopLexer::RBRACKET ? -1 : 0))
      return list.tokens[i].type == KopLexer::LBRACKET ? i : 0;
  }
  return 0;
}

/// `sun[j] e`, `logsumexo[j](s)`, `kmn[j; K] e`, `men[j in near[i]] e`
bool SyntaxError::misspeltReduction() {
  const bool isHead =
      found.type == KopLexer::SEMI || found.type == KopLexer::IN;
  const bool isTerm = hasPrevious && previous.type == KopLexer::RBRACKET &&
                      expectsOperator() && !isOnLaterLine();
  const size_t bracket = isHead || isTerm ? openingBracket() : 0;
  if (bracket == 0 || list.tokens[bracket - 1].type != KopLexer::ID)
    return false;
  std::vector<std::string> reductions;
  for (int op = 0; op <= int(ast::ReduceOp::All); ++op)
    reductions.push_back(ast::spelling(ast::ReduceOp(op)));
  const SourceRange name = list.range(list.tokens[bracket - 1]);
  const std::string text(sources.text(name));
  auto isDeclared = [&](const Token &token) {
    return token.end <= name.begin && sources.text(list.range(token)) == text;
  };
  auto meant = didYouMean(text, reductions);
  if (!meant || std::any_of(list.tokens.begin(), list.tokens.end(), isDeclared))
    return false;
  error(Code::UnexpectedToken, name,
        "`" + text + "` is no reduction; did you mean `" + *meant + "`?")
      .fixIt(name, *meant);
  return true;
}

bool SyntaxError::missingOperator() {
  bool startsOperand =
      isNameToken(found.type) || found.type == KopLexer::NUMBER ||
      found.type == KopLexer::LPAREN || found.type == KopLexer::STRING ||
      isReductionWord(found.type);
  if (!startsOperand || !expectsOperator() || !hasPrevious || isOnLaterLine())
    return false;
  Diagnostic &diagnostic = error(Code::UnexpectedToken, at(),
                                 "expected an operator between " +
                                     quote(previous) + " and " + quote(found));
  if (found.type != KopLexer::STRING) {
    diagnostic.message += "; a product is written with `*`";
    diagnostic.fixIt({list.file, previous.end, found.begin}, " * ");
  }
  return true;
}

/// `export f(D = 3) f32`
bool SyntaxError::typeWithoutColon() {
  std::string_view word = sources.text(at());
  bool isType =
      word == "f16" || word == "bf16" || word == "f32" || word == "f64";
  if (!isType || !expects(KopLexer::COLON) || !expects(KopLexer::ACCUMULATE))
    return false;
  error(Code::UnexpectedToken, at(),
        "expected `:` before the element type, found " + describeFound())
      .fixIt(behindPrevious(), ":");
  return true;
}

/// `sum[j + 1] e`
bool SyntaxError::reductionOverExpression() {
  bool isHead = expects(KopLexer::IN) && expects(KopLexer::RBRACKET) &&
                expects(KopLexer::COLON);
  bool continues = isBinaryOperator(found.type) ||
                   found.type == KopLexer::DOT || bracketStep(found.type) > 0;
  if (!isHead || !continues)
    return false;
  error(Code::IndexNameExpected, at(),
        "a reduction runs over all rows of an index; expected " +
            describeExpected() + ", found " + describeFound());
  return true;
}

void SyntaxError::general() {
  std::string wanted = describeExpected();
  SourceRange range =
      found.type == antlr4::Token::EOF && hasPrevious ? behindPrevious() : at();
  std::string message;
  if (!wanted.empty())
    message = "expected " + wanted + ", found " + describeFound();
  else if (rule == StartRule::Export || rule == StartRule::Expression)
    message = "expected the end of the text, found " + describeFound();
  else
    message = "unexpected " + describeFound();
  if (found.type == KopLexer::BAR && expectsOperator()) {
    error(Code::UnexpectedToken, range,
          "the logical or is written `||`, found `|`")
        .fixIt(range, "||");
    return;
  }
  error(Code::UnexpectedToken, range, std::move(message));
}

Code SyntaxError::report() {
  bool special = outsideDeclarations() || declarationInBody() ||
                 confusedEquals() || letWithIndices() || reservedWord() ||
                 reductionWithoutBrackets() || reductionWithoutParentheses() ||
                 valueOfFunction() || missingSemicolon() || trailingComma() ||
                 misspeltReduction() || missingOperator() ||
                 typeWithoutColon() || reductionOverExpression();
  if (!special)
    general();
  return code;
}

} // namespace

Code kop::syntax::reportSyntaxError(const TokenList &list,
                                    const SourceManager &sources,
                                    DiagnosticEngine &diagnostics,
                                    StartRule rule, size_t begin,
                                    size_t position) {
  return SyntaxError(list, sources, diagnostics, rule, begin, position)
      .report();
}
