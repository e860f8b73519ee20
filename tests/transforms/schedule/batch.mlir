// RUN: kop-opt %s -kop-schedule | FileCheck %s

// An index kept everywhere that subscripts the columns is a batch: the record
// has it as an axis.

// CHECK-LABEL: kop.kernel @batch 
// CHECK: %[[V0:.*]] = kop.temporary "columns_j" : !kop.array<["s", "j"], tensor<4xf32>>
// CHECK: kop.pass "pack_j" batch [s] row j {{.*}}rows {
// CHECK: finish {
// CHECK-NEXT: %[[S:.*]] = kop.index "s" : i32
// CHECK-NEXT: %[[J:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[V2:.*]] = kop.read %y[%[[S]], %[[J]] : i32, i32] : !kop.array<["s", "j"], tensor<3xf32>> -> tensor<3xf32>
// CHECK-NEXT: %[[V3:.*]] = kop.read %h[%[[J]] : i32] : !kop.array<["j"], f32> -> f32
// CHECK-NEXT: %[[V4:.*]] = kop.concat %[[V2]], %[[V3]] : tensor<3xf32>, f32 -> tensor<4xf32>
// CHECK-NEXT: kop.store %[[V4]], %[[V0]][%[[S]], %[[J]] : i32, i32] : tensor<4xf32>, !kop.array<["s", "j"], tensor<4xf32>>
// CHECK: %[[V1:.*]] = kop.temporary "kept" : !kop.array<["s", "i"], f32>
// CHECK: kop.pass "reduce_j" batch [s] row i column j reductions [#kop.reduction<logsumexp, 1, 0, true, false, f32>] {{.*}}rows {
// CHECK-NEXT: %[[S_2:.*]] = kop.index "s" : i32
// CHECK-NEXT: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[V2_2:.*]] = kop.read %x[%[[S_2]], %[[I]] : i32, i32] : !kop.array<["s", "i"], tensor<3xf32>> -> tensor<3xf32>
// CHECK-NEXT: kop.yield %[[V2_2]] : tensor<3xf32>
// CHECK: pair (%[[ARG0:.*]]: tensor<3xf32>) {
// CHECK-NEXT: %[[S:.*]] = kop.index "s" : i32
// CHECK-NEXT: %[[J_2:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[V2:.*]] = kop.read %[[V0]][%[[S]], %[[J_2]] : i32, i32] : !kop.array<["s", "j"], tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT: %[[V3_2:.*]] = kop.slice %[[V2]][0] : tensor<4xf32> -> tensor<3xf32>
// CHECK-NEXT: %[[V4_2:.*]] = kop.component %[[V2]] [3] : tensor<4xf32> -> f32
// CHECK-NEXT: %[[V5:.*]] = kop.sqdist %[[ARG0]], %[[V3_2]] : tensor<3xf32> -> f32
// CHECK-NEXT: %[[V6:.*]] = arith.addf %[[V5]], %[[V4_2]] : f32
// CHECK-NEXT: %[[I_2:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[V7:.*]] = arith.cmpi ne, %[[I_2]], %[[J_2]] : i32
// CHECK-NEXT: kop.yield %[[V6]], %[[V7]] : f32, i1
// CHECK: finish (%[[ARG0_2:.*]]: tensor<3xf32>, %[[ARG1:.*]]: f32) {
// CHECK-NEXT: %[[S_2:.*]] = kop.index "s" : i32
// CHECK-NEXT: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: kop.store %[[ARG1]], %a[%[[S_2]], %[[I]] : i32, i32] : f32, !kop.array<["s", "i"], f32>
// CHECK-NEXT: kop.store %[[ARG1]], %[[V1]][%[[S_2]], %[[I]] : i32, i32] : f32, !kop.array<["s", "i"], f32>
// CHECK: kop.pass "reduce_i" row s column i reductions [#kop.reduction<max, 1, 0, false, false, f32>] {{.*}}rows {
// CHECK: pair {
// CHECK-NEXT: %[[S:.*]] = kop.index "s" : i32
// CHECK-NEXT: %[[I_2:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[V2_2:.*]] = kop.read %[[V1]][%[[S]], %[[I_2]] : i32, i32] : !kop.array<["s", "i"], f32> -> f32
// CHECK-NEXT: kop.yield %[[V2_2]] : f32
// CHECK: finish (%[[ARG0:.*]]: f32) {
// CHECK-NEXT: %[[S_2:.*]] = kop.index "s" : i32
// CHECK-NEXT: kop.store %[[ARG0]], %e[%[[S_2]] : i32] : f32, !kop.array<["s"], f32>

kop.formula @batch indices [s, i, j] (%x: !kop.array<["s", "i"], tensor<3xf32>>, %y: !kop.array<["s", "j"], tensor<3xf32>>, %h: !kop.array<["j"], f32>) -> (a: !kop.array<["s", "i"], f32>, e: !kop.array<["s"], f32>) index i32 {
  %s = kop.index "s" : i32
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %xi = kop.read %x[%s, %i : i32, i32] : !kop.array<["s", "i"], tensor<3xf32>> -> tensor<3xf32>
  %yj = kop.read %y[%s, %j : i32, i32] : !kop.array<["s", "j"], tensor<3xf32>> -> tensor<3xf32>
  %hj = kop.read %h[%j : i32] : !kop.array<["j"], f32> -> f32
  %d = kop.sqdist %xi, %yj : tensor<3xf32> -> f32
  %t = arith.addf %d, %hj : f32
  %c = arith.cmpi ne, %i, %j : i32
  %l = kop.reduce logsumexp over ["j"] (%t : f32) where %c -> f32
  %e = kop.reduce max over ["i"] (%l : f32) -> f32
  kop.output %l, %e : f32, f32
}
