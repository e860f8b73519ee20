// RUN: kop-opt %s -kop-tile="rows=1 columns=1" -canonicalize -cse | FileCheck %s

// A compensated sum adds every term like other sums add blocks: it carries the
// sum and what its additions rounded away. Nothing is flushed.

kop.kernel @sums indices [i, j] (%x: !kop.array<["i"], f32>, %y: !kop.array<["j"], f32>) -> (%a: !kop.array<["i"], f32>) index i32 {
  kop.pass "reduce_j" row i column j reductions [#kop.reduction<sum, 1, 0, false, false, f32, compensated = true>] rows {
    %i = kop.index "i" : i32
    %xi = kop.read %x[%i : i32] : !kop.array<["i"], f32> -> f32
    kop.yield %xi : f32
  } pair (%xi: f32) {
    %j = kop.index "j" : i32
    %yj = kop.read %y[%j : i32] : !kop.array<["j"], f32> -> f32
    %p = arith.mulf %xi, %yj : f32
    kop.yield %p : f32
  } finish (%xi: f32, %s: f32) {
    %i = kop.index "i" : i32
    kop.store %s, %a[%i : i32] : f32, !kop.array<["i"], f32>
    kop.yield
  }
}

// CHECK-LABEL: kop.tile @sums.0.pass
// CHECK: scf.for {{.*}} -> (f32, f32)
// CHECK: scf.for {{.*}} -> (f32, f32)
// CHECK: scf.for {{.*}} iter_args(%[[S:.*]] = {{.*}}, %[[REST:.*]] = {{.*}}) -> (f32, f32)
// The product is rounded first: an fma would hide what the sum loses.
// CHECK: %[[P:.*]] = arith.mulf
// CHECK: %[[NEXT:.*]] = arith.addf %[[S]], %[[P]]
// CHECK: %[[ADDED:.*]] = arith.subf %[[NEXT]], %[[S]]
// CHECK: %[[LEFT:.*]] = arith.subf %[[NEXT]], %[[ADDED]]
// CHECK: %[[OFSUM:.*]] = arith.subf %[[S]], %[[LEFT]]
// CHECK: %[[OFTERM:.*]] = arith.subf %[[P]], %[[ADDED]]
// CHECK: %[[LOST:.*]] = arith.addf %[[OFSUM]], %[[OFTERM]]
// CHECK: %[[RESTS:.*]] = arith.addf %[[REST]], %[[LOST]]
// CHECK: scf.yield %[[NEXT]], %[[RESTS]]
// CHECK: kop.lane_store
// CHECK: kop.lane_store
