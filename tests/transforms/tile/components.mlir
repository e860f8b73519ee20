// RUN: kop-opt %s -kop-tile -canonicalize -cse | FileCheck %s
// RUN: kop-opt %s -kop-tile="registers=16" -canonicalize -cse | FileCheck %s --check-prefix=SIXTEEN

// Fifty components are a loop with one accumulator per row and column of the
// register tile: 4 × 6 with 32 registers, 3 × 4 with 16. Row components wait in
// scratch memory, column components are read from the packed record.

// CHECK-LABEL: kop.tile @far.0.pass "pass" step 0 rows 4 scratch 1600
// CHECK: scf.for {{.*}} step %c6
// CHECK: %[[D:.*]]:24 = scf.for %{{.*}} = %c0 to %c50 step %c1
// CHECK-COUNT-24: math.fma
// CHECK: scf.yield

// SIXTEEN-LABEL: kop.tile @far.0.pass "pass" step 0 rows 3
// SIXTEEN: scf.for {{.*}} step %c4
// SIXTEEN: %[[D:.*]]:12 = scf.for

kop.kernel @far indices [i, j] (%x: !kop.array<["i"], tensor<50xf32>>) -> (%a: !kop.array<["i"], f32>) index i32 {
  %t = kop.temporary "columns_j" : !kop.array<["j"], tensor<50xf32>>
  kop.pass "reduce_j" row i column j reductions [#kop.reduction<max, 1, 0, false, false, f32>] rows {
    %i = kop.index "i" : i32
    %xi = kop.read %x[%i : i32] : !kop.array<["i"], tensor<50xf32>> -> tensor<50xf32>
    kop.yield %xi : tensor<50xf32>
  } pair (%xi: tensor<50xf32>) {
    %j = kop.index "j" : i32
    %y = kop.read %t[%j : i32] : !kop.array<["j"], tensor<50xf32>> -> tensor<50xf32>
    %d = kop.sqdist %xi, %y : tensor<50xf32> -> f32
    kop.yield %d : f32
  } finish (%xi: tensor<50xf32>, %s: f32) {
    %i = kop.index "i" : i32
    kop.store %s, %a[%i : i32] : f32, !kop.array<["i"], f32>
    kop.yield
  }
}

// A hundred sums per row live in memory; one loop over them takes a group of
// eight columns in.

// CHECK-LABEL: kop.tile @wide.0.pass "pass" step 0 rows 2 scratch 4800
// CHECK: scf.for {{.*}} step %c8
// CHECK: scf.for %{{.*}} = %c0 to %c100 step %c1 {
// CHECK: kop.lane_load
// CHECK-COUNT-8: math.fma
// CHECK: kop.lane_store

kop.kernel @wide indices [i, j] (%x: !kop.array<["i"], f32>) -> (%a: !kop.array<["i"], tensor<100xf32>>) index i32 {
  %t = kop.temporary "columns_j" : !kop.array<["j"], tensor<100xf32>>
  kop.pass "reduce_j" row i column j reductions [#kop.reduction<sum, 1, 0, false, false, f32>] rows {
    %i = kop.index "i" : i32
    %xi = kop.read %x[%i : i32] : !kop.array<["i"], f32> -> f32
    kop.yield %xi : f32
  } pair (%xi: f32) {
    %j = kop.index "j" : i32
    %b = kop.read %t[%j : i32] : !kop.array<["j"], tensor<100xf32>> -> tensor<100xf32>
    %k = kop.broadcast %xi : f32 to tensor<100xf32>
    %p = arith.mulf %k, %b : tensor<100xf32>
    kop.yield %p : tensor<100xf32>
  } finish (%xi: f32, %s: tensor<100xf32>) {
    %i = kop.index "i" : i32
    kop.store %s, %a[%i : i32] : tensor<100xf32>, !kop.array<["i"], tensor<100xf32>>
    kop.yield
  }
}

// A sum over components that every component of another value asks for is
// computed once, in front of the loop that stores them.

// CHECK-LABEL: kop.tile @unit.0.pass
// CHECK: %[[PARTS:.*]]:4 = scf.for %{{.*}} = %c0 to %c40 step %c4
// CHECK: scf.for %{{.*}} = %c0 to %c40 step %c1 {
// CHECK-NOT: scf.for
// CHECK-NOT: math.fma
// CHECK: kop.lane_store

kop.kernel @unit indices [i] (%x: !kop.array<["i"], tensor<40xf32>>) -> (%a: !kop.array<["i"], tensor<40xf32>>) index i32 {
  kop.pass "map" row i rows {
    kop.yield
  } finish {
    %i = kop.index "i" : i32
    %xi = kop.read %x[%i : i32] : !kop.array<["i"], tensor<40xf32>> -> tensor<40xf32>
    %n = kop.dot %xi, %xi : tensor<40xf32> -> f32
    %all = kop.broadcast %n : f32 to tensor<40xf32>
    %u = arith.divf %xi, %all : tensor<40xf32>
    kop.store %u, %a[%i : i32] : tensor<40xf32>, !kop.array<["i"], tensor<40xf32>>
    kop.yield
  }
}
