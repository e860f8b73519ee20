//===- Builtins.cpp - The table of operations -----------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/sema/Builtins.h"

#include <unordered_map>

using namespace kop::sema;

const std::vector<Builtin> &kop::sema::allBuiltins() {
  static const std::vector<Builtin> rows = {
#define KOP_REAL(NAME, ARITY, OP, ARGUMENTS, TEXT)                             \
  {#NAME, BuiltinClass::Real, ARITY, ARITY, ARGUMENTS, TEXT},
#define KOP_NUMERIC(NAME, ARITY, REAL, INT, ARGUMENTS, TEXT)                   \
  {#NAME, BuiltinClass::Numeric, ARITY, ARITY, ARGUMENTS, TEXT},
#define KOP_FUNCTION(NAME, MIN, MAX, RULE, ARGUMENTS, TEXT)                    \
  {#NAME, BuiltinClass::Function, MIN, MAX, ARGUMENTS, TEXT},
#define KOP_DERIVATIVE(NAME, RULE, ARGUMENTS, TEXT)                            \
  {#NAME, BuiltinClass::Derivative, 2, 2, ARGUMENTS, TEXT},
#include "compiler/sema/Builtins.def"
  };
  return rows;
}

const Builtin *kop::sema::findBuiltin(std::string_view name) {
  static const auto byName = [] {
    std::unordered_map<std::string_view, const Builtin *> map;
    for (const Builtin &row : allBuiltins())
      map.emplace(row.name, &row);
    return map;
  }();
  auto it = byName.find(name);
  return it == byName.end() ? nullptr : it->second;
}
