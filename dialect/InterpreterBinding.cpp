//===- InterpreterBinding.cpp - A call against its formula ----------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Finds the extents of all indices and checks that arrays and wanted rows fit.
//
//===----------------------------------------------------------------------===//

#include "dialect/InterpreterMachine.h"

using namespace mlir;
using namespace kop::ir;
using namespace kop::ir::interpreter;

namespace {

class Binding {
public:
  Binding(FormulaOp formula, const InterpreterCall &call, const Layout &layout,
          Machine &machine)
      : formula(formula), call(call), layout(layout), machine(machine) {}

  bool bindExtents();
  bool checkElements();
  bool checkRows();

private:
  bool bindExtent(unsigned index, int64_t extent, const Twine &source);
  bool bindAxis(StringRef axis, int64_t extent, const Twine &source);
  bool declares(StringRef name) {
    return llvm::is_contained(
        formula.getIndices().getAsValueRange<StringAttr>(), name);
  }
  bool fail(const Twine &message) {
    machine.fail(message);
    return false;
  }

  FormulaOp formula;
  const InterpreterCall &call;
  const Layout &layout;
  Machine &machine;
};

StringRef text(Attribute attribute) {
  return cast<StringAttr>(attribute).getValue();
}

bool Binding::bindExtent(unsigned index, int64_t extent, const Twine &source) {
  int64_t &known = machine.extents[index];
  if (extent < 0)
    return fail(source + " has a negative extent");
  if (known != -1 && known != extent)
    return fail(source + " has " + Twine(extent) + " values of index " +
                text(formula.getIndices()[index]) + ", expected " +
                Twine(known));
  known = extent;
  return true;
}

bool Binding::bindAxis(StringRef axis, int64_t extent, const Twine &source) {
  auto [first, second] = axis.split('|');
  return bindExtent(layout.indexNumber(first), extent, source) &&
         (second.empty() ||
          bindExtent(layout.indexNumber(second), extent, source));
}

bool Binding::bindExtents() {
  machine.extents.assign(formula.getExtents().begin(),
                         formula.getExtents().end());
  machine.index.assign(machine.extents.size(), 0);
  machine.position.assign(machine.extents.size(), 0);
  auto arguments = formula.getBody().getArguments();
  if (call.inputs.size() != arguments.size())
    return fail("the formula takes " + Twine(arguments.size()) +
                " inputs, found " + Twine(call.inputs.size()));
  for (const auto &[name, extent] : call.extents) {
    if (!declares(name))
      return fail("the formula has no index " + name);
    if (!bindExtent(layout.indexNumber(name), extent, "the call"))
      return false;
  }
  for (auto [n, argument, array] : llvm::enumerate(arguments, call.inputs)) {
    std::string source = ("input " + text(formula.getInputNames()[n])).str();
    ArrayAttr axes = cast<ArrayType>(argument.getType()).getAxes();
    if (axes.size() != array.extents.size())
      return fail(source + " has " + Twine(axes.size()) +
                  " indices, found an array of " + Twine(array.extents.size()));
    for (auto [axis, extent] : llvm::zip(axes, array.extents))
      if (!bindAxis(text(axis), extent, source))
        return false;
  }
  for (auto [index, extent] : llvm::zip(formula.getIndices(), machine.extents))
    if (extent == -1)
      return fail("no input carries index " + text(index) +
                  "; the call has to give its extent");
  return true;
}

bool Binding::checkElements() {
  for (auto [name, argument, array] :
       llvm::zip(formula.getInputNames(), formula.getBody().getArguments(),
                 call.inputs)) {
    Type element = cast<ArrayType>(argument.getType()).getElement();
    int64_t size = numComponents(element);
    for (int64_t extent : array.extents)
      size *= extent;
    bool real = isa<FloatType>(getElementTypeOrSelf(element));
    int64_t found = real ? array.reals.size() : array.integers.size();
    if (found != size)
      return fail("input " + text(name) + " needs " + Twine(size) +
                  (real ? " reals" : " integers") + ", found " + Twine(found));
  }
  return true;
}

bool Binding::checkRows() {
  for (const auto &[name, list] : call.rows) {
    if (!declares(name))
      return fail("the formula has no index " + name);
    unsigned index = layout.indexNumber(name);
    for (int64_t row : list)
      if (row < 0 || row >= machine.extents[index])
        return fail("row " + Twine(row) + " of index " + name +
                    " is not in [0, " + Twine(machine.extents[index]) + ")");
  }
  return true;
}

} // namespace

bool interpreter::bindCall(FormulaOp formula, const InterpreterCall &call,
                           const Layout &layout, Machine &machine) {
  Binding binding(formula, call, layout, machine);
  return binding.bindExtents() && binding.checkElements() &&
         binding.checkRows();
}
