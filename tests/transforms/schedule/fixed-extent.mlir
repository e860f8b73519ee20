// RUN: kop-opt %s -kop-schedule | FileCheck %s

// kmin gives tensors: an output axis of fixed extent is stored component by
// component; the indices found are columns of a second pass.

// CHECK-LABEL: kop.kernel @knn 
// CHECK: %[[V0:.*]] = kop.temporary "columns_j" : !kop.array<["j"], tensor<3xf32>>
// CHECK: kop.pass "pack_j" row j {{.*}}rows {
// CHECK: finish {
// CHECK-NEXT: %[[J:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[V2:.*]] = kop.read %y[%[[J]] : i32] : !kop.array<["j"], tensor<3xf32>> -> tensor<3xf32>
// CHECK-NEXT: kop.store %[[V2]], %[[V0]][%[[J]] : i32] : tensor<3xf32>, !kop.array<["j"], tensor<3xf32>>
// CHECK: %[[V1:.*]] = kop.temporary "kept" : !kop.array<["i"], tensor<2xi32>>
// CHECK: kop.pass "reduce_j" row i column j reductions [#kop.reduction<kmin, 1, 2, false, false, f32>] {{.*}}rows {
// CHECK-NEXT: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[V2_2:.*]] = kop.read %x[%[[I]] : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
// CHECK-NEXT: kop.yield %[[V2_2]] : tensor<3xf32>
// CHECK: pair (%[[ARG0:.*]]: tensor<3xf32>) {
// CHECK-NEXT: %[[J_2:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[V2:.*]] = kop.read %[[V0]][%[[J_2]] : i32] : !kop.array<["j"], tensor<3xf32>> -> tensor<3xf32>
// CHECK-NEXT: %[[V3:.*]] = kop.sqdist %[[ARG0]], %[[V2]] : tensor<3xf32> -> f32
// CHECK-NEXT: kop.yield %[[V3]] : f32
// CHECK: finish (%[[ARG0_2:.*]]: tensor<3xf32>, %[[ARG1:.*]]: tensor<2xf32>, %[[ARG2:.*]]: tensor<2xi32>) {
// CHECK-NEXT: %[[I_2:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[C0_I32:.*]] = arith.constant 0 : i32
// CHECK-NEXT: %[[V2_2:.*]] = kop.component %[[ARG1]] [0] : tensor<2xf32> -> f32
// CHECK-NEXT: kop.store %[[V2_2]], %dist[%[[I_2]], %[[C0_I32]] : i32, i32] : f32, !kop.array<["i", "k"], f32>
// CHECK-NEXT: %[[C1_I32:.*]] = arith.constant 1 : i32
// CHECK-NEXT: %[[V3_2:.*]] = kop.component %[[ARG1]] [1] : tensor<2xf32> -> f32
// CHECK-NEXT: kop.store %[[V3_2]], %dist[%[[I_2]], %[[C1_I32]] : i32, i32] : f32, !kop.array<["i", "k"], f32>
// CHECK-NEXT: %[[C0_I32_0:.*]] = arith.constant 0 : i32
// CHECK-NEXT: %[[V4:.*]] = kop.component %[[ARG2]] [0] : tensor<2xi32> -> i32
// CHECK-NEXT: kop.store %[[V4]], %idx[%[[I_2]], %[[C0_I32_0]] : i32, i32] : i32, !kop.array<["i", "k"], i32>
// CHECK-NEXT: %[[C1_I32_1:.*]] = arith.constant 1 : i32
// CHECK-NEXT: %[[V5:.*]] = kop.component %[[ARG2]] [1] : tensor<2xi32> -> i32
// CHECK-NEXT: kop.store %[[V5]], %idx[%[[I_2]], %[[C1_I32_1]] : i32, i32] : i32, !kop.array<["i", "k"], i32>
// CHECK-NEXT: kop.store %[[ARG2]], %[[V1]][%[[I_2]] : i32] : tensor<2xi32>, !kop.array<["i"], tensor<2xi32>>
// CHECK: kop.pass "reduce_k" row i column k reductions [#kop.reduction<max, 1, 0, false, false, f32>] {{.*}}rows {
// CHECK-NEXT: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[V2:.*]] = kop.read %x[%[[I]] : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
// CHECK-NEXT: %[[V3:.*]] = kop.read %[[V1]][%[[I]] : i32] : !kop.array<["i"], tensor<2xi32>> -> tensor<2xi32>
// CHECK-NEXT: kop.yield %[[V2]], %[[V3]] : tensor<3xf32>, tensor<2xi32>
// CHECK: pair (%[[ARG0:.*]]: tensor<3xf32>, %[[ARG1_2:.*]]: tensor<2xi32>) {
// CHECK-NEXT: %[[K:.*]] = kop.index "k" : i32
// CHECK-NEXT: %[[V2_2:.*]] = kop.lookup %[[ARG1_2]][%[[K]] : i32] : tensor<2xi32> -> i32
// CHECK-NEXT: %[[V3_2:.*]] = kop.read %y[%[[V2_2]] : i32] : !kop.array<["j"], tensor<3xf32>> -> tensor<3xf32>
// CHECK-NEXT: %[[V4_2:.*]] = kop.dot %[[ARG0]], %[[V3_2]] : tensor<3xf32> -> f32
// CHECK-NEXT: kop.yield %[[V4_2]] : f32
// CHECK: finish (%[[ARG0_2:.*]]: tensor<3xf32>, %[[ARG1:.*]]: tensor<2xi32>, %[[ARG2_2:.*]]: f32) {
// CHECK-NEXT: %[[I_2:.*]] = kop.index "i" : i32
// CHECK-NEXT: kop.store %[[ARG2_2]], %s[%[[I_2]] : i32] : f32, !kop.array<["i"], f32>

kop.formula @knn indices [i, j, k = 2] (%x: !kop.array<["i"], tensor<3xf32>>, %y: !kop.array<["j"], tensor<3xf32>>) -> (dist: !kop.array<["i", "k"], f32>, idx: !kop.array<["i", "k"], i32>, s: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %kk = kop.index "k" : i32
  %xi = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %yj = kop.read %y[%j : i32] : !kop.array<["j"], tensor<3xf32>> -> tensor<3xf32>
  %d = kop.sqdist %xi, %yj : tensor<3xf32> -> f32
  %v, %n = kop.reduce kmin over ["j"] (%d : f32) k = 2 -> tensor<2xf32>, tensor<2xi32>
  %vk = kop.lookup %v[%kk : i32] : tensor<2xf32> -> f32
  %nk = kop.lookup %n[%kk : i32] : tensor<2xi32> -> i32
  %yn = kop.read %y[%nk : i32] : !kop.array<["j"], tensor<3xf32>> -> tensor<3xf32>
  %dn = kop.dot %xi, %yn : tensor<3xf32> -> f32
  %s = kop.reduce max over ["k"] (%dn : f32) -> f32
  kop.output %vk, %nk, %s : f32, i32, f32
}
