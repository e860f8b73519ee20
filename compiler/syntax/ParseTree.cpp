//===- ParseTree.cpp - Running the generated parser -----------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/syntax/ParseTree.h"

#include "KopLexer.h"

using namespace kop::syntax;
using kop::syntax::grammar::KopLexer;
using kop::syntax::grammar::KopParser;

namespace {

/// Stops at the first error and keeps its token: repairing the token stream
/// would only produce errors that follow from the first.
class StopAtError : public antlr4::DefaultErrorStrategy {
public:
  antlr4::Token *offending = nullptr;

  void recover(antlr4::Parser *, std::exception_ptr cause) override {
    try {
      std::rethrow_exception(cause);
    } catch (antlr4::RecognitionException &error) {
      stop(error.getOffendingToken());
    }
  }
  antlr4::Token *recoverInline(antlr4::Parser *parser) override {
    stop(parser->getCurrentToken());
    return nullptr;
  }
  void sync(antlr4::Parser *) override {}
  void reportError(antlr4::Parser *,
                   const antlr4::RecognitionException &) override {}

private:
  void stop(antlr4::Token *token) {
    offending = token;
    throw antlr4::ParseCancellationException();
  }
};

} // namespace

struct ParseTree::State {
  antlr4::ListTokenSource source;
  antlr4::CommonTokenStream stream;
  KopParser parser;
  std::shared_ptr<StopAtError> strategy = std::make_shared<StopAtError>();

  State(std::vector<std::unique_ptr<antlr4::Token>> tokens)
      : source(std::move(tokens)), stream(&source), parser(&stream) {
    parser.removeErrorListeners();
    parser.setErrorHandler(strategy);
  }
};

static std::unique_ptr<antlr4::Token> makeToken(const Token &token) {
  auto result = std::make_unique<antlr4::CommonToken>(token.type);
  result->setStartIndex(token.begin);
  result->setStopIndex(token.end - 1);
  return result;
}

static std::vector<std::unique_ptr<antlr4::Token>>
makeTokens(const TokenList &list, size_t begin, size_t end) {
  std::vector<std::unique_ptr<antlr4::Token>> tokens;
  tokens.reserve(end - begin + 1);
  for (size_t i = begin; i < end; ++i)
    if (list.tokens[i].type != antlr4::Token::EOF)
      tokens.push_back(makeToken(list.tokens[i]));
  uint32_t behind = list.tokens[std::min(end, list.tokens.size() - 1)].begin;
  tokens.push_back(makeToken({antlr4::Token::EOF, behind, behind + 1}));
  return tokens;
}

static antlr4::ParserRuleContext *enter(KopParser &parser, StartRule rule) {
  switch (rule) {
  case StartRule::File:
    return parser.file();
  case StartRule::Declaration:
    return parser.declarationOnly();
  case StartRule::Statements:
    return parser.statementsOnly();
  case StartRule::Export:
    return parser.exportOnly();
  case StartRule::Expression:
    return parser.exprOnly();
  }
  return nullptr;
}

ParseTree::ParseTree(const TokenList &list, size_t begin, size_t end)
    : state(std::make_unique<State>(makeTokens(list, begin, end))), list(list),
      begin(begin) {}
ParseTree::~ParseTree() = default;
ParseTree::ParseTree(ParseTree &&) noexcept = default;

antlr4::ParserRuleContext *ParseTree::attempt(StartRule rule, bool fast,
                                              ParseFailure &failure) {
  using antlr4::atn::PredictionMode;
  KopParser &parser = state->parser;
  parser.getInterpreter<antlr4::atn::ParserATNSimulator>()->setPredictionMode(
      fast ? PredictionMode::SLL : PredictionMode::LL);
  parser.reset();
  try {
    return enter(parser, rule);
  } catch (antlr4::ParseCancellationException &) {
    antlr4::Token *token = state->strategy->offending;
    failure.token =
        std::min(begin + token->getTokenIndex(), list.tokens.size() - 1);
    return nullptr;
  }
}

antlr4::ParserRuleContext *ParseTree::run(StartRule rule,
                                          ParseFailure &failure) {
  // The fast mode may refuse what the full one accepts, never the reverse.
  if (auto *context = attempt(rule, /*fast=*/true, failure))
    return context;
  return attempt(rule, /*fast=*/false, failure);
}

std::set<size_t> kop::syntax::expectedAt(const TokenList &list, StartRule rule,
                                         size_t begin, size_t position) {
  constexpr size_t mostTokens = 5000;
  if (position - begin > mostTokens)
    return {};
  std::set<size_t> expected;
  uint32_t place = list.tokens[position].begin;
  TokenList prefix;
  prefix.file = list.file;
  prefix.tokens.assign(list.tokens.begin() + begin,
                       list.tokens.begin() + position);
  prefix.tokens.push_back({});
  prefix.tokens.push_back({antlr4::Token::EOF, place + 1, place + 1});
  size_t last = prefix.tokens.size() - 2;
  for (size_t type = KopLexer::MODULE; type <= KopLexer::STRING; ++type) {
    prefix.tokens[last] = {type, place, place + 1};
    ParseFailure failure{prefix.tokens.size()};
    ParseTree tree(prefix, 0, prefix.tokens.size() - 1);
    if (tree.run(rule, failure) || failure.token != last)
      expected.insert(type);
  }
  return expected;
}
