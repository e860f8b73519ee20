//===- NameCheck.h - Every name means something -----------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What can be checked of a formula or fn before its generics are bound: names,
// numbers of arguments and of indices, places of reductions.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_SEMA_NAMECHECK_H
#define KOP_SEMA_NAMECHECK_H

#include "compiler/sema/Scope.h"

namespace kop::sema {

class NameCheck {
public:
  NameCheck(Modules &modules, const Module &module)
      : modules(modules), module(module), diagnostics(modules.diagnostics) {}

  /// Checks the body of a formula; clears `valid` when it found errors.
  void formula(FormulaScope &scope);
  void function(const ast::FunctionDecl &decl);

  /// Functions in Kop that were called, and where.
  std::vector<std::pair<const ast::FunctionDecl *, SourceRange>> calls;

private:
  void value(const ast::Expr &expr);
  void name(const ast::NameExpr &expr, bool hasBrackets = false);
  void indexed(const ast::IndexExpr &expr);
  void call(const ast::CallExpr &expr);
  void arguments(const ast::CallExpr &expr, const FunctionRef &function);
  void reduction(const ast::ReduceExpr &expr, bool isWholeValue);
  void collection(const ast::ReduceExpr &expr, bool isWholeValue);
  void nested(const ast::ReduceExpr &outer, const ast::ReduceExpr &inner,
              const ast::Name &index);
  void assignment(const ast::Assignment &assignment);
  void targets(const ast::Assignment &assignment, const ast::ReduceExpr &value);
  void subscriptCount(const ast::Expr &base, const std::string &name,
                      const std::vector<std::string> &axes, size_t got,
                      SourceRange at, SourceRange declared);

  const Symbol *symbol(const std::string &text) const {
    return scope ? scope->find(text) : nullptr;
  }
  bool isFunctionParameter(const std::string &text) const;
  void unknownName(const ast::QualifiedName &name, bool hasBrackets);

  Modules &modules;
  const Module &module;
  syntax::DiagnosticEngine &diagnostics;
  FormulaScope *scope = nullptr;
  const ast::FunctionDecl *fn = nullptr;
  std::unordered_map<std::string, SourceRange> locals; ///< Names of a fn.
  std::vector<const ast::ReduceExpr *> reductions;     ///< Enclosing ones.
};

/// The name of an array as an error repeats it with its indices: "x[i, k]".
std::string withIndices(const std::string &name,
                        const std::vector<std::string> &axes);

/// Axes of a parameter as read: "i" of "i|j".
std::vector<std::string> axisNames(const ast::Parameter &parameter);
std::vector<std::string> axisNames(const ast::Target &target);

/// Whether the reduction has two results.
bool isTwoValued(const ast::ReduceExpr &reduce);

/// Whether the output of an assignment holds lists.
bool isCollection(const ast::Assignment &assignment);

} // namespace kop::sema

#endif // KOP_SEMA_NAMECHECK_H
