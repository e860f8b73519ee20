//===- Passes.td - Passes of the compiler ------------------*- tablegen -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Examples (between ```mlir and ``` of a description) are tests: those with a
// line `// RUN:` are extracted and run by tests/transforms/passes-examples.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_TRANSFORMS_PASSES
#define KOP_TRANSFORMS_PASSES

include "mlir/Pass/PassBase.td"

def KopDifferentiate : Pass<"kop-differentiate", "::kop::ir::FormulaOp"> {
  let summary = "Derivatives to the operations that compute them";
  let description = [{
    Expands `kop.vjp`, `kop.jvp`, `kop.jacobian`, `kop.divergence` and
    `kop.laplacian`, in order, so that derivatives of derivatives need nothing
    of their own. Every operation builds its own derivative
    (DifferentiableOpInterface).

    A cotangent lives at the indices of its value. What reaches a value of a row
    from its pairs is summed over the columns; parts that are summed over the
    same indices are added first, so that they share a pass. Minima and the K
    best hand their cotangent to the terms that they took, whose index a
    reduction of its own gives: the terms are computed anew there, and no pass
    over the pairs is needed. What an array collects from places that gathers
    read is a sum over the readers by label. Conditions stay with the terms that
    they filter: an infinite derivative of a term that does not count is never
    multiplied by zero.

    ```mlir
    // RUN: kop-opt %s -pass-pipeline='builtin.module(kop.formula(kop-differentiate))' | FileCheck %s
    // CHECK: %[[TERM:.*]] = arith.mulf %y_j, %ct_i : f32
    // CHECK: kop.reduce sum over ["j"](%[[TERM]] : f32)
    kop.formula @linear indices [i, j] (%x: !kop.array<["i"], f32>, %y: !kop.array<["j"], f32>, %ct: !kop.array<["i"], f32>) -> (ct_x: !kop.array<["i"], f32>) index i32 {
      %i = kop.index "i" : i32
      %j = kop.index "j" : i32
      %x_i = kop.read %x[%i : i32] : !kop.array<["i"], f32> -> f32
      %y_j = kop.read %y[%j : i32] : !kop.array<["j"], f32> -> f32
      %product = arith.mulf %x_i, %y_j : f32
      %s = kop.reduce sum over ["j"](%product : f32) -> f32
      %ct_i = kop.read %ct[%i : i32] : !kop.array<["i"], f32> -> f32
      %g = kop.vjp (%s : f32) cotangents (%ct_i : f32) by %x fixed [] : !kop.array<["i"], f32> -> f32
      kop.output %g : f32
    }
    ```
  }];
  let options = [
    Option<"remarks", "remarks", "bool", "false",
           "Say what every derivative depends on">
  ];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::math::MathDialect", "::kop::ir::KopDialect"];
}

def KopBounds : Pass<"kop-bounds", "::kop::ir::FormulaOp"> {
  let summary = "Bounds to interval arithmetic";
  let description = [{
    Expands `kop.bounds`. A walk from the arrays that vary to the value gives
    every real an interval and every truth value a lower and an upper one; each
    operation builds its own (BoundableOpInterface). Ends are moved outward by
    what rounding may do to them, so that the interval is a proof; the formula
    gets the attribute `precise`, and later passes keep the rounding of every
    operation. What is read from other arrays, or constant, is known exactly.
    Where there is no rule, the ends are infinite, and a remark says so.

    ```mlir
    // RUN: kop-opt %s -pass-pipeline='builtin.module(kop.formula(kop-bounds))' | FileCheck %s
    // CHECK: %[[FROM:.*]] = math.exp %x_i : f64
    // CHECK: %[[TO:.*]] = math.exp %end_i : f64
    // CHECK: arith.subf %[[FROM]], %{{.*}} : f64
    // CHECK: arith.addf %[[TO]], %{{.*}} : f64
    kop.formula @growth indices [i] (%x: !kop.array<["i"], f64>, %end: !kop.array<["i"], f64>) -> (lower: !kop.array<["i"], f64>, upper: !kop.array<["i"], f64>) index i32 {
      %i = kop.index "i" : i32
      %x_i = kop.read %x[%i : i32] : !kop.array<["i"], f64> -> f64
      %e = math.exp %x_i : f64
      %lower, %upper = kop.bounds %e by (%x : !kop.array<["i"], f64>) to (%end : !kop.array<["i"], f64>) : f64
      kop.output %lower, %upper : f64, f64
    }
    ```
  }];
  let options = [
    Option<"remarks", "remarks", "bool", "false",
           "Say which operations have no bounds">
  ];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::math::MathDialect", "::kop::ir::KopDialect"];
}

def KopSimplify : Pass<"kop-simplify", "::kop::ir::FormulaOp"> {
  let summary = "Algebra on formulas, so that little is left per pair";
  let description = [{
    Moves work out of the loop over pairs. A value is "lower" than an expression
    when it depends on fewer indices; what is lower is computed once per row,
    per column or per call.

    - Element-wise operations on broadcast values are done on scalars; sums of
      products of components become `kop.dot`, of squares of differences
      `kop.sqdist`. (These rules also act with `precise`.)
    - A lower divisor is inverted outside. Factors are grouped by what they
      depend on; those free of the reduced index leave sums and softmaxes, terms
      leave log-sum-exps; signs leave products and sums.
    - A matrix that meets a vector of parts, `W @ [y[j] - x[i], f[j]]`, is taken
      apart where a part is lower; a difference of a row and a column stays one.
    - A factor of known sign sinks into the coordinates of a distance, the
      argument of a dot, or a term of a score. In f32 the constant of base 2
      does so too: then `exp` becomes `exp2` and scores are in base 2.
    - `exp(a) * exp(b)` is `exp(a + b)`; `x^0.5` is a root; the square of the
      root of what is not negative is that.
    - Sums of products are `math.fma`.

    `x - x`, `x * 0` and `x + 0` are simplified as for finite numbers. Functions
    of constants are not folded: the result would depend on the mathematics
    library of the host. Sums of equal terms stay sums, as ranges of a call may
    leave pairs out.

    ```mlir
    // RUN: kop-opt %s -kop-simplify | FileCheck %s
    // CHECK: %[[C:.*]] = kop.read %c[]
    // CHECK: %[[INVERSE:.*]] = arith.divf %{{.*}}, %[[C]] : f32
    // CHECK: %[[SUM:.*]] = kop.reduce sum over ["j"](%k_i_j : f32) -> f32
    // CHECK: arith.mulf %[[SUM]], %[[INVERSE]] : f32
    kop.formula @scaled indices [i, j] (%k: !kop.array<["i", "j"], f32>, %c: !kop.array<[], f32>) -> (s: !kop.array<["i"], f32>) index i32 {
      %i = kop.index "i" : i32
      %j = kop.index "j" : i32
      %k_i_j = kop.read %k[%i, %j : i32, i32] : !kop.array<["i", "j"], f32> -> f32
      %c_all = kop.read %c[] : !kop.array<[], f32> -> f32
      %quotient = arith.divf %k_i_j, %c_all : f32
      %s = kop.reduce sum over ["j"](%quotient : f32) -> f32
      kop.output %s : f32
    }
    ```
  }];
  let options = [
    Option<"precise", "precise", "bool", "false",
           "Keep the rounding of every operation (--math=precise)">,
    Option<"remarks", "remarks", "bool", "false",
           "Say what was rewritten and what was declined">
  ];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::math::MathDialect", "::kop::ir::KopDialect"];
}

def KopExpand : Pass<"kop-expand", "::kop::ir::FormulaOp"> {
  let summary = "Squared distances by norms and one product";
  let description = [{
    A distance of D components takes 2 D operations by differences and about D
    by its expansion around a centre c, here the mean of eight columns:
    |x - y|² = |x - c|² + |y - c|² - 2 (x - c)·(y - c). The norms are computed
    per row and per column; the error is in proportion to them. The distance
    gets a `kop.expansion` behind it, which holds both forms:

    - as a *score*, where it goes into an exponential with a factor free of the
      column: tiles use the expansion where the norms are within its limit;
    - as a *filter*, where `argmin` or `kmin` choose by it: tiles skip groups of
      columns that the expansion, less its error, excludes, and take differences
      for all others. The result is that of differences. Rows and columns that
      are not finite exclude nothing and hide nothing.

    Other distances, and scores of few components, stay as they are.

    ```mlir
    // RUN: kop-opt %s -pass-pipeline='builtin.module(kop.formula(kop-expand))' | FileCheck %s
    // CHECK: %[[MEAN:.*]] = arith.mulf %{{.*}}, %{{.*}} : tensor<3xf32>
    // CHECK: %[[X:.*]] = arith.subf %x_i, %[[MEAN]]
    // CHECK: %[[Y:.*]] = arith.subf %y_j, %[[MEAN]]
    // CHECK: %[[NORM:.*]] = kop.dot %[[Y]], %[[Y]]
    // CHECK: %[[FINITE:.*]] = arith.cmpf olt, %[[NORM]]
    // CHECK: %[[LESS:.*]] = arith.select %[[FINITE]], %{{.*}}, %{{.*}} : f32
    // CHECK: %[[COUNTS:.*]] = kop.broadcast %[[FINITE]] : i1 to tensor<3xi1>
    // CHECK: %[[COLUMN:.*]] = arith.select %[[COUNTS]], %[[Y]], %{{.*}}
    // CHECK: %[[D:.*]] = kop.expansion %{{.*}} by %{{.*}}, %[[COLUMN]] norms %{{.*}}, %[[LESS]]
    // CHECK: kop.reduce argmin over ["j"](%[[D]] : f32)
    kop.formula @nearest indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %y: !kop.array<["j"], tensor<3xf32>>) -> (n: !kop.array<["i"], i32>) index i32 {
      %i = kop.index "i" : i32
      %j = kop.index "j" : i32
      %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
      %y_j = kop.read %y[%j : i32] : !kop.array<["j"], tensor<3xf32>> -> tensor<3xf32>
      %d = kop.sqdist %x_i, %y_j : tensor<3xf32> -> f32
      %n = kop.reduce argmin over ["j"](%d : f32) -> i32
      kop.output %n : i32
    }
    ```
  }];
  let options = [
    Option<"scores", "scores", "bool", "true",
           "Expand scores too, not only filters">,
    Option<"eager", "eager", "bool", "false",
           "Expand whatever the number of components">,
    Option<"remarks", "remarks", "bool", "false",
           "Say which distances are expanded and why others are not">
  ];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::math::MathDialect", "::kop::ir::KopDialect"];
}

def KopSchedule : Pass<"kop-schedule", "::mlir::ModuleOp"> {
  let summary = "Formulas to passes over rows and columns";
  let description = [{
    Replaces every `kop.formula` by a `kop.kernel`. The indices a value depends
    on decide where it is computed: in the `rows` region, in a pass that packs
    one record per column, in the `pair` region, or in `finish` when it needs
    results of reductions. Values without indices are computed with the rows, or
    once in a `call` pass when that is worth a step.

    Reductions over the same rows and columns share a pass unless one needs the
    result of another; a reduction waits when that saves a pass. A value that a
    later pass needs is kept in a temporary: the last one that can be computed
    behind its reductions. `kop.reindex` reads such a temporary, or computes the
    value anew, at the other index. A reduction over several indices is split
    into one over each.

    Kept indices are the row and, when there are several, batches: the row is
    one that no array carries beside the column. A matrix is stored by a pass
    over its pairs that reduces nothing: ranges of a call restrict reductions
    only.

    Where all terms of a pass count only if an integer of the column equals the
    row, as in grouped sums, the attribute `groups` says where those labels lie,
    so that the runtime may meet the columns by label. Entries of lists (the
    attribute `lists`, see Lists.h) lie in the order of their rows: such a pass
    meets each in its row only, and its filters do not look at the row.

    Every pass gets the attribute `cost`: what a row and a pair take in
    operations and bytes, and the scalars that live at once.

    ```mlir
    // RUN: kop-opt %s -kop-schedule | FileCheck %s
    // CHECK: kop.pass "pack_j" row j
    // CHECK: kop.pass "reduce_j" row i column j reductions [#kop.reduction<sum, 1, 0, false, false, f32>]
    // CHECK: rows {
    // CHECK: kop.read %x
    // CHECK: pair
    // CHECK: arith.subf
    // CHECK: math.exp
    // CHECK: finish
    // CHECK: math.log
    // CHECK: kop.store
    kop.formula @example indices [i, j] (%x: !kop.array<["i"], f32>, %y: !kop.array<["j"], f32>) -> (s: !kop.array<["i"], f32>) index i32 {
      %i = kop.index "i" : i32
      %j = kop.index "j" : i32
      %x_i = kop.read %x[%i : i32] : !kop.array<["i"], f32> -> f32
      %y_j = kop.read %y[%j : i32] : !kop.array<["j"], f32> -> f32
      %difference = arith.subf %x_i, %y_j : f32
      %e = math.exp %difference : f32
      %sum = kop.reduce sum over ["j"](%e : f32) -> f32
      %s = math.log %sum : f32
      kop.output %s : f32
    }
    ```
  }];
  let options = [
    Option<"remarks", "remarks", "bool", "false",
           "Say how many passes a formula takes and why">
  ];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::math::MathDialect", "::kop::ir::KopDialect"];
}

def KopBlockSparse : Pass<"kop-block-sparse", "::kop::ir::KernelOp"> {
  let summary = "Marks the passes that take interval lists of a call";
  let description = [{
    Tiles always loop over a list of column intervals; without ranges it has one
    interval. This pass says which passes follow the ranges of a call: those that
    reduce the pairs of the two indices that the first such pass relates. They
    get the attribute `ranges`: "direct", or "transposed" where rows and columns
    are exchanged. Packs, maps, dense outputs and reductions over other indices
    see everything.

    ```mlir
    // RUN: kop-opt %s -pass-pipeline='builtin.module(kop-schedule,kop.kernel(kop-block-sparse))' | FileCheck %s
    // CHECK: kop.pass "reduce_j" row i column j {{.*}}ranges = "direct"
    // CHECK: kop.pass "reduce_i" row j column i {{.*}}ranges = "transposed"
    kop.formula @both indices [i, j] (%k: !kop.array<["i", "j"], f32>) -> (a: !kop.array<["i"], f32>, b: !kop.array<["j"], f32>) index i32 {
      %i = kop.index "i" : i32
      %j = kop.index "j" : i32
      %k_i_j = kop.read %k[%i, %j : i32, i32] : !kop.array<["i", "j"], f32> -> f32
      %a = kop.reduce sum over ["j"](%k_i_j : f32) -> f32
      %b = kop.reduce sum over ["i"](%k_i_j : f32) -> f32
      kop.output %a, %b : f32, f32
    }
    ```
  }];
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

    The shape follows from the pass and the number of registers. An attribute
    `tile = {rows = 2, columns = 8, block = 256, unroll = 8}` of a pass (all
    entries are optional) asks for another one, and the options for all passes.

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
    Option<"vectorBits", "vector-bits", "int64_t", "512",
           "Bits of a vector register">,
    Option<"unroll", "unroll", "int64_t", "8",
           "Components up to which values are unrolled into registers">,
    Option<"rows", "rows", "int64_t", "0",
           "Rows per lane; 0: by the cost of the pass">,
    Option<"columns", "columns", "int64_t", "0",
           "Columns per group; 0: by the cost of the pass">,
    Option<"block", "block", "int64_t", "0",
           "Columns between two flushes of the sums; 0: about 256">,
    Option<"remarks", "remarks", "bool", "false",
           "Say the shape of every register tile">,
    Option<"target", "target", "std::string", "",
           "What the remarks call the instruction set">
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
