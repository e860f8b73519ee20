//===- Analyse.cpp - From syntax trees to typed instances -----------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/sema/Analyse.h"

#include "compiler/sema/Exports.h"
#include "compiler/sema/NameCheck.h"
#include "compiler/syntax/Parser.h"

using namespace kop::sema;

namespace {
/// One run.
class Analyser {
public:
  Analyser(syntax::SourceManager &sources,
           syntax::DiagnosticEngine &diagnostics, const AnalyseOptions &options)
      : modules(sources, diagnostics, options), diagnostics(diagnostics),
        session{modules, diagnostics, {}, {}} {}

  Analysis run(const ast::File &file);

private:
  using Calls = std::vector<std::pair<const ast::FunctionDecl *, SourceRange>>;

  void checkNames(const Module &module);
  void checkRecursion();
  void defineConstants();
  void checkConstants(const Module &module);

  Modules modules;
  syntax::DiagnosticEngine &diagnostics;
  Session session;
  Scopes scopes;
  std::vector<const ast::FunctionDecl *> functions;
  std::unordered_map<const ast::FunctionDecl *, Calls> calls;
  unsigned formulaErrors = 0; ///< Errors that make one formula unusable.
};
} // namespace

void Analyser::checkNames(const Module &module) {
  for (const ast::DeclPtr &decl : module.file->declarations) {
    if (auto *formula = decl->as<ast::FormulaDecl>()) {
      unsigned before = diagnostics.numErrors();
      scopes.emplace(formula, buildScope(*formula, module, modules));
      formulaErrors += diagnostics.numErrors() - before;
    } else if (auto *function = decl->as<ast::FunctionDecl>()) {
      NameCheck check(modules, module);
      check.function(*function);
      functions.push_back(function);
      calls[function] = std::move(check.calls);
    } else if (auto *constant = decl->as<ast::ConstDecl>()) {
      checkCxxName(constant->name, diagnostics);
      if (isConstantName(constant->name.text))
        diagnostics.error(Code::DuplicateName, constant->name.range,
                          "`" + constant->name.text +
                              "` is a constant of the language");
    } else if (auto *derived = decl->as<ast::DerivedDecl>()) {
      checkCxxName(derived->name, diagnostics);
      checkTransform(*derived, module, session);
    }
  }
}

//===----------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------===//

/// Reports calls that lead back to a function that is being looked at, in a
/// walk along all calls. Chains of calls may be long: no recursion here either.
void Analyser::checkRecursion() {
  enum class State { New, Open, Done };
  std::unordered_map<const ast::FunctionDecl *, State> states;
  std::vector<std::pair<const ast::FunctionDecl *, size_t>> path;
  auto open = [&](const ast::FunctionDecl *function) {
    states[function] = State::Open;
    path.emplace_back(function, 0);
  };
  for (const ast::FunctionDecl *root : functions) {
    if (states[root] == State::New)
      open(root);
    while (!path.empty()) {
      auto &[function, next] = path.back();
      const Calls &list = calls[function];
      if (next == list.size()) {
        states[function] = State::Done;
        path.pop_back();
        continue;
      }
      auto [callee, range] = list[next++];
      if (states[callee] == State::New)
        open(callee);
      else if (states[callee] == State::Open)
        diagnostics
            .error(Code::CyclicDefinition, range,
                   "`" + callee->name.text +
                       (callee == function ? "` calls itself"
                                           : "` leads back to itself here") +
                       "; there is no recursion")
            .note(callee->name.range, "it is declared here");
    }
  }
}

//===----------------------------------------------------------------------===//
// Constants
//===----------------------------------------------------------------------===//

/// Gives the consts of -D their values.
void Analyser::defineConstants() {
  for (auto &[name, text] : modules.options.defines) {
    syntax::FileId nameFile = modules.sources.add("<-D>", name);
    ast::QualifiedName qualified;
    uint32_t at = 0;
    for (size_t begin = 0; begin <= name.size();) {
      size_t end = std::min(name.find('.', begin), name.size());
      uint32_t size = end - begin;
      qualified.parts.push_back(
          {name.substr(begin, size), {nameFile, at, at + size}});
      at += size + 1;
      begin = end + 1;
    }
    qualified.range = {nameFile, 0, uint32_t(name.size())};
    auto constant = modules.constant(modules.main(), qualified);
    if (!constant) {
      auto &error = diagnostics.error(Code::UnknownDefine, qualified.range,
                                      "no const `" + name + "` to define");
      std::vector<std::string> names;
      for (auto &[other, decl] : modules.main().declarations)
        if (decl->kind == ast::DeclKind::Const)
          names.push_back(other);
      suggest(error, qualified.last(), names);
      continue;
    }
    syntax::FileId file = modules.sources.add("<-D " + name + ">", text);
    auto expr = syntax::parseExpression(file, modules.sources, diagnostics);
    if (!expr)
      continue;
    Instance scratch;
    Elaborator constants(session, modules.main(), nullptr, scratch, {});
    auto value = constants.evalExact(*expr, "the value of a const");
    if (value)
      session.consts[constant.decl] = value;
  }
}

void Analyser::checkConstants(const Module &module) {
  for (const ast::DeclPtr &decl : module.file->declarations)
    if (auto *constant = decl->as<ast::ConstDecl>()) {
      if (session.consts.count(constant))
        continue;
      Instance scratch;
      Elaborator constants(session, module, nullptr, scratch, {});
      constants.evalConst(*constant, module);
    }
}

Analysis Analyser::run(const ast::File &file) {
  Analysis result;
  unsigned before = diagnostics.numErrors();
  modules.addMain(file);
  result.importedFiles = modules.importedFiles();
  if (modules.importFailed())
    return result;
  defineConstants();
  for (const auto &module : modules.modules())
    checkConstants(*module);
  for (const auto &module : modules.modules())
    checkNames(*module);
  checkRecursion();
  // Formulas with errors are known by their scope; without sound fns and
  // consts no formula can be elaborated.
  if (diagnostics.numErrors() != before + formulaErrors)
    return result;
  Exporter exporter(session, scopes, result.instances);
  for (const ast::DeclPtr &decl : file.declarations)
    if (auto *line = decl->as<ast::ExportDecl>())
      exporter.add(*line);
  for (const std::string &text : modules.options.exports) {
    syntax::FileId id = modules.sources.add("<--export>", text);
    if (auto line = syntax::parseExport(id, modules.sources, diagnostics))
      exporter.add(*line);
  }
  return result;
}

Analysis kop::sema::analyse(const ast::File &file,
                            syntax::SourceManager &sources,
                            syntax::DiagnosticEngine &diagnostics,
                            const AnalyseOptions &options) {
  return Analyser(sources, diagnostics, options).run(file);
}
