// RUN: kop-opt %s -kop-tile="rows=1 columns=2" -canonicalize -cse | FileCheck %s

// A group of columns is tested as a whole; the columns of hits go to the state,
// behind the length of the list, at the place that the length says. There is
// room for 512, which says how many columns a call takes; lanes never go over
// columns, whose order would be lost.

// CHECK-LABEL: kop.tile @near.0.pass
// CHECK-SAME: collects = 2 : i64
// CHECK-DAG: %[[STATE:.*]] = kop.frame "state" [] : !llvm.ptr
// CHECK: %[[FIRST:.*]] = arith.cmpf olt
// CHECK: %[[SECOND:.*]] = arith.cmpf olt
// CHECK: %[[EITHER:.*]] = arith.ori %[[FIRST]], %[[SECOND]] : i1
// CHECK: %[[ANY:.*]] = kop.any %[[EITHER]]
// CHECK: scf.if %[[ANY]] -> (i32) {
// CHECK: %[[ANYFIRST:.*]] = kop.any %[[FIRST]]
// CHECK: %[[LENGTH:.*]] = scf.if %[[ANYFIRST]] -> (i32) {
// CHECK: kop.lane_store %{{.*}}, %[[STATE]][%{{.*}}] mask %[[FIRST]] : i32, !llvm.ptr
// CHECK: arith.select %[[FIRST]]
// CHECK: %[[ANYSECOND:.*]] = kop.any %[[SECOND]]
// CHECK: scf.if %[[ANYSECOND]] -> (i32) {
// CHECK: kop.lane_store %{{.*}}, %[[STATE]][%{{.*}}] mask %[[SECOND]] : i32, !llvm.ptr
// CHECK: arith.select %[[SECOND]], %{{.*}}, %[[LENGTH]] : i32
// CHECK-NOT: near.0.columns
// CHECK-LABEL: kop.tile @near.0.finish
// CHECK: kop.lane_load %{{.*}} : !llvm.ptr -> i32
// CHECK: kop.lane_store %{{.*}} : i32, !llvm.ptr

kop.kernel @near indices [i, j] (%x: !kop.array<["i"], f32>, %y: !kop.array<["j"], f32>) -> (%n: !kop.array<["i"], i32>) index i32 {
  kop.pass "reduce_j" row i column j reductions [#kop.reduction<collect, 0, 0, true, false, i32>] attributes {collects = 2 : i64} rows {
    %i = kop.index "i" : i32
    %xi = kop.read %x[%i : i32] : !kop.array<["i"], f32> -> f32
    kop.yield %xi : f32
  } pair (%xi: f32) {
    %j = kop.index "j" : i32
    %yj = kop.read %y[%j : i32] : !kop.array<["j"], f32> -> f32
    %c = arith.cmpf olt, %xi, %yj : f32
    kop.yield %c : i1
  } finish (%xi: f32, %length: i32) {
    %i = kop.index "i" : i32
    kop.store %length, %n[%i : i32] : i32, !kop.array<["i"], i32>
    kop.yield
  }
}
