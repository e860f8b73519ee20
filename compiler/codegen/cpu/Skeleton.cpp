//===- Skeleton.cpp - Functions around tiles on a CPU ---------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/codegen/cpu/Skeleton.h"

#include "compiler/codegen/Passes.h"
#include "compiler/codegen/math/ExpandMath.h"
#include "compiler/transforms/Lanes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

namespace kop::codegen {

/// The bits lanes are counted in.
static unsigned elementBits(ir::TileOp tile) {
  if (auto bits = tile->getAttrOfType<IntegerAttr>(elementAttribute))
    return bits.getInt();
  bool wide = false;
  tile.getBody().walk([&](Operation *op) {
    for (Type type : op->getResultTypes())
      wide |= getElementTypeOrSelf(type).isF64();
  });
  return wide ? 64 : 32;
}

unsigned lanesOf(ir::TileOp tile, const InstructionSet &set) {
  return set.lanes(elementBits(tile));
}

bool isRest(ir::TileOp tile) { return tile.getRole() == "rest"; }

/// The tile of the rows that do not fill `tile`, if it has one.
static ir::TileOp restOf(ir::TileOp tile) {
  auto name = tile->getAttrOfType<StringAttr>(ir::restAttribute);
  return name ? SymbolTable::lookupNearestSymbolFrom<ir::TileOp>(tile, name)
              : ir::TileOp();
}

bool isCompiledFor(ir::TileOp tile, const InstructionSet &set) {
  auto only = tile->getAttrOfType<StringAttr>(targetAttribute);
  return !only || only.getValue() == set.name;
}

TileCode describeTile(ir::TileOp tile, const InstructionSet &set) {
  TileCode code;
  code.symbol = (tile.getSymName() + "_" + set.suffix).str();
  code.lanes = lanesOf(tile, set);
  int64_t lanesOfRows = tile.getLanesOverColumns() ? 1 : code.lanes;
  code.tileRows = tile.getRows() * lanesOfRows;
  code.scratchBytes = tile.getScratch() * code.lanes;
  auto perComponent =
      tile->getAttrOfType<IntegerAttr>(ir::scratchPerComponentAttribute);
  code.scratchPerComponent =
      perComponent ? perComponent.getInt() * code.lanes : 0;
  auto few = tile->getAttrOfType<IntegerAttr>(ir::fewRowsAttribute);
  if (ir::TileOp rest = restOf(tile)) {
    TileCode other = describeTile(rest, set);
    code.scratchBytes = std::max(code.scratchBytes, other.scratchBytes);
    code.scratchPerComponent =
        std::max(code.scratchPerComponent, other.scratchPerComponent);
  }
  code.columnsRows = few ? few.getInt() * code.lanes / 2 : 0;
  return code;
}

/// The function without its body: one block with the frame.
static LLVM::LLVMFuncOp declare(OpBuilder &b, ir::TileOp tile,
                                const InstructionSet &set) {
  auto pointer = LLVM::LLVMPointerType::get(b.getContext());
  auto type = LLVM::LLVMFunctionType::get(
      LLVM::LLVMVoidType::get(b.getContext()), {pointer});
  auto function = LLVM::LLVMFuncOp::create(
      b, tile.getLoc(), describeTile(tile, set).symbol, type);
  if (!set.cpu.empty())
    function.setTargetCpu(set.cpu);
  if (!set.features.empty())
    function.setTargetFeaturesAttr(
        LLVM::TargetFeaturesAttr::get(b.getContext(), set.features.str()));
  function.setArgAttr(0, LLVM::LLVMDialect::getReadonlyAttrName(),
                      b.getUnitAttr());
  function.setArgAttr(0, LLVM::LLVMDialect::getNoAliasAttrName(),
                      b.getUnitAttr());
  return function;
}

/// for (first = begin; first < end; first += step), with the body of `tile`,
/// whose block argument is `first`.
static void buildRowLoop(OpBuilder &b, ir::TileOp tile, Value begin, Value end,
                         Value step) {
  auto loop = scf::ForOp::create(b, tile.getLoc(), begin, end, step);
  Block &body = tile.getBody().front();
  body.getArgument(0).replaceAllUsesWith(loop.getInductionVar());
  Block *inner = loop.getBody();
  inner->getOperations().splice(inner->getTerminator()->getIterator(),
                                body.getOperations());
}

/// The loop over the row tiles of the task: with `rest`, over those that are
/// whole, then over the rows that are left.
static void buildRowLoops(OpBuilder &b, ir::TileOp tile, ir::TileOp rest,
                          int64_t rows) {
  Location loc = tile.getLoc();
  auto bound = [&](llvm::StringRef field) -> Value {
    return ir::FrameOp::create(b, loc, b.getIndexType(), b.getStringAttr(field),
                               b.getDenseI64ArrayAttr({}));
  };
  // First: the loads of the frame go in front of it.
  Value step = arith::ConstantIndexOp::create(b, loc, rows);
  Value begin = bound("row_begin"), end = bound("row_end");
  if (!rest)
    return buildRowLoop(b, tile, begin, end, step);
  Value one = arith::ConstantIndexOp::create(b, loc, 1);
  Value count = arith::SubIOp::create(b, loc, end, begin);
  Value left = arith::RemUIOp::create(b, loc, count, step);
  Value middle = arith::SubIOp::create(b, loc, end, left);
  buildRowLoop(b, tile, begin, middle, step);
  buildRowLoop(b, rest, middle, end, one);
}

LogicalResult buildFunction(ir::TileOp tile, const InstructionSet &set,
                            math::Accuracy accuracy) {
  OpBuilder b(tile);
  TileCode code = describeTile(tile, set);
  llvm::SmallVector<ir::TileOp, 2> copies;
  for (ir::TileOp part : {tile, restOf(tile)})
    copies.push_back(part ? cast<ir::TileOp>(b.clone(*part)) : ir::TileOp());
  auto erase = [&] {
    for (ir::TileOp copy : copies)
      if (copy)
        copy->erase();
  };
  for (ir::TileOp copy : copies)
    if (copy && failed(transforms::rewriteLanes(copy, code.lanes)))
      return erase(), failure();
  LLVM::LLVMFuncOp function = declare(b, tile, set);
  Block *entry = function.addEntryBlock(b);
  b.setInsertionPointToStart(entry);
  buildRowLoops(b, copies[0], copies[1], code.tileRows);
  LLVM::ReturnOp::create(b, tile.getLoc(), ValueRange());
  erase();
  b.setInsertionPointToStart(entry);
  if (failed(lowerFrames(function, entry->getArgument(0), b)))
    return failure();
  return math::expandMath(function, set, accuracy);
}

//===----------------------------------------------------------------------===//
// The pass
//===----------------------------------------------------------------------===//

#define GEN_PASS_DEF_KOPTOCPU
#include "compiler/codegen/Passes.h.inc"

namespace {

struct ToCPUPass : impl::KopToCPUBase<ToCPUPass> {
  using KopToCPUBase::KopToCPUBase;

  void runOnOperation() override {
    if (failed(run()))
      signalPassFailure();
  }

  LogicalResult run() {
    std::optional<math::Accuracy> accuracy = parseAccuracy(math);
    if (!accuracy)
      return getOperation().emitError("unknown accuracy '") << math << "'";
    llvm::SmallVector<ir::TileOp> tiles(getOperation().getOps<ir::TileOp>());
    for (const std::string &name : targets) {
      const InstructionSet *set = findInstructionSet(name);
      if (!set)
        return getOperation().emitError("unknown instruction set '")
               << name << "'";
      for (ir::TileOp tile : tiles)
        if (isCompiledFor(tile, *set) && !isRest(tile))
          if (failed(buildFunction(tile, *set, *accuracy)))
            return failure();
    }
    for (ir::TileOp tile : tiles)
      tile->erase();
    for (Operation &op : llvm::make_early_inc_range(*getOperation().getBody()))
      if (isa<ir::KernelOp, ir::FormulaOp>(op))
        op.erase();
    return success();
  }
};

} // namespace

} // namespace kop::codegen
