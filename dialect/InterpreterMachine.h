//===- InterpreterMachine.h - State of the interpreter ----------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to the interpreter. Every value of a formula has one slot; an
// operation becomes an instruction that reads the slots of its operands and
// writes those of its results for the current values of the indices.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_DIALECT_INTERPRETERMACHINE_H
#define KOP_DIALECT_INTERPRETERMACHINE_H

#include "dialect/Interpreter.h"

#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/DenseMap.h"

#include <functional>
#include <memory>

namespace kop::ir::interpreter {

/// Where a value lies: in `Machine::reals` or in `Machine::integers`.
struct Slot {
  bool real = true;
  size_t offset = 0;
  size_t size = 1;
};

/// The entries of a list, and the values of a term for each of them.
struct MadeList {
  std::vector<int64_t> entries;
  std::vector<double> reals;
  std::vector<int64_t> integers;
};

/// What instructions work on.
struct Machine {
  const std::vector<InterpreterArray> *inputs = nullptr;
  std::vector<double> reals;
  std::vector<int64_t> integers;
  /// Per index of the formula: its extent, its current value, and the number
  /// of that value among those that are computed.
  std::vector<int64_t> extents, index, position;
  /// Lists that `collect` made; its results are the number of one of them.
  std::vector<MadeList> lists;
  /// The first thing that went wrong.
  std::string error;

  void fail(const llvm::Twine &message) {
    if (error.empty())
      error = message.str();
  }
};

using Instruction = std::function<void(Machine &)>;

/// Slots of the values of a formula.
class Layout {
public:
  /// Gives every value of `formula` a slot in `machine`.
  Layout(FormulaOp formula, Machine &machine);

  Slot operator[](mlir::Value value) const { return slots.lookup(value); }
  /// Number of an index of the formula.
  unsigned indexNumber(llvm::StringRef name) const;

private:
  mlir::ArrayAttr indices;
  llvm::DenseMap<mlir::Value, Slot> slots;
};

/// Finds the extents of the indices of `formula` and checks that the arrays
/// and the wanted rows of `call` fit; otherwise says why in `machine.error`.
bool bindCall(FormulaOp formula, const InterpreterCall &call,
              const Layout &layout, Machine &machine);

/// The instruction of any operation but reductions and kop.reindex, which
/// loops handle. Null, with a message, for an unknown operation.
Instruction compile(mlir::Operation *op, const Layout &layout,
                    std::string &error);

/// The instruction of an operation of the kop dialect; null for others.
Instruction compileKop(mlir::Operation *op, const Layout &layout);

/// A reduction in progress: terms are read from the slots of its operands and
/// results are written to those of its results.
class Accumulator {
public:
  virtual ~Accumulator() = default;
  /// Forgets all terms.
  virtual void reset() = 0;
  /// Takes the current term; `position` is the value of the reduced index.
  virtual void add(const Machine &machine, int64_t position) = 0;
  virtual void finish(Machine &machine) = 0;
};

/// Null for operands that the reduction does not take.
std::unique_ptr<Accumulator> makeAccumulator(ReduceOp reduce,
                                             const Layout &layout);

/// Number of components of a value.
int64_t numComponents(mlir::Type type);

} // namespace kop::ir::interpreter

#endif // KOP_DIALECT_INTERPRETERMACHINE_H
