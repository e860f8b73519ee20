// RUN: kop-opt %s -kop-tile="rows=1 columns=2" -canonicalize -cse | FileCheck %s

// Intervals of a grouped pass count the columns in the order of their labels:
// what is read of a column is read where the order says.

// CHECK-LABEL: kop.tile @means.0.pass
// CHECK-DAG: %[[ORDER:.*]] = kop.frame "order" [] : !llvm.ptr
// CHECK: scf.for %[[AT:.*]] = %{{.*}} to %{{.*}} step %c2 iter_args
// CHECK: %[[FIRST:.*]] = kop.lane_load %[[ORDER]][%[[AT]]] : !llvm.ptr -> i64
// CHECK: %[[COLUMN:.*]] = arith.index_cast %[[FIRST]] : i64 to index
// CHECK: kop.lane_load %[[ORDER]][
// CHECK: %[[LABEL:.*]] = kop.lane_load %{{.*}}[%[[COLUMN]]] : !llvm.ptr -> i32
// CHECK: arith.cmpi eq, %[[LABEL]]

kop.kernel @means indices [i, l] (%x: !kop.array<["i"], f32>) -> (%m: !kop.array<["l"], f32>) index i32 {
  %t = kop.temporary "labels" : !kop.array<["i"], i32>
  %u = kop.temporary "columns_i" : !kop.array<["i"], f32>
  kop.pass "reduce_i" row l column i reductions [#kop.reduction<sum, 1, 0, true, false, f32>] attributes {groups = {array = 2 : i64, component = 0 : i64}} rows {
    kop.yield
  } pair {
    %i = kop.index "i" : i32
    %l = kop.index "l" : i32
    %label = kop.read %t[%i : i32] : !kop.array<["i"], i32> -> i32
    %y = kop.read %u[%i : i32] : !kop.array<["i"], f32> -> f32
    %here = arith.cmpi eq, %label, %l : i32
    kop.yield %y, %here : f32, i1
  } finish (%s: f32) {
    %l = kop.index "l" : i32
    kop.store %s, %m[%l : i32] : f32, !kop.array<["l"], f32>
    kop.yield
  }
}
