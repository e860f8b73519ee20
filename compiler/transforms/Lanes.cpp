//===- Lanes.cpp - Tiles to vectors ---------------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/Lanes.h"

#include "compiler/transforms/LaneAnalysis.h"
#include "compiler/transforms/LaneMemory.h"
#include "compiler/transforms/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;

namespace kop::transforms {

namespace {

/// Clones the body of a tile, value by value. A uniform value maps to its
/// scalar, a contiguous or strided one to the scalar of lane 0, a varying one
/// to a vector.
class LaneRewriter {
public:
  LaneRewriter(ir::TileOp tile, unsigned lanes)
      : tile(tile), lanes(lanes), builder(tile.getContext()),
        memory(builder, lanes) {
    if (lanes > 1)
      analysis.emplace(tile.getBody());
  }

  LogicalResult run() {
    Block &old = tile.getBody().front();
    Block *block = builder.createBlock(&tile.getBody());
    for (BlockArgument argument : old.getArguments())
      mapping.map(argument,
                  block->addArgument(argument.getType(), argument.getLoc()));
    if (failed(rewriteBlock(old)))
      return block->erase(), failure();
    old.erase();
    tile->setAttr("lanes", builder.getI64IntegerAttr(lanes));
    return success();
  }

private:
  LaneShape shape(Value value) const {
    return analysis ? analysis->of(value) : LaneShape::Uniform;
  }
  bool isVarying(Value value) const {
    return shape(value) == LaneShape::Varying;
  }
  Type typeOf(Value value) const {
    return isVarying(value) ? VectorType::get({lanes}, value.getType())
                            : value.getType();
  }
  /// The values of all lanes: a scalar with one lane, otherwise a vector.
  Value spread(Value value);
  /// The new value in the form that `like` of the tile has.
  Value convert(Value value, Value like) {
    return isVarying(like) ? spread(value) : mapping.lookup(value);
  }

  LogicalResult rewriteBlock(Block &block);
  LogicalResult rewrite(Operation &op);
  LogicalResult rewriteLoop(scf::ForOp loop);
  LogicalResult rewriteIf(scf::IfOp branch);
  LogicalResult rewriteElementwise(Operation &op);
  LogicalResult rewriteRecord(ir::LaneRecordOp load);
  Value strideOf(Operation &op);
  LogicalResult rewriteLoad(ir::LaneLoadOp load);
  LogicalResult rewriteStore(ir::LaneStoreOp store);
  bool rewriteBoundsTest(arith::CmpIOp test);
  LaneAddress address(Value base, Value offset);
  LaneMask mask(Value condition);

  ir::TileOp tile;
  unsigned lanes;
  OpBuilder builder;
  IRMapping mapping;
  /// The strides of strided values.
  llvm::DenseMap<Value, Value> strides;
  LaneMemory memory;
  std::optional<LaneAnalysis> analysis;
};

} // namespace

Value LaneRewriter::spread(Value value) {
  Value mapped = mapping.lookup(value);
  if (lanes == 1 || isVarying(value))
    return mapped;
  if (shape(value) == LaneShape::Strided)
    return memory.sequence(value.getLoc(), mapped, strides.lookup(value));
  Value vector = memory.broadcast(value.getLoc(), mapped);
  if (shape(value) == LaneShape::Uniform)
    return vector;
  Value numbers = memory.laneNumbers(value.getLoc(), value.getType());
  return arith::AddIOp::create(builder, value.getLoc(), vector, numbers);
}

LogicalResult LaneRewriter::rewriteBlock(Block &block) {
  for (Operation &op : block) {
    if (op.hasTrait<OpTrait::IsTerminator>())
      break;
    if (failed(rewrite(op)))
      return failure();
  }
  return success();
}

LogicalResult LaneRewriter::rewrite(Operation &op) {
  Location loc = op.getLoc();
  if (auto loop = dyn_cast<scf::ForOp>(op))
    return rewriteLoop(loop);
  if (auto branch = dyn_cast<scf::IfOp>(op))
    return rewriteIf(branch);
  if (auto load = dyn_cast<ir::LaneLoadOp>(op))
    return rewriteLoad(load);
  if (auto record = dyn_cast<ir::LaneRecordOp>(op))
    return rewriteRecord(record);
  if (auto store = dyn_cast<ir::LaneStoreOp>(op))
    return rewriteStore(store);
  if (auto any = dyn_cast<ir::AnyOp>(op)) {
    Value condition = mapping.lookup(any.getCondition());
    mapping.map(any.getResult(), isVarying(any.getCondition())
                                     ? memory.any(loc, condition)
                                     : condition);
    return success();
  }
  if (lanes > 1 && isa<ir::LaneOp, ir::LanesOp>(op)) {
    // Contiguous values are kept as those of lane 0.
    int64_t value = isa<ir::LaneOp>(op) ? 0 : lanes;
    mapping.map(
        op.getResult(0),
        arith::ConstantIndexOp::create(builder, loc, value).getResult());
    return success();
  }
  if (auto test = dyn_cast<arith::CmpIOp>(op))
    if (rewriteBoundsTest(test))
      return success();
  return rewriteElementwise(op);
}

LogicalResult LaneRewriter::rewriteLoop(scf::ForOp loop) {
  for (Value bound :
       {loop.getLowerBound(), loop.getUpperBound(), loop.getStep()})
    if (shape(bound) != LaneShape::Uniform)
      return loop.emitError(
          "the bounds of a loop differ between lanes; loop over the largest "
          "range and mask, or leave the loop by `kop.any`");
  SmallVector<Value> inits;
  for (auto [init, argument] :
       llvm::zip(loop.getInitArgs(), loop.getRegionIterArgs()))
    inits.push_back(convert(init, argument));
  auto rewritten = scf::ForOp::create(builder, loop.getLoc(),
                                      mapping.lookup(loop.getLowerBound()),
                                      mapping.lookup(loop.getUpperBound()),
                                      mapping.lookup(loop.getStep()), inits);
  rewritten->setDiscardableAttrs(loop->getDiscardableAttrDictionary());
  mapping.map(loop.getInductionVar(), rewritten.getInductionVar());
  mapping.map(loop.getRegionIterArgs(), rewritten.getRegionIterArgs());
  mapping.map(loop.getResults(), rewritten.getResults());

  OpBuilder::InsertionGuard guard(builder);
  Block *body = rewritten.getBody();
  // Without iteration arguments the builder has made the yield.
  if (inits.empty())
    builder.setInsertionPoint(body->getTerminator());
  else
    builder.setInsertionPointToEnd(body);
  if (failed(rewriteBlock(*loop.getBody())))
    return failure();
  if (inits.empty())
    return success();
  SmallVector<Value> yields;
  for (auto [value, argument] :
       llvm::zip(loop.getBody()->getTerminator()->getOperands(),
                 loop.getRegionIterArgs()))
    yields.push_back(convert(value, argument));
  scf::YieldOp::create(builder, loop.getLoc(), yields);
  return success();
}

LogicalResult LaneRewriter::rewriteIf(scf::IfOp branch) {
  if (shape(branch.getCondition()) != LaneShape::Uniform)
    return branch.emitError(
        "the condition of a branch differs between lanes; branch on "
        "`kop.any` and choose with `arith.select`");
  SmallVector<Type> types;
  for (Value result : branch.getResults())
    types.push_back(typeOf(result));
  bool hasElse = !branch.getElseRegion().empty();
  auto rewritten =
      scf::IfOp::create(builder, branch.getLoc(), types,
                        mapping.lookup(branch.getCondition()), hasElse);
  mapping.map(branch.getResults(), rewritten.getResults());
  for (unsigned k = 0; k != (hasElse ? 2u : 1u); ++k) {
    OpBuilder::InsertionGuard guard(builder);
    Block &from = branch->getRegion(k).front();
    Block &to = rewritten->getRegion(k).front();
    if (types.empty())
      builder.setInsertionPoint(to.getTerminator());
    else
      builder.setInsertionPointToEnd(&to);
    if (failed(rewriteBlock(from)))
      return failure();
    if (types.empty())
      continue;
    SmallVector<Value> yields;
    for (auto [value, result] :
         llvm::zip(from.getTerminator()->getOperands(), branch.getResults()))
      yields.push_back(convert(value, result));
    scf::YieldOp::create(builder, branch.getLoc(), yields);
  }
  return success();
}

LogicalResult LaneRewriter::rewriteElementwise(Operation &op) {
  bool varies = llvm::any_of(op.getResults(),
                             [&](Value result) { return isVarying(result); });
  bool takesVarying = llvm::any_of(
      op.getOperands(), [&](Value operand) { return isVarying(operand); });
  if (!varies && !takesVarying) {
    if (op.getNumRegions() && lanes > 1)
      return op.emitError("'") << op.getName() << "' has no form for lanes";
    builder.clone(op, mapping);
    if (op.getNumResults() == 1 && shape(op.getResult(0)) == LaneShape::Strided)
      strides[op.getResult(0)] = strideOf(op);
    return success();
  }
  if (!OpTrait::hasElementwiseMappableTraits(&op))
    return op.emitError("'")
           << op.getName() << "' takes a value that differs between lanes";
  OperationState state(op.getLoc(), op.getName());
  for (Value operand : op.getOperands())
    state.operands.push_back(spread(operand));
  for (Type type : op.getResultTypes())
    state.types.push_back(VectorType::get({lanes}, type));
  state.attributes = NamedAttrList(op.getAttrDictionary());
  mapping.map(op.getResults(), builder.create(state)->getResults());
  return success();
}

/// The stride of a sum, a difference or a product of indices.
Value LaneRewriter::strideOf(Operation &op) {
  unsigned k = shape(op.getOperand(0)) == LaneShape::Uniform ? 1 : 0;
  Value stride = strides.lookup(op.getOperand(k));
  if (!isa<arith::MulIOp>(op))
    return stride;
  Value factor = mapping.lookup(op.getOperand(1 - k));
  return stride
             ? builder.createOrFold<arith::MulIOp>(op.getLoc(), stride, factor)
             : factor;
}

/// `lane + a < b` with uniform a, b: compares numbers of lanes with b - a in
/// 32 bits instead of whole vectors of 64-bit indices.
bool LaneRewriter::rewriteBoundsTest(arith::CmpIOp test) {
  if (shape(test.getLhs()) != LaneShape::Contiguous ||
      shape(test.getRhs()) != LaneShape::Uniform ||
      test.getPredicate() != arith::CmpIPredicate::slt)
    return false;
  mapping.map(test.getResult(),
              memory.firstLanes(test.getLoc(), mapping.lookup(test.getLhs()),
                                mapping.lookup(test.getRhs())));
  return true;
}

LaneAddress LaneRewriter::address(Value base, Value offset) {
  return {mapping.lookup(base), mapping.lookup(offset), shape(offset),
          strides.lookup(offset)};
}

LaneMask LaneRewriter::mask(Value condition) {
  if (!condition)
    return {};
  if (isVarying(condition))
    return {mapping.lookup(condition), true};
  return {mapping.lookup(condition), false};
}

LogicalResult LaneRewriter::rewriteLoad(ir::LaneLoadOp load) {
  if (shape(load.getBase()) != LaneShape::Uniform)
    return load.emitError("the base of a load differs between lanes");
  mapping.map(load.getResult(),
              memory.load(load.getLoc(), load.getResult().getType(),
                          address(load.getBase(), load.getOffset()),
                          mask(load.getMask()), load.getInvariant()));
  return success();
}

LogicalResult LaneRewriter::rewriteRecord(ir::LaneRecordOp load) {
  Location loc = load.getLoc();
  LaneAddress from = address(load.getBase(), load.getOffset());
  Type type = load.getElements()[0].getType();
  if (lanes > 1) {
    if (from.shape != LaneShape::Contiguous && from.shape != LaneShape::Strided)
      return load.emitError(
          "the records of lanes do not lie one behind the other");
    mapping.map(load.getElements(),
                memory.loadRecord(loc, type, load.getNumResults(), from));
    return success();
  }
  for (auto [n, element] : llvm::enumerate(load.getElements())) {
    Value ahead = arith::ConstantIndexOp::create(builder, loc, n);
    LaneAddress at = from;
    at.offset = arith::AddIOp::create(builder, loc, from.offset, ahead);
    mapping.map(element, memory.load(loc, type, at, {}, false));
  }
  return success();
}

LogicalResult LaneRewriter::rewriteStore(ir::LaneStoreOp store) {
  if (shape(store.getBase()) != LaneShape::Uniform)
    return store.emitError("the base of a store differs between lanes");
  LaneAddress to = address(store.getBase(), store.getOffset());
  LaneMask when = mask(store.getMask());
  bool oneElement = to.shape == LaneShape::Uniform &&
                    shape(store.getValue()) == LaneShape::Uniform;
  Value value =
      oneElement ? mapping.lookup(store.getValue()) : spread(store.getValue());
  memory.store(store.getLoc(), value, store.getValue().getType(), to, when);
  return success();
}

LogicalResult rewriteLanes(ir::TileOp tile, unsigned lanes) {
  return LaneRewriter(tile, lanes).run();
}

#define GEN_PASS_DEF_KOPLANES
#include "compiler/transforms/Passes.h.inc"

namespace {

struct LanesPass : impl::KopLanesBase<LanesPass> {
  using KopLanesBase::KopLanesBase;

  void runOnOperation() override {
    if (lanes < 1 || lanes > 64 || (lanes & (lanes - 1))) {
      getOperation().emitError("kop-lanes: lanes must be a power of two from 1 "
                               "to 64, got ")
          << lanes.getValue();
      return signalPassFailure();
    }
    for (ir::TileOp tile : getOperation().getOps<ir::TileOp>())
      if (failed(rewriteLanes(tile, lanes)))
        return signalPassFailure();
  }
};

} // namespace

} // namespace kop::transforms
