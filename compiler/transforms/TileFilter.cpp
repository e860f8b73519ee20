//===- TileFilter.cpp - Columns that cannot be among the nearest ----------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/TileFilter.h"
#include "compiler/transforms/TileReduction.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

#include <cmath>
#include <limits>

using namespace mlir;

namespace kop::transforms {

FilterError filterError(FloatType type, int64_t components) {
  const llvm::fltSemantics &semantics = type.getFloatSemantics();
  double unit = std::ldexp(1.0, -int(APFloat::semanticsPrecision(semantics)));
  double smallest = APFloat::getSmallestNormalized(semantics).convertToDouble();
  double size = double(components);
  return {(5 * size + 16) * unit, (4 * size + 16) * smallest};
}

std::optional<TileFilter> TileFilter::of(Value argument) {
  auto op = argument.getDefiningOp<ir::ExpansionOp>();
  if (!op || op.getLimit())
    return std::nullopt;
  return TileFilter(op);
}

Value TileFilter::estimate(TileBuilder &t, Instance at) const {
  return t.scalar(op.getResult(), at);
}

SmallVector<Value> TileFilter::estimates(TileBuilder &t, int64_t row,
                                         int64_t first, int64_t count) const {
  SmallVector<Instance> instances;
  for (int64_t c = 0; c < count; ++c)
    instances.push_back({row, first + c});
  return t.contract(op, {}, instances);
}

Value TileFilter::threshold(TileBuilder &t, int64_t row, Value best) const {
  return t.sub(best, t.scalar(op.getRowNorm(), {row, 0}));
}

Value TileFilter::mayEnter(TileBuilder &t, Value estimate,
                           Value threshold) const {
  return arith::CmpFOp::create(t.b, t.loc, arith::CmpFPredicate::ULE, estimate,
                               threshold);
}

/// An estimate s is low by the error of both norms and may be wrong by as much
/// again; a third part of it is for the roundings of the bound itself. The norm
/// of the column need not be known: |y'|² ≤ 2 |x'|² + 2 d, and d is at most
/// s + |x'|² but for such errors.
Value TileFilter::bound(TileBuilder &t, int64_t row, Value estimate) const {
  Type type = estimate.getType();
  auto constant = [&](double value) { return t.floatConstant(type, value); };
  FilterError error = filterError(
      cast<FloatType>(type), ShapedType::getNumElements(shapeOf(op.getRow())));
  auto size = [&](Value value) {
    return Value(math::AbsFOp::create(t.b, t.loc, value));
  };
  Value slack =
      t.multiplyAdd(size(t.scalar(op.getRowNorm(), {row, 0})),
                    constant(15 * error.ofNorm), constant(6 * error.flushed));
  slack = t.multiplyAdd(size(estimate), constant(6 * error.ofNorm), slack);
  Value none = constant(std::numeric_limits<double>::quiet_NaN());
  Value least = worstValue(t, type, /*smallest=*/false);
  return t.select(t.less(least, estimate), t.add(estimate, slack), none);
}

} // namespace kop::transforms
