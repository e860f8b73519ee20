//===- ElementwiseBounds.cpp - Bounds component by component --------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One row per operation: how it follows its last operand, how many units in
// the last place its error is at most (docs/Functions.md, which says 2 for all
// functions of f64 but for a few), and between which numbers it lies. Where
// monotony does not say enough, a function gives the interval.
//
//===----------------------------------------------------------------------===//

#include "dialect/Kop.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/TypeUtilities.h"

#include <numbers>

using namespace mlir;
using namespace kop::ir;
using arith::CmpFPredicate;

namespace {

constexpr double infinity = Enclosure::infinity;
/// Not below π, and half of it.
constexpr double pi = 0x1.921fb54442d19p+1, halfPi = 0x1.921fb54442d19p+0;

/// How a function follows a number.
enum class Follows {
  Increasing, ///< where it is defined
  Decreasing,
  Even, ///< f(-x) = f(x), increasing from 0 on
  None  ///< in no way that is known here
};

/// The operation at other operands.
template <typename Op> Value apply(Enclosure &e, ValueRange operands) {
  return Op::create(e.b, e.loc, TypeRange(operands.back().getType()), operands)
      ->getResult(0);
}

/// A monotone operation. Operands but the last must be known exactly.
template <typename Op, Follows follows> struct Monotone {
  static Interval bounds(Enclosure &e, double units, double low, double high) {
    unsigned last = e.op->getNumOperands() - 1;
    SmallVector<Value> operands;
    for (unsigned n = 0; n < last; ++n) {
      Interval known = e.operand(n);
      if (!known.isPoint())
        return e.whole(e.op->getResult(0).getType());
      operands.push_back(known.lower);
    }
    const auto at = [&](Value x) {
      SmallVector<Value> all(operands);
      all.push_back(x);
      return apply<Op>(e, all);
    };
    Interval x = e.operand(last);
    if (follows == Follows::Even)
      x = e.absolute(x);
    if (follows == Follows::Decreasing)
      std::swap(x.lower, x.upper);
    Value first = at(x.lower);
    Interval ends = {first, x.isPoint() ? first : at(x.upper)};
    if (units == 0)
      return ends;
    return e.outward(ends, units, low, high);
  }
};

/// A row of the table.
template <typename Op, Follows follows, double units, double low, double high>
struct Row
    : BoundableOpInterface::ExternalModel<Row<Op, follows, units, low, high>,
                                          Op> {
  void bounds(Operation *, Enclosure &e) const {
    if constexpr (follows == Follows::None)
      e.setUnknown();
    else
      e.set(Monotone<Op, follows>::bounds(e, units, low, high));
  }
};

/// A row with a function of its own.
template <typename Op, Interval (*rule)(Enclosure &)>
struct Rule : BoundableOpInterface::ExternalModel<Rule<Op, rule>, Op> {
  void bounds(Operation *, Enclosure &e) const { e.set(rule(e)); }
};

Interval x(Enclosure &e) { return e.operand(0); }
Interval y(Enclosure &e) { return e.operand(1); }
Type typeOf(Enclosure &e) { return e.op->getResult(0).getType(); }

//===----------------------------------------------------------------------===//
// Arithmetic
//===----------------------------------------------------------------------===//

Interval addition(Enclosure &e) { return e.sum(x(e), y(e)); }
Interval subtraction(Enclosure &e) {
  // Of one value, not of two that lie in the same interval.
  if (e.op->getOperand(0) == e.op->getOperand(1))
    return e.point(typeOf(e), 0);
  return e.difference(x(e), y(e));
}
Interval negation(Enclosure &e) { return e.negated(x(e)); }
Interval multiplication(Enclosure &e) {
  if (e.op->getOperand(0) == e.op->getOperand(1))
    return e.squared(x(e));
  return e.product(x(e), y(e));
}
Interval division(Enclosure &e) { return e.product(x(e), e.inverse(y(e))); }
Interval fusedProduct(Enclosure &e) {
  return e.sum(multiplication(e), e.operand(2));
}
Interval absolute(Enclosure &e) { return e.absolute(x(e)); }
Interval least(Enclosure &e) {
  return {e.minimum(x(e).lower, y(e).lower), e.minimum(x(e).upper, y(e).upper)};
}
Interval greatest(Enclosure &e) {
  return {e.maximum(x(e).lower, y(e).lower), e.maximum(x(e).upper, y(e).upper)};
}

//===----------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------===//

/// The values at the four corners.
template <typename Op> Interval corners(Enclosure &e, Interval u, Interval v) {
  Value first = apply<Op>(e, {u.lower, v.lower});
  Interval ends = {first, first};
  const auto meet = [&](Value p, Value q) {
    ends = e.hull(ends, e.point(apply<Op>(e, {p, q})));
  };
  if (!v.isPoint())
    meet(u.lower, v.upper);
  if (!u.isPoint())
    meet(u.upper, v.lower);
  if (!u.isPoint() && !v.isPoint())
    meet(u.upper, v.upper);
  return ends;
}

/// Of a base that is not negative: the logarithm, y log x, is greatest and
/// least at corners.
Interval power(Enclosure &e) {
  Interval ends = e.outward(corners<math::PowFOp>(e, x(e), y(e)), 2, 0);
  Interval all = e.whole(typeOf(e));
  Value known = e.compare(CmpFPredicate::OGE, x(e).lower, 0.0);
  return {e.select(known, ends.lower, all.lower),
          e.select(known, ends.upper, all.upper)};
}

/// Whether x lies in the interval where x = period (n + part) for an integer n.
Value meets(Enclosure &e, Interval x, double period, double part) {
  Type type = x.lower.getType();
  Interval turns = e.product(x, e.outward(e.point(type, 1 / period), 1));
  return e.holdsInteger(e.sum(turns, e.point(type, -part)));
}

/// A sine or cosine, which is 1 and -1 at these parts of a turn.
template <typename Op>
Interval wave(Enclosure &e, double greatest, double least) {
  Interval at = x(e);
  Interval ends = e.point(apply<Op>(e, at.lower));
  if (!at.isPoint())
    ends = e.hull(ends, e.point(apply<Op>(e, at.upper)));
  ends = e.outward(ends, 2, -1, 1);
  constexpr double turn = 2 * std::numbers::pi;
  return {e.select(meets(e, at, turn, least), e.constant(typeOf(e), -1),
                   ends.lower),
          e.select(meets(e, at, turn, greatest), e.constant(typeOf(e), 1),
                   ends.upper)};
}
Interval sine(Enclosure &e) { return wave<math::SinOp>(e, 0.25, 0.75); }
Interval cosine(Enclosure &e) { return wave<math::CosOp>(e, 0, 0.5); }

Interval tangent(Enclosure &e) {
  Interval ends = Monotone<math::TanOp, Follows::Increasing>::bounds(
      e, 2, -infinity, infinity);
  Value pole = meets(e, x(e), std::numbers::pi, 0.5);
  Interval all = e.whole(typeOf(e));
  return {e.select(pole, all.lower, ends.lower),
          e.select(pole, all.upper, ends.upper)};
}

/// Of operand 0 over operand 1. It has no extremum but at corners, unless the
/// box meets the half line where it jumps.
Interval arcTangent2(Enclosure &e) {
  Interval ends = e.outward(corners<math::Atan2Op>(e, x(e), y(e)), 2, -pi, pi);
  Value known =
      e.either(e.compare(CmpFPredicate::OGT, y(e).lower, 0.0),
               e.either(e.compare(CmpFPredicate::OGT, x(e).lower, 0.0),
                        e.compare(CmpFPredicate::OLT, x(e).upper, 0.0)));
  return {e.select(known, ends.lower, e.constant(typeOf(e), -pi)),
          e.select(known, ends.upper, e.constant(typeOf(e), pi))};
}

//===----------------------------------------------------------------------===//
// Truth values and choices
//===----------------------------------------------------------------------===//

Interval comparison(Enclosure &e) {
  Interval u = x(e), v = y(e);
  const auto is = [&](CmpFPredicate how, Value p, Value q) {
    return e.compare(how, p, q);
  };
  const auto below = [&](CmpFPredicate how, Interval p, Interval q) {
    return Interval{is(how, p.upper, q.lower), is(how, p.lower, q.upper)};
  };
  const auto equal = [&] {
    Interval meets = {is(CmpFPredicate::OLE, u.lower, v.upper),
                      is(CmpFPredicate::OLE, v.lower, u.upper)};
    return Interval{e.both(is(CmpFPredicate::OGE, u.lower, v.upper),
                           is(CmpFPredicate::OLE, u.upper, v.lower)),
                    e.both(meets.lower, meets.upper)};
  };
  auto compare = cast<arith::CmpFOp>(e.op);
  if (u.isPoint() && v.isPoint())
    return e.point(is(compare.getPredicate(), u.lower, v.lower));
  switch (compare.getPredicate()) {
  case CmpFPredicate::OLT:
  case CmpFPredicate::ULT:
    return below(CmpFPredicate::OLT, u, v);
  case CmpFPredicate::OLE:
  case CmpFPredicate::ULE:
    return below(CmpFPredicate::OLE, u, v);
  case CmpFPredicate::OGT:
  case CmpFPredicate::UGT:
    return below(CmpFPredicate::OLT, v, u);
  case CmpFPredicate::OGE:
  case CmpFPredicate::UGE:
    return below(CmpFPredicate::OLE, v, u);
  case CmpFPredicate::OEQ:
  case CmpFPredicate::UEQ:
    return equal();
  case CmpFPredicate::ONE:
  case CmpFPredicate::UNE: {
    Interval same = equal();
    return {e.isNot(same.upper), e.isNot(same.lower)};
  }
  default:
    return e.whole(compare.getType());
  }
}

Interval conjunction(Enclosure &e) {
  return {e.both(x(e).lower, y(e).lower), e.both(x(e).upper, y(e).upper)};
}
Interval disjunction(Enclosure &e) {
  return {e.either(x(e).lower, y(e).lower), e.either(x(e).upper, y(e).upper)};
}
/// As `!c`, and `!=` of truth values.
Interval exclusive(Enclosure &e) {
  const auto differ = [&](Value p, Value q) -> Value {
    return arith::XOrIOp::create(e.b, e.loc, p, q);
  };
  if (x(e).isPoint() && y(e).isPoint())
    return e.point(differ(x(e).lower, y(e).lower));
  Value open =
      e.either(differ(x(e).lower, x(e).upper), differ(y(e).lower, y(e).upper));
  Value here = differ(x(e).lower, y(e).lower);
  return {e.both(e.isNot(open), here), e.either(open, here)};
}

/// Integers are not known in general; truth values are.
template <Interval (*rule)(Enclosure &)> Interval ofTruth(Enclosure &e) {
  if (!x(e) || !y(e))
    return {};
  return rule(e);
}

/// The chosen one, or the hull of both where the condition may be either.
Interval choice(Enclosure &e) {
  Interval condition = e.operand(0), u = e.operand(1), v = e.operand(2);
  if (!u || !v)
    return {};
  if (condition.isPoint()) {
    Value lower = e.select(condition.lower, u.lower, v.lower);
    return {lower, u.isPoint() && v.isPoint()
                       ? lower
                       : e.select(condition.lower, u.upper, v.upper)};
  }
  Type element = getElementTypeOrSelf(typeOf(e));
  bool isTruth = element.isInteger(1);
  if (!isTruth && !isa<FloatType>(element))
    return {};
  Interval any =
      isTruth ? Interval{e.both(u.lower, v.lower), e.either(u.upper, v.upper)}
              : e.hull(u, v);
  const auto choose = [&](Value p, Value both, Value q) {
    return e.select(condition.lower, p, e.select(condition.upper, both, q));
  };
  return {choose(u.lower, any.lower, v.lower),
          choose(u.upper, any.upper, v.upper)};
}

//===----------------------------------------------------------------------===//
// Formats
//===----------------------------------------------------------------------===//

Interval widened(Enclosure &e) {
  const auto widen = [&](Value v) -> Value {
    return arith::ExtFOp::create(e.b, e.loc, typeOf(e), v);
  };
  if (x(e).isPoint())
    return e.point(widen(x(e).lower));
  return {widen(x(e).lower), widen(x(e).upper)};
}

} // namespace

void kop::ir::attachElementwiseBounds(MLIRContext *context) {
  using enum Follows;
#define KOP_RULE(OP, RULE) OP::attachInterface<Rule<OP, RULE>>(*context);
#define KOP_ROW(OP, FOLLOWS, UNITS, LOW, HIGH)                                 \
  OP::attachInterface<                                                         \
      Row<OP, FOLLOWS, double(UNITS), double(LOW), double(HIGH)>>(*context);
  KOP_RULE(arith::AddFOp, addition)
  KOP_RULE(arith::SubFOp, subtraction)
  KOP_RULE(arith::NegFOp, negation)
  KOP_RULE(arith::MulFOp, multiplication)
  KOP_RULE(arith::DivFOp, division)
  KOP_RULE(math::FmaOp, fusedProduct)
  KOP_RULE(math::AbsFOp, absolute)
  KOP_RULE(arith::MinNumFOp, least)
  KOP_RULE(arith::MaxNumFOp, greatest)
  KOP_ROW(math::FloorOp, Increasing, 0, 0, 0)
  KOP_ROW(math::CeilOp, Increasing, 0, 0, 0)
  KOP_ROW(math::RoundOp, Increasing, 0, 0, 0)
  KOP_ROW(math::TruncOp, Increasing, 0, 0, 0)

  KOP_ROW(math::ExpOp, Increasing, 2, 0, infinity)
  KOP_ROW(math::Exp2Op, Increasing, 2, 0, infinity)
  KOP_ROW(math::ExpM1Op, Increasing, 2, -1, infinity)
  KOP_ROW(math::LogOp, Increasing, 2, -infinity, infinity)
  KOP_ROW(math::Log2Op, Increasing, 2, -infinity, infinity)
  KOP_ROW(math::Log1pOp, Increasing, 2, -infinity, infinity)
  KOP_ROW(math::SqrtOp, Increasing, 2, 0, infinity)
  KOP_ROW(math::RsqrtOp, Decreasing, 2, 0, infinity)
  KOP_ROW(math::CbrtOp, Increasing, 2, -infinity, infinity)
  KOP_RULE(math::PowFOp, power)
  KOP_RULE(math::SinOp, sine)
  KOP_RULE(math::CosOp, cosine)
  KOP_RULE(math::TanOp, tangent)
  KOP_ROW(math::AsinOp, Increasing, 2, -halfPi, halfPi)
  KOP_ROW(math::AcosOp, Decreasing, 2, 0, pi)
  KOP_ROW(math::AtanOp, Increasing, 2, -halfPi, halfPi)
  KOP_RULE(math::Atan2Op, arcTangent2)
  KOP_ROW(math::SinhOp, Increasing, 2, -infinity, infinity)
  KOP_ROW(math::CoshOp, Even, 2, 1, infinity)
  KOP_ROW(math::TanhOp, Increasing, 2, -1, 1)
  KOP_ROW(math::AsinhOp, Increasing, 2, -infinity, infinity)
  KOP_ROW(math::AcoshOp, Increasing, 2, 0, infinity)
  KOP_ROW(math::AtanhOp, Increasing, 2, -infinity, infinity)
  KOP_ROW(math::ErfOp, Increasing, 2, -1, 1)
  KOP_ROW(math::ErfcOp, Decreasing, 2, 0, 2)
  // The most that docs/Functions.md allows any of them.
#define KOP_SPECIAL(NAME, ARITY, OP, CODE, FOLLOWS, ...)                       \
  KOP_ROW(OP, FOLLOWS, 16, -infinity, infinity)
#include "dialect/Functions.def"

  KOP_RULE(arith::CmpFOp, comparison)
  KOP_RULE(arith::AndIOp, ofTruth<conjunction>)
  KOP_RULE(arith::OrIOp, ofTruth<disjunction>)
  KOP_RULE(arith::XOrIOp, ofTruth<exclusive>)
  KOP_RULE(arith::SelectOp, choice)
  KOP_RULE(arith::ExtFOp, widened)
#undef KOP_ROW
#undef KOP_RULE
}
