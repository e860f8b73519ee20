//===- Builtins.h - The table of operations ---------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_SEMA_BUILTINS_H
#define KOP_SEMA_BUILTINS_H

#include <string>
#include <string_view>
#include <vector>

namespace kop::sema {

enum class BuiltinClass { Real, Numeric, Function, Derivative };

/// A callable row of Builtins.def.
struct Builtin {
  std::string_view name;
  BuiltinClass kind;
  unsigned minArity, maxArity;
  /// The names of the arguments, and what the value is.
  std::string_view arguments, text;
};

/// The callable row of that name, or null.
const Builtin *findBuiltin(std::string_view name);
/// All callable rows.
const std::vector<Builtin> &allBuiltins();

/// The text of Prelude.kop.
std::string_view preludeText();

} // namespace kop::sema

#endif // KOP_SEMA_BUILTINS_H
