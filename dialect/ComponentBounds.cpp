//===- ComponentBounds.cpp - Bounds of tensor operations ------------------===//
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

//===----------------------------------------------------------------------===//
// Components at other places
//===----------------------------------------------------------------------===//

/// An operation that moves components: at both ends.
template <typename Move> static void move(Enclosure &e, const Move &at) {
  Interval x = e.operand(0);
  if (!x)
    return e.set({});
  Value lower = at(x.lower);
  e.set({lower, x.isPoint() ? lower : at(x.upper)});
}

void BroadcastOp::bounds(Enclosure &e) {
  move(e, [&](Value v) { return create(e.b, e.loc, getType(), v); });
}

void ReshapeOp::bounds(Enclosure &e) {
  move(e, [&](Value v) { return create(e.b, e.loc, getType(), v); });
}

void SliceOp::bounds(Enclosure &e) {
  move(e,
       [&](Value v) { return create(e.b, e.loc, getType(), v, getOffset()); });
}

void ComponentOp::bounds(Enclosure &e) {
  move(e, [&](Value v) {
    return create(e.b, e.loc, getType(), v, getPosition());
  });
}

void ReindexOp::bounds(Enclosure &e) {
  move(e, [&](Value v) { return create(e.b, e.loc, v, getFrom(), getTo()); });
}

void LookupOp::bounds(Enclosure &e) {
  for (unsigned n = 1; n < getNumOperands(); ++n)
    if (!e.operand(n))
      return e.setUnknown();
  move(e, [&](Value v) {
    return create(e.b, e.loc, getType(), v, getPosition());
  });
}

void ConcatOp::bounds(Enclosure &e) {
  SmallVector<Value> lower, upper;
  for (unsigned n = 0; n < getParts().size(); ++n) {
    Interval part = e.operand(n);
    if (!part)
      return e.set({});
    lower.push_back(part.lower);
    upper.push_back(part.upper);
  }
  Value first = create(e.b, e.loc, getType(), lower);
  e.set({first,
         lower == upper ? first : Value(create(e.b, e.loc, getType(), upper))});
}

//===----------------------------------------------------------------------===//
// Folds and products
//===----------------------------------------------------------------------===//

void ComponentsOp::bounds(Enclosure &e) {
  Interval x = e.operand(0);
  if (!x || !isa<FloatType>(getType()))
    return e.setUnknown();
  switch (getKind()) {
  case ComponentKind::Sum:
    return e.set(e.sumOfComponents(x));
  case ComponentKind::Min:
  case ComponentKind::Max:
    return move(e, [&](Value v) {
      return create(e.b, e.loc, getType(), getKind(), v);
    });
  default:
    return e.setUnknown();
  }
}

/// A sum of squares where both operands are the same value.
void DotOp::bounds(Enclosure &e) {
  if (getLhs() == getRhs())
    return e.set(e.sumOfComponents(e.squared(e.operand(0)), 0));
  e.set(e.sumOfComponents(e.product(e.operand(0), e.operand(1))));
}

void SqDistOp::bounds(Enclosure &e) {
  Interval way = e.difference(e.operand(0), e.operand(1));
  e.set(e.sumOfComponents(e.squared(way), 0));
}

/// Terms of a sum of an einsum: the extents of letters that are summed.
static double termsOf(EinsumOp op) {
  auto [inputs, output] = op.getSpecification().split("->");
  SmallVector<StringRef> parts;
  inputs.split(parts, ',');
  std::string seen = output.str();
  double terms = 1;
  for (auto [part, operand] : llvm::zip(parts, op.getOperands_()))
    for (auto [axis, letter] : llvm::enumerate(part))
      if (seen.find(letter) == std::string::npos) {
        seen += letter;
        terms *= cast<RankedTensorType>(operand.getType()).getDimSize(axis);
      }
  return terms;
}

/// Around the product of the middles: each operand adds what its radius makes
/// of the magnitudes behind it and the middles before it. (Rump, Fast and
/// parallel interval arithmetic, 1999.)
void EinsumOp::bounds(Enclosure &e) {
  const unsigned count = getOperands_().size();
  const double rounded = 2 * (count + 1) * (termsOf(*this) + count + 2);
  if (!isa<FloatType>(getElementTypeOrSelf(getType())))
    return e.setUnknown();
  SmallVector<Value> middles, radii, sizes;
  for (unsigned n = 0; n < count; ++n) {
    Interval x = e.operand(n);
    Value middle = x.isPoint()
                       ? x.lower
                       : e.add(e.scale(x.lower, 0.5), e.scale(x.upper, 0.5));
    middles.push_back(middle);
    sizes.push_back(e.magnitude(x));
    // Rounded upwards: the ends lie within it.
    Interval reach = e.outward(
        e.point(e.maximum(e.sub(x.upper, middle), e.sub(middle, x.lower))), 1,
        0);
    radii.push_back(x.isPoint() ? Value() : reach.upper);
  }
  const auto product = [&](ValueRange factors) -> Value {
    return create(e.b, e.loc, getType(), getSpecification(), factors);
  };
  Value centre = product(middles), all = product(sizes);
  Interval ends = {centre, centre};
  for (unsigned n = 0; n < count; ++n) {
    if (!radii[n])
      continue;
    SmallVector<Value> factors;
    for (unsigned k = 0; k < count; ++k)
      factors.push_back(k == n  ? radii[n]
                        : k < n ? e.absolute(middles[k])
                                : sizes[k]);
    Value reach = product(factors);
    ends = {e.sub(ends.lower, reach), e.add(ends.upper, reach)};
  }
  e.set(e.outward(ends, rounded, all));
}
