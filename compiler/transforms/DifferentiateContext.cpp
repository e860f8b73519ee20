//===- DifferentiateContext.cpp - Values at other places ------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/Differentiate.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Dominance.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/TypeUtilities.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Transforms/CSE.h"

using namespace mlir;
using namespace kop::ir;
using namespace kop::transforms;

Domain DerivativeContext::of(ArrayAttr names) const {
  Domain domain = 0;
  for (Attribute name : names)
    domain |= domains.bit(cast<StringAttr>(name).getValue());
  return domain;
}

SmallVector<Operation *> DerivativeContext::before() const {
  SmallVector<Operation *> ops;
  for (Operation &op : llvm::make_range(builder.getInsertionBlock()->begin(),
                                        builder.getInsertionPoint()))
    ops.push_back(&op);
  return ops;
}

//===----------------------------------------------------------------------===//
// Clones
//===----------------------------------------------------------------------===//

SmallVector<Operation *>
DerivativeContext::slice(Value value,
                         llvm::function_ref<bool(Operation *)> selects) const {
  SmallVector<Operation *> ops;
  llvm::DenseSet<Operation *> seen;
  SmallVector<Operation *> open;
  auto visit = [&](Value operand) {
    Operation *op = operand.getDefiningOp();
    if (op && selects(op) && seen.insert(op).second)
      open.push_back(op);
  };
  visit(value);
  while (!open.empty()) {
    Operation *op = open.pop_back_val();
    ops.push_back(op);
    for (Value operand : op->getOperands())
      visit(operand);
  }
  llvm::sort(ops,
             [](Operation *a, Operation *b) { return a->isBeforeInBlock(b); });
  return ops;
}

/// The `per` of a count with `index` at a position that depends on others.
static ArrayAttr movedIndices(DerivativeContext &context, ArrayAttr per,
                              StringRef index, Value position) {
  Domain domain = context.of(per) & ~context.domains.bit(index);
  domain |= context.of(position);
  SmallVector<Attribute> names;
  for (auto [n, name] : llvm::enumerate(context.formula.getIndices()))
    if (domain >> n & 1)
      names.push_back(name);
  return context.builder.getArrayAttr(names);
}

Value DerivativeContext::at(Value term, StringRef index, Value position) {
  Domain bit = domains.bit(index);
  if (!(of(term) & bit))
    return term;
  SmallVector<Operation *> ops =
      slice(term, [&](Operation *op) { return of(op->getResult(0)) & bit; });
  // A reduction over an index that the position depends on would take it for
  // its own.
  for (Operation *op : ops)
    if (auto reduce = dyn_cast<ReduceOp>(op);
        reduce && (of(reduce.getOver()) & of(position)))
      return {};
  IRMapping map;
  for (Operation *op : ops) {
    if (isa<IndexOp>(op)) {
      map.map(op->getResult(0), position);
      continue;
    }
    if (auto reindex = dyn_cast<ReindexOp>(op);
        reindex && reindex.getTo() == index) {
      Value moved = at(map.lookupOrDefault(reindex.getValue()),
                       reindex.getFrom(), position);
      if (!moved)
        return {};
      map.map(reindex.getResult(), moved);
      continue;
    }
    Operation *copy = builder.clone(*op, map);
    if (auto reduce = dyn_cast<ReduceOp>(copy))
      if (ArrayAttr per = reduce.getPerAttr())
        reduce.setPerAttr(movedIndices(*this, per, index, position));
  }
  return map.lookup(term);
}

Value DerivativeContext::replace(Value term, Value from, Value to) {
  // What depends on `from`, in order.
  llvm::DenseSet<Value> moved{from};
  IRMapping map;
  map.map(from, to);
  for (Operation *op : slice(term, [](Operation *) { return true; })) {
    if (llvm::none_of(op->getOperands(),
                      [&](Value operand) { return moved.contains(operand); }))
      continue;
    builder.clone(*op, map);
    moved.insert(op->result_begin(), op->result_end());
  }
  return map.lookupOrDefault(term);
}

//===----------------------------------------------------------------------===//
// Sums
//===----------------------------------------------------------------------===//

Value DerivativeContext::zero(Location loc, Type type) {
  return splat(builder, loc, type,
               builder.getZeroAttr(getElementTypeOrSelf(type)));
}

Value DerivativeContext::both(Location loc, Value x, Value y) {
  if (!x || !y || x == y)
    return x ? x : y;
  return arith::AndIOp::create(builder, loc, x, y);
}

Value DerivativeContext::where(Location loc, Value condition, Value value) {
  if (!condition)
    return value;
  if (auto tensor = dyn_cast<RankedTensorType>(value.getType()))
    condition = BroadcastOp::create(
        builder, loc, tensor.clone(condition.getType()), condition);
  return arith::SelectOp::create(builder, loc, condition, value,
                                 zero(loc, value.getType()));
}

/// The conditions that a conjunction is made of.
static void split(Value condition, SmallVectorImpl<Value> &parts) {
  if (auto conjunction = condition.getDefiningOp<arith::AndIOp>()) {
    split(conjunction.getLhs(), parts);
    split(conjunction.getRhs(), parts);
  } else {
    parts.push_back(condition);
  }
}

/// The integer that `condition` says an index is equal to, or null.
static Value positionOf(DerivativeContext &context, Value condition,
                        unsigned index) {
  auto compare = condition.getDefiningOp<arith::CmpIOp>();
  if (!compare || compare.getPredicate() != arith::CmpIPredicate::eq)
    return {};
  for (auto [side, other] : {std::pair(compare.getLhs(), compare.getRhs()),
                             std::pair(compare.getRhs(), compare.getLhs())}) {
    auto name = side.getDefiningOp<IndexOp>();
    if (name && name.getIndexAttr() == context.name(index) &&
        !(context.of(other) >> index & 1))
      return other;
  }
  return {};
}

void DerivativeContext::collapse(Location loc, Value &value, Domain &over,
                                 Value &condition) {
  for (unsigned index = 0; index < maxIndices && condition; ++index) {
    if (!(over >> index & 1))
      continue;
    SmallVector<Value> parts;
    split(condition, parts);
    Value position;
    for (Value &part : parts)
      if (!position && (position = positionOf(*this, part, index)))
        part = {};
    if (!position)
      continue;
    StringRef text = name(index).getValue();
    bool moves = true;
    Value moved = at(value, text, position);
    for (Value &part : parts)
      if (part)
        moves &= bool(part = at(part, text, position));
    if (!moved || !moves)
      continue;
    value = moved;
    condition = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::sge,
                                      position, zero(loc, position.getType()));
    for (Value part : parts)
      condition = both(loc, condition, part);
    over &= ~(Domain(1) << index);
  }
}

Value DerivativeContext::sumOver(Location loc, Value value, Domain over,
                                 Value condition) {
  collapse(loc, value, over, condition);
  if (!over)
    return where(loc, condition, value);

  SmallVector<Attribute> names;
  for (unsigned index = 0; index < maxIndices; ++index)
    if (over >> index & 1)
      names.push_back(name(index));
  return ReduceOp::create(builder, loc, TypeRange(value.getType()),
                          ReductionKind::Sum, builder.getArrayAttr(names),
                          ValueRange{value}, condition, IntegerAttr())
      .getResult(0);
}

//===----------------------------------------------------------------------===//
// Variables
//===----------------------------------------------------------------------===//

ReadOp Variable::read(Value value) const {
  if (auto widened = value.getDefiningOp<arith::ExtFOp>())
    value = widened.getIn();
  auto read = value.getDefiningOp<ReadOp>();
  if (!read || read.getArray() != by)
    return {};
  return read;
}

static bool isReal(Value value) {
  return isa<FloatType>(getElementTypeOrSelf(value));
}

void Activity::add(Operation *op) {
  bool depends = llvm::any_of(op->getOperands(),
                              [&](Value operand) { return is(operand); });
  for (Value result : op->getResults()) {
    if (!isReal(result))
      continue;
    if (depends || llvm::any_of(variables, [&](const Variable &variable) {
          return variable.is(result);
        }))
      active.insert(result);
  }
}

//===----------------------------------------------------------------------===//
// Afterwards
//===----------------------------------------------------------------------===//

void kop::transforms::removeUnusedAndEqual(FormulaOp formula) {
  Block &body = formula.getBody().front();
  for (Operation &op : llvm::make_early_inc_range(llvm::reverse(body)))
    if (isOpTriviallyDead(&op))
      op.erase();
  IRRewriter rewriter(formula.getContext());
  DominanceInfo dominance(formula);
  eliminateCommonSubExpressions(rewriter, dominance, formula);
}
