//===- ReductionBounds.cpp - Bounds of reductions -------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialect/Kop.h"

#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace kop::ir;

/// Rounding errors of the additions of a sum of any number of terms, and of
/// what puts its blocks together (docs/Semantics.md).
static constexpr double additions = 264;

namespace {

/// A reduction of other terms. A condition of its terms may be open: then some
/// take part for certain, and others may.
class Reduction {
public:
  Reduction(ReduceOp op, Enclosure &e) : op(op), e(e) {
    if (op.getCondition())
      condition = e.operand(op.getArgs().size());
  }

  Value certain(ValueRange terms) { return of(terms, condition.lower); }
  Value possible(ValueRange terms) { return of(terms, condition.upper); }

  /// Terms of a sum that may not take part may be 0.
  Interval orZero(Interval x) {
    if (!condition || condition.isPoint())
      return x;
    Value zero = e.constant(x.lower.getType(), 0);
    return {e.select(condition.lower, x.lower, e.minimum(x.lower, zero)),
            e.select(condition.lower, x.upper, e.maximum(x.upper, zero))};
  }
  /// Equal values need not be computed twice.
  Interval ends(Value lower, Value upper, Interval of) {
    bool isPoint = of.isPoint() && condition.lower == condition.upper;
    return {lower, isPoint ? lower : upper};
  }

private:
  Value of(ValueRange terms, Value where) {
    return ReduceOp::create(e.b, e.loc, TypeRange(op.getResult(0).getType()),
                            op.getKind(), op.getOver(), terms, where,
                            IntegerAttr(), /*base2=*/false, op.getPerAttr())
        .getResult(0);
  }

  ReduceOp op;
  Enclosure &e;
  Interval condition;
};

} // namespace

/// Greater scores, weights (which are not negative) and more terms make it
/// greater. Scores differ from the greatest one by at most 745 where they
/// matter; exponentials make a part of the sum of the rounding of the
/// difference, and the logarithm a number: 2^-40 is above all of this.
static Interval logSum(ReduceOp op, Enclosure &e, Reduction &reduction) {
  Interval score = e.operand(0);
  SmallVector<Value> lower = {score.lower}, upper = {score.upper};
  if (op.getArgs().size() > 1) {
    Interval weight = e.operand(1);
    lower.push_back(
        e.maximum(weight.lower, e.constant(weight.lower.getType(), 0)));
    upper.push_back(weight.upper);
  }
  Interval ends = {reduction.certain(lower), reduction.possible(upper)};
  Value one = e.constant(ends.lower.getType(), 1);
  return e.outward(e.outward(ends, 4), 0x1p12, one);
}

void ReduceOp::bounds(Enclosure &e) {
  for (unsigned n = 0; n < getNumOperands(); ++n)
    if (!e.operand(n))
      return e.setUnknown();
  if (!isa<FloatType>(getElementTypeOrSelf(getResult(0))))
    return e.setUnknown();
  Reduction reduction(*this, e);
  Interval x;
  if (!getArgs().empty())
    x = e.operand(0);
  switch (getKind()) {
  case ReductionKind::Sum: {
    x = reduction.orZero(x);
    Interval sums = reduction.ends(reduction.possible(x.lower),
                                   reduction.possible(x.upper), x);
    return e.set(
        e.outward(sums, additions, reduction.possible(e.magnitude(x))));
  }
  case ReductionKind::Min:
    return e.set(reduction.ends(reduction.possible(x.lower),
                                reduction.certain(x.upper), x));
  case ReductionKind::Max:
    return e.set(reduction.ends(reduction.certain(x.lower),
                                reduction.possible(x.upper), x));
  case ReductionKind::LogSumExp:
    return e.set(logSum(*this, e, reduction));
  case ReductionKind::Count:
    return e.set({reduction.certain({}), reduction.possible({})});
  default:
    return e.setUnknown();
  }
}
