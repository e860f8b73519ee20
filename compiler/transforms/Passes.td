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
  let description = [{
    Every `kop.pass` with a column becomes three `kop.tile`s: "pass" has rows in
    its lanes and writes the state of the reductions, "columns" does the same
    with lanes over columns (for few rows), "finish" merges the states of all
    segments and stores the results. A pass without a column becomes one tile.

    Tensors are gone afterwards. Values with few components are scalars in
    registers; loops over more components serve all rows and columns of the
    register tile at once. Columns come in groups, so that a reduction may look
    at a group before it does anything expensive: `argmin` touches indices and
    `logsumexp` moves its shift only where some lane asks for it.

    ```mlir
    // RUN: kop-opt %s -kop-tile="rows=1 columns=2" -canonicalize | FileCheck %s
    // CHECK: kop.tile @total.0.pass "pass" step 0 rows 1 scratch 0
    // CHECK: %[[T0:.*]] = arith.addf %[[ACC:.*]], %{{.*}} : f32
    // CHECK: arith.addf %[[T0]], %{{.*}} : f32
    // CHECK: kop.tile @total.0.columns
    // CHECK: kop.tile @total.0.finish
    kop.kernel @total indices [i, j] (%x: !kop.array<["i", "j"], f32>)
        -> (%a: !kop.array<["i"], f32>) index i32 {
      kop.pass "reduce_j" row i column j
          reductions [#kop.reduction<sum, 1, 0, false, false, f32>] rows {
        kop.yield
      } pair {
        %i = kop.index "i" : i32
        %j = kop.index "j" : i32
        %v = kop.read %x[%i, %j : i32, i32] : !kop.array<["i", "j"], f32> -> f32
        kop.yield %v : f32
      } finish (%s: f32) {
        %i = kop.index "i" : i32
        kop.store %s, %a[%i : i32] : f32, !kop.array<["i"], f32>
        kop.yield
      }
    }
    ```
  }];
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
