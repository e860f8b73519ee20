// RUN: kop-opt %s -kop-tile="rows=1 columns=4" -canonicalize -cse | FileCheck %s

// argmin looks at the best of a group of four columns and touches indices only
// where some lane improves.

// CHECK-LABEL: kop.tile @nearest.0.pass
// CHECK: scf.for {{.*}} step %c4
// CHECK-SAME: iter_args(%[[BEST:.*]] = {{.*}}, %[[INDEX:.*]] = {{.*}}) -> (f32, i32)
// CHECK-COUNT-4: arith.cmpf olt
// CHECK: %[[BEATEN:.*]] = arith.cmpf olt, %{{.*}}, %[[BEST]]
// CHECK: %[[ANY:.*]] = kop.any %[[BEATEN]]
// CHECK: scf.if %[[ANY]] -> (f32, i32)
// CHECK: arith.select {{.*}} : i32
// CHECK: } else {
// CHECK-NEXT: scf.yield %[[BEST]], %[[INDEX]]

// States merge by value, then by index: lanes over columns interleave them.
// CHECK-LABEL: kop.tile @nearest.0.finish
// CHECK: arith.cmpf oeq
// CHECK: arith.cmpi slt
// CHECK: arith.ori

kop.kernel @nearest indices [i, j] (%x: !kop.array<["i"], f32>) -> (%n: !kop.array<["i"], i32>) index i32 {
  %t = kop.temporary "columns_j" : !kop.array<["j"], f32>
  kop.pass "reduce_j" row i column j reductions [#kop.reduction<argmin, 1, 0, false, false, f32>] rows {
    %i = kop.index "i" : i32
    %xi = kop.read %x[%i : i32] : !kop.array<["i"], f32> -> f32
    kop.yield %xi : f32
  } pair (%xi: f32) {
    %j = kop.index "j" : i32
    %y = kop.read %t[%j : i32] : !kop.array<["j"], f32> -> f32
    %d = arith.subf %xi, %y : f32
    kop.yield %d : f32
  } finish (%xi: f32, %s: i32) {
    %i = kop.index "i" : i32
    kop.store %s, %n[%i : i32] : i32, !kop.array<["i"], i32>
    kop.yield
  }
}

// The K smallest: lists in scratch memory, the K-th value in a register.

// CHECK-LABEL: kop.tile @ten.0.pass
// CHECK: scf.for {{.*}} step %c4 iter_args(%[[LAST:.*]] = {{.*}}) -> (f32)
// CHECK-COUNT-5: arith.cmpf olt
// CHECK: %[[ENTERS:.*]] = kop.any
// CHECK: scf.if %[[ENTERS]] -> (f32)
// CHECK: scf.for {{.*}} iter_args
// CHECK: kop.any
// CHECK: scf.if
// CHECK: scf.for
// CHECK: kop.lane_store

kop.kernel @ten indices [i, j] (%x: !kop.array<["i"], f32>) -> (%n: !kop.array<["i"], tensor<10xi32>>) index i32 {
  %t = kop.temporary "columns_j" : !kop.array<["j"], f32>
  kop.pass "reduce_j" row i column j reductions [#kop.reduction<kmin, 1, 10, false, false, f32>] rows {
    %i = kop.index "i" : i32
    %xi = kop.read %x[%i : i32] : !kop.array<["i"], f32> -> f32
    kop.yield %xi : f32
  } pair (%xi: f32) {
    %j = kop.index "j" : i32
    %y = kop.read %t[%j : i32] : !kop.array<["j"], f32> -> f32
    %d = arith.subf %xi, %y : f32
    kop.yield %d : f32
  } finish (%xi: f32, %v: tensor<10xf32>, %s: tensor<10xi32>) {
    %i = kop.index "i" : i32
    kop.store %s, %n[%i : i32] : tensor<10xi32>, !kop.array<["i"], tensor<10xi32>>
    kop.yield
  }
}

// The two smallest integers of each of three components: lists and their last
// values one per component, place by place.

// CHECK-LABEL: kop.tile @components.0.pass
// CHECK: arith.constant 2147483647 : i32
// CHECK: scf.for {{.*}} step %c4 iter_args(%{{.*}} = {{.*}}, %{{.*}} = {{.*}}, %{{.*}} = {{.*}}) -> (i32, i32, i32)
// CHECK-COUNT-5: arith.cmpi slt
// CHECK: scf.if {{.*}} -> (i32)

kop.kernel @components indices [i, j] (%x: !kop.array<["i"], tensor<3xi32>>) -> (%n: !kop.array<["i"], tensor<2x3xi32>>) index i32 {
  %t = kop.temporary "columns_j" : !kop.array<["j"], tensor<3xi32>>
  kop.pass "reduce_j" row i column j reductions [#kop.reduction<kmin, 1, 2, false, false, i32>] rows {
    %i = kop.index "i" : i32
    %xi = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xi32>> -> tensor<3xi32>
    kop.yield %xi : tensor<3xi32>
  } pair (%xi: tensor<3xi32>) {
    %j = kop.index "j" : i32
    %y = kop.read %t[%j : i32] : !kop.array<["j"], tensor<3xi32>> -> tensor<3xi32>
    %d = arith.subi %xi, %y : tensor<3xi32>
    kop.yield %d : tensor<3xi32>
  } finish (%xi: tensor<3xi32>, %v: tensor<2x3xi32>, %s: tensor<2x3xi32>) {
    %i = kop.index "i" : i32
    kop.store %s, %n[%i : i32] : tensor<2x3xi32>, !kop.array<["i"], tensor<2x3xi32>>
    kop.yield
  }
}
