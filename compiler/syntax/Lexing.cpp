//===- Lexing.cpp - From text to tokens -----------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/syntax/Lexing.h"

#include "KopLexer.h"

#include <algorithm>
#include <array>
#include <cstdio>

using namespace kop::syntax;
using kop::syntax::grammar::KopLexer;

namespace {

constexpr size_t maxFileSize = size_t(16) << 20;
constexpr unsigned maxErrors = 20;

/// Signs that a formula copied from a document may hold.
struct Replacement {
  std::string_view sign, ascii;
};
constexpr Replacement signs[] = {
    {"−", "-"},      {"–", "-"},      {"—", "-"},      {"×", "*"},
    {"·", "*"},      {"⋅", "*"},      {"∗", "*"},      {"÷", "/"},
    {"≤", "<="},     {"≥", ">="},     {"≠", "!="},     {"∧", "&&"},
    {"∨", "||"},     {"¬", "!"},      {"²", "^2"},     {"³", "^3"},
    {"“", "\""},     {"”", "\""},     {"∞", "inf"},    {"√", "sqrt"},
    {"∑", "sum"},    {"∏", "prod"},   {"π", "pi"},     {"α", "alpha"},
    {"β", "beta"},   {"γ", "gamma"},  {"δ", "delta"},  {"ε", "eps"},
    {"ζ", "zeta"},   {"η", "eta"},    {"θ", "theta"},  {"κ", "kappa"},
    {"λ", "lambda"}, {"μ", "mu"},     {"ν", "nu"},     {"ξ", "xi"},
    {"ρ", "rho"},    {"σ", "sigma"},  {"τ", "tau"},    {"φ", "phi"},
    {"χ", "chi"},    {"ψ", "psi"},    {"ω", "omega"},  {"Σ", "Sigma"},
    {"Δ", "Delta"},  {"Γ", "Gamma"},  {"Λ", "Lambda"}, {"Ω", "Omega"},
    {"\u00A0", " "}, {"\u2009", " "}, {"\u202F", " "}, {"\uFEFF", ""},
    {"\u200B", ""},
};

/// Operators of other languages: the spelling here (empty when there is none)
/// and what to say.
struct Foreign {
  std::string_view text, ascii, message;
};
constexpr Foreign foreignSpellings[] = {
    {"**", "^", "a power is written `^`"},
    {"++", "", "there is no `++`; outputs are assigned once"},
    {"+=", "",
     "there is no `+=`; outputs are assigned once, sums are `sum[j]`"},
    {"-=", "", "there is no `-=`; outputs are assigned once"},
    {"*=", "", "there is no `*=`; outputs are assigned once"},
    {"/=", "", "there is no `/=`; outputs are assigned once"},
    {"^=", "", "there is no `^=`; outputs are assigned once"},
    {":=", "=", "an assignment is written `=`"},
    {"->", "", "`->` has no meaning here"},
    {"=>", ">=", "`=>` has no meaning; greater or equal is written `>=`"},
    {"<>", "!=", "inequality is written `!=`"},
    {"===", "==", "equality is written `==`"},
    {"!==", "!=", "inequality is written `!=`"},
    {".*", "*", "element-wise product is written `*`"},
    {"./", "/", "element-wise division is written `/`"},
    {".^", "^", "element-wise power is written `^`"},
    {"&", "&&", "the logical and is written `&&`"},
    {"~", "!", "the logical not is written `!`"},
    {"?", "", "there is no `?`; a choice is written `select(c, a, b)`"},
    {"'", "", "strings stand between `\"`; a transpose is `transpose(A)`"},
    {"#", "//", "a comment begins with `//`"},
};

/// Number of bytes of the well-formed UTF-8 sequence at the front, or 0.
size_t utf8Length(std::string_view text) {
  auto byte = [&](size_t i) -> unsigned {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
  };
  unsigned first = byte(0);
  if (first < 0x80)
    return 1;
  size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4)
    return 0;
  for (size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xC0) != 0x80)
      return 0;
  bool overlong =
      (first == 0xE0 && byte(1) < 0xA0) || (first == 0xF0 && byte(1) < 0x90);
  bool surrogate = first == 0xED && byte(1) > 0x9F;
  bool beyond = first == 0xF4 && byte(1) > 0x8F;
  return overlong || surrogate || beyond ? 0 : length;
}

/// The text with every byte as one code point, so that the lexer's positions
/// are byte offsets and no bytes can be ill-formed.
std::string widen(std::string_view text) {
  std::string wide;
  wide.reserve(text.size() + text.size() / 8);
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      wide += c;
    } else {
      wide += static_cast<char>(0xC0 | (byte >> 6));
      wide += static_cast<char>(0x80 | (byte & 0x3F));
    }
  }
  return wide;
}

class Lexing {
public:
  Lexing(FileId file, const SourceManager &sources,
         DiagnosticEngine &diagnostics, TokenList &list)
      : text(sources.text(file)), diagnostics(diagnostics), list(list) {
    list.file = file;
  }

  bool run();

private:
  std::string_view text;
  DiagnosticEngine &diagnostics;
  TokenList &list;
  unsigned errors = 0;

  SourceRange range(uint32_t begin, size_t length) const {
    return {list.file, begin, static_cast<uint32_t>(begin + length)};
  }
  Diagnostic &error(Code code, SourceRange at, std::string message) {
    ++errors;
    return diagnostics.error(code, at, std::move(message));
  }
  bool checkEncoding();
  void take(const Token &token);
  void badNumber(const Token &token);
  void badText(const Token &token);
  bool isOpenComment(const Token &token) const;
};

bool Lexing::checkEncoding() {
  for (size_t i = 0; i < text.size();) {
    size_t length = utf8Length(text.substr(i));
    if (length == 0) {
      char hex[8];
      std::snprintf(hex, sizeof hex, "0x%02X",
                    static_cast<unsigned char>(text[i]));
      error(Code::InvalidUtf8, range(static_cast<uint32_t>(i), 1),
            std::string("expected UTF-8, found the byte ") + hex);
      return false;
    }
    i += length;
  }
  return true;
}

/// Whether a malformed number, whose letters begin at `letters`, reads as a
/// number and a name: `2x`.
bool isProduct(const std::string &number, size_t letters) {
  size_t points = std::count(number.begin(), number.end(), '.');
  return points <= 1 && number.find('.', letters) == std::string::npos &&
         number.find_first_of("+-") == std::string::npos && number[0] != '.' &&
         number[letters - 1] != '.' && number[letters] != '_' &&
         number.compare(0, 2, "0x") != 0;
}

void Lexing::badNumber(const Token &token) {
  std::string number(text.substr(token.begin, token.end - token.begin));
  SourceRange at = list.range(token);
  constexpr size_t longest = 40;
  if (number.size() > longest) {
    error(Code::InvalidNumber, at,
          "`" + number.substr(0, longest) + "…` is no number");
    return;
  }
  size_t digits = number.find_first_not_of("0123456789.");
  if (digits == std::string::npos && number.back() == '.' &&
      std::count(number.begin(), number.end(), '.') == 1) {
    error(Code::InvalidNumber, at,
          "expected a digit behind the point of `" + number + "`")
        .fixIt(at.behind(), "0");
    return;
  }
  Diagnostic &diagnostic =
      error(Code::InvalidNumber, at, "`" + number + "` is no number");
  if (digits == std::string::npos || !isProduct(number, digits))
    return;
  std::string_view letters = std::string_view(number).substr(digits);
  SourceRange split = range(token.begin + digits, 0);
  if (letters == "e" || letters == "E") {
    diagnostic.message += "; expected digits of the exponent";
    return;
  }
  bool hasPoint = number.find('.') != std::string::npos;
  if (hasPoint && letters.size() == 1 &&
      std::string_view("fFlL").find(letters[0]) != std::string_view::npos) {
    diagnostic.message += "; numbers have no suffix";
    diagnostic.fixIt(split.join(at.behind()), "");
    return;
  }
  diagnostic.message += "; a product is written `" + number.substr(0, digits) +
                        " * " + std::string(letters) + "`";
  diagnostic.fixIt(split, " * ");
}

/// The name of one unexpected code point for a message.
std::string describeCharacter(std::string_view sign) {
  auto first = static_cast<unsigned char>(sign[0]);
  if (first >= 0x20 && first != 0x7F)
    return "`" + std::string(sign) + "`";
  char hex[8];
  std::snprintf(hex, sizeof hex, "0x%02X", first);
  return std::string("control character ") + hex;
}

void Lexing::badText(const Token &token) {
  std::string_view found = text.substr(token.begin, token.end - token.begin);
  for (const Foreign &foreign : foreignSpellings)
    if (foreign.text == found) {
      Diagnostic &diagnostic =
          error(Code::UnexpectedCharacter, list.range(token),
                std::string(foreign.message));
      if (!foreign.ascii.empty())
        diagnostic.fixIt(list.range(token), std::string(foreign.ascii));
      return;
    }
  std::string_view sign = found.substr(0, utf8Length(found));
  SourceRange at = range(token.begin, sign.size());
  Diagnostic &diagnostic = error(Code::UnexpectedCharacter, at,
                                 "unexpected " + describeCharacter(sign));
  for (const Replacement &known : signs) {
    if (known.sign != sign)
      continue;
    bool isBlank = known.ascii.empty() || known.ascii == " ";
    if (isBlank)
      diagnostic.message = "unexpected invisible character";
    else
      diagnostic.message += "; write `" + std::string(known.ascii) + "`";
    diagnostic.fixIt(at, std::string(known.ascii));
  }
}

/// A closed comment would have been one token.
bool Lexing::isOpenComment(const Token &token) const {
  return token.type == KopLexer::SLASH && token.end < text.size() &&
         text[token.end] == '*';
}

void Lexing::take(const Token &token) {
  switch (token.type) {
  case KopLexer::BAD_NUMBER:
    return badNumber(token);
  case KopLexer::BAD_STRING:
    error(Code::UnterminatedString, list.range(token),
          "expected `\"` before the end of the line")
        .fixIt(list.range(token).behind(), "\"");
    return;
  case KopLexer::BAD_OPERATOR:
  case KopLexer::BAD_CHARACTER:
  case KopLexer::NON_ASCII:
    return badText(token);
  default:
    list.tokens.push_back(token);
  }
}

bool isDocumentation(std::string_view comment) {
  return comment.substr(0, 3) == "///" && comment.substr(0, 4) != "////";
}

bool Lexing::run() {
  if (text.size() > maxFileSize) {
    error(Code::FileTooLarge, range(0, 0),
          "the file holds " + std::to_string(text.size()) +
              " bytes, more than the limit of " + std::to_string(maxFileSize));
    return false;
  }
  if (!checkEncoding())
    return false;
  uint32_t skipped = 0;
  if (text.substr(0, 3) == "\xEF\xBB\xBF") // byte order mark
    skipped = 3;

  antlr4::ANTLRInputStream input(widen(text.substr(skipped)));
  KopLexer lexer(&input);
  lexer.removeErrorListeners();
  while (true) {
    std::unique_ptr<antlr4::Token> next = lexer.nextToken();
    if (next->getType() == antlr4::Token::EOF)
      break;
    Token token{next->getType(),
                static_cast<uint32_t>(next->getStartIndex() + skipped),
                static_cast<uint32_t>(next->getStopIndex() + 1 + skipped)};
    if (next->getChannel() != antlr4::Token::DEFAULT_CHANNEL) {
      if (isDocumentation(text.substr(token.begin, token.end - token.begin)))
        list.documentation.push_back(token);
      continue;
    }
    if (isOpenComment(token)) {
      error(Code::UnterminatedComment, range(token.begin, 2),
            "expected `*/` before the end of the file");
      break;
    }
    take(token);
    if (errors >= maxErrors)
      break;
  }
  auto size = static_cast<uint32_t>(text.size());
  list.tokens.push_back({antlr4::Token::EOF, size, size});
  return errors == 0;
}

} // namespace

size_t TokenList::find(uint32_t offset) const {
  auto position =
      std::lower_bound(tokens.begin(), tokens.end(), offset,
                       [](const Token &t, uint32_t o) { return t.begin < o; });
  return static_cast<size_t>(position - tokens.begin());
}

bool kop::syntax::lex(FileId file, const SourceManager &sources,
                      DiagnosticEngine &diagnostics, TokenList &result) {
  return Lexing(file, sources, diagnostics, result).run();
}
