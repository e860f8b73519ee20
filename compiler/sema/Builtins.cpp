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
#define KOP_REAL(NAME, ARITY, OP) {#NAME, BuiltinClass::Real, ARITY, ARITY},
#define KOP_NUMERIC(NAME, ARITY, REAL, INT)                                    \
  {#NAME, BuiltinClass::Numeric, ARITY, ARITY},
#define KOP_FUNCTION(NAME, MIN, MAX, RULE)                                     \
  {#NAME, BuiltinClass::Function, MIN, MAX},
#define KOP_DERIVATIVE(NAME, RULE) {#NAME, BuiltinClass::Derivative, 2, 2},
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
