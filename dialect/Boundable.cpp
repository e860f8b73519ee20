//===- Boundable.cpp - The arithmetic of intervals ------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialect/Kop.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace kop::ir;
using arith::CmpFPredicate;

/// A unit in the last place is at most this part of a number.
static constexpr double unit = 0x1p-52;
/// Above every number that may become 0 as it is subnormal.
static constexpr double tiny = 0x1p-1020;

Interval Enclosure::whole(Type like) {
  if (getElementTypeOrSelf(like).isInteger(1))
    return {splat(b, loc, like, b.getBoolAttr(false)),
            splat(b, loc, like, b.getBoolAttr(true))};
  return {constant(like, -infinity), constant(like, infinity)};
}

Interval Enclosure::outward(Interval x, double units, double low, double high) {
  const auto error = [&](Value end) {
    return add(scale(absolute(end), (units + 1) * unit),
               constant(end.getType(), tiny));
  };
  Value lower = sub(x.lower, error(x.lower));
  Value upper = add(x.upper, error(x.upper));
  // Comparisons with NaN are false.
  Type type = lower.getType();
  return {select(compare(CmpFPredicate::OGE, lower, low), lower,
                 constant(type, low)),
          select(compare(CmpFPredicate::OLE, upper, high), upper,
                 constant(type, high))};
}

Interval Enclosure::outward(Interval x, double units, Value size, double low,
                            double high) {
  Value error = scale(size, (units + 1) * unit);
  return outward({sub(x.lower, error), add(x.upper, error)}, 1, low, high);
}

Interval Enclosure::hull(Interval x, Interval y) {
  return {minimum(x.lower, y.lower), maximum(x.upper, y.upper)};
}

Value Enclosure::magnitude(Interval x) {
  if (x.isPoint())
    return absolute(x.lower);
  return maximum(neg(x.lower), x.upper);
}

Value Enclosure::mignitude(Interval x) {
  if (x.isPoint())
    return absolute(x.lower);
  Value zero = constant(x.lower.getType(), 0);
  return maximum(zero, maximum(x.lower, neg(x.upper)));
}

Interval Enclosure::absolute(Interval x) {
  return {mignitude(x), magnitude(x)};
}

Interval Enclosure::negated(Interval x) {
  if (x.isPoint())
    return point(neg(x.lower));
  return {neg(x.upper), neg(x.lower)};
}

Interval Enclosure::sum(Interval x, Interval y) {
  return outward({add(x.lower, y.lower), add(x.upper, y.upper)}, 1);
}

/// Products of zero and infinity are NaN here, and 0 for the numbers between
/// the ends: `minimum` and `maximum` pass over them, and another pair of ends
/// gives the 0.
Interval Enclosure::product(Interval x, Interval y) {
  Value first = mul(x.lower, y.lower);
  Interval ends = {first, first};
  const auto meet = [&](Value u, Value v) {
    Value end = mul(u, v);
    ends = hull(ends, point(end));
  };
  if (!y.isPoint())
    meet(x.lower, y.upper);
  if (!x.isPoint())
    meet(x.upper, y.lower);
  if (!x.isPoint() && !y.isPoint())
    meet(x.upper, y.upper);
  return outward(ends, 1);
}

Interval Enclosure::squared(Interval x) {
  Interval size = absolute(x);
  return outward({square(size.lower), square(size.upper)}, 1, 0);
}

Interval Enclosure::inverse(Interval x) {
  Type type = x.lower.getType();
  Value one = constant(type, 1);
  Interval ends = {div(one, x.upper), div(one, x.lower)};
  // An end of 0 has either sign; the other end says which one counts.
  Value positive = compare(CmpFPredicate::OGT, x.lower, 0);
  Value negative = compare(CmpFPredicate::OLT, x.upper, 0);
  Value above = both(compare(CmpFPredicate::OGE, x.lower, 0),
                     compare(CmpFPredicate::OGT, x.upper, 0));
  Value below = both(compare(CmpFPredicate::OLE, x.upper, 0),
                     compare(CmpFPredicate::OLT, x.lower, 0));
  Interval outer = outward(ends, 1), all = whole(type);
  return {select(either(above, negative), outer.lower, all.lower),
          select(either(below, positive), outer.upper, all.upper)};
}

Value Enclosure::holdsInteger(Interval x) {
  return compare(CmpFPredicate::OGE, math::FloorOp::create(b, loc, x.upper),
                 x.lower);
}

/// Rounding errors of a sum of the components of a value, in any order.
static double additions(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor)
    return 0;
  // A dimension of the call: as if it were very large.
  return tensor.hasStaticShape() ? double(tensor.getNumElements()) : 0x1p20;
}

Interval Enclosure::sumOfComponents(Interval x, double low) {
  Type type = x.lower.getType();
  if (!isa<RankedTensorType>(type))
    return x;
  Interval sums = {sumOfComponents(x.lower), sumOfComponents(x.upper)};
  if (low >= 0)
    return outward(sums, additions(type), low);
  return outward(sums, additions(type), sumOfComponents(magnitude(x)), low);
}
