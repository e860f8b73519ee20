//===- BackEndImpl.h - State of the back end --------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_DRIVER_BACKENDIMPL_H
#define KOP_DRIVER_BACKENDIMPL_H

#include "compiler/driver/BackEnd.h"
#include "compiler/driver/MlirMessages.h"
#include "compiler/driver/Targets.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"

namespace mlir {
class PassManager;
}

namespace kop::driver {

class BackEnd::Impl {
public:
  Impl(const Options &options, FrontEnd &frontEnd);
  ~Impl();

  /// Whether neither the source nor the compiler was found at fault so far.
  bool succeeded();

  /// Runs passes; `stage` is the name of their remarks.
  bool run(mlir::ModuleOp module, const char *stage,
           llvm::function_ref<void(mlir::PassManager &)> add);

  /// A copy of the kernels with tiles for `set`; null when that fails.
  mlir::OwningOpRef<mlir::ModuleOp> tileFor(const codegen::InstructionSet &set);

  const Options &options;
  FrontEnd &frontEnd;
  llvm::SmallVector<const codegen::InstructionSet *, 4> sets; ///< best first
  mlir::MLIRContext context;
  MlirMessages messages;
  /// Whether there were derivatives in each formula.
  std::vector<bool> hadDerivatives;
  /// Formulas, then kernels.
  mlir::OwningOpRef<mlir::ModuleOp> module;
  llvm::LLVMContext llvmContext;
  /// The functions of all instruction sets and the descriptors.
  std::unique_ptr<llvm::Module> code;
};

} // namespace kop::driver

#endif // KOP_DRIVER_BACKENDIMPL_H
