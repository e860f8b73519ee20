//===- ScheduleNormalize.cpp - Reductions over one index each -------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A reduction over several indices becomes one over its last index (or one
// that another reduction of the same values runs over, so that they share a
// pass) whose results a second one reduces, and so on. Pairs of two indices
// with a label stay together: each of them is met in one row only.
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/Lists.h"
#include "compiler/transforms/SchedulePlan.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

#include <limits>

using namespace mlir;
using namespace kop::ir;
using namespace kop::transforms;

/// A reduction of `args` over one index or several.
static ReduceOp reduce(ImplicitLocOpBuilder &b, ReduceOp like,
                       ReductionKind kind, ArrayAttr over, ValueRange args,
                       Value condition, TypeRange results) {
  return ReduceOp::create(b, results, kind, over, args, condition,
                          IntegerAttr(), like.getBase2());
}

static Value constant(ImplicitLocOpBuilder &b, Type type, double value) {
  return splat(b, b.getLoc(), type,
               b.getFloatAttr(getElementTypeOrSelf(type), value));
}

/// `value` as a value of the shape of `type`.
static Value spread(ImplicitLocOpBuilder &b, Value value, Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor)
    return value;
  auto spreadType = RankedTensorType::get(tensor.getShape(), value.getType());
  return BroadcastOp::create(b, spreadType, value);
}

namespace {
/// The inner and the outer index of a split.
struct Split {
  ArrayAttr inner, outer;
};
} // namespace

/// softmax: the inner sums weigh as much as their log-sum-exp; rows without a
/// term weigh nothing and must not bring their NaN in.
static SmallVector<Value> splitSoftMax(ImplicitLocOpBuilder &b, ReduceOp op,
                                       Split split) {
  Value score = op.getArgs()[0];
  Type type = op.getResult(0).getType();
  auto inner = reduce(b, op, ReductionKind::SoftMax, split.inner, op.getArgs(),
                      op.getCondition(), type);
  Value weight = reduce(b, op, ReductionKind::LogSumExp, split.inner, score,
                        op.getCondition(), score.getType())
                     .getResult(0);
  Value nothing =
      constant(b, score.getType(), -std::numeric_limits<double>::infinity());
  Value isEmpty =
      arith::CmpFOp::create(b, arith::CmpFPredicate::OEQ, weight, nothing);
  Value value = arith::SelectOp::create(
      b, spread(b, isEmpty, type), constant(b, type, 0.0), inner.getResult(0));
  return reduce(b, op, ReductionKind::SoftMax, split.outer, {weight, value}, {},
                type)
      .getResults();
}

/// `op` like a count of the terms of `op`, over these indices.
static Value countTerms(ImplicitLocOpBuilder &b, ReduceOp op, ArrayAttr over,
                        ArrayAttr per, Type type) {
  return ReduceOp::create(b, TypeRange(type), ReductionKind::Count, over,
                          ValueRange(), op.getCondition(), IntegerAttr(),
                          /*base2=*/false, per)
      .getResult(0);
}

/// var: the mean of squares of differences from the mean, in two rounds; the
/// sums over all indices are split later.
static SmallVector<Value> splitVariance(ImplicitLocOpBuilder &b,
                                        DomainAnalysis &domains, ReduceOp op) {
  Value value = op.getArgs()[0];
  Type type = value.getType();
  SmallVector<Attribute> per;
  for (Attribute index : op->getParentOfType<FormulaOp>().getIndices())
    if (domains.of(value) & domains.bit(cast<StringAttr>(index).getValue()))
      per.push_back(index);
  Value count = countTerms(b, op, op.getOver(), b.getArrayAttr(per),
                           getElementTypeOrSelf(type));
  count = spread(b, count, type);
  auto mean = [&](Value term) -> Value {
    Value sum = reduce(b, op, ReductionKind::Sum, op.getOver(), term,
                       op.getCondition(), type)
                    .getResult(0);
    return arith::DivFOp::create(b, sum, count);
  };
  Value difference = arith::SubFOp::create(b, value, mean(value));
  return {mean(arith::MulFOp::create(b, difference, difference))};
}

/// The results of `op`, computed over `split.inner` first; empty where its
/// kind cannot be split.
static SmallVector<Value> splitOnce(ImplicitLocOpBuilder &b,
                                    DomainAnalysis &domains, ReduceOp op,
                                    Split split) {
  TypeRange types = op.getResultTypes();
  auto inner = [&]() {
    return reduce(b, op, op.getKind(), split.inner, op.getArgs(),
                  op.getCondition(), types);
  };
  switch (op.getKind()) {
  case ReductionKind::Sum:
  case ReductionKind::Prod:
  case ReductionKind::Min:
  case ReductionKind::Max:
  case ReductionKind::LogSumExp:
  case ReductionKind::LogSumExpSigned: {
    // The results are the arguments of the outer reduction: values; log-sum-
    // exps as scores; logs and signs as scores and weights.
    if (isa<RankedTensorType>(types[0]) &&
        (op.getKind() == ReductionKind::LogSumExp ||
         op.getKind() == ReductionKind::LogSumExpSigned))
      return {};
    return reduce(b, op, op.getKind(), split.outer, inner().getResults(), {},
                  types)
        .getResults();
  }
  case ReductionKind::SoftMax:
    return splitSoftMax(b, op, split);
  case ReductionKind::Var:
    return splitVariance(b, domains, op);
  case ReductionKind::Count:
    return reduce(b, op, ReductionKind::Sum, split.outer,
                  countTerms(b, op, split.inner, op.getPerAttr(), types[0]), {},
                  types)
        .getResults();
  case ReductionKind::ArgMin:
  case ReductionKind::ArgMax:
  case ReductionKind::KMin:
  case ReductionKind::KMax:
  case ReductionKind::Collect:
    return {};
  }
  llvm_unreachable("a kind of reduction without a rule");
}

/// What the terms of a reduction depend on.
static Domain domainOfTerms(DomainAnalysis &domains, ReduceOp op) {
  Domain domain = 0;
  for (Value operand : op.getOperands())
    domain |= domains.of(operand);
  if (ArrayAttr per = op.getPerAttr())
    for (Attribute index : per)
      domain |= domains.bit(cast<StringAttr>(index).getValue());
  return domain;
}

/// The index to reduce over first.
static Attribute innerIndex(FormulaOp formula, DomainAnalysis &domains,
                            ReduceOp op) {
  Domain needs = domainOfTerms(domains, op);
  auto over = op.getOver().getValue();
  for (auto other : formula.getBody().getOps<ReduceOp>()) {
    if (other.getOver().size() != 1 ||
        !llvm::is_contained(over, other.getOver()[0]))
      continue;
    if (needs == domainOfTerms(domains, other))
      return other.getOver()[0];
  }
  for (Attribute index : llvm::reverse(over))
    if (needs & domains.bit(cast<StringAttr>(index).getValue()))
      return index;
  return over.back();
}

LogicalResult kop::transforms::splitReductions(FormulaOp formula) {
  auto severalIndices = [](ReduceOp op) {
    return op.getOver().size() > 1 && !labelOfPairs(op);
  };
  for (;;) {
    auto reductions = formula.getBody().getOps<ReduceOp>();
    auto found = llvm::find_if(reductions, severalIndices);
    if (found == reductions.end())
      return success();
    ReduceOp op = *found;
    DomainAnalysis domains(formula);
    Attribute first = innerIndex(formula, domains, op);
    SmallVector<Attribute> rest;
    for (Attribute index : op.getOver())
      if (index != first)
        rest.push_back(index);
    ImplicitLocOpBuilder b(op.getLoc(), op);
    SmallVector<Value> results = splitOnce(
        b, domains, op, {b.getArrayAttr(first), b.getArrayAttr(rest)});
    if (results.empty())
      return op.emitOpError() << stringifyReductionKind(op.getKind())
                              << " with these arguments takes one index, found "
                              << op.getOver().size();
    op->replaceAllUsesWith(results);
    op.erase();
  }
}
