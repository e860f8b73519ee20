//===- ReductionDerivatives.cpp - Derivatives of reductions ---------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A rule gives the cotangent of a term from that of the result. What adds a
// cotangent inside a reduction counts under its condition, and is summed over
// the reduced indices where it meets values that do not depend on them: the
// walk sees to both.
//
//===----------------------------------------------------------------------===//

#include "dialect/Domain.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/TypeUtilities.h"

#include <limits>

using namespace mlir;
using namespace kop::ir;
using arith::CmpFPredicate;

namespace {

/// A reduction and what its derivatives are made of.
class Reduction {
public:
  Reduction(ReduceOp op, Derivative &d) : op(op), d(d) {}

  bool isScalar() { return !isa<RankedTensorType>(op.getArgs()[0].getType()); }
  Value term() { return d.operand(0); }

  /// Another reduction of the same terms under the same condition.
  Value reduce(ReductionKind kind, Type type, ValueRange args,
               ArrayAttr per = {}) {
    return ReduceOp::create(d.b, d.loc, TypeRange(type), kind, op.getOver(),
                            args, op.getCondition(), IntegerAttr(),
                            /*base2=*/false, per)
        .getResult(0);
  }

  /// exp(score - log of the sum): the share of a term, 0 where all scores are
  /// -inf.
  Value share(Value score, Value logSum) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    Value nothing = d.compare(CmpFPredicate::OEQ, logSum, -infinity);
    Value finite = d.select(nothing, d.constant(logSum.getType(), 0), logSum);
    return d.exp(d.sub(score, finite));
  }

  /// A score that is -inf where its weight is 0.
  Value weighedScore() {
    Value weight = d.operand(1);
    if (isa<RankedTensorType>(weight.getType()))
      return d.operand(0);
    Value none = d.compare(CmpFPredicate::OEQ, weight, 0);
    return d.select(none,
                    d.constant(op.getArgs()[0].getType(),
                               -std::numeric_limits<double>::infinity()),
                    d.operand(0));
  }

  /// The product of all other terms, also where some are zero.
  Value otherFactors() {
    Value x = term();
    Type type = x.getType();
    Value zero = d.constant(type, 0), one = d.constant(type, 1);
    Value isZero = d.compare(CmpFPredicate::OEQ, x, zero);
    Value nonZero = d.select(isZero, one, x);
    Value here = d.select(isZero, one, zero);
    Value product = reduce(ReductionKind::Prod, type, nonZero);
    Value zeros = reduce(ReductionKind::Sum, type, here);
    Value none = d.compare(CmpFPredicate::OEQ, d.sub(zeros, here), 0);
    return d.select(none, d.div(product, nonZero), zero);
  }

  /// 2 (v - mean) / n.
  Value twiceDeviation() {
    Value x = term();
    Type type = x.getType(), element = getElementTypeOrSelf(type);
    Value count = reduce(ReductionKind::Count, element, {}, indicesOf(x));
    Value mean = d.div(reduce(ReductionKind::Sum, type, x), count);
    return d.div(d.scale(d.sub(x, mean), 2), count);
  }

  /// Where a minimum or maximum of `value` over one index is.
  Value chosen(bool smallest, Value value, Attribute index, Value condition) {
    Type integer = op->getParentOfType<FormulaOp>().getIndexType();
    if (auto tensor = dyn_cast<RankedTensorType>(value.getType()))
      integer = tensor.clone(integer);
    return ReduceOp::create(d.b, d.loc, TypeRange(integer),
                            smallest ? ReductionKind::ArgMin
                                     : ReductionKind::ArgMax,
                            d.b.getArrayAttr({index}), ValueRange{value},
                            condition, IntegerAttr())
        .getResult(0);
  }

  /// The one index of a reduction that has one.
  StringRef index() { return cast<StringAttr>(op.getOver()[0]).getValue(); }

  /// Whether `position` names a term.
  Value isSome(Value position) {
    Type type = position.getType();
    Value zero = splat(d.b, d.loc, type,
                       d.b.getIntegerAttr(getElementTypeOrSelf(type), 0));
    return arith::CmpIOp::create(d.b, d.loc, arith::CmpIPredicate::sge,
                                 position, zero);
  }

  /// Whether the current term is that at `position`, component by component.
  Value isHere(Value position) { return isHere(position, index()); }
  Value isHere(Value position, StringRef index) {
    Value here =
        IndexOp::create(d.b, d.loc, getElementTypeOrSelf(position), index);
    return arith::CmpIOp::create(d.b, d.loc, arith::CmpIPredicate::eq,
                                 d.spread(here, position.getType()), position);
  }

  /// The same over one index after the other.
  Value nested() {
    Value value = term();
    Value condition = op.getCondition();
    for (Attribute index : op.getOver()) {
      value = ReduceOp::create(d.b, d.loc, TypeRange(value.getType()),
                               op.getKind(), d.b.getArrayAttr({index}),
                               ValueRange{value}, condition, IntegerAttr())
                  .getResult(0);
      condition = {};
    }
    return value;
  }

private:
  /// The indices that the terms depend on, and those that are reduced.
  ArrayAttr indicesOf(Value term) {
    auto formula = op->getParentOfType<FormulaOp>();
    DomainAnalysis domains(formula);
    Domain domain = domains.of(term);
    if (op.getCondition())
      domain |= domains.of(op.getCondition());
    SmallVector<Attribute> list;
    for (Attribute name : formula.getIndices())
      if (llvm::is_contained(op.getOver(), name) ||
          (domain & domains.bit(cast<StringAttr>(name).getValue())))
        list.push_back(name);
    return d.b.getArrayAttr(list);
  }

  ReduceOp op;
  Derivative &d;
};

} // namespace

//===----------------------------------------------------------------------===//
// From results to terms
//===----------------------------------------------------------------------===//

/// log Σ w exp(s), with a weight or without: the shares of the terms.
static void logSumExpVjp(ReduceOp op, Adjoint &a) {
  Reduction r(op, a);
  Value ct = a.cotangent();
  if (op.getArgs().size() == 1)
    return a.add(0, a.mul(ct, r.share(a.operand(0), a.result())));
  Value sign;
  if (op.getKind() == ReductionKind::LogSumExpSigned)
    sign = a.result(1);
  auto withSign = [&](Value value) {
    return sign ? a.mul(sign, value) : value;
  };
  // A weight of 0 has a slope of its own, its score has none.
  if (a.isActive(0)) {
    Value share =
        r.share(a.spread(r.weighedScore(), a.operand(1).getType()), a.result());
    a.add(0, a.dot(ct, withSign(a.mul(a.operand(1), share))));
  }
  if (a.isActive(1)) {
    Value share =
        r.share(a.spread(a.operand(0), a.operand(1).getType()), a.result());
    a.add(1, a.mul(ct, withSign(share)));
  }
}

/// Σ softmax(s) v.
static void softMaxVjp(ReduceOp op, Adjoint &a) {
  Reduction r(op, a);
  Value ct = a.cotangent(), score = a.operand(0), value = a.operand(1);
  Value logSum = r.reduce(ReductionKind::LogSumExp, score.getType(), score);
  Value share = r.share(score, logSum);
  if (a.isActive(1))
    a.add(1, a.mul(share, ct));
  if (a.isActive(0)) {
    Value gain = a.sub(a.dot(ct, value), a.dot(ct, a.result()));
    a.add(0, a.mul(share, gain));
  }
}

/// Adds a cotangent to the terms at `position`, one per component.
static void giveToTerm(Reduction &r, Adjoint &a, Value ct, Value position) {
  if (!r.isScalar())
    return a.add(0,
                 a.select(r.isHere(position), ct, a.constant(ct.getType(), 0)));
  if (Value term = a.at(r.term(), r.index(), position))
    return a.addTo(term, ct, r.isSome(position));
  a.add(0, ct, r.isHere(position));
}

/// Minima and maxima: the cotangent goes to the term that was taken.
static void extremumVjp(ReduceOp op, Adjoint &a) {
  Reduction r(op, a);
  if (op.getOver().size() > 1)
    return a.addTo(r.nested(), a.cotangent(), {});
  Value position = r.chosen(op.getKind() == ReductionKind::Min, r.term(),
                            op.getOver()[0], op.getCondition());
  giveToTerm(r, a, a.cotangent(), position);
}

/// The K best, one after the other.
static void bestVjp(ReduceOp op, Adjoint &a) {
  Reduction r(op, a);
  Value ct = a.cotangent(), positions = a.result(1);
  if (!ct)
    return;
  Type term = op.getArgs()[0].getType();
  int64_t size = 1;
  Type integer = getElementTypeOrSelf(positions);
  if (auto tensor = dyn_cast<RankedTensorType>(term)) {
    size = tensor.getNumElements();
    integer = tensor.clone(integer);
  }
  for (int64_t k = 0; k < int64_t(*op.getK()); ++k) {
    Value position = a.extract(positions, k * size, integer);
    Value part = a.extract(ct, k * size, term);
    giveToTerm(r, a, part, position);
  }
}

void ReduceOp::vjp(Adjoint &a) {
  Reduction r(*this, a);
  switch (getKind()) {
  case ReductionKind::Sum:
    return a.add(0, a.cotangent());
  case ReductionKind::Prod:
    return a.add(0, a.mul(a.cotangent(), r.otherFactors()));
  case ReductionKind::Var:
    return a.add(0, a.mul(a.cotangent(), r.twiceDeviation()));
  case ReductionKind::LogSumExp:
  case ReductionKind::LogSumExpSigned:
    return logSumExpVjp(*this, a);
  case ReductionKind::SoftMax:
    return softMaxVjp(*this, a);
  case ReductionKind::Min:
  case ReductionKind::Max:
    return extremumVjp(*this, a);
  case ReductionKind::KMin:
  case ReductionKind::KMax:
    return bestVjp(*this, a);
  case ReductionKind::ArgMin:
  case ReductionKind::ArgMax:
  case ReductionKind::Count:
  case ReductionKind::Collect:
    return;
  }
}

//===----------------------------------------------------------------------===//
// From terms to results
//===----------------------------------------------------------------------===//

static void logSumExpJvp(ReduceOp op, Tangent &t) {
  Reduction r(op, t);
  Value score = t.tangent(0);
  if (op.getArgs().size() == 1) {
    if (!score)
      return;
    // Without a term, there is no slope; a softmax would be NaN.
    constexpr double infinity = std::numeric_limits<double>::infinity();
    Value slope = r.reduce(ReductionKind::SoftMax, score.getType(),
                           ValueRange{t.operand(0), score});
    t.set(t.select(t.compare(CmpFPredicate::OEQ, t.result(), -infinity),
                   t.constant(slope.getType(), 0), slope));
    return;
  }
  Value weight = t.tangent(1);
  Type type = t.operand(1).getType();
  Value sum;
  if (score)
    sum = t.mul(t.mul(t.operand(1), score),
                r.share(t.spread(r.weighedScore(), type), t.result()));
  if (weight) {
    Value term =
        t.mul(weight, r.share(t.spread(t.operand(0), type), t.result()));
    sum = sum ? t.add(sum, term) : term;
  }
  if (!sum)
    return;
  Value slope = r.reduce(ReductionKind::Sum, type, sum);
  if (op.getKind() == ReductionKind::LogSumExpSigned)
    slope = t.mul(t.result(1), slope);
  t.set(slope);
}

static void softMaxJvp(ReduceOp op, Tangent &t) {
  Reduction r(op, t);
  Value way = t.tangent(1);
  if (Value score = t.tangent(0)) {
    Value term = t.mul(score, t.sub(t.operand(1), t.result()));
    way = way ? t.add(way, term) : term;
  }
  if (way)
    t.set(r.reduce(ReductionKind::SoftMax, way.getType(),
                   ValueRange{t.operand(0), way}));
}

/// The tangents of the terms at `position`, one per component; 0 where there is
/// none.
static Value tangentAt(Reduction &r, Tangent &t, Value tangent,
                       StringAttr index, Value position) {
  Value zero = t.constant(tangent.getType(), 0);
  if (r.isScalar())
    if (Value value = t.at(tangent, index, position))
      return t.select(r.isSome(position), value, zero);
  Value here = t.select(r.isHere(position, index), tangent, zero);
  return ReduceOp::create(t.b, t.loc, TypeRange(here.getType()),
                          ReductionKind::Sum, t.b.getArrayAttr({index}),
                          ValueRange{here}, Value(), IntegerAttr())
      .getResult(0);
}

/// Over one index after the other.
static void extremumJvp(ReduceOp op, Tangent &t) {
  Reduction r(op, t);
  bool smallest = op.getKind() == ReductionKind::Min;
  Value value = r.term(), tangent = t.tangent(), condition = op.getCondition();
  for (Attribute index : op.getOver()) {
    Value position = r.chosen(smallest, value, index, condition);
    tangent = tangentAt(r, t, tangent, cast<StringAttr>(index), position);
    value = ReduceOp::create(t.b, t.loc, TypeRange(value.getType()),
                             op.getKind(), t.b.getArrayAttr({index}),
                             ValueRange{value}, condition, IntegerAttr())
                .getResult(0);
    condition = {};
  }
  t.set(tangent);
}

static void bestJvp(ReduceOp op, Tangent &t) {
  Reduction r(op, t);
  Value tangent = t.tangent(), positions = t.result(1);
  Type integer = getElementTypeOrSelf(positions);
  SmallVector<Value> parts;
  auto shape = cast<RankedTensorType>(op.getResult(0).getType());
  int64_t size = shape.getNumElements() / *op.getK();
  auto term = dyn_cast<RankedTensorType>(op.getArgs()[0].getType());
  if (term)
    integer = term.clone(integer);
  for (int64_t k = 0; k < int64_t(*op.getK()); ++k) {
    Value position = t.extract(positions, k * size, integer);
    Value part =
        tangentAt(r, t, tangent, cast<StringAttr>(op.getOver()[0]), position);
    parts.push_back(term ? t.reshape(part, RankedTensorType::get(
                                               {size}, term.getElementType()))
                         : part);
  }
  Value flat = ConcatOp::create(
      t.b, t.loc,
      RankedTensorType::get({shape.getNumElements()}, shape.getElementType()),
      parts);
  t.set(t.reshape(flat, shape));
}

void ReduceOp::jvp(Tangent &t) {
  if (getKind() == ReductionKind::LogSumExp ||
      getKind() == ReductionKind::LogSumExpSigned)
    return logSumExpJvp(*this, t);
  if (getKind() == ReductionKind::SoftMax)
    return softMaxJvp(*this, t);
  Value tangent = getArgs().empty() ? Value() : t.tangent();
  if (!tangent)
    return;
  Reduction r(*this, t);
  Type type = tangent.getType();
  switch (getKind()) {
  case ReductionKind::Sum:
    return t.set(r.reduce(ReductionKind::Sum, type, tangent));
  case ReductionKind::Prod:
    return t.set(
        r.reduce(ReductionKind::Sum, type, t.mul(tangent, r.otherFactors())));
  case ReductionKind::Var:
    return t.set(
        r.reduce(ReductionKind::Sum, type, t.mul(tangent, r.twiceDeviation())));
  case ReductionKind::Min:
  case ReductionKind::Max:
    return extremumJvp(*this, t);
  case ReductionKind::KMin:
  case ReductionKind::KMax:
    return bestJvp(*this, t);
  default:
    return;
  }
}
