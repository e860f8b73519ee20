// RUN: kop-opt %s -kop-schedule | FileCheck %s

// Reductions wait for one another: the sum of x y shares the second pass with
// the one that needs the first, so that two passes do. Both read one record.

// CHECK-LABEL: kop.kernel @late 
// CHECK: %[[V0:.*]] = kop.temporary "kept" : !kop.array<[], f32>
// CHECK: kop.pass "reduce_j" column j reductions [#kop.reduction<sum, 1, 0, false, false, f32>] {{.*}}rows {
// CHECK: pair {
// CHECK-NEXT: %[[J:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[V2:.*]] = kop.read %y[%[[J]] : i32] : !kop.array<["j"], f32> -> f32
// CHECK-NEXT: kop.yield %[[V2]] : f32
// CHECK: finish (%[[ARG0:.*]]: f32) {
// CHECK-NEXT: kop.store %[[ARG0]], %[[V0]][] : f32, !kop.array<[], f32>
// CHECK: %[[V1:.*]] = kop.temporary "columns_j" : !kop.array<["j"], tensor<1xf32>>
// CHECK: kop.pass "pack_j" row j {{.*}}rows {
// CHECK: finish {
// CHECK-NEXT: %[[J_2:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[V2_2:.*]] = kop.read %y[%[[J_2]] : i32] : !kop.array<["j"], f32> -> f32
// CHECK-NEXT: %[[V3:.*]] = kop.concat %[[V2_2]] : f32 -> tensor<1xf32>
// CHECK-NEXT: kop.store %[[V3]], %[[V1]][%[[J_2]] : i32] : tensor<1xf32>, !kop.array<["j"], tensor<1xf32>>
// CHECK: kop.pass "reduce_j_2" row i column j reductions [#kop.reduction<sum, 1, 0, false, false, f32>, #kop.reduction<max, 1, 0, false, false, f32>] {{.*}}rows {
// CHECK-NEXT: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[V2:.*]] = kop.read %x[%[[I]] : i32] : !kop.array<["i"], f32> -> f32
// CHECK-NEXT: %[[V3_2:.*]] = kop.read %[[V0]][] : !kop.array<[], f32> -> f32
// CHECK-NEXT: kop.yield %[[V2]], %[[V3_2]] : f32, f32
// CHECK: pair (%[[ARG0_2:.*]]: f32, %[[ARG1:.*]]: f32) {
// CHECK-NEXT: %[[J:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[V2_2:.*]] = kop.read %[[V1]][%[[J]] : i32] : !kop.array<["j"], tensor<1xf32>> -> tensor<1xf32>
// CHECK-NEXT: %[[V3:.*]] = kop.component %[[V2_2]] [0] : tensor<1xf32> -> f32
// CHECK-NEXT: %[[V4:.*]] = arith.mulf %[[ARG0_2]], %[[V3]] : f32
// CHECK-NEXT: %[[V5:.*]] = arith.mulf %[[V4]], %[[ARG1]] : f32
// CHECK-NEXT: kop.yield %[[V4]], %[[V5]] : f32, f32
// CHECK: finish (%[[ARG0:.*]]: f32, %[[ARG1_2:.*]]: f32, %[[ARG2:.*]]: f32, %[[ARG3:.*]]: f32) {
// CHECK-NEXT: %[[I_2:.*]] = kop.index "i" : i32
// CHECK-NEXT: kop.store %[[ARG2]], %a[%[[I_2]] : i32] : f32, !kop.array<["i"], f32>
// CHECK-NEXT: kop.store %[[ARG3]], %b[%[[I_2]] : i32] : f32, !kop.array<["i"], f32>

kop.formula @late indices [i, j] (%x: !kop.array<["i"], f32>, %y: !kop.array<["j"], f32>) -> (a: !kop.array<["i"], f32>, b: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %xi = kop.read %x[%i : i32] : !kop.array<["i"], f32> -> f32
  %yj = kop.read %y[%j : i32] : !kop.array<["j"], f32> -> f32
  %p = arith.mulf %xi, %yj : f32
  %a = kop.reduce sum over ["j"] (%p : f32) -> f32
  %t = kop.reduce sum over ["j"] (%yj : f32) -> f32
  %q = arith.mulf %p, %t : f32
  %b = kop.reduce max over ["j"] (%q : f32) -> f32
  kop.output %a, %b : f32, f32
}
