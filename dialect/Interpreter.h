//===- Interpreter.h - The meaning of a formula, executable -----*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The reference interpreter: executes a `kop.formula` in f64, whatever its
// types, one value after the other and with the edge cases of
// docs/Semantics.md. It shares no code with the code generator, whose results
// tests compare with it.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_DIALECT_INTERPRETER_H
#define KOP_DIALECT_INTERPRETER_H

#include "dialect/Kop.h"

#include "llvm/Support/Error.h"

#include <map>
#include <string>
#include <vector>

namespace kop::ir {

/// An array at a call: row-major and contiguous, the axes of its indices
/// first, then those of the components of its elements.
struct InterpreterArray {
  /// One extent per index, those of components left out.
  std::vector<int64_t> extents;
  /// Elements of floating-point type …
  std::vector<double> reals;
  /// … or of integer and i1 type.
  std::vector<int64_t> integers;
  /// Of an output of `collect`, whose integers are the lengths of its lists:
  /// the lists, one behind the other. The values beside them are the elements
  /// of another output, in the same order; its extents are those of the rows.
  std::vector<int64_t> entries;
};

/// The arguments of a call.
struct InterpreterCall {
  /// In the order of the formula.
  std::vector<InterpreterArray> inputs;
  /// Extents of indices that no input carries, by name, and the dimension of
  /// the call.
  std::map<std::string, int64_t> extents;
  /// Values of an index for which outputs are wanted, by its name; absent for
  /// all. An output with this axis has one row per entry, in this order.
  std::map<std::string, std::vector<int64_t>> rows;
};

/// Computes the outputs of `formula`, in order. Fails with a message when the
/// arrays of the call do not fit the formula, when a subscript is out of
/// range, or when the formula has an operation that the interpreter does not
/// know.
llvm::Expected<std::vector<InterpreterArray>>
interpret(FormulaOp formula, const InterpreterCall &call);

} // namespace kop::ir

#endif // KOP_DIALECT_INTERPRETER_H
