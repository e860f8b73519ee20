// RUN: kop-opt %s -kop-schedule | FileCheck %s

// What depends on the row alone is in `rows`, what depends on the column alone
// is packed into one record, parameters are computed with the row, and what is
// left per pair is in `pair`.

// CHECK-LABEL: kop.kernel @gaussian 
// CHECK: %[[V0:.*]] = kop.temporary "columns_j" : !kop.array<["j"], tensor<4xf32>>
// CHECK: kop.pass "pack_j" row j {{.*}}rows {
// CHECK: finish {
// CHECK-NEXT: %[[J:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[V1:.*]] = kop.read %y[%[[J]] : i32] : !kop.array<["j"], tensor<3xf32>> -> tensor<3xf32>
// CHECK-NEXT: %[[V2:.*]] = kop.read %b[%[[J]] : i32] : !kop.array<["j"], tensor<1xf32>> -> tensor<1xf32>
// CHECK-NEXT: %[[V3:.*]] = kop.concat %[[V1]], %[[V2]] : tensor<3xf32>, tensor<1xf32> -> tensor<4xf32>
// CHECK-NEXT: kop.store %[[V3]], %[[V0]][%[[J]] : i32] : tensor<4xf32>, !kop.array<["j"], tensor<4xf32>>
// CHECK: kop.pass "reduce_j" row i column j reductions [#kop.reduction<sum, 1, 0, false, false, f32>] {{.*}}rows {
// CHECK-NEXT: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[V1_2:.*]] = kop.read %x[%[[I]] : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
// CHECK-NEXT: %[[CST:.*]] = arith.constant 2.000000e+00 : f32
// CHECK-NEXT: %[[V2_2:.*]] = kop.read %sigma[] : !kop.array<[], f32> -> f32
// CHECK-NEXT: %[[V3_2:.*]] = arith.mulf %[[V2_2]], %[[V2_2]] : f32
// CHECK-NEXT: %[[V4:.*]] = arith.mulf %[[CST]], %[[V3_2]] : f32
// CHECK-NEXT: kop.yield %[[V1_2]], %[[V4]] : tensor<3xf32>, f32
// CHECK: pair (%[[ARG0:.*]]: tensor<3xf32>, %[[ARG1:.*]]: f32) {
// CHECK-NEXT: %[[J_2:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[V1:.*]] = kop.read %[[V0]][%[[J_2]] : i32] : !kop.array<["j"], tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT: %[[V2:.*]] = kop.slice %[[V1]][0] : tensor<4xf32> -> tensor<3xf32>
// CHECK-NEXT: %[[V3:.*]] = kop.slice %[[V1]][3] : tensor<4xf32> -> tensor<1xf32>
// CHECK-NEXT: %[[V4_2:.*]] = kop.sqdist %[[ARG0]], %[[V2]] : tensor<3xf32> -> f32
// CHECK-NEXT: %[[V5:.*]] = arith.negf %[[V4_2]] : f32
// CHECK-NEXT: %[[V6:.*]] = arith.divf %[[V5]], %[[ARG1]] : f32
// CHECK-NEXT: %[[V7:.*]] = math.exp %[[V6]] : f32
// CHECK-NEXT: %[[V8:.*]] = kop.broadcast %[[V7]] : f32 to tensor<1xf32>
// CHECK-NEXT: %[[V9:.*]] = arith.mulf %[[V8]], %[[V3]] : tensor<1xf32>
// CHECK-NEXT: kop.yield %[[V9]] : tensor<1xf32>
// CHECK: finish (%[[ARG0_2:.*]]: tensor<3xf32>, %[[ARG1_2:.*]]: f32, %[[ARG2:.*]]: tensor<1xf32>) {
// CHECK-NEXT: %[[I_2:.*]] = kop.index "i" : i32
// CHECK-NEXT: kop.store %[[ARG2]], %a[%[[I_2]] : i32] : tensor<1xf32>, !kop.array<["i"], tensor<1xf32>>

kop.formula @gaussian indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %y: !kop.array<["j"], tensor<3xf32>>, %b: !kop.array<["j"], tensor<1xf32>>, %sigma: !kop.array<[], f32>) -> (a: !kop.array<["i"], tensor<1xf32>>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %xi = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %yj = kop.read %y[%j : i32] : !kop.array<["j"], tensor<3xf32>> -> tensor<3xf32>
  %bj = kop.read %b[%j : i32] : !kop.array<["j"], tensor<1xf32>> -> tensor<1xf32>
  %s = kop.read %sigma[] : !kop.array<[], f32> -> f32
  %d = kop.sqdist %xi, %yj : tensor<3xf32> -> f32
  %n = arith.negf %d : f32
  %s2 = arith.mulf %s, %s : f32
  %c2 = arith.constant 2.0 : f32
  %t = arith.mulf %c2, %s2 : f32
  %q = arith.divf %n, %t : f32
  %k = math.exp %q : f32
  %kk = kop.broadcast %k : f32 to tensor<1xf32>
  %p = arith.mulf %kk, %bj : tensor<1xf32>
  %a = kop.reduce sum over ["j"] (%p : tensor<1xf32>) -> tensor<1xf32>
  kop.output %a : tensor<1xf32>
}
