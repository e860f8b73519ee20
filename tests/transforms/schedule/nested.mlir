// RUN: kop-opt %s -kop-schedule | FileCheck %s

// A reduction inside another that keeps two indices is kept in memory.

// CHECK-LABEL: kop.kernel @nested 
// CHECK: %[[V0:.*]] = kop.temporary "columns_l" : !kop.array<["l"], tensor<1xf32>>
// CHECK: kop.pass "pack_l" row l {{.*}}rows {
// CHECK: finish {
// CHECK-NEXT: %[[L:.*]] = kop.index "l" : i32
// CHECK-NEXT: %[[V2:.*]] = kop.read %z[%[[L]] : i32] : !kop.array<["l"], f32> -> f32
// CHECK-NEXT: %[[V3:.*]] = kop.concat %[[V2]] : f32 -> tensor<1xf32>
// CHECK-NEXT: kop.store %[[V3]], %[[V0]][%[[L]] : i32] : tensor<1xf32>, !kop.array<["l"], tensor<1xf32>>
// CHECK: %[[V1:.*]] = kop.temporary "kept" : !kop.array<["i", "j"], f32>
// CHECK: kop.pass "reduce_l" batch [i] row j column l reductions [#kop.reduction<max, 1, 0, false, false, f32>] {{.*}}rows {
// CHECK-NEXT: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[V2_2:.*]] = kop.read %x[%[[I]] : i32] : !kop.array<["i"], f32> -> f32
// CHECK-NEXT: %[[J:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[V3_2:.*]] = kop.read %y[%[[J]] : i32] : !kop.array<["j"], f32> -> f32
// CHECK-NEXT: %[[V4:.*]] = arith.addf %[[V2_2]], %[[V3_2]] : f32
// CHECK-NEXT: kop.yield %[[V4]] : f32
// CHECK: pair (%[[ARG0:.*]]: f32) {
// CHECK-NEXT: %[[L_2:.*]] = kop.index "l" : i32
// CHECK-NEXT: %[[V2:.*]] = kop.read %[[V0]][%[[L_2]] : i32] : !kop.array<["l"], tensor<1xf32>> -> tensor<1xf32>
// CHECK-NEXT: %[[V3:.*]] = kop.component %[[V2]] [0] : tensor<1xf32> -> f32
// CHECK-NEXT: %[[V4_2:.*]] = arith.mulf %[[ARG0]], %[[V3]] : f32
// CHECK-NEXT: kop.yield %[[V4_2]] : f32
// CHECK: finish (%[[ARG0_2:.*]]: f32, %[[ARG1:.*]]: f32) {
// CHECK-NEXT: %[[I_2:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[J_2:.*]] = kop.index "j" : i32
// CHECK-NEXT: kop.store %[[ARG1]], %[[V1]][%[[I_2]], %[[J_2]] : i32, i32] : f32, !kop.array<["i", "j"], f32>
// CHECK: kop.pass "reduce_j" row i column j reductions [#kop.reduction<sum, 1, 0, false, false, f32>] {{.*}}rows {
// CHECK: pair {
// CHECK-NEXT: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[J:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[V2_2:.*]] = kop.read %[[V1]][%[[I]], %[[J]] : i32, i32] : !kop.array<["i", "j"], f32> -> f32
// CHECK-NEXT: kop.yield %[[V2_2]] : f32
// CHECK: finish (%[[ARG0:.*]]: f32) {
// CHECK-NEXT: %[[I_2:.*]] = kop.index "i" : i32
// CHECK-NEXT: kop.store %[[ARG0]], %o[%[[I_2]] : i32] : f32, !kop.array<["i"], f32>

kop.formula @nested indices [i, j, l] (%x: !kop.array<["i"], f32>, %y: !kop.array<["j"], f32>, %z: !kop.array<["l"], f32>) -> (o: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %l = kop.index "l" : i32
  %xi = kop.read %x[%i : i32] : !kop.array<["i"], f32> -> f32
  %yj = kop.read %y[%j : i32] : !kop.array<["j"], f32> -> f32
  %zl = kop.read %z[%l : i32] : !kop.array<["l"], f32> -> f32
  %a = arith.addf %xi, %yj : f32
  %b = arith.mulf %a, %zl : f32
  %s = kop.reduce max over ["l"] (%b : f32) -> f32
  %o = kop.reduce sum over ["j"] (%s : f32) -> f32
  kop.output %o : f32
}
