//===- Emit.h - Machines of LLVM --------------------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_CODEGEN_EMIT_H
#define KOP_CODEGEN_EMIT_H

#include "compiler/codegen/Translate.h"
#include "llvm/Target/TargetMachine.h"

namespace kop::codegen {

/// A machine for a triple (empty: this machine's) and processor.
llvm::Expected<std::unique_ptr<llvm::TargetMachine>>
createMachine(llvm::StringRef triple, llvm::StringRef cpu,
              llvm::StringRef features, const Options &options);

/// Optimizes a module for `machine`, whose triple and layout it takes.
llvm::Error optimizeFor(llvm::TargetMachine &machine, llvm::Module &module,
                        const Options &options);

/// Runs the code generator of `machine`.
llvm::Error emitWith(llvm::TargetMachine &machine, llvm::Module &module,
                     llvm::raw_pwrite_stream &out, llvm::CodeGenFileType type);

} // namespace kop::codegen

#endif // KOP_CODEGEN_EMIT_H
