//===- TileFilter.cpp - Columns that cannot be among the nearest ----------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/TileFilter.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

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
  return t.sub(best, t.scalar(op.getRowNorm(), {row, 0}));
}

Value TileFilter::mayEnter(TileBuilder &t, Value estimate,
                           Value threshold) const {
  return arith::CmpFOp::create(t.b, t.loc, arith::CmpFPredicate::ULE, estimate,
                               threshold);
}

} // namespace kop::transforms
