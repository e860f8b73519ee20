// RUN: kop-opt %s -kop-schedule | FileCheck %s

// Sums over i and over both indices share one pass over the pairs; the second
// half of the sum over both runs over one index. The matrix has a pass of its
// own, which reads the same pack: ranges of a call restrict sums only.

// CHECK-LABEL: kop.kernel @pieces 
// CHECK: %[[V0:.*]] = kop.temporary "columns_i" : !kop.array<["i"], tensor<4xf32>>
// CHECK: kop.pass "pack_i" row i {{.*}}rows {
// CHECK: finish {
// CHECK-NEXT: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[V2:.*]] = kop.read %a[%[[I]] : i32] : !kop.array<["i"], f32> -> f32
// CHECK-NEXT: %[[V3:.*]] = kop.read %x[%[[I]] : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
// CHECK-NEXT: %[[V4:.*]] = kop.concat %[[V2]], %[[V3]] : f32, tensor<3xf32> -> tensor<4xf32>
// CHECK-NEXT: kop.store %[[V4]], %[[V0]][%[[I]] : i32] : tensor<4xf32>, !kop.array<["i"], tensor<4xf32>>
// CHECK: %[[V1:.*]] = kop.temporary "kept" : !kop.array<["j"], f32>
// CHECK: kop.pass "reduce_i" row j column i reductions [#kop.reduction<sum, 1, 0, false, false, f32>, #kop.reduction<sum, 1, 0, false, false, f32>] {{.*}}rows {
// CHECK-NEXT: %[[J:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[V2_2:.*]] = kop.read %y[%[[J]] : i32] : !kop.array<["j"], tensor<3xf32>> -> tensor<3xf32>
// CHECK-NEXT: %[[V3_2:.*]] = kop.read %b[%[[J]] : i32] : !kop.array<["j"], f32> -> f32
// CHECK-NEXT: kop.yield %[[V2_2]], %[[V3_2]] : tensor<3xf32>, f32
// CHECK: pair (%[[ARG0:.*]]: tensor<3xf32>, %[[ARG1:.*]]: f32) {
// CHECK-NEXT: %[[I_2:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[V2:.*]] = kop.read %[[V0]][%[[I_2]] : i32] : !kop.array<["i"], tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT: %[[V3:.*]] = kop.component %[[V2]] [0] : tensor<4xf32> -> f32
// CHECK-NEXT: %[[V4_2:.*]] = kop.slice %[[V2]][1] : tensor<4xf32> -> tensor<3xf32>
// CHECK-NEXT: %[[V5:.*]] = kop.sqdist %[[V4_2]], %[[ARG0]] : tensor<3xf32> -> f32
// CHECK-NEXT: %[[V6:.*]] = math.exp %[[V5]] : f32
// CHECK-NEXT: %[[V7:.*]] = arith.mulf %[[V3]], %[[V6]] : f32
// CHECK-NEXT: %[[V8:.*]] = arith.mulf %[[V7]], %[[ARG1]] : f32
// CHECK-NEXT: kop.yield %[[V7]], %[[V8]] : f32, f32
// CHECK: finish (%[[ARG0_2:.*]]: tensor<3xf32>, %[[ARG1_2:.*]]: f32, %[[ARG2:.*]]: f32, %[[ARG3:.*]]: f32) {
// CHECK-NEXT: %[[J:.*]] = kop.index "j" : i32
// CHECK-NEXT: kop.store %[[ARG2]], %c[%[[J]] : i32] : f32, !kop.array<["j"], f32>
// CHECK-NEXT: kop.store %[[ARG3]], %[[V1]][%[[J]] : i32] : f32, !kop.array<["j"], f32>
// CHECK: kop.pass "reduce_j" column j reductions [#kop.reduction<sum, 1, 0, false, false, f32>] {{.*}}rows {
// CHECK: pair {
// CHECK-NEXT: %[[J_2:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[V2_2:.*]] = kop.read %[[V1]][%[[J_2]] : i32] : !kop.array<["j"], f32> -> f32
// CHECK-NEXT: kop.yield %[[V2_2]] : f32
// CHECK: finish (%[[ARG0:.*]]: f32) {
// CHECK-NEXT: kop.store %[[ARG0]], %e[] : f32, !kop.array<[], f32>
// CHECK: kop.pass "fill_i" row j column i {{.*}}rows {
// CHECK: pair (%[[YJ:.*]]: tensor<3xf32>) {
// CHECK: kop.read %[[V0]]
// CHECK: %[[D:.*]] = kop.sqdist %{{.*}}, %[[YJ]]
// CHECK-NEXT: %[[K:.*]] = math.exp %[[D]] : f32
// CHECK-NEXT: kop.store %[[K]], %K[

kop.formula @pieces indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %y: !kop.array<["j"], tensor<3xf32>>, %a: !kop.array<["i"], f32>, %b: !kop.array<["j"], f32>) -> (c: !kop.array<["j"], f32>, e: !kop.array<[], f32>, K: !kop.array<["i", "j"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %xi = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %yj = kop.read %y[%j : i32] : !kop.array<["j"], tensor<3xf32>> -> tensor<3xf32>
  %ai = kop.read %a[%i : i32] : !kop.array<["i"], f32> -> f32
  %bj = kop.read %b[%j : i32] : !kop.array<["j"], f32> -> f32
  %d = kop.sqdist %xi, %yj : tensor<3xf32> -> f32
  %k = math.exp %d : f32
  %ak = arith.mulf %ai, %k : f32
  %c = kop.reduce sum over ["i"] (%ak : f32) -> f32
  %akb = arith.mulf %ak, %bj : f32
  %e = kop.reduce sum over ["i", "j"] (%akb : f32) -> f32
  kop.output %c, %e, %k : f32, f32, f32
}

// The inner half of the sum over both is the sum over j.

// CHECK-LABEL: kop.kernel @halves 
// CHECK: %[[V0:.*]] = kop.temporary "kept" : !kop.array<["i"], f32>
// CHECK: kop.pass "reduce_j" row i column j reductions [#kop.reduction<sum, 1, 0, false, false, f32>] {{.*}}rows {
// CHECK: pair {
// CHECK-NEXT: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[J:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[V1:.*]] = kop.read %k[%[[I]], %[[J]] : i32, i32] : !kop.array<["i", "j"], f32> -> f32
// CHECK-NEXT: kop.yield %[[V1]] : f32
// CHECK: finish (%[[ARG0:.*]]: f32) {
// CHECK-NEXT: %[[I_2:.*]] = kop.index "i" : i32
// CHECK-NEXT: kop.store %[[ARG0]], %a[%[[I_2]] : i32] : f32, !kop.array<["i"], f32>
// CHECK-NEXT: kop.store %[[ARG0]], %[[V0]][%[[I_2]] : i32] : f32, !kop.array<["i"], f32>
// CHECK: kop.pass "reduce_i" column i reductions [#kop.reduction<sum, 1, 0, false, false, f32>] {{.*}}rows {
// CHECK: pair {
// CHECK-NEXT: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[V1_2:.*]] = kop.read %[[V0]][%[[I]] : i32] : !kop.array<["i"], f32> -> f32
// CHECK-NEXT: kop.yield %[[V1_2]] : f32
// CHECK: finish (%[[ARG0_2:.*]]: f32) {
// CHECK-NEXT: kop.store %[[ARG0_2]], %e[] : f32, !kop.array<[], f32>

kop.formula @halves indices [i, j] (%k: !kop.array<["i", "j"], f32>) -> (a: !kop.array<["i"], f32>, e: !kop.array<[], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %k_ = kop.read %k[%i, %j : i32, i32] : !kop.array<["i", "j"], f32> -> f32
  %a = kop.reduce sum over ["j"] (%k_ : f32) -> f32
  %e = kop.reduce sum over ["i", "j"] (%k_ : f32) -> f32
  kop.output %a, %e : f32, f32
}
