// RUN: kop-opt %s -kop-tile="rows=1 columns=1" -canonicalize -cse | FileCheck %s

// A gather by -1 touches no memory and yields zero; a filter keeps the state.

// CHECK-LABEL: kop.tile @gathered.0.pass
// CHECK: %[[N:.*]] = kop.lane_load {{.*}} -> i32
// CHECK: %[[ROW:.*]] = arith.index_cast %[[N]] : i32 to index
// CHECK: %[[THERE:.*]] = arith.cmpi sge, %[[ROW]]
// CHECK: kop.lane_load {{.*}} mask %[[THERE]]
// CHECK: arith.select

kop.kernel @gathered indices [i, j, k] (%x: !kop.array<["j"], f32>, %n: !kop.array<["i", "k"], i32>) -> (%a: !kop.array<["i"], f32>) index i32 {
  kop.pass "reduce_k" row i column k reductions [#kop.reduction<sum, 1, 0, true, false, f32>] rows {
    kop.yield
  } pair {
    %zero = arith.constant 0 : i32
    %i = kop.index "i" : i32
    %k = kop.index "k" : i32
    %m = kop.read %n[%i, %k : i32, i32] : !kop.array<["i", "k"], i32> -> i32
    %y = kop.read %x[%m : i32] : !kop.array<["j"], f32> -> f32
    %valid = arith.cmpi sge, %m, %zero : i32
    kop.yield %y, %valid : f32, i1
  } finish (%s: f32) {
    %i = kop.index "i" : i32
    kop.store %s, %a[%i : i32] : f32, !kop.array<["i"], f32>
    kop.yield
  }
}

// A dense output is stored pair by pair; there is nothing to merge.

// CHECK-LABEL: kop.tile @matrix.0.pass
// CHECK: scf.for
// CHECK: kop.lane_store {{.*}} mask
// CHECK-NOT: @matrix.0.finish

kop.kernel @matrix indices [i, j] (%x: !kop.array<["i"], f32>, %y: !kop.array<["j"], f32>) -> (%a: !kop.array<["i", "j"], f32>) index i32 {
  kop.pass "dense" row i column j rows {
    %i = kop.index "i" : i32
    %xi = kop.read %x[%i : i32] : !kop.array<["i"], f32> -> f32
    kop.yield %xi : f32
  } pair (%xi: f32) {
    %i = kop.index "i" : i32
    %j = kop.index "j" : i32
    %yj = kop.read %y[%j : i32] : !kop.array<["j"], f32> -> f32
    %d = arith.subf %xi, %yj : f32
    kop.store %d, %a[%i, %j : i32, i32] : f32, !kop.array<["i", "j"], f32>
    kop.yield
  } finish (%xi: f32) {
    kop.yield
  }
}
