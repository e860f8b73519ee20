//===- TileFilter.cpp - Columns that cannot be among the nearest ----------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/TileFilter.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

#include <limits>

using namespace mlir;

namespace kop::transforms {

std::optional<TileFilter> TileFilter::of(Value argument) {
  auto op = argument.getDefiningOp<ir::ExpansionOp>();
  if (!op || op.getLimit())
    return std::nullopt;
  return TileFilter(op);
}

Value TileFilter::estimate(TileBuilder &t, Instance at) const {
  return t.scalar(op.getResult(), at);
}

Value TileFilter::threshold(TileBuilder &t, int64_t row, Value best) const {
  auto type = cast<FloatType>(op.getType());
  bool single = type.isF32();
  double unit = (single ? double(std::numeric_limits<float>::epsilon())
                        : std::numeric_limits<double>::epsilon()) /
                2;
  double smallest = single ? double(std::numeric_limits<float>::min())
                           : std::numeric_limits<double>::min();
  double size = double(
      cast<RankedTensorType>(op.getRow().getType()).getNumElements());
  Value norm = t.scalar(op.getRowNorm(), {row, 0});
  Value sum = t.add(norm, t.scalar(op.getBound(), {row, 0}));
  Value error =
      t.multiplyAdd(sum, t.floatConstant(type, (5 * size + 16) * unit),
                    t.floatConstant(type, (4 * size + 16) * smallest));
  return t.add(t.sub(best, norm), error);
}

Value TileFilter::mayEnter(TileBuilder &t, Value estimate,
                           Value threshold) const {
  return arith::CmpFOp::create(t.b, t.loc, arith::CmpFPredicate::ULE, estimate,
                               threshold);
}

} // namespace kop::transforms
