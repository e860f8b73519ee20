//===- DifferentiateTangent.cpp - From variables to tangents --------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/Differentiate.h"

#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace kop::ir;
using namespace kop::transforms;

namespace {

using Tangents = llvm::DenseMap<Value, Value>;

/// What one operation sees.
class TangentOf : public Tangent {
public:
  TangentOf(DerivativeContext &context, Tangents &tangents, Operation *op)
      : Tangent(context.builder, op), context(context), tangents(tangents) {}

  bool isActive(unsigned n) override { return bool(tangent(n)); }
  Value at(Value term, StringRef index, Value position) override {
    return context.at(term, index, position);
  }
  Value tangent(unsigned n) override {
    return tangents.lookup(op->getOperand(n));
  }
  void set(unsigned n, Value value) override {
    tangents[op->getResult(n)] = value;
  }

private:
  DerivativeContext &context;
  Tangents &tangents;
};

} // namespace

/// The tangent of a variable itself; null for other values.
static Value tangentOf(DerivativeContext &context, Location loc, Value value,
                       ValueRange by, ValueRange tangents) {
  for (auto [each, tangent] : llvm::zip(by, tangents)) {
    Variable variable(each);
    if (!variable.is(value))
      continue;
    if (!variable.isArray())
      return tangent;
    ReadOp read = variable.read(value);
    Value way = ReadOp::create(context.builder, loc,
                               cast<ArrayType>(tangent.getType()).getElement(),
                               tangent, read.getSubscripts());
    if (way.getType() == value.getType())
      return way;
    return arith::ExtFOp::create(context.builder, loc, value.getType(), way);
  }
  return {};
}

Value kop::transforms::buildTangent(DerivativeContext &context, Location loc,
                                    Value of, ValueRange by,
                                    ValueRange tangents) {
  Tangents known;
  for (Operation *op : context.before()) {
    bool isVariable = false;
    for (Value value : op->getResults())
      if (Value tangent = tangentOf(context, loc, value, by, tangents)) {
        known[value] = tangent;
        isVariable = true;
      }
    if (isVariable || llvm::none_of(op->getOperands(), [&](Value operand) {
          return known.contains(operand);
        }))
      continue;
    if (auto differentiable = dyn_cast<DifferentiableOpInterface>(op)) {
      TangentOf tangent(context, known, op);
      differentiable.jvp(tangent);
    } else if (isa<FloatType>(getElementTypeOrSelf(op->getResult(0)))) {
      emitError(op->getLoc()) << "`" << op->getName() << "` has no derivative";
      return {};
    }
  }
  Value result = known.lookup(of);
  return result ? result : context.zero(loc, of.getType());
}
