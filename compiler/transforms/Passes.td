//===- Passes.td - Passes of the compiler ------------------*- tablegen -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Examples between ```mlir and ``` of a description that begin with a line
// `// RUN: …` are tests: tests/transforms/passes-examples extracts and runs
// them.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_TRANSFORMS_PASSES
#define KOP_TRANSFORMS_PASSES

include "mlir/Pass/PassBase.td"

def KopSimplify : Pass<"kop-simplify", "::kop::ir::FormulaOp"> {
  let summary = "Algebra on formulas, so that little is left per pair";
  let options = [
    Option<"precise", "precise", "bool", "false",
           "Keep the rounding of every operation (--math=precise)">,
    Option<"remarks", "remarks", "bool", "false",
           "Say what was rewritten and what was declined">
  ];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::math::MathDialect", "::kop::ir::KopDialect"];
}

def KopSchedule : Pass<"kop-schedule", "::mlir::ModuleOp"> {
  let summary = "Formulas to passes over rows and columns";
  let options = [
    Option<"remarks", "remarks", "bool", "false",
           "Say how many passes a formula takes and why">
  ];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::math::MathDialect", "::kop::ir::KopDialect"];
}

def KopBlockSparse : Pass<"kop-block-sparse", "::kop::ir::KernelOp"> {
  let summary = "Marks the passes that take interval lists of a call";
  let options = [
    Option<"remarks", "remarks", "bool", "false",
           "Say which passes follow the ranges of a call">
  ];
  let dependentDialects = ["::kop::ir::KopDialect"];
}

def KopTile : Pass<"kop-tile", "::mlir::ModuleOp"> {
  let summary = "Passes to register tiles with scalar meaning per lane";
  let options = [
    Option<"registers", "registers", "int64_t", "32",
           "Vector registers of the instruction set">,
    Option<"unroll", "unroll", "int64_t", "8",
           "Components up to which values are unrolled into registers">,
    Option<"rows", "rows", "int64_t", "0",
           "Rows per lane; 0: by the cost of the pass">,
    Option<"columns", "columns", "int64_t", "0",
           "Columns per group; 0: by the cost of the pass">
  ];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::math::MathDialect",
    "::mlir::scf::SCFDialect", "::mlir::LLVM::LLVMDialect",
    "::kop::ir::KopDialect"];
}

def KopLanes : Pass<"kop-lanes", "::mlir::ModuleOp"> {
  let summary = "Tiles with scalar meaning to vectors, or to one thread";
  let options = [
    Option<"lanes", "lanes", "int64_t", "1",
           "Lanes of a vector; 1 leaves scalars for a thread of a GPU">
  ];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::math::MathDialect",
    "::mlir::scf::SCFDialect", "::mlir::vector::VectorDialect",
    "::mlir::LLVM::LLVMDialect", "::kop::ir::KopDialect"];
}

#endif // KOP_TRANSFORMS_PASSES
