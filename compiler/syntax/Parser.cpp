//===- Parser.cpp - From text to syntax tree ------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A correct file is parsed in one run. After an error every declaration is
// parsed alone, and the statements behind a wrong one again, so that one run
// of the compiler reports independent errors and nothing that follows from
// them.
//
//===----------------------------------------------------------------------===//

#include "compiler/syntax/Parser.h"

#include "compiler/syntax/Builder.h"
#include "compiler/syntax/Lexing.h"
#include "compiler/syntax/ParseTree.h"
#include "compiler/syntax/SyntaxErrors.h"

#include "KopLexer.h"

using namespace kop::syntax;
using kop::syntax::grammar::KopLexer;
using kop::syntax::grammar::KopParser;

namespace {

constexpr unsigned maxSyntaxErrors = 20;

class FileParser {
public:
  FileParser(const TokenList &list, const SourceManager &sources,
             DiagnosticEngine &diagnostics)
      : list(list), sources(sources), diagnostics(diagnostics),
        builder(list, sources, diagnostics) {}

  std::unique_ptr<ast::File> run();

private:
  const TokenList &list;
  const SourceManager &sources;
  DiagnosticEngine &diagnostics;
  Builder builder;
  unsigned errors = 0;

  bool parseWhole(ast::File &file);
  void parseSeparately(ast::File &file);
  void parseDeclaration(size_t begin, size_t end, ast::File &file);
  void continueBody(size_t begin, size_t end, size_t failed, Code code);
  std::vector<size_t> declarationStarts() const;
};

bool FileParser::parseWhole(ast::File &file) {
  ParseTree tree(list, 0, list.tokens.size() - 1);
  ParseFailure failure;
  auto *context =
      static_cast<KopParser::FileContext *>(tree.run(StartRule::File, failure));
  if (!context)
    return false;
  for (auto *declaration : context->declaration())
    builder.declaration(declaration, file);
  return true;
}

/// Positions of the words that open declarations, outside all brackets and
/// where a declaration may begin: behind the end of another or on a new line.
std::vector<size_t> FileParser::declarationStarts() const {
  std::vector<size_t> starts{0};
  int depth = 0;
  for (size_t i = 0; i + 1 < list.tokens.size(); ++i) {
    depth += bracketStep(list.tokens[i].type);
    if (depth != 0 || i == 0 || !isDeclarationWord(list.tokens[i].type))
      continue;
    const Token &before = list.tokens[i - 1];
    auto line = [&](uint32_t offset) {
      return sources.lineNumber(list.file, offset);
    };
    if (before.type == KopLexer::SEMI || before.type == KopLexer::RBRACE ||
        line(before.begin) != line(list.tokens[i].begin))
      starts.push_back(i);
  }
  return starts;
}

void FileParser::parseSeparately(ast::File &file) {
  std::vector<size_t> starts = declarationStarts();
  for (size_t i = 0; i < starts.size() && errors < maxSyntaxErrors; ++i) {
    size_t end = i + 1 < starts.size() ? starts[i + 1] : list.tokens.size() - 1;
    parseDeclaration(starts[i], end, file);
  }
}

void FileParser::parseDeclaration(size_t begin, size_t end, ast::File &file) {
  ParseTree tree(list, begin, end);
  ParseFailure failure;
  if (auto *context = static_cast<KopParser::DeclarationOnlyContext *>(
          tree.run(StartRule::Declaration, failure))) {
    builder.declaration(context->declaration(), file);
    return;
  }
  ++errors;
  Code code = reportSyntaxError(list, sources, diagnostics,
                                StartRule::Declaration, begin, failure.token);
  continueBody(begin, end, failure.token, code);
}

/// Looks for more errors in the statements of a formula behind one that is
/// wrong.
void FileParser::continueBody(size_t begin, size_t end, size_t failed,
                              Code code) {
  if (list.tokens[begin].type != KopLexer::FORMULA)
    return;
  int depth = 0;
  size_t body = begin;
  while (body < failed && list.tokens[body].type != KopLexer::LBRACE)
    ++body;
  if (body == failed)
    return;
  for (size_t i = body + 1; i < failed; ++i)
    depth += bracketStep(list.tokens[i].type);
  // A missing `;` ends the statement; otherwise it ends with the next one.
  size_t next = failed;
  bool atStatement = code == Code::MissingSemicolon;
  for (; next < end && !atStatement && depth >= 0; ++next) {
    depth += bracketStep(list.tokens[next].type);
    atStatement = depth == 0 && list.tokens[next].type == KopLexer::SEMI;
  }
  size_t close = next;
  for (depth = 0; close < end; ++close) {
    depth += bracketStep(list.tokens[close].type);
    if (depth < 0)
      break;
  }
  if (!atStatement || close <= next || errors >= maxSyntaxErrors)
    return;
  ParseTree tree(list, next, close);
  ParseFailure failure;
  if (tree.run(StartRule::Statements, failure))
    return;
  ++errors;
  code = reportSyntaxError(list, sources, diagnostics, StartRule::Statements,
                           next, failure.token);
  // The statements that follow are found from the beginning of the formula.
  if (failure.token > failed)
    continueBody(begin, end, failure.token, code);
}

std::unique_ptr<ast::File> FileParser::run() {
  auto file = std::make_unique<ast::File>();
  file->file = list.file;
  unsigned before = diagnostics.numErrors();
  if (!parseWhole(*file))
    parseSeparately(*file);
  if (diagnostics.numErrors() != before)
    return nullptr;
  builder.checkDocumentation();
  return diagnostics.numErrors() == before ? std::move(file) : nullptr;
}

/// Splits a text into tokens and checks what the parser relies on. Where
/// brackets do not match, an error of the grammar in front of them is the
/// likelier mistake.
bool prepare(FileId file, StartRule rule, const SourceManager &sources,
             DiagnosticEngine &diagnostics, TokenList &list) {
  if (!lex(file, sources, diagnostics, list))
    return false;
  std::optional<NestingError> error = checkNesting(list, sources);
  if (!error)
    return true;
  ParseTree before(list, 0, error->token);
  ParseFailure failure;
  if (!before.run(rule, failure) && failure.token < error->token)
    reportSyntaxError(list, sources, diagnostics, rule, 0, failure.token);
  else
    diagnostics.report(std::move(error->diagnostic));
  return false;
}

/// Parses a whole text that is no file; `build` makes the tree.
template <typename Context, typename Build>
auto parseText(FileId file, StartRule rule, const SourceManager &sources,
               DiagnosticEngine &diagnostics, Build build)
    -> decltype(build(std::declval<Builder &>(), std::declval<Context *>())) {
  TokenList list;
  if (!prepare(file, rule, sources, diagnostics, list))
    return nullptr;
  ParseTree tree(list, 0, list.tokens.size() - 1);
  ParseFailure failure;
  auto *context = static_cast<Context *>(tree.run(rule, failure));
  if (!context) {
    reportSyntaxError(list, sources, diagnostics, rule, 0, failure.token);
    return nullptr;
  }
  unsigned before = diagnostics.numErrors();
  Builder builder(list, sources, diagnostics);
  auto result = build(builder, context);
  return diagnostics.numErrors() == before ? std::move(result) : nullptr;
}

} // namespace

std::unique_ptr<ast::File> kop::syntax::parse(FileId file,
                                              const SourceManager &sources,
                                              DiagnosticEngine &diagnostics) {
  TokenList list;
  if (!prepare(file, StartRule::File, sources, diagnostics, list))
    return nullptr;
  return FileParser(list, sources, diagnostics).run();
}

std::unique_ptr<ast::ExportDecl>
kop::syntax::parseExport(FileId file, const SourceManager &sources,
                         DiagnosticEngine &diagnostics) {
  return parseText<KopParser::ExportOnlyContext>(
      file, StartRule::Export, sources, diagnostics,
      [](Builder &builder, KopParser::ExportOnlyContext *context) {
        return builder.exportSpec(context->exportSpec());
      });
}

ast::ExprPtr kop::syntax::parseExpression(FileId file,
                                          const SourceManager &sources,
                                          DiagnosticEngine &diagnostics) {
  return parseText<KopParser::ExprOnlyContext>(
      file, StartRule::Expression, sources, diagnostics,
      [](Builder &builder, KopParser::ExprOnlyContext *context) {
        return builder.expr(context->expr());
      });
}
