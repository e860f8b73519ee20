//===- Passes.td - Passes of the back ends -----------------*- tablegen -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_CODEGEN_PASSES
#define KOP_CODEGEN_PASSES

include "mlir/Pass/PassBase.td"

def KopExpandMath : Pass<"kop-expand-math", "::mlir::ModuleOp"> {
  let summary = "Functions to arithmetic of an instruction set";
  let description = [{
    Replaces exp, log, sin, … on scalars and vectors of f32 and f64 by own
    polynomials and the instructions of the target; nothing that would become
    a call of the C library is left.
  }];
  let options = [
    Option<"target", "target", "std::string", "\"x86-64-v3\"",
           "Instruction set, by name">,
    Option<"math", "math", "std::string", "\"default\"",
           "Accuracy: fast, default or precise">
  ];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::math::MathDialect",
    "::mlir::scf::SCFDialect", "::mlir::vector::VectorDialect",
    "::mlir::LLVM::LLVMDialect"];
}

def KopToCPU : Pass<"kop-to-cpu", "::mlir::ModuleOp"> {
  let summary = "Tiles to functions of instruction sets";
  let description = [{
    For every tile and instruction set (those of `targets` that the tile's
    `target` attribute allows) a function `<tile>_<set>` of a pointer to a
    kop_frame: the loop over the rows of the task around the vector form of the
    tile. Tiles and kernels are erased.
  }];
  let options = [
    ListOption<"targets", "targets", "std::string", "Instruction sets">,
    Option<"math", "math", "std::string", "\"default\"",
           "Accuracy: fast, default or precise">
  ];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::math::MathDialect",
    "::mlir::scf::SCFDialect", "::mlir::vector::VectorDialect",
    "::mlir::LLVM::LLVMDialect"];
}

def KopToGPU : Pass<"kop-to-gpu", "::mlir::ModuleOp"> {
  let summary = "Tiles to kernels of a GPU";
  let description = [{
    For every tile a kernel of a kop_frame: a thread per lane, blocks over the
    rows of the task. Tiles and kernels are erased.
  }];
  let options = [
    Option<"threads", "threads", "int64_t", "128", "Threads of a block">,
    Option<"math", "math", "std::string", "\"default\"",
           "Accuracy: fast, default or precise">
  ];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::math::MathDialect",
    "::mlir::scf::SCFDialect", "::mlir::LLVM::LLVMDialect",
    "::mlir::NVVM::NVVMDialect"];
}

#endif // KOP_CODEGEN_PASSES
