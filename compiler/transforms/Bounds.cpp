//===- Bounds.cpp - Bounds to interval arithmetic -------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/Differentiate.h"
#include "compiler/transforms/Passes.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace kop::ir;
using namespace kop::transforms;

namespace kop::transforms {
#define GEN_PASS_DEF_KOPBOUNDS
#include "compiler/transforms/Passes.h.inc"
} // namespace kop::transforms

static bool isReal(Value value) {
  return isa<FloatType>(getElementTypeOrSelf(value));
}

namespace {

/// From the arrays that vary to one value.
class BoundsWalk {
public:
  BoundsWalk(BoundsOp bounds, OpBuilder &builder, bool remarks)
      : builder(builder), remarks(remarks), bounds(bounds) {}

  Interval run(DerivativeContext &context);

  /// Arrays and what stands outside of the walk are what they are.
  Interval of(Value value) const {
    auto found = intervals.find(value);
    return found == intervals.end() ? Interval{value, value} : found->second;
  }
  void set(Value value, Interval interval) { intervals[value] = interval; }

  OpBuilder &builder;
  const bool remarks;

private:
  void visit(Operation *op);
  /// Whether all operands are known exactly, and none is computed in reals.
  bool isExact(Operation *op) const;
  /// Whether the operands that are not arrays are known.
  bool isKnown(Operation *op) const;

  BoundsOp bounds;
  llvm::DenseMap<Value, Interval> intervals;
};

/// What one operation sees.
class EnclosureOf : public Enclosure {
public:
  EnclosureOf(BoundsWalk &walk, Operation *op)
      : Enclosure(walk.builder, op), walk(walk) {}

  Interval operand(unsigned n) override { return walk.of(op->getOperand(n)); }
  void set(unsigned n, Interval interval) override {
    walk.set(op->getResult(n), interval);
  }
  void setUnknown() override {
    if (walk.remarks)
      emitRemark(loc) << "`" << op->getName()
                      << "` has no bounds here: what follows from it lies "
                         "between -inf and inf";
    for (Value result : op->getResults())
      walk.set(result,
               isReal(result) || getElementTypeOrSelf(result).isInteger(1)
                   ? whole(result.getType())
                   : Interval{});
  }

private:
  BoundsWalk &walk;
};

} // namespace

bool BoundsWalk::isKnown(Operation *op) const {
  return llvm::all_of(op->getOperands(),
                      [&](Value operand) { return bool(of(operand)); });
}

bool BoundsWalk::isExact(Operation *op) const {
  return llvm::all_of(op->getOperands(), [&](Value operand) {
    return !isReal(operand) && of(operand) && of(operand).isPoint();
  });
}

void BoundsWalk::visit(Operation *op) {
  EnclosureOf enclosure(*this, op);
  if (auto read = dyn_cast<ReadOp>(op); read && isKnown(op))
    for (auto [by, to] : llvm::zip(bounds.getBy(), bounds.getTo()))
      if (read.getArray() == by) {
        Value end = ReadOp::create(builder, op->getLoc(), read.getType(), to,
                                   read.getSubscripts());
        return set(read.getResult(), {read.getResult(), end});
      }
  if (isExact(op))
    return; // its results are what they are
  auto boundable = dyn_cast<BoundableOpInterface>(op);
  if (!boundable)
    return enclosure.setUnknown();
  boundable.bounds(enclosure);
}

Interval BoundsWalk::run(DerivativeContext &context) {
  for (Operation *op :
       context.slice(bounds.getOf(), [](Operation *) { return true; }))
    visit(op);
  return of(bounds.getOf());
}

namespace {
struct Bounds : kop::transforms::impl::KopBoundsBase<Bounds> {
  using KopBoundsBase::KopBoundsBase;

  void runOnOperation() override {
    FormulaOp formula = getOperation();
    if (formula.getBody().front().getOps<BoundsOp>().empty())
      return;
    removeUnusedAndEqual(formula);
    for (BoundsOp op : llvm::make_early_inc_range(
             formula.getBody().front().getOps<BoundsOp>())) {
      OpBuilder builder(op);
      DerivativeContext context(formula, builder);
      Interval interval = BoundsWalk(op, builder, remarks).run(context);
      op.getLower().replaceAllUsesWith(interval.lower);
      op.getUpper().replaceAllUsesWith(interval.upper);
      op.erase();
    }
    removeUnusedAndEqual(formula);
    formula->setAttr(preciseAttribute, UnitAttr::get(&getContext()));
  }
};
} // namespace
