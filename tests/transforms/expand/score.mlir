// RUN: kop-opt %s -split-input-file -pass-pipeline='builtin.module(kop.formula(kop-expand))' | FileCheck %s
// RUN: kop-opt %s -split-input-file -pass-pipeline='builtin.module(kop.formula(kop-expand{scores=false}))' | FileCheck %s --check-prefix=PRECISE

// A distance in an exponential: both forms, and how large the norms may be.

// CHECK-LABEL: kop.formula @gaussian
// CHECK: %[[N:.*]] = kop.extent "j"
// CHECK: %[[STEP:.*]] = arith.divsi %[[N]]
// CHECK: kop.read %y[%{{.*}} : i32]
// CHECK-COUNT-7: arith.addf {{.*}} : tensor<10xf32>
// CHECK: %[[MEAN:.*]] = arith.mulf
// CHECK: %[[X:.*]] = arith.subf %x_i, %[[MEAN]]
// CHECK: %[[Y:.*]] = arith.subf %y_j, %[[MEAN]]
// CHECK: %[[XX:.*]] = kop.dot %[[X]], %[[X]]
// CHECK: %[[YY:.*]] = kop.dot %[[Y]], %[[Y]]
// CHECK: %[[ROW:.*]] = arith.mulf %[[X]], %{{.*}} : tensor<10xf32>
// CHECK: %[[D:.*]] = kop.expansion %{{.*}} by %[[ROW]], %[[Y]] norms %[[XX]], %[[YY]] limit 6.100000e+01
// CHECK: arith.negf %[[D]]
// PRECISE-NOT: kop.expansion
kop.formula @gaussian indices [i, j] (%x: !kop.array<["i"], tensor<10xf32>>, %y: !kop.array<["j"], tensor<10xf32>>) -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<10xf32>> -> tensor<10xf32>
  %y_j = kop.read %y[%j : i32] : !kop.array<["j"], tensor<10xf32>> -> tensor<10xf32>
  %d = kop.sqdist %x_i, %y_j : tensor<10xf32> -> f32
  %s = arith.negf %d : f32
  %e = math.exp2 %s : f32
  %a = kop.reduce sum over ["j"](%e : f32) -> f32
  kop.output %a : f32
}

// -----

// A factor that does not depend on the column weighs the norms; sides may
// stand in either order.

// CHECK-LABEL: kop.formula @weighted
// CHECK: kop.expansion %{{.*}} by {{.*}} weight %{{.*}} : f32 limit
// CHECK: kop.reduce logsumexp
kop.formula @weighted indices [i, j] (%x: !kop.array<["i"], tensor<10xf32>>, %y: !kop.array<["j"], tensor<10xf32>>, %h: !kop.array<["j"], f32>, %p: !kop.array<[], f32>) -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<10xf32>> -> tensor<10xf32>
  %y_j = kop.read %y[%j : i32] : !kop.array<["j"], tensor<10xf32>> -> tensor<10xf32>
  %d = kop.sqdist %y_j, %x_i : tensor<10xf32> -> f32
  %h_j = kop.read %h[%j : i32] : !kop.array<["j"], f32> -> f32
  %p_all = kop.read %p[] : !kop.array<[], f32> -> f32
  %s = math.fma %d, %p_all, %h_j : f32
  %a = kop.reduce logsumexp over ["j"](%s : f32) base2 -> f32
  kop.output %a : f32
}
