// RUN: kop-opt %s -kop-schedule | FileCheck %s

// Matrices: lanes along the last axis, the axis before it is the column, more
// axes are batches.

// CHECK-LABEL: kop.kernel @matrix 
// CHECK: %[[V0:.*]] = kop.temporary "columns_i" : !kop.array<["i"], tensor<1xf32>>
// CHECK: kop.pass "pack_i" row i {{.*}}rows {
// CHECK: finish {
// CHECK-NEXT: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[V1:.*]] = kop.read %x[%[[I]] : i32] : !kop.array<["i"], f32> -> f32
// CHECK-NEXT: %[[V2:.*]] = kop.concat %[[V1]] : f32 -> tensor<1xf32>
// CHECK-NEXT: kop.store %[[V2]], %[[V0]][%[[I]] : i32] : tensor<1xf32>, !kop.array<["i"], tensor<1xf32>>
// CHECK: kop.pass "fill_i" row j column i {{.*}}rows {
// CHECK-NEXT: %[[J:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[V1_2:.*]] = kop.read %y[%[[J]] : i32] : !kop.array<["j"], f32> -> f32
// CHECK-NEXT: kop.yield %[[V1_2]] : f32
// CHECK: pair (%[[ARG0:.*]]: f32) {
// CHECK-NEXT: %[[I_2:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[V1:.*]] = kop.read %[[V0]][%[[I_2]] : i32] : !kop.array<["i"], tensor<1xf32>> -> tensor<1xf32>
// CHECK-NEXT: %[[V2_2:.*]] = kop.component %[[V1]] [0] : tensor<1xf32> -> f32
// CHECK-NEXT: %[[J_2:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[V3:.*]] = arith.mulf %[[V2_2]], %[[ARG0]] : f32
// CHECK-NEXT: kop.store %[[V3]], %K[%[[I_2]], %[[J_2]] : i32, i32] : f32, !kop.array<["i", "j"], f32>
// CHECK-NEXT: kop.store %[[V3]], %L[%[[J_2]], %[[I_2]] : i32, i32] : f32, !kop.array<["j", "i"], f32>
// CHECK: finish (%[[ARG0_2:.*]]: f32) {

kop.formula @matrix indices [i, j] (%x: !kop.array<["i"], f32>, %y: !kop.array<["j"], f32>) -> (K: !kop.array<["i", "j"], f32>, L: !kop.array<["j", "i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %xi = kop.read %x[%i : i32] : !kop.array<["i"], f32> -> f32
  %yj = kop.read %y[%j : i32] : !kop.array<["j"], f32> -> f32
  %k = arith.mulf %xi, %yj : f32
  kop.output %k, %k : f32, f32
}

// CHECK-LABEL: kop.kernel @stack 
// CHECK: %[[V0:.*]] = kop.temporary "columns_i" : !kop.array<["s", "i"], tensor<1xf32>>
// CHECK: kop.pass "pack_i" batch [s] row i {{.*}}rows {
// CHECK: finish {
// CHECK-NEXT: %[[S:.*]] = kop.index "s" : i32
// CHECK-NEXT: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[V1:.*]] = kop.read %x[%[[S]], %[[I]] : i32, i32] : !kop.array<["s", "i"], f32> -> f32
// CHECK-NEXT: %[[V2:.*]] = kop.concat %[[V1]] : f32 -> tensor<1xf32>
// CHECK-NEXT: kop.store %[[V2]], %[[V0]][%[[S]], %[[I]] : i32, i32] : tensor<1xf32>, !kop.array<["s", "i"], tensor<1xf32>>
// CHECK: kop.pass "fill_i" batch [s] row j column i {{.*}}rows {
// CHECK-NEXT: %[[J:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[V1_2:.*]] = kop.read %y[%[[J]] : i32] : !kop.array<["j"], f32> -> f32
// CHECK-NEXT: kop.yield %[[V1_2]] : f32
// CHECK: pair (%[[ARG0:.*]]: f32) {
// CHECK-NEXT: %[[S_2:.*]] = kop.index "s" : i32
// CHECK-NEXT: %[[I_2:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[V1:.*]] = kop.read %[[V0]][%[[S_2]], %[[I_2]] : i32, i32] : !kop.array<["s", "i"], tensor<1xf32>> -> tensor<1xf32>
// CHECK-NEXT: %[[V2_2:.*]] = kop.component %[[V1]] [0] : tensor<1xf32> -> f32
// CHECK-NEXT: %[[J_2:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[V3:.*]] = arith.mulf %[[V2_2]], %[[ARG0]] : f32
// CHECK-NEXT: kop.store %[[V3]], %K[%[[S_2]], %[[I_2]], %[[J_2]] : i32, i32, i32] : f32, !kop.array<["s", "i", "j"], f32>
// CHECK: finish (%[[ARG0_2:.*]]: f32) {

kop.formula @stack indices [s, i, j] (%x: !kop.array<["s", "i"], f32>, %y: !kop.array<["j"], f32>) -> (K: !kop.array<["s", "i", "j"], f32>) index i32 {
  %s = kop.index "s" : i32
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %xi = kop.read %x[%s, %i : i32, i32] : !kop.array<["s", "i"], f32> -> f32
  %yj = kop.read %y[%j : i32] : !kop.array<["j"], f32> -> f32
  %k = arith.mulf %xi, %yj : f32
  kop.output %k : f32
}
