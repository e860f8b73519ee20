// RUN: kop-opt %s -kop-tile="rows=1 columns=2" -canonicalize -cse | FileCheck %s
// RUN: kop-opt %s -kop-tile="registers=16 vector-bits=256" | FileCheck %s --check-prefix=EIGHT
// RUN: kop-opt %s -kop-tile="registers=16 vector-bits=128" | FileCheck %s --check-prefix=FOUR

// With four lanes in a register, more rows share a column.
// EIGHT: kop.tile @weighted.0.pass "pass" step 0 rows 1
// FOUR: kop.tile @weighted.0.pass "pass" step 0 rows 4

// A pass over columns becomes three tiles. The one with lanes over rows carries
// three numbers per row: the sum of a block of 256 columns; the sum of the
// blocks; and the rest that the additions of blocks have rounded away.

kop.kernel @weighted indices [i, j] (%x: !kop.array<["i"], f32>, %y: !kop.array<["j"], f32>) -> (%a: !kop.array<["i"], f32>) index i32 {
  %t = kop.temporary "columns_j" : !kop.array<["j"], tensor<2xf32>>
  kop.pass "reduce_j" row i column j reductions [#kop.reduction<sum, 1, 0, false, false, f32>] rows {
    %i = kop.index "i" : i32
    %xi = kop.read %x[%i : i32] : !kop.array<["i"], f32> -> f32
    kop.yield %xi : f32
  } pair (%xi: f32) {
    %j = kop.index "j" : i32
    %r = kop.read %t[%j : i32] : !kop.array<["j"], tensor<2xf32>> -> tensor<2xf32>
    %y0 = kop.component %r [0] : tensor<2xf32> -> f32
    %w = kop.component %r [1] : tensor<2xf32> -> f32
    %d = arith.subf %xi, %y0 : f32
    %p = arith.mulf %d, %w : f32
    kop.yield %p : f32
  } finish (%xi: f32, %s: f32) {
    %i = kop.index "i" : i32
    kop.store %s, %a[%i : i32] : f32, !kop.array<["i"], f32>
    kop.yield
  }
}

// CHECK-LABEL: kop.tile @weighted.0.pass "pass" step 0 rows 1
// CHECK: %[[FIRST:.*]]: index):
// CHECK-DAG: %[[LANE:.*]] = kop.lane
// CHECK-DAG: %[[END:.*]] = kop.frame "row_end"
// CHECK: %[[ROW:.*]] = arith.addi %[[FIRST]], %[[LANE]]
// Rows behind the last one compute what the last one does.
// CHECK: arith.minsi %[[ROW]]
// CHECK: %[[X:.*]] = kop.lane_load
// One loop over the intervals, one over blocks, one over groups of two columns,
// one over the columns that are left.
// CHECK: scf.for {{.*}} -> (f32, f32, f32)
// CHECK: scf.for {{.*}} iter_args(%[[TOTAL:.*]] = {{.*}}, %[[REST:.*]] = {{.*}}, %{{.*}} = {{.*}}) -> (f32, f32, f32)
// CHECK: scf.for {{.*}} iter_args(%[[ACC:.*]] = {{.*}}) -> (f32)
// CHECK: %[[Y0:.*]] = kop.lane_load
// CHECK: %[[D0:.*]] = arith.subf %[[X]], %[[Y0]]
// CHECK: %[[D1:.*]] = arith.subf %[[X]]
// A sum of products is a chain of fma.
// CHECK: %[[S0:.*]] = math.fma %[[D0]], %{{.*}}, %[[ACC]]
// CHECK: %[[S1:.*]] = math.fma %[[D1]], %{{.*}}, %[[S0]]
// CHECK: scf.yield %[[S1]]
// CHECK: %[[BLOCK:.*]] = scf.for {{.*}} -> (f32)
// CHECK: %[[NEXT:.*]] = arith.addf %[[TOTAL]], %[[BLOCK]]
// CHECK: %[[ADDED:.*]] = arith.subf %[[NEXT]], %[[TOTAL]]
// CHECK: %[[LEFT:.*]] = arith.subf %[[NEXT]], %[[ADDED]]
// CHECK: %[[OFTOTAL:.*]] = arith.subf %[[TOTAL]], %[[LEFT]]
// CHECK: %[[OFBLOCK:.*]] = arith.subf %[[BLOCK]], %[[ADDED]]
// CHECK: %[[LOST:.*]] = arith.addf %[[OFTOTAL]], %[[OFBLOCK]]
// CHECK: %[[RESTS:.*]] = arith.addf %[[REST]], %[[LOST]]
// CHECK: scf.yield %[[NEXT]], %[[RESTS]], %cst
// CHECK: kop.lane_store
// CHECK: kop.lane_store

// Lanes over columns: four rows share what is read of a column, all of it at
// once where every lane has one; the last columns are masked, and every lane
// writes a segment of its own.
// CHECK-LABEL: kop.tile @weighted.0.columns "columns" step 0 rows 4
// CHECK-SAME: few_rows = 1 : i64, lanes_over_columns, rest = "weighted.0.rest"
// CHECK: %[[L:.*]] = kop.lane
// CHECK: scf.for {{.*}} iter_args({{.*}}) -> (f32, f32, f32, f32) {
// CHECK-NEXT: %[[COLUMN:.*]] = arith.addi %{{.*}}, %[[L]] : index
// CHECK-NEXT: %[[OFFSET:.*]] = arith.muli %[[COLUMN]], %c2 : index
// CHECK-NEXT: %[[Y:.*]]:2 = kop.lane_record %{{.*}}[%[[OFFSET]]] : !llvm.ptr -> f32, f32
// CHECK-COUNT-4: math.fma %{{.*}}, %[[Y]]#1
// CHECK-NEXT: scf.yield
// CHECK: scf.for {{.*}} iter_args({{.*}}) -> (f32, f32, f32, f32) {
// CHECK-NEXT: %[[PLACE:.*]] = arith.addi %{{.*}}, %[[L]] : index
// CHECK-NEXT: %[[VALID:.*]] = arith.cmpi slt, %[[PLACE]]
// CHECK: %[[NEXT:.*]] = math.fma
// CHECK: arith.select %[[VALID]], %[[NEXT]]

// The rows that are left of four.
// CHECK-LABEL: kop.tile @weighted.0.rest "rest" step 0 rows 1
// CHECK-SAME: lanes_over_columns
// CHECK: kop.lane_record

// CHECK-LABEL: kop.tile @weighted.0.finish "finish" step 0 rows 1
// CHECK: %[[VALIDROW:.*]] = arith.cmpi slt
// CHECK: %[[BOTH:.*]]:2 = scf.for {{.*}} iter_args(%[[BEFORE:.*]] = {{.*}}, %[[RESTBEFORE:.*]] = {{.*}}) -> (f32, f32)
// CHECK: %[[PART:.*]] = kop.lane_load
// CHECK: arith.addf %[[BEFORE]], %[[PART]]
// CHECK: %[[PARTREST:.*]] = kop.lane_load
// CHECK: arith.addf %{{.*}}, %[[PARTREST]]
// A sum that is not finite has a rest that is no number.
// CHECK: %[[FINITE:.*]] = arith.cmpf ord, %[[BOTH]]#1, %[[BOTH]]#1
// CHECK: %[[ALL:.*]] = arith.addf %[[BOTH]]#0, %[[BOTH]]#1
// CHECK: %[[SUM:.*]] = arith.select %[[FINITE]], %[[ALL]], %[[BOTH]]#0
// CHECK: kop.lane_store %[[SUM]], {{.*}} mask %[[VALIDROW]]

// A count without a filter costs nothing per pair: a block adds its columns.

// CHECK-LABEL: kop.tile @number.0.pass
// CHECK: scf.for {{.*}} iter_args(%[[OUTER:.*]] = %{{.*}}) -> (i32)
// CHECK: scf.for {{.*}} iter_args(%[[N:.*]] = %[[OUTER]]) -> (i32)
// CHECK: %[[TO:.*]] = arith.minsi
// CHECK-NOT: scf.for
// CHECK: %[[COLUMNS:.*]] = arith.subi %[[TO]]
// CHECK: %[[INTEGER:.*]] = arith.index_cast %[[COLUMNS]] : index to i32
// CHECK: arith.addi %[[N]], %[[INTEGER]] : i32
// CHECK-LABEL: kop.tile @number.0.finish
// CHECK: arith.sitofp %{{.*}} : i32 to f32

kop.kernel @number indices [i, j] (%x: !kop.array<["i", "j"], f32>) -> (%n: !kop.array<["i"], f32>) index i32 {
  kop.pass "reduce_j" row i column j reductions [#kop.reduction<count, 0, 0, false, false, f32>] rows {
    kop.yield
  } pair {
    kop.yield
  } finish (%s: f32) {
    %i = kop.index "i" : i32
    kop.store %s, %n[%i : i32] : f32, !kop.array<["i"], f32>
    kop.yield
  }
}
