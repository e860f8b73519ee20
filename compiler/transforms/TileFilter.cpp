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

/// Estimates are low by the error of both norms and may be wrong by as much
/// again; a third part of it is for the roundings of the bound itself.
Value TileFilter::slack(TileBuilder &t, Value norm) const {
  auto type = cast<FloatType>(norm.getType());
  FilterError error =
      filterError(type, ShapedType::getNumElements(shapeOf(op.getRow())));
  Value size = math::AbsFOp::create(t.b, t.loc, norm);
  return t.multiplyAdd(size, t.floatConstant(type, 3 * error.ofNorm),
                       t.floatConstant(type, 3 * error.flushed));
}

Value TileFilter::rowSlack(TileBuilder &t, int64_t row) const {
  return slack(t, t.scalar(op.getRowNorm(), {row, 0}));
}

Value TileFilter::columnSlack(TileBuilder &t, int64_t first,
                              int64_t count) const {
  Value largest;
  for (int64_t c = 0; c < count; ++c) {
    Value norm = slack(t, t.scalar(op.getColumnNorm(), {0, first + c}));
    largest = largest ? t.select(t.less(largest, norm), norm, largest) : norm;
  }
  return largest;
}

Value TileFilter::bound(TileBuilder &t, Value estimate, Value slack) const {
  Value none = t.floatConstant(estimate.getType(),
                               std::numeric_limits<double>::quiet_NaN());
  Value least = worstValue(t, estimate.getType(), /*smallest=*/false);
  return t.select(t.less(least, estimate), t.add(estimate, slack), none);
}

} // namespace kop::transforms
