//===- Kernel.cpp - Kernels around tiles on a GPU -------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/codegen/gpu/Kernel.h"

#include "compiler/codegen/Passes.h"
#include "compiler/codegen/cpu/Skeleton.h"
#include "compiler/codegen/math/ExpandMath.h"
#include "compiler/transforms/Lanes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/BuiltinOps.h"

using namespace mlir;

namespace kop::codegen {

/// A symbol PTX accepts: letters, digits, '_' and '$'.
static std::string ptxSymbol(llvm::StringRef name) {
  std::string symbol;
  for (char c : name)
    symbol += llvm::isAlnum(c) || c == '_' ? c : '_';
  return symbol + "_nvptx";
}

KernelCode describeKernel(ir::TileOp tile, int64_t threads) {
  int64_t threadsOfRows = tile.getLanesOverColumns() ? 1 : threads;
  return {ptxSymbol(tile.getSymName()), threads,
          int64_t(tile.getRows()) * threadsOfRows,
          int64_t(tile.getScratch()) * threads};
}

/// The struct of abi.h.
static Type frameType(MLIRContext *context) {
  auto pointer = LLVM::LLVMPointerType::get(context);
  auto i64 = IntegerType::get(context, 64);
  return LLVM::LLVMStructType::getLiteral(
      context, {pointer, pointer, pointer, i64, i64, pointer, i64, pointer, i64,
                i64, pointer, pointer, pointer});
}

static LLVM::LLVMFuncOp declare(OpBuilder &b, ir::TileOp tile,
                                const KernelCode &code) {
  auto type =
      LLVM::LLVMFunctionType::get(LLVM::LLVMVoidType::get(b.getContext()),
                                  {LLVM::LLVMPointerType::get(b.getContext())});
  auto kernel = LLVM::LLVMFuncOp::create(b, tile.getLoc(), code.symbol, type);
  kernel->setAttr(NVVM::NVVMDialect::getKernelFuncAttrName(), b.getUnitAttr());
  kernel->setAttr(NVVM::NVVMDialect::getReqntidAttrName(),
                  b.getDenseI32ArrayAttr({int32_t(code.threads)}));
  kernel.setArgAttr(0, LLVM::LLVMDialect::getByValAttrName(),
                    TypeAttr::get(frameType(b.getContext())));
  kernel.setArgAttr(0, LLVM::LLVMDialect::getAlignAttrName(),
                    b.getI64IntegerAttr(8));
  kernel.setArgAttr(0, NVVM::NVVMDialect::getGridConstantAttrName(),
                    b.getUnitAttr());
  // Flush to zero, as on a CPU.
  auto flush = b.getStringAttr("preserve-sign,preserve-sign");
  kernel.setPassthroughAttr(b.getArrayAttr(
      {b.getArrayAttr({b.getStringAttr("denormal-fp-math-f32"), flush})}));
  return kernel;
}

static Value index(OpBuilder &b, Location loc, Value i32) {
  return arith::IndexCastUIOp::create(b, loc, b.getIndexType(), i32);
}

/// if (first < row_end) body(first), with first = row_begin + block * rows.
static void buildBlock(OpBuilder &b, ir::TileOp tile, const KernelCode &code,
                       Value block) {
  Location loc = tile.getLoc();
  auto bound = [&](llvm::StringRef field) -> Value {
    return ir::FrameOp::create(b, loc, b.getIndexType(), b.getStringAttr(field),
                               b.getDenseI64ArrayAttr({}));
  };
  Value rows = arith::ConstantIndexOp::create(b, loc, code.tileRows);
  Value offset = arith::MulIOp::create(b, loc, block, rows);
  Value first = arith::AddIOp::create(b, loc, bound("row_begin"), offset);
  Value inside = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::slt, first,
                                       bound("row_end"));
  auto branch = scf::IfOp::create(b, loc, inside, false);
  Block &body = tile.getBody().front();
  body.getArgument(0).replaceAllUsesWith(first);
  Block &inner = branch.getThenRegion().front();
  inner.getOperations().splice(inner.getTerminator()->getIterator(),
                               body.getOperations());
}

/// `kop.lane` and `kop.lanes`: the thread and the size of the block.
static void replaceLanes(LLVM::LLVMFuncOp kernel, Value thread,
                         int64_t threads) {
  kernel.walk([&](Operation *op) {
    if (isa<ir::LaneOp>(op)) {
      op->getResult(0).replaceAllUsesWith(thread);
      op->erase();
    } else if (isa<ir::LanesOp>(op)) {
      OpBuilder b(op);
      Value count = arith::ConstantIndexOp::create(b, op->getLoc(), threads);
      op->getResult(0).replaceAllUsesWith(count);
      op->erase();
    }
  });
}

LogicalResult buildKernel(ir::TileOp tile, int64_t threads,
                          math::Accuracy accuracy) {
  if (tile->hasAttr(ir::scratchPerComponentAttribute))
    return tile.emitError("this version of kopc makes no PTX of formulas whose "
                          "dimension is known only at the call");
  if (tile->hasAttr("collects"))
    return tile.emitError(
        "this version of kopc makes no PTX of formulas with `collect`");
  OpBuilder b(tile);
  Location loc = tile.getLoc();
  KernelCode code = describeKernel(tile, threads);
  auto copy = cast<ir::TileOp>(b.clone(*tile));
  if (failed(transforms::rewriteLanes(copy, 1)))
    return copy->erase(), failure();
  LLVM::LLVMFuncOp kernel = declare(b, tile, code);
  Block *entry = kernel.addEntryBlock(b);
  b.setInsertionPointToStart(entry);
  Type i32 = b.getI32Type();
  Value thread = index(b, loc, NVVM::ThreadIdXOp::create(b, loc, i32));
  Value block = index(b, loc, NVVM::BlockIdXOp::create(b, loc, i32));
  Operation *ids = block.getDefiningOp();
  buildBlock(b, copy, code, block);
  LLVM::ReturnOp::create(b, loc, ValueRange());
  copy->erase();
  replaceLanes(kernel, thread, threads);

  // Pointers are to global memory; every block has scratch of its own.
  auto global = LLVM::LLVMPointerType::get(b.getContext(), 1);
  auto adapt = [&](Value pointer, llvm::StringRef field) -> Value {
    Type generic = pointer.getType();
    if (field == "scratch") {
      Value bytes = arith::ConstantIndexOp::create(b, loc, code.scratchBytes);
      Value offset = arith::MulIOp::create(b, loc, block, bytes);
      offset = arith::IndexCastOp::create(b, loc, b.getI64Type(), offset);
      pointer = LLVM::GEPOp::create(b, loc, generic, b.getI8Type(), pointer,
                                    llvm::ArrayRef<LLVM::GEPArg>{offset});
    }
    Value cast = LLVM::AddrSpaceCastOp::create(b, loc, global, pointer);
    return LLVM::AddrSpaceCastOp::create(b, loc, generic, cast);
  };
  b.setInsertionPointAfter(ids);
  if (failed(lowerFrames(kernel, entry->getArgument(0), b, adapt)))
    return failure();
  return math::expandMath(kernel, gpuThread(), accuracy);
}

//===----------------------------------------------------------------------===//
// The pass
//===----------------------------------------------------------------------===//

#define GEN_PASS_DEF_KOPTOGPU
#include "compiler/codegen/Passes.h.inc"

namespace {

struct ToGPUPass : impl::KopToGPUBase<ToGPUPass> {
  using KopToGPUBase::KopToGPUBase;

  void runOnOperation() override {
    if (failed(run()))
      signalPassFailure();
  }

  LogicalResult run() {
    std::optional<math::Accuracy> accuracy = parseAccuracy(math);
    if (!accuracy)
      return getOperation().emitError("unknown accuracy '") << math << "'";
    if (threads < 32 || threads > 1024 || threads % 32)
      return getOperation().emitError(
                 "threads must be a multiple of 32 up to 1024, got ")
             << threads.getValue();
    for (Operation &op :
         llvm::make_early_inc_range(*getOperation().getBody())) {
      if (auto tile = dyn_cast<ir::TileOp>(op))
        if (failed(buildKernel(tile, threads, *accuracy)))
          return failure();
      if (isa<ir::TileOp, ir::KernelOp, ir::FormulaOp>(op))
        op.erase();
    }
    return success();
  }
};

} // namespace

} // namespace kop::codegen
