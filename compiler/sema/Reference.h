//===- Reference.h - What every operation is --------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The documentation of operations that formulas call stands where they are
// defined: in the rows of Builtins.def and Functions.def, and above the
// functions of Prelude.kop. docs/Operations.md is a table of it, and `kopc
// --explain` prints it.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_SEMA_REFERENCE_H
#define KOP_SEMA_REFERENCE_H

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace kop::sema {

struct OperationInfo {
  std::string name;
  std::string signature;  ///< "elu(x, alpha)"
  std::string text;       ///< what the value is
  std::string definition; ///< in Kop; empty where the compiler has its code
};

/// All operations by name; one of two arities is there twice.
std::vector<OperationInfo> allOperations();

/// The entries of that name; false when there is none.
bool explainOperation(std::string_view name, std::ostream &out);

/// The page docs/Operations.md.
void printOperations(std::ostream &out);

} // namespace kop::sema

#endif // KOP_SEMA_REFERENCE_H
