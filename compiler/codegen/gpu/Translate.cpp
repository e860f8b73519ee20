//===- Translate.cpp - From tiles to PTX ----------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/codegen/Emit.h"
#include "compiler/codegen/Lower.h"
#include "compiler/codegen/gpu/Kernel.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/NVVM/NVVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/IR/Module.h"

using namespace mlir;

namespace kop::codegen {

/// Threads of a block of every kernel.
static constexpr int64_t blockThreads = 128;

static llvm::Error failed(const llvm::Twine &what) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), what);
}

/// The kernels of copies of the tiles, in the dialects of LLVM.
static FailureOr<OwningOpRef<ModuleOp>> lowerKernels(ModuleOp tiles,
                                                     const Options &options) {
  OwningOpRef<ModuleOp> module = ModuleOp::create(tiles.getLoc());
  OpBuilder b = OpBuilder::atBlockEnd(module->getBody());
  for (ir::TileOp tile : tiles.getOps<ir::TileOp>()) {
    auto copy = cast<ir::TileOp>(b.clone(*tile));
    if (mlir::failed(buildKernel(copy, blockThreads, options.accuracy)))
      return failure();
    copy->erase();
    b.setInsertionPointToEnd(module->getBody());
  }
  PassManager passes(module->getContext());
  passes.enableVerifier(false);
  addLoweringToLLVM(passes);
  if (mlir::failed(passes.run(*module)))
    return failure();
  return module;
}

/// A function that is only declared would be a symbol nobody resolves.
static llvm::Error checkSymbols(const llvm::Module &module) {
  for (const llvm::Function &function : module)
    if (function.isDeclaration() && !function.isIntrinsic())
      return failed("a kernel calls '" + function.getName() +
                    "', which has no code for a GPU");
  return llvm::Error::success();
}

llvm::Expected<std::string>
emitPTX(ModuleOp tiles, llvm::StringRef architecture, const Options &options) {
  tiles.getContext()->loadDialect<NVVM::NVVMDialect>();
  FailureOr<OwningOpRef<ModuleOp>> module = lowerKernels(tiles, options);
  if (mlir::failed(module))
    return failed("lowering to LLVM failed");
  MLIRContext &mlirContext = *(*module)->getContext();
  registerBuiltinDialectTranslation(mlirContext);
  registerLLVMDialectTranslation(mlirContext);
  registerNVVMDialectTranslation(mlirContext);
  llvm::LLVMContext context;
  std::unique_ptr<llvm::Module> translated =
      translateModuleToLLVMIR(**module, context);
  if (!translated)
    return failed("translation to LLVM failed");

  Options device = options;
  device.triple = "nvptx64-nvidia-cuda";
  auto machine = createMachine(device.triple, architecture, "+ptx80", device);
  if (!machine)
    return machine.takeError();
  if (llvm::Error error = optimizeFor(**machine, *translated, device))
    return error;
  if (llvm::Error error = checkSymbols(*translated))
    return error;
  llvm::SmallVector<char> buffer;
  llvm::raw_svector_ostream out(buffer);
  if (llvm::Error error = emitWith(**machine, *translated, out,
                                   llvm::CodeGenFileType::AssemblyFile))
    return error;
  return std::string(buffer.begin(), buffer.end());
}

} // namespace kop::codegen
