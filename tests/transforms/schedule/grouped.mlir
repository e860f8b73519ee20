// RUN: kop-opt %s -kop-schedule | FileCheck %s

// One row per label; integers and floats are packed apart.

// CHECK-LABEL: kop.kernel @means 
// CHECK: %[[V0:.*]] = kop.temporary "columns_i" : !kop.array<["i"], tensor<1xi32>>
// CHECK: kop.pass "pack_i" row i {{.*}}rows {
// CHECK: finish {
// CHECK-NEXT: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[V2:.*]] = kop.read %label[%[[I]] : i32] : !kop.array<["i"], i32> -> i32
// CHECK-NEXT: %[[V3:.*]] = kop.concat %[[V2]] : i32 -> tensor<1xi32>
// CHECK-NEXT: kop.store %[[V3]], %[[V0]][%[[I]] : i32] : tensor<1xi32>, !kop.array<["i"], tensor<1xi32>>
// CHECK: %[[V1:.*]] = kop.temporary "columns_i_2" : !kop.array<["i"], tensor<3xf32>>
// CHECK: kop.pass "pack_i_2" row i {{.*}}rows {
// CHECK: finish {
// CHECK-NEXT: %[[I_2:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[V2_2:.*]] = kop.read %x[%[[I_2]] : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
// CHECK-NEXT: kop.store %[[V2_2]], %[[V1]][%[[I_2]] : i32] : tensor<3xf32>, !kop.array<["i"], tensor<3xf32>>
// CHECK: kop.pass "reduce_i" row l column i reductions [#kop.reduction<sum, 1, 0, false, false, i32>, #kop.reduction<sum, 1, 0, true, false, f32>] {{.*}}rows {
// CHECK: pair {
// CHECK-NEXT: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[V2:.*]] = kop.read %[[V0]][%[[I]] : i32] : !kop.array<["i"], tensor<1xi32>> -> tensor<1xi32>
// CHECK-NEXT: %[[V3_2:.*]] = kop.component %[[V2]] [0] : tensor<1xi32> -> i32
// CHECK-NEXT: %[[V4:.*]] = kop.read %[[V1]][%[[I]] : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
// CHECK-NEXT: %[[L:.*]] = kop.index "l" : i32
// CHECK-NEXT: %[[V5:.*]] = arith.cmpi eq, %[[V3_2]], %[[L]] : i32
// CHECK-NEXT: %[[C1_I32:.*]] = arith.constant 1 : i32
// CHECK-NEXT: %[[C0_I32:.*]] = arith.constant 0 : i32
// CHECK-NEXT: %[[V6:.*]] = arith.select %[[V5]], %[[C1_I32]], %[[C0_I32]] : i32
// CHECK-NEXT: kop.yield %[[V6]], %[[V4]], %[[V5]] : i32, tensor<3xf32>, i1
// CHECK: finish (%[[ARG0:.*]]: i32, %[[ARG1:.*]]: tensor<3xf32>) {
// CHECK-NEXT: %[[L_2:.*]] = kop.index "l" : i32
// CHECK-NEXT: kop.store %[[ARG0]], %n[%[[L_2]] : i32] : i32, !kop.array<["l"], i32>
// CHECK-NEXT: kop.store %[[ARG1]], %m[%[[L_2]] : i32] : tensor<3xf32>, !kop.array<["l"], tensor<3xf32>>

kop.formula @means indices [i, l] (%x: !kop.array<["i"], tensor<3xf32>>, %label: !kop.array<["i"], i32>) -> (n: !kop.array<["l"], i32>, m: !kop.array<["l"], tensor<3xf32>>) index i32 {
  %i = kop.index "i" : i32
  %l = kop.index "l" : i32
  %xi = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %li = kop.read %label[%i : i32] : !kop.array<["i"], i32> -> i32
  %c = arith.cmpi eq, %li, %l : i32
  %one = arith.constant 1 : i32
  %zero = arith.constant 0 : i32
  %sel = arith.select %c, %one, %zero : i32
  %n = kop.reduce sum over ["i"] (%sel : i32) -> i32
  %m = kop.reduce sum over ["i"] (%xi : tensor<3xf32>) where %c -> tensor<3xf32>
  kop.output %n, %m : i32, tensor<3xf32>
}
