//===- Translate.h - From tiles to objects and assembly ---------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The entry points of the back ends. One LLVM module holds the functions of
// all instruction sets; each carries its own target-cpu.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_CODEGEN_TRANSLATE_H
#define KOP_CODEGEN_TRANSLATE_H

#include "compiler/codegen/math/MathBuilder.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/Error.h"
#include <memory>

namespace llvm {
class LLVMContext;
class Module;
class raw_pwrite_stream;
} // namespace llvm

namespace kop::codegen {

struct Options {
  /// Empty: that of the machine the compiler runs on.
  std::string triple;
  math::Accuracy accuracy = math::Accuracy::Default;
  /// 0: no optimization of LLVM's; 1: loops and redundancies; 2 and 3: LLVM's
  /// own pipelines.
  unsigned optimization = 1;
  bool positionIndependent = true;
};

/// The functions `<tile>_<set>` of every tile of `tiles` for the instruction
/// sets its `target` attribute allows. `tiles` stays as it is. Errors of MLIR
/// go to the handlers of its context; the Error says that there were some.
llvm::Expected<std::unique_ptr<llvm::Module>>
translateCPU(mlir::ModuleOp tiles,
             llvm::ArrayRef<const InstructionSet *> targets,
             llvm::LLVMContext &context, const Options &options);

/// Optimizes a module of functions for a CPU; emitObject expects it done.
llvm::Error optimize(llvm::Module &module, const Options &options);

/// Writes a module as a relocatable object or as assembly.
llvm::Error emitObject(llvm::Module &module, llvm::raw_pwrite_stream &out,
                       const Options &options);
llvm::Error emitAssembly(llvm::Module &module, llvm::raw_pwrite_stream &out,
                         const Options &options);

/// The kernels of every tile as PTX of `architecture` ("sm_90").
llvm::Expected<std::string> emitPTX(mlir::ModuleOp tiles,
                                    llvm::StringRef architecture,
                                    const Options &options);

} // namespace kop::codegen

#endif // KOP_CODEGEN_TRANSLATE_H
