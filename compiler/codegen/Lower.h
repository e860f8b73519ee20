//===- Lower.h - To the dialect of LLVM -------------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_CODEGEN_LOWER_H
#define KOP_CODEGEN_LOWER_H

#include "mlir/Pass/PassManager.h"

namespace kop::codegen {

/// Appends the passes from functions of scf, arith, math and vector to the
/// dialect of LLVM.
void addLoweringToLLVM(mlir::OpPassManager &passes);

/// Makes the back ends of LLVM available, once.
void initializeTargets();

} // namespace kop::codegen

#endif // KOP_CODEGEN_LOWER_H
