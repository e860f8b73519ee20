//===- Translate.cpp - From tiles to an LLVM module -----------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/codegen/Translate.h"

#include "compiler/codegen/Lower.h"
#include "compiler/codegen/Passes.h"
#include "compiler/codegen/cpu/Skeleton.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/IR/Module.h"

using namespace mlir;

namespace kop::codegen {

/// A module of its own with copies of the tiles and of nothing else.
static OwningOpRef<ModuleOp> copyTiles(ModuleOp tiles) {
  OwningOpRef<ModuleOp> module = ModuleOp::create(tiles.getLoc());
  OpBuilder b = OpBuilder::atBlockEnd(module->getBody());
  for (ir::TileOp tile : tiles.getOps<ir::TileOp>())
    b.clone(*tile);
  return module;
}

static llvm::Error failed(const char *what) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), what);
}

llvm::Expected<std::unique_ptr<llvm::Module>>
translateCPU(ModuleOp tiles, llvm::ArrayRef<const InstructionSet *> targets,
             llvm::LLVMContext &context, const Options &options) {
  tiles.getContext()->loadDialect<vector::VectorDialect>();
  OwningOpRef<ModuleOp> module = copyTiles(tiles);
  llvm::SmallVector<ir::TileOp> copies(module->getOps<ir::TileOp>());
  for (ir::TileOp tile : copies)
    for (const InstructionSet *set : targets)
      if (isCompiledFor(tile, *set) && !isRest(tile))
        if (mlir::failed(buildFunction(tile, *set, options.accuracy)))
          return failed("a tile has no form for an instruction set");
  for (ir::TileOp tile : copies)
    tile->erase();
  PassManager passes(module->getContext());
  passes.enableVerifier(false);
  addLoweringToLLVM(passes);
  if (mlir::failed(passes.run(*module)))
    return failed("lowering to LLVM failed");

  registerBuiltinDialectTranslation(*module->getContext());
  registerLLVMDialectTranslation(*module->getContext());
  std::unique_ptr<llvm::Module> translated =
      translateModuleToLLVMIR(*module, context);
  if (!translated)
    return failed("translation to LLVM failed");
  return translated;
}

} // namespace kop::codegen
