// RUN: kop-opt %s -kop-tile="rows=1 columns=2" -canonicalize -cse | FileCheck %s

// logsumexp follows the largest score lazily: the shift moves only when a group
// exceeds it by 16 (in base 2) in some lane.

// CHECK-LABEL: kop.tile @lse.0.pass
// CHECK-DAG: %[[LOW:.*]] = arith.constant -3.40282347E+38 : f32
// CHECK-DAG: %[[SLACK:.*]] = arith.constant 1.600000e+01 : f32
// CHECK-DAG: %[[LOG2E:.*]] = arith.constant 1.44269502 : f32
// CHECK: scf.for {{.*}} step %c2 {{.*}}iter_args(%[[SHIFT:.*]] = {{.*}}, %[[SUM:.*]] = {{.*}}, %[[REST:.*]] = {{.*}}, %[[BLOCK:.*]] = {{.*}}) -> (f32, f32, f32, f32)
// CHECK: %[[S0:.*]] = arith.mulf %{{.*}}, %[[LOG2E]]
// CHECK: %[[LIMIT:.*]] = arith.addf %[[SHIFT]], %[[SLACK]]
// CHECK: %[[GROWS:.*]] = arith.cmpf olt, %[[LIMIT]]
// CHECK: %[[ANY:.*]] = kop.any %[[GROWS]]
// CHECK: %[[NEW:.*]]:4 = scf.if %[[ANY]]
// CHECK: math.exp2
// CHECK: } else {
// CHECK-NEXT: scf.yield %[[SHIFT]], %[[SUM]], %[[REST]], %[[BLOCK]]
// CHECK: %[[D0:.*]] = arith.subf %[[S0]], %[[NEW]]#0
// CHECK: %[[P0:.*]] = math.exp2 %[[D0]]
// CHECK: arith.addf %[[NEW]]#3, %[[P0]]

// CHECK-LABEL: kop.tile @lse.0.finish
// CHECK: math.log2

kop.kernel @lse indices [i, j] (%x: !kop.array<["i"], f32>) -> (%a: !kop.array<["i"], f32>) index i32 {
  %t = kop.temporary "columns_j" : !kop.array<["j"], f32>
  kop.pass "reduce_j" row i column j reductions [#kop.reduction<logsumexp, 1, 0, false, false, f32>] rows {
    %i = kop.index "i" : i32
    %xi = kop.read %x[%i : i32] : !kop.array<["i"], f32> -> f32
    kop.yield %xi : f32
  } pair (%xi: f32) {
    %j = kop.index "j" : i32
    %y = kop.read %t[%j : i32] : !kop.array<["j"], f32> -> f32
    %d = arith.subf %xi, %y : f32
    kop.yield %d : f32
  } finish (%xi: f32, %s: f32) {
    %i = kop.index "i" : i32
    kop.store %s, %a[%i : i32] : f32, !kop.array<["i"], f32>
    kop.yield
  }
}
