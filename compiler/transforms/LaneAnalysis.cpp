//===- LaneAnalysis.cpp - How a value differs between lanes ---------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/LaneAnalysis.h"

#include "dialect/Kop.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace kop::transforms {

/// The shape of a value that is `a` on one way and `b` on another.
static LaneShape join(LaneShape a, LaneShape b) {
  // Strides are not compared.
  return a == b && a != LaneShape::Strided ? a : LaneShape::Varying;
}

LaneAnalysis::LaneAnalysis(Region &region) {
  while (sweep(region))
    ;
}

bool LaneAnalysis::raise(Value value, LaneShape shape) {
  LaneShape old = of(value);
  // A shape only grows, so the sweeps end.
  if (shape <= old)
    return false;
  shapes[value] = shape;
  return true;
}

bool LaneAnalysis::sweep(Region &region) {
  bool changed = false;
  for (Block &block : region)
    for (Operation &op : block)
      changed |= visit(op);
  return changed;
}

bool LaneAnalysis::visit(Operation &op) {
  bool changed = false;
  if (auto loop = dyn_cast<scf::ForOp>(op)) {
    Operation *yield = loop.getBody()->getTerminator();
    for (unsigned k = 0, n = loop.getNumRegionIterArgs(); k != n; ++k) {
      // The first sweep has not seen the yield: start from the initial value.
      LaneShape shape = of(loop.getInitArgs()[k]);
      LaneShape again = of(yield->getOperand(k));
      if (shapes.count(loop.getRegionIterArg(k)) || again > shape)
        shape = join(shape, again);
      changed |= raise(loop.getRegionIterArg(k), shape);
      changed |= raise(loop.getResult(k), of(loop.getRegionIterArg(k)));
    }
    return changed | sweep(loop.getRegion());
  }
  if (auto branch = dyn_cast<scf::IfOp>(op)) {
    for (Region &region : op.getRegions())
      changed |= sweep(region);
    for (OpResult result : op.getResults()) {
      unsigned k = result.getResultNumber();
      changed |= raise(result, join(of(branch.thenYield()->getOperand(k)),
                                    of(branch.elseYield()->getOperand(k))));
    }
    return changed;
  }
  for (Region &region : op.getRegions())
    changed |= sweep(region);
  LaneShape shape = resultShape(op);
  for (Value result : op.getResults())
    changed |= raise(result, shape);
  return changed;
}

LaneShape LaneAnalysis::resultShape(Operation &op) const {
  if (isa<ir::LaneOp>(op))
    return LaneShape::Contiguous;
  if (isa<ir::AnyOp>(op))
    return LaneShape::Uniform;
  if (isa<ir::LaneRecordOp>(op))
    return LaneShape::Varying;
  LaneShape widest = LaneShape::Uniform;
  for (Value operand : op.getOperands())
    widest = std::max(widest, of(operand));
  if (widest == LaneShape::Uniform || widest == LaneShape::Varying)
    return widest;

  auto shape = [&](unsigned k) { return of(op.getOperand(k)); };
  if (isa<arith::AddIOp>(op))
    return std::min(shape(0), shape(1)) == LaneShape::Uniform
               ? widest
               : LaneShape::Varying;
  if (isa<arith::SubIOp>(op))
    return shape(1) == LaneShape::Uniform ? widest : LaneShape::Varying;
  // Addresses only: other integers may wrap.
  if (isa<arith::MulIOp>(op) && op.getResult(0).getType().isIndex())
    return std::min(shape(0), shape(1)) == LaneShape::Uniform
               ? LaneShape::Strided
               : LaneShape::Varying;
  if (widest == LaneShape::Strided)
    return LaneShape::Varying;
  // Numbers of rows and columns fit their types: a cast does not wrap.
  if (isa<arith::IndexCastOp, arith::ExtSIOp, arith::TruncIOp>(op))
    return LaneShape::Contiguous;
  if (isa<arith::SelectOp>(op))
    return shape(0) == LaneShape::Uniform ? join(shape(1), shape(2))
                                          : LaneShape::Varying;
  return LaneShape::Varying;
}

} // namespace kop::transforms
