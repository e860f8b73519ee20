// RUN: kop-opt %s -kop-schedule | FileCheck %s

// Kinds that are reduced over two indices one after the other: a variance is a
// mean of squares of differences, a softmax weighs the inner ones by their
// log-sum-exps, empty ones excepted.

// CHECK-LABEL: kop.kernel @var2 
// CHECK: %[[V0:.*]] = kop.temporary "columns_j" : !kop.array<["j"], tensor<1xf32>>
// CHECK: kop.pass "pack_j" row j {{.*}}rows {
// CHECK: finish {
// CHECK-NEXT: %[[J:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[V6:.*]] = kop.read %y[%[[J]] : i32] : !kop.array<["j"], f32> -> f32
// CHECK-NEXT: %[[V7:.*]] = kop.concat %[[V6]] : f32 -> tensor<1xf32>
// CHECK-NEXT: kop.store %[[V7]], %[[V0]][%[[J]] : i32] : tensor<1xf32>, !kop.array<["j"], tensor<1xf32>>
// CHECK: %[[V1:.*]] = kop.temporary "kept" : !kop.array<["i"], f32>
// CHECK: %[[V2:.*]] = kop.temporary "kept_2" : !kop.array<["i"], f32>
// CHECK: %[[V3:.*]] = kop.temporary "kept_3" : !kop.array<["i"], f32>
// CHECK: kop.pass "reduce_j" row i column j reductions [#kop.reduction<sum, 1, 0, false, false, f32>, #kop.reduction<softmax, 2, 0, false, false, f32>, #kop.reduction<logsumexp, 1, 0, false, false, f32>] {{.*}}rows {
// CHECK-NEXT: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[V6_2:.*]] = kop.read %x[%[[I]] : i32] : !kop.array<["i"], f32> -> f32
// CHECK-NEXT: kop.yield %[[V6_2]] : f32
// CHECK: pair (%[[ARG0:.*]]: f32) {
// CHECK-NEXT: %[[J_2:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[V6:.*]] = kop.read %[[V0]][%[[J_2]] : i32] : !kop.array<["j"], tensor<1xf32>> -> tensor<1xf32>
// CHECK-NEXT: %[[V7_2:.*]] = kop.component %[[V6]] [0] : tensor<1xf32> -> f32
// CHECK-NEXT: %[[V8:.*]] = arith.mulf %[[ARG0]], %[[V7_2]] : f32
// CHECK-NEXT: kop.yield %[[V8]], %[[V8]], %[[V7_2]], %[[V8]] : f32, f32, f32, f32
// CHECK: finish (%[[ARG0_2:.*]]: f32, %[[ARG1:.*]]: f32, %[[ARG2:.*]]: f32, %[[ARG3:.*]]: f32) {
// CHECK-NEXT: %[[I_2:.*]] = kop.index "i" : i32
// CHECK-NEXT: kop.store %[[ARG1]], %[[V1]][%[[I_2]] : i32] : f32, !kop.array<["i"], f32>
// CHECK-NEXT: kop.store %[[ARG3]], %[[V2]][%[[I_2]] : i32] : f32, !kop.array<["i"], f32>
// CHECK-NEXT: %[[CST:.*]] = arith.constant 0xFF800000 : f32
// CHECK-NEXT: %[[V6_2:.*]] = arith.cmpf oeq, %[[ARG3]], %[[CST]] : f32
// CHECK-NEXT: %[[CST_0:.*]] = arith.constant 0.000000e+00 : f32
// CHECK-NEXT: %[[V7:.*]] = arith.select %[[V6_2]], %[[CST_0]], %[[ARG2]] : f32
// CHECK-NEXT: kop.store %[[V7]], %[[V3]][%[[I_2]] : i32] : f32, !kop.array<["i"], f32>
// CHECK: %[[V4:.*]] = kop.temporary "kept_4" : !kop.array<[], f32>
// CHECK: kop.pass "reduce_i" column i reductions [#kop.reduction<sum, 1, 0, false, false, f32>, #kop.reduction<softmax, 2, 0, false, false, f32>] {{.*}}rows {
// CHECK: pair {
// CHECK-NEXT: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[V6:.*]] = kop.read %[[V1]][%[[I]] : i32] : !kop.array<["i"], f32> -> f32
// CHECK-NEXT: %[[V7_2:.*]] = kop.read %[[V2]][%[[I]] : i32] : !kop.array<["i"], f32> -> f32
// CHECK-NEXT: %[[V8_2:.*]] = kop.read %[[V3]][%[[I]] : i32] : !kop.array<["i"], f32> -> f32
// CHECK-NEXT: kop.yield %[[V6]], %[[V7_2]], %[[V8_2]] : f32, f32, f32
// CHECK: finish (%[[ARG0:.*]]: f32, %[[ARG1_2:.*]]: f32) {
// CHECK-NEXT: kop.store %[[ARG1_2]], %p[] : f32, !kop.array<[], f32>
// CHECK-NEXT: %[[N_I:.*]] = kop.extent "i" : i32
// CHECK-NEXT: %[[V6_2:.*]] = arith.sitofp %[[N_I]] : i32 to f32
// CHECK-NEXT: %[[N_J:.*]] = kop.extent "j" : i32
// CHECK-NEXT: %[[V7:.*]] = arith.sitofp %[[N_J]] : i32 to f32
// CHECK-NEXT: %[[V8:.*]] = arith.mulf %[[V6_2]], %[[V7]] : f32
// CHECK-NEXT: %[[V9:.*]] = arith.divf %[[ARG0]], %[[V8]] : f32
// CHECK-NEXT: kop.store %[[V9]], %[[V4]][] : f32, !kop.array<[], f32>
// CHECK: %[[V5:.*]] = kop.temporary "kept_5" : !kop.array<["i"], f32>
// CHECK: kop.pass "reduce_j_2" row i column j reductions [#kop.reduction<sum, 1, 0, false, false, f32>] {{.*}}rows {
// CHECK-NEXT: %[[I_2:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[V6:.*]] = kop.read %x[%[[I_2]] : i32] : !kop.array<["i"], f32> -> f32
// CHECK-NEXT: %[[V7_2:.*]] = kop.read %[[V4]][] : !kop.array<[], f32> -> f32
// CHECK-NEXT: kop.yield %[[V6]], %[[V7_2]] : f32, f32
// CHECK: pair (%[[ARG0_2:.*]]: f32, %[[ARG1:.*]]: f32) {
// CHECK-NEXT: %[[J:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[V6_2:.*]] = kop.read %[[V0]][%[[J]] : i32] : !kop.array<["j"], tensor<1xf32>> -> tensor<1xf32>
// CHECK-NEXT: %[[V7:.*]] = kop.component %[[V6_2]] [0] : tensor<1xf32> -> f32
// CHECK-NEXT: %[[V8_2:.*]] = arith.mulf %[[ARG0_2]], %[[V7]] : f32
// CHECK-NEXT: %[[V9_2:.*]] = arith.subf %[[V8_2]], %[[ARG1]] : f32
// CHECK-NEXT: %[[V10:.*]] = arith.mulf %[[V9_2]], %[[V9_2]] : f32
// CHECK-NEXT: kop.yield %[[V10]] : f32
// CHECK: finish (%[[ARG0:.*]]: f32, %[[ARG1_2:.*]]: f32, %[[ARG2_2:.*]]: f32) {
// CHECK-NEXT: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: kop.store %[[ARG2_2]], %[[V5]][%[[I]] : i32] : f32, !kop.array<["i"], f32>
// CHECK: kop.pass "reduce_i_2" column i reductions [#kop.reduction<sum, 1, 0, false, false, f32>] {{.*}}rows {
// CHECK: pair {
// CHECK-NEXT: %[[I_2:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[V6:.*]] = kop.read %[[V5]][%[[I_2]] : i32] : !kop.array<["i"], f32> -> f32
// CHECK-NEXT: kop.yield %[[V6]] : f32
// CHECK: finish (%[[ARG0_2:.*]]: f32) {
// CHECK-NEXT: %[[N_I_2:.*]] = kop.extent "i" : i32
// CHECK-NEXT: %[[V6_2:.*]] = arith.sitofp %[[N_I_2]] : i32 to f32
// CHECK-NEXT: %[[N_J_2:.*]] = kop.extent "j" : i32
// CHECK-NEXT: %[[V7_2:.*]] = arith.sitofp %[[N_J_2]] : i32 to f32
// CHECK-NEXT: %[[V8:.*]] = arith.mulf %[[V6_2]], %[[V7_2]] : f32
// CHECK-NEXT: %[[V9:.*]] = arith.divf %[[ARG0_2]], %[[V8]] : f32
// CHECK-NEXT: kop.store %[[V9]], %o[] : f32, !kop.array<[], f32>

kop.formula @var2 indices [i, j] (%x: !kop.array<["i"], f32>, %y: !kop.array<["j"], f32>) -> (o: !kop.array<[], f32>, p: !kop.array<[], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %xi = kop.read %x[%i : i32] : !kop.array<["i"], f32> -> f32
  %yj = kop.read %y[%j : i32] : !kop.array<["j"], f32> -> f32
  %a = arith.mulf %xi, %yj : f32
  %o = kop.reduce var over ["i", "j"] (%a : f32) -> f32
  %p = kop.reduce softmax over ["i", "j"] (%a, %yj : f32, f32) -> f32
  kop.output %o, %p : f32, f32
}
