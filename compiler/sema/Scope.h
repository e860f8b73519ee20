//===- Scope.h - The names of a formula -------------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One namespace per formula: parameters, indices, generics, lets, outputs.
// Built once per formula; every instance is elaborated in it.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_SEMA_SCOPE_H
#define KOP_SEMA_SCOPE_H

#include "compiler/sema/Modules.h"

namespace kop::sema {

struct Symbol {
  enum class Kind { Input, Index, Generic, Let, Output };
  Kind kind;
  /// Position in the list of its kind; of the assignment for an output.
  int number = 0;
  int target = 0; ///< Output: position in the assignment.
  SourceRange range;
};

/// "an index", "a parameter", …
const char *describe(Symbol::Kind kind);

struct IndexSymbol {
  std::string name;
  SourceRange range;
  bool onInput = false, onOutput = false;
  /// The first of the indices that shared arrays (`q[i|j]`) equate with it.
  IndexId leader = 0;
};

struct GenericSymbol {
  std::string name;
  SourceRange range;
  bool isFunction = false;
};

struct FormulaScope {
  const ast::FormulaDecl *decl = nullptr;
  const Module *module = nullptr;
  std::vector<IndexSymbol> indices;
  std::vector<GenericSymbol> generics;
  std::unordered_map<std::string, Symbol> symbols;
  /// Whether elaboration may start: no name is missing or doubled.
  bool valid = true;

  const Symbol *find(const std::string &name) const {
    auto it = symbols.find(name);
    return it == symbols.end() ? nullptr : &it->second;
  }
  IndexId index(const std::string &name) const {
    const Symbol *symbol = find(name);
    return symbol && symbol->kind == Symbol::Kind::Index ? symbol->number : -1;
  }
  /// Whether rows of one index are rows of the other.
  bool sameRows(IndexId a, IndexId b) const {
    return a >= 0 && b >= 0 && indices[a].leader == indices[b].leader;
  }
  std::vector<std::string> names() const;
};

/// Collects and checks the names of a formula, and every name its lets and
/// outputs use.
FormulaScope buildScope(const ast::FormulaDecl &decl, const Module &module,
                        Modules &modules);

/// Reports a name that C++ reserves.
bool checkCxxName(const ast::Name &name, syntax::DiagnosticEngine &diagnostics);

/// Whether the language itself gives the name a value: pi, inf, true, ….
bool isConstantName(const std::string &name);

} // namespace kop::sema

#endif // KOP_SEMA_SCOPE_H
