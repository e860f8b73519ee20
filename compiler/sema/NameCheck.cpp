//===- NameCheck.cpp - Every name means something -------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/sema/NameCheck.h"

#include <algorithm>

using namespace kop::sema;
using kop::syntax::ast::ExprKind;

std::string kop::sema::withIndices(const std::string &name,
                                   const std::vector<std::string> &axes) {
  std::string text = name + "[";
  for (size_t k = 0; k < axes.size(); ++k)
    text += (k ? ", " : "") + axes[k];
  return text + "]";
}

std::vector<std::string> kop::sema::axisNames(const ast::Parameter &parameter) {
  std::vector<std::string> names;
  for (const ast::Axis &axis : parameter.axes)
    names.push_back(axis.index.text);
  return names;
}

std::vector<std::string> kop::sema::axisNames(const ast::Target &target) {
  std::vector<std::string> names;
  for (const ast::Name &axis : target.axes)
    names.push_back(axis.text);
  return names;
}

//===----------------------------------------------------------------------===//
// Declarations
//===----------------------------------------------------------------------===//

void NameCheck::formula(FormulaScope &formula) {
  scope = &formula;
  unsigned before = diagnostics.numErrors();
  for (const ast::Let &let : formula.decl->lets)
    value(*let.value);
  for (const ast::Assignment &line : formula.decl->assignments)
    assignment(line);
  if (diagnostics.numErrors() != before)
    formula.valid = false;
}

void NameCheck::function(const ast::FunctionDecl &decl) {
  fn = &decl;
  if (!module.isPrelude)
    checkCxxName(decl.name, diagnostics);
  auto declare = [&](const ast::Name &name) {
    auto [place, isNew] = locals.emplace(name.text, name.range);
    if (!isNew)
      diagnostics
          .error(Code::DuplicateName, name.range,
                 "`" + name.text + "` is already declared in this fn")
          .note(place->second, "it is declared here");
    else if (const auto *constant = modules.ownConstant(module, name.text))
      diagnostics
          .error(Code::DuplicateName, name.range,
                 "`" + name.text + "` is already a const of this file")
          .note(constant->name.range, "it is declared here");
    else
      checkCxxName(name, diagnostics);
  };
  for (const ast::GenericParameter &parameter : decl.parameters)
    declare(parameter.name);
  for (const ast::Let &let : decl.lets)
    declare(let.name);
  for (const ast::Let &let : decl.lets)
    value(*let.value);
  value(*decl.value);
}

void NameCheck::assignment(const ast::Assignment &assignment) {
  auto *reduce = assignment.value->as<ast::ReduceExpr>();
  bool twoValued = reduce && isTwoValued(*reduce);
  if (assignment.targets.size() > 1 && !twoValued) {
    diagnostics.error(Code::TwoValuedReduction, assignment.value->range,
                      std::to_string(assignment.targets.size()) +
                          " targets need a reduction with two values: kmin, "
                          "kmax, logsumexp_signed or collect with a term");
  } else if (twoValued) {
    targets(assignment, *reduce);
  }
  if (reduce)
    reduction(*reduce, /*isWholeValue=*/true);
  else
    value(*assignment.value);
}

//===----------------------------------------------------------------------===//
// Names and brackets
//===----------------------------------------------------------------------===//

bool NameCheck::isFunctionParameter(const std::string &text) const {
  if (fn) {
    for (const ast::GenericParameter &parameter : fn->parameters)
      if (parameter.name.text == text)
        return parameter.isFunction;
    return false;
  }
  const Symbol *generic = symbol(text);
  return generic && generic->kind == Symbol::Kind::Generic &&
         scope->generics[generic->number].isFunction;
}

void NameCheck::unknownName(const ast::QualifiedName &name, bool hasBrackets) {
  const ast::Name &last = name.last();
  std::vector<std::string> functions = modules.functionNames(module);
  if (!name.isQualified() &&
      std::binary_search(functions.begin(), functions.end(), last.text)) {
    diagnostics.error(Code::NotAValue, name.range,
                      "`" + last.text +
                          "` is a function; its arguments are missing");
    return;
  }
  auto &error = diagnostics.error(Code::UnknownName, name.range,
                                  "unknown name `" + name.str() + "`");
  std::vector<std::string> candidates;
  const Module *home = &module;
  if (name.isQualified()) {
    home = modules.imported(module, name);
    error.message += home ? "; the module has no such const"
                          : "; no module of this name is imported";
  } else {
    if (scope)
      candidates = scope->names();
    for (auto &[text, range] : locals)
      candidates.push_back(text);
    // `colect[j : c]` looks like a slice.
    for (int op = 0; hasBrackets && op <= int(ast::ReduceOp::All); ++op)
      candidates.push_back(ast::spelling(ast::ReduceOp(op)));
  }
  if (home)
    for (auto &[text, decl] : home->declarations)
      if (decl->kind == ast::DeclKind::Const)
        candidates.push_back(text);
  std::sort(candidates.begin(), candidates.end());
  suggest(error, last, candidates);
}

void NameCheck::name(const ast::NameExpr &expr, bool hasBrackets) {
  const std::string &text = expr.name.last().text;
  if (!expr.name.isQualified()) {
    if (isConstantName(text))
      return;
    if (isFunctionParameter(text)) {
      diagnostics.error(Code::NotAValue, expr.range,
                        "`" + text +
                            "` is a function; its arguments are missing");
      return;
    }
    if (locals.count(text))
      return;
    if (const Symbol *found = symbol(text)) {
      if (found->kind == Symbol::Kind::Input) {
        const ast::Parameter &input = scope->decl->parameters[found->number];
        if (!input.axes.empty())
          subscriptCount(expr, text, axisNames(input), 0, expr.range,
                         found->range);
      } else if (found->kind == Symbol::Kind::Output) {
        const ast::Target &output =
            scope->decl->assignments[found->number].targets[found->target];
        if (!output.axes.empty())
          subscriptCount(expr, text, axisNames(output), 0, expr.range,
                         found->range);
      }
      return;
    }
  }
  if (!modules.constant(module, expr.name))
    unknownName(expr.name, hasBrackets);
}

void NameCheck::subscriptCount(const ast::Expr &base, const std::string &name,
                               const std::vector<std::string> &axes, size_t got,
                               SourceRange at, SourceRange declared) {
  if (axes.size() == got)
    return;
  std::string expected = withIndices(name, axes);
  auto &error = diagnostics.error(
      Code::MissingSubscripts, at,
      got == 0 ? "`" + name + "` has a row per index; write `" + expected + "`"
               : "the first bracket behind `" + name + "` takes " +
                     std::to_string(axes.size()) +
                     (axes.size() == 1 ? " index, got " : " indices, got ") +
                     std::to_string(got) + "; expected `" + expected + "`");
  error.note(declared, "`" + name + "` is declared here");
  if (got == 0)
    error.fixIt(base.range.behind(), expected.substr(name.size()));
}

void NameCheck::indexed(const ast::IndexExpr &expr) {
  auto *base = expr.base->as<ast::NameExpr>();
  const Symbol *found = base && !base->name.isQualified() && !fn
                            ? symbol(base->name.last().text)
                            : nullptr;
  bool rows = false;
  if (found && found->kind == Symbol::Kind::Input) {
    const ast::Parameter &input = scope->decl->parameters[found->number];
    rows = !input.axes.empty();
    if (rows)
      subscriptCount(*base, input.name.text, axisNames(input),
                     expr.subscripts.size(), expr.bracketRange, found->range);
  } else if (found && found->kind == Symbol::Kind::Output) {
    const ast::Target &output =
        scope->decl->assignments[found->number].targets[found->target];
    rows = !output.axes.empty();
    if (rows)
      subscriptCount(*base, output.name.text, axisNames(output),
                     expr.subscripts.size(), expr.bracketRange, found->range);
  } else if (base) {
    name(*base, /*hasBrackets=*/true);
  } else {
    value(*expr.base);
  }
  for (const ast::Subscript &subscript : expr.subscripts) {
    if (rows && subscript.isSlice())
      diagnostics.error(Code::RowSubscript, subscript.range,
                        "rows are read one at a time, by an index; a slice "
                        "takes components");
    value(*subscript.begin);
    if (subscript.end)
      value(*subscript.end);
  }
}

//===----------------------------------------------------------------------===//
// Calls
//===----------------------------------------------------------------------===//

void NameCheck::call(const ast::CallExpr &expr) {
  const std::string &text = expr.callee.last().text;
  if (!expr.callee.isQualified()) {
    if (isFunctionParameter(text))
      return arguments(expr, {});
    SourceRange declared;
    if (const Symbol *found = symbol(text))
      declared = found->range;
    else if (auto it = locals.find(text); it != locals.end())
      declared = it->second;
    if (declared.isValid()) {
      std::vector<std::string> functions = modules.functionNames(module);
      if (!std::binary_search(functions.begin(), functions.end(), text)) {
        diagnostics
            .error(Code::UnknownFunction, expr.callee.range,
                   "`" + text +
                       "` is a value and cannot be called; rows and "
                       "components are read with brackets")
            .note(declared, "`" + text + "` is declared here");
        return;
      }
    }
  }
  FunctionRef function =
      modules.function(module, expr.callee, expr.arguments.size());
  if (function.decl)
    calls.emplace_back(function.decl, expr.callee.range);
  arguments(expr, function);
}

void NameCheck::arguments(const ast::CallExpr &expr,
                          const FunctionRef &function) {
  bool derivative =
      function.builtin && function.builtin->kind == BuiltinClass::Derivative;
  const std::string &text = expr.callee.last().text;
  size_t atMost = derivative && (text == "grad" || text == "jvp") ? 1 : 0;
  size_t atLeast = derivative && text == "jvp" ? 1 : 0;
  if (expr.trailing.size() > atMost)
    diagnostics.error(Code::ArgumentCount, expr.trailing[atMost]->range,
                      "`" + text + "` takes " +
                          (atMost ? "one argument" : "no arguments") +
                          " behind `;`");
  else if (expr.trailing.size() < atLeast)
    diagnostics.error(Code::ArgumentCount, expr.range,
                      "jvp needs a tangent: jvp(e, v; t)");
  for (size_t k = 0; k < expr.arguments.size(); ++k) {
    const ast::Expr &argument = *expr.arguments[k];
    auto *reference = argument.as<ast::NameExpr>();
    if (function.decl && function.decl->parameters[k].isFunction) {
      if (!reference)
        diagnostics.error(Code::UnknownFunction, argument.range,
                          "`" + text + "` expects the name of a function here");
      else if (!isFunctionParameter(reference->name.last().text))
        modules.function(module, reference->name, SIZE_MAX);
      continue;
    }
    value(argument);
  }
  for (const ast::ExprPtr &argument : expr.trailing)
    value(*argument);
}

//===----------------------------------------------------------------------===//
// Expressions
//===----------------------------------------------------------------------===//

void NameCheck::value(const ast::Expr &expr) {
  switch (expr.kind) {
  case ExprKind::Number:
  case ExprKind::String:
    return;
  case ExprKind::Name:
    return name(*expr.as<ast::NameExpr>());
  case ExprKind::Unary:
    return value(*expr.as<ast::UnaryExpr>()->operand);
  case ExprKind::Binary:
    value(*expr.as<ast::BinaryExpr>()->lhs);
    return value(*expr.as<ast::BinaryExpr>()->rhs);
  case ExprKind::Index:
    return indexed(*expr.as<ast::IndexExpr>());
  case ExprKind::Call:
    return call(*expr.as<ast::CallExpr>());
  case ExprKind::Concat:
    for (const ast::ExprPtr &element : expr.as<ast::ConcatExpr>()->elements)
      value(*element);
    return;
  case ExprKind::Reduce:
    return reduction(*expr.as<ast::ReduceExpr>(), false);
  }
}
