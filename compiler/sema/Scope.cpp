//===- Scope.cpp - The names of a formula ---------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/sema/Scope.h"

#include "compiler/sema/NameCheck.h"

#include <algorithm>

using namespace kop::sema;

const char *kop::sema::describe(Symbol::Kind kind) {
  switch (kind) {
  case Symbol::Kind::Input:
    return "a parameter";
  case Symbol::Kind::Index:
    return "an index";
  case Symbol::Kind::Generic:
    return "a generic";
  case Symbol::Kind::Let:
    return "a let";
  case Symbol::Kind::Output:
    return "an output";
  }
  return "";
}

bool kop::sema::isConstantName(const std::string &name) {
  return name == "pi" || name == "inf" || name == "nan" || name == "true" ||
         name == "false";
}

std::vector<std::string> FormulaScope::names() const {
  std::vector<std::string> result;
  for (auto &[name, symbol] : symbols)
    result.push_back(name);
  std::sort(result.begin(), result.end());
  return result;
}

namespace {
/// Fills a FormulaScope.
class ScopeBuilder {
public:
  ScopeBuilder(FormulaScope &scope, Modules &modules)
      : scope(scope), modules(modules), diagnostics(modules.diagnostics) {}

  void run();

private:
  bool declare(const ast::Name &name, Symbol symbol);
  IndexId declareIndex(const ast::Name &name, bool onInput, bool onOutput);
  void declareParameter(const ast::Parameter &parameter, int number);
  void declareGenerics();
  void declareDimensionNames(const ast::Expr &expr);
  void declareOutputs();
  void equate(IndexId a, IndexId b);

  FormulaScope &scope;
  Modules &modules;
  syntax::DiagnosticEngine &diagnostics;
};
} // namespace

bool ScopeBuilder::declare(const ast::Name &name, Symbol symbol) {
  if (!checkCxxName(name, diagnostics))
    return scope.valid = false;
  symbol.range = name.range;
  if (isConstantName(name.text)) {
    diagnostics.error(Code::DuplicateName, name.range,
                      "`" + name.text + "` is a constant of the language");
    return scope.valid = false;
  }
  const ast::ConstDecl *constant =
      modules.ownConstant(*scope.module, name.text);
  if (constant && symbol.kind != Symbol::Kind::Generic) {
    diagnostics
        .error(Code::DuplicateName, name.range,
               "`" + name.text + "` is already a const of this file")
        .note(constant->name.range, "it is declared here");
    return scope.valid = false;
  }
  auto [place, isNew] = scope.symbols.emplace(name.text, symbol);
  if (!isNew) {
    bool twice = symbol.kind == Symbol::Kind::Output &&
                 place->second.kind == Symbol::Kind::Output;
    diagnostics
        .error(Code::DuplicateName, name.range,
               twice ? "output `" + name.text + "` is assigned twice"
                     : "`" + name.text + "` is already " +
                           describe(place->second.kind) + " of this formula")
        .note(place->second.range,
              twice ? "it is assigned first here" : "it is declared here");
    return scope.valid = false;
  }
  return true;
}

IndexId ScopeBuilder::declareIndex(const ast::Name &name, bool onInput,
                                   bool onOutput) {
  IndexId id = scope.index(name.text);
  if (id < 0) {
    id = scope.indices.size();
    if (id == 63) {
      diagnostics.error(Code::UnknownIndex, name.range,
                        "a formula has at most 63 indices");
      scope.valid = false;
      return -1;
    }
    if (!declare(name, {Symbol::Kind::Index, id, 0, {}}))
      return -1;
    scope.indices.push_back({name.text, name.range, false, false, id});
  }
  scope.indices[id].onInput |= onInput;
  scope.indices[id].onOutput |= onOutput;
  return id;
}

void ScopeBuilder::equate(IndexId a, IndexId b) {
  IndexId from = scope.indices[a].leader, to = scope.indices[b].leader;
  if (from < to)
    std::swap(from, to);
  for (IndexSymbol &index : scope.indices)
    if (index.leader == from)
      index.leader = to;
}

void ScopeBuilder::declareParameter(const ast::Parameter &parameter,
                                    int number) {
  declare(parameter.name, {Symbol::Kind::Input, number, 0, {}});
  for (size_t k = 0; k < parameter.axes.size(); ++k) {
    const ast::Axis &axis = parameter.axes[k];
    for (size_t l = 0; l < k; ++l)
      if (parameter.axes[l].index.text == axis.index.text) {
        diagnostics.error(Code::DuplicateName, axis.index.range,
                          "`" + parameter.name.text + "` has the index `" +
                              axis.index.text + "` twice");
        scope.valid = false;
      }
    IndexId a = declareIndex(axis.index, true, false);
    if (!axis.alternative)
      continue;
    IndexId b = declareIndex(*axis.alternative, true, false);
    if (a == b && a >= 0) {
      diagnostics.error(Code::DuplicateName, axis.alternative->range,
                        "an array read by two indices names two: `" +
                            parameter.name.text + "[i|j]`");
      scope.valid = false;
    } else if (a >= 0 && b >= 0) {
      equate(a, b);
    }
  }
}

/// Undeclared names in a dimension are generics.
void ScopeBuilder::declareDimensionNames(const ast::Expr &expr) {
  if (auto *binary = expr.as<ast::BinaryExpr>()) {
    declareDimensionNames(*binary->lhs);
    declareDimensionNames(*binary->rhs);
    return;
  }
  if (auto *unary = expr.as<ast::UnaryExpr>())
    return declareDimensionNames(*unary->operand);
  if (auto *call = expr.as<ast::CallExpr>()) {
    for (const ast::ExprPtr &argument : call->arguments)
      declareDimensionNames(*argument);
    return;
  }
  auto *reference = expr.as<ast::NameExpr>();
  if (!reference || reference->name.isQualified())
    return;
  const ast::Name &name = reference->name.last();
  if (isConstantName(name.text))
    return;
  if (const Symbol *symbol = scope.find(name.text)) {
    if (symbol->kind == Symbol::Kind::Generic)
      return;
    diagnostics
        .error(Code::InvalidDimension, name.range,
               "a dimension is known when compiling, and `" + name.text +
                   "` is " + describe(symbol->kind))
        .note(symbol->range, "it is declared here");
    scope.valid = false;
    return;
  }
  if (const ast::ConstDecl *constant =
          modules.ownConstant(*scope.module, name.text)) {
    diagnostics
        .error(Code::ConstInDimension, name.range,
               "`" + name.text +
                   "` would be a generic here and is a const of this file; "
                   "list it behind `;` to make it a generic")
        .note(constant->name.range, "the const is declared here");
    scope.valid = false;
    return;
  }
  int number = scope.generics.size();
  if (declare(name, {Symbol::Kind::Generic, number, 0, {}}))
    scope.generics.push_back({name.text, name.range, false});
}

void ScopeBuilder::declareGenerics() {
  for (const ast::GenericParameter &generic : scope.decl->generics) {
    int number = scope.generics.size();
    if (declare(generic.name, {Symbol::Kind::Generic, number, 0, {}}))
      scope.generics.push_back(
          {generic.name.text, generic.name.range, generic.isFunction});
  }
  for (const ast::Parameter &parameter : scope.decl->parameters)
    for (const ast::ExprPtr &dimension : parameter.type.dimensions)
      declareDimensionNames(*dimension);
}

void ScopeBuilder::declareOutputs() {
  int number = 0;
  for (const ast::Assignment &assignment : scope.decl->assignments) {
    int target = 0;
    for (const ast::Target &output : assignment.targets) {
      declare(output.name, {Symbol::Kind::Output, number, target++, {}});
      for (const ast::Name &axis : output.axes)
        declareIndex(axis, false, true);
      for (size_t k = 1; k < output.axes.size(); ++k)
        for (size_t l = 0; l < k; ++l)
          if (output.axes[k].text == output.axes[l].text) {
            diagnostics.error(Code::DuplicateName, output.axes[k].range,
                              "`" + output.name.text + "` has the index `" +
                                  output.axes[k].text + "` twice");
            scope.valid = false;
          }
    }
    ++number;
  }
  if (scope.decl->assignments.empty()) {
    diagnostics.error(Code::NoOutputs, scope.decl->name.range,
                      "formula `" + scope.decl->name.text +
                          "` assigns no output");
    scope.valid = false;
  }
}

void ScopeBuilder::run() {
  const ast::FormulaDecl &decl = *scope.decl;
  if (!checkCxxName(decl.name, diagnostics))
    scope.valid = false;
  int number = 0;
  for (const ast::Parameter &parameter : decl.parameters)
    declareParameter(parameter, number++);
  for (const ast::Parameter &parameter : decl.parameters)
    if (!parameter.type.target.text.empty())
      declareIndex(parameter.type.target, false, false);
  declareGenerics();
  number = 0;
  for (const ast::Let &let : decl.lets)
    declare(let.name, {Symbol::Kind::Let, number++, 0, {}});
  declareOutputs();
}

FormulaScope kop::sema::buildScope(const ast::FormulaDecl &decl,
                                   const Module &module, Modules &modules) {
  FormulaScope scope;
  scope.decl = &decl;
  scope.module = &module;
  ScopeBuilder(scope, modules).run();
  NameCheck check(modules, module);
  check.formula(scope);
  return scope;
}
