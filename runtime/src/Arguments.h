//===- Arguments.h - Checks of the arguments of a call ----------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_RUNTIME_ARGUMENTS_H
#define KOP_RUNTIME_ARGUMENTS_H

#include "kop/run.h"

#include <string>
#include <vector>

namespace kop::runtime {

/// Whether an operand holds the offsets of a list; see kop/abi.h.
inline bool isOffsets(const kop_operand &operand) {
  return operand.list == KOP_LIST_OFFSETS || operand.list == KOP_LIST_ROWS;
}

/// Whether an operand is one of the arrays of lists that a formula makes.
inline bool isMade(const kop_operand &operand) {
  return operand.list == KOP_LIST_MADE_OFFSETS ||
         operand.list == KOP_LIST_MADE_ENTRIES ||
         operand.list == KOP_LIST_MADE_VALUES;
}

/// Whether the call is to give the array its memory.
inline bool isResizable(const kop_view &view) {
  return view.rank == 1 && view.extents[0] == KOP_RESIZE;
}

/// Inputs and outputs that steps see: all but the entries of made lists, which
/// come last.
inline int countInFrame(const kop_formula &formula) {
  int count = formula.n_inputs + formula.n_outputs;
  for (int n = formula.n_outputs;
       n > 0 && formula.outputs[n - 1].list == KOP_LIST_MADE_ENTRIES; --n)
    --count;
  return count;
}

/// A formula with views for its inputs and outputs.
struct Arguments {
  const kop_formula &formula;
  const kop_view *views;

  int count() const { return formula.n_inputs + formula.n_outputs; }
  bool isOutput(int number) const { return number >= formula.n_inputs; }
  const kop_operand &operand(int number) const {
    return isOutput(number) ? formula.outputs[number - formula.n_inputs]
                            : formula.inputs[number];
  }
};

/// "gaussian": the last part of the formula's name.
std::string shortName(const kop_formula &formula);

/// "argument x" or "output a".
std::string describeArgument(const Arguments &arguments, int number);

/// "(10, 3)", with "any" for broadcast axes.
std::string describeShape(const kop_view &view);

/// "f32".
const char *typeName(int32_t type);

/// sizeof an element; 0 for types this version does not know.
int64_t typeSize(int32_t type);

/// Whether the view has the type, number of axes and component extents of the
/// operand; says why not in `why` (may be null): "expected …, got …".
bool matches(const Arguments &arguments, int number, std::string *why);

/// Stride of the view on `axis` of the operand's array: vec(1) may come without
/// its component axis.
inline int64_t strideAt(const kop_view &view, int axis) {
  return axis < view.rank ? view.strides[axis] : 1;
}

/// Checks everything about the views but their indices' values, and writes the
/// extent of every index. Throws a Failure.
void checkArguments(const Arguments &arguments, std::vector<int64_t> &extents);

/// Verifies that every value of every index(j) input lies in [-1, extent(j)).
void checkIndices(const Arguments &arguments,
                  const std::vector<int64_t> &extents);

/// Rejects outputs that share memory with themselves or another argument.
void checkOverlap(const Arguments &arguments);

} // namespace kop::runtime

#endif // KOP_RUNTIME_ARGUMENTS_H
