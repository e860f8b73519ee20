//===- ScheduleCollapse.cpp - Reductions over indices that are known ------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where the terms of a reduction over several indices count only if one of them
// equals a value of the others,
//
//   sum[i, e : row[e] == i && c] f(i, e)  =  sum[e : row[e] >= 0 && c']
//   f(row[e], e),
//
// there is nothing to search: the index is that value. The cotangent of a
// gather in a sum over a list is of this kind.
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/SchedulePlan.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "llvm/ADT/SetVector.h"

#include <functional>

using namespace mlir;
using namespace kop::ir;
using namespace kop::transforms;

namespace {
/// The test of a filter that an index equals a value without it.
struct Delta {
  StringAttr index;
  Value value;
};
} // namespace

static std::optional<Delta> findDelta(Value filter, ReduceOp op,
                                      DomainAnalysis &domains) {
  if (auto both = filter.getDefiningOp<arith::AndIOp>()) {
    auto delta = findDelta(both.getLhs(), op, domains);
    return delta ? delta : findDelta(both.getRhs(), op, domains);
  }
  auto compare = filter.getDefiningOp<arith::CmpIOp>();
  if (!compare || compare.getPredicate() != arith::CmpIPredicate::eq)
    return std::nullopt;
  for (auto [left, value] : {std::pair(compare.getLhs(), compare.getRhs()),
                             std::pair(compare.getRhs(), compare.getLhs())}) {
    auto index = left.getDefiningOp<IndexOp>();
    if (!index || !llvm::is_contained(op.getOver(), index.getIndexAttr()))
      continue;
    // An index that equals another one is no less to search than that one.
    if (!(domains.of(value) & domains.bit(index.getIndex())) &&
        !value.getDefiningOp<IndexOp>())
      return Delta{index.getIndexAttr(), value};
  }
  return std::nullopt;
}

static bool isTest(Operation *op, Delta delta) {
  auto compare = dyn_cast<arith::CmpIOp>(op);
  if (!compare || compare.getPredicate() != arith::CmpIPredicate::eq ||
      !llvm::is_contained(compare->getOperands(), delta.value))
    return false;
  return llvm::any_of(compare->getOperands(), [&](Value side) {
    auto index = side.getDefiningOp<IndexOp>();
    return index && index.getIndexAttr() == delta.index;
  });
}

/// `op` with the value in the place of the index, and the test whether it is a
/// row (not -1) in the place of the one that they are equal; false where an
/// operand reads a value at the index that is kept at another one.
static bool collapse(ReduceOp op, Delta delta, DomainAnalysis &domains) {
  Domain bit = domains.bit(delta.index.getValue());
  llvm::SetVector<Operation *> slice;
  for (Value operand : op.getOperands())
    if (domains.of(operand) & bit)
      slice.insert(operand.getDefiningOp());
  for (unsigned n = 0; n < slice.size(); ++n) {
    if (isa<ReindexOp>(slice[n]))
      return false;
    // A reduction over an index of the value would take it for its own.
    if (auto inner = dyn_cast<ReduceOp>(slice[n]))
      for (Attribute bound : inner.getOver())
        if (domains.of(delta.value) &
            domains.bit(cast<StringAttr>(bound).getValue()))
          return false;
    for (Value operand : slice[n]->getOperands())
      if (domains.of(operand) & bit)
        slice.insert(operand.getDefiningOp());
  }
  ImplicitLocOpBuilder b(op.getLoc(), op);
  Value zero =
      arith::ConstantOp::create(b, b.getIntegerAttr(delta.value.getType(), 0));
  Value isRow =
      arith::CmpIOp::create(b, arith::CmpIPredicate::sge, delta.value, zero);
  IRMapping mapping;
  std::function<Value(Value)> replace = [&](Value value) -> Value {
    if (!(domains.of(value) & bit))
      return value;
    if (Value known = mapping.lookupOrNull(value))
      return known;
    Operation *definition = value.getDefiningOp();
    if (isa<IndexOp>(definition))
      return delta.value;
    if (isTest(definition, delta))
      return isRow;
    for (Value operand : definition->getOperands())
      mapping.map(operand, replace(operand));
    b.clone(*definition, mapping);
    return mapping.lookup(value);
  };
  for (OpOperand &operand : op->getOpOperands())
    operand.set(replace(operand.get()));
  SmallVector<Attribute> over;
  for (Attribute index : op.getOver())
    if (index != delta.index)
      over.push_back(index);
  op.setOverAttr(b.getArrayAttr(over));
  return true;
}

void kop::transforms::collapseReductions(FormulaOp formula) {
  for (bool changed = true; changed;) {
    changed = false;
    DomainAnalysis domains(formula);
    for (auto op : formula.getBody().getOps<ReduceOp>()) {
      if (op.getOver().size() < 2 || !op.getCondition())
        continue;
      auto delta = findDelta(op.getCondition(), op, domains);
      if (delta && collapse(op, *delta, domains)) {
        changed = true;
        break;
      }
    }
  }
}
