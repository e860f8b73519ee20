// RUN: kop-opt %s -kop-tile -canonicalize -cse | FileCheck %s

// Vectors of a dimension that is known only at the call: loops up to the extent
// of its index, and scratch memory that grows with it behind the rest.

// CHECK-LABEL: kop.tile @any.0.pass "pass" step 0 rows 4 scratch 0
// CHECK-SAME: scratch_per_component = 32
// CHECK: %[[D:.*]] = kop.frame "extent" [2] : index
// Rows go into scratch memory first.
// CHECK: scf.for %{{.*}} = %c0 to %[[D]] step %c1 {
// CHECK: kop.lane_store
// CHECK: scf.for {{.*}} step %c6
// CHECK: %{{.*}}:24 = scf.for %{{.*}} = %c0 to %[[D]] step %c1
// CHECK-COUNT-24: math.fma

kop.kernel @any indices [i, j, D] (%x: !kop.array<["i"], tensor<?xf32>>, %y: !kop.array<["j"], tensor<?xf32>>) -> (%a: !kop.array<["i"], f32>) index i32 attributes {dimension = "D"} {
  kop.pass "reduce_j" row i column j reductions [#kop.reduction<max, 1, 0, false, false, f32>] rows {
    %i = kop.index "i" : i32
    %xi = kop.read %x[%i : i32] : !kop.array<["i"], tensor<?xf32>> -> tensor<?xf32>
    kop.yield %xi : tensor<?xf32>
  } pair (%xi: tensor<?xf32>) {
    %j = kop.index "j" : i32
    %yj = kop.read %y[%j : i32] : !kop.array<["j"], tensor<?xf32>> -> tensor<?xf32>
    %d = kop.sqdist %xi, %yj : tensor<?xf32> -> f32
    kop.yield %d : f32
  } finish (%xi: tensor<?xf32>, %s: f32) {
    %i = kop.index "i" : i32
    kop.store %s, %a[%i : i32] : f32, !kop.array<["i"], f32>
    kop.yield
  }
}

// Sums per component live in scratch memory, too; the state has one for each.
// Three numbers of eight bytes a component and row: the block, the blocks before
// it, and what was rounded away in adding them.

// CHECK-LABEL: kop.tile @wide.0.pass "pass" step 0 rows 2 scratch 0
// CHECK-SAME: scratch_per_component = 48
// CHECK: scf.for {{.*}} step %c8
// CHECK: scf.for %{{.*}} = %c0 to %{{.*}} step %c1 {
// CHECK-COUNT-16: math.fma
// CHECK: kop.lane_store

kop.kernel @wide indices [i, j, D] (%x: !kop.array<["i"], f32>, %y: !kop.array<["j"], tensor<?xf32>>) -> (%a: !kop.array<["i"], tensor<?xf32>>) index i32 attributes {dimension = "D"} {
  kop.pass "reduce_j" row i column j reductions [#kop.reduction<sum, 1, 0, false, false, f32>] rows {
    %i = kop.index "i" : i32
    %xi = kop.read %x[%i : i32] : !kop.array<["i"], f32> -> f32
    kop.yield %xi : f32
  } pair (%xi: f32) {
    %j = kop.index "j" : i32
    %yj = kop.read %y[%j : i32] : !kop.array<["j"], tensor<?xf32>> -> tensor<?xf32>
    %b = kop.broadcast %xi : f32 to tensor<?xf32>
    %p = arith.mulf %b, %yj : tensor<?xf32>
    kop.yield %p : tensor<?xf32>
  } finish (%xi: f32, %s: tensor<?xf32>) {
    %i = kop.index "i" : i32
    kop.store %s, %a[%i : i32] : tensor<?xf32>, !kop.array<["i"], tensor<?xf32>>
    kop.yield
  }
}
