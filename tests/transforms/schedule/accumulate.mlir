// RUN: kop-opt %s -kop-schedule | FileCheck %s

// Sums accumulate in the type of the formula; minima stay in their own.

// CHECK-LABEL: kop.kernel @wide 
// CHECK: kop.pass "reduce_j" row i column j reductions [#kop.reduction<sum, 1, 0, false, false, f64>, #kop.reduction<min, 1, 0, false, false, f32>] {{.*}}rows {
// CHECK: pair {
// CHECK-NEXT: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[J:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[V0:.*]] = kop.read %x[%[[I]], %[[J]] : i32, i32] : !kop.array<["i", "j"], f32> -> f32
// CHECK-NEXT: kop.yield %[[V0]], %[[V0]] : f32, f32
// CHECK: finish (%[[ARG0:.*]]: f32, %[[ARG1:.*]]: f32) {
// CHECK-NEXT: %[[I_2:.*]] = kop.index "i" : i32
// CHECK-NEXT: kop.store %[[ARG0]], %s[%[[I_2]] : i32] : f32, !kop.array<["i"], f32>
// CHECK-NEXT: kop.store %[[ARG1]], %m[%[[I_2]] : i32] : f32, !kop.array<["i"], f32>

kop.formula @wide indices [i, j] (%x: !kop.array<["i", "j"], f32>) -> (s: !kop.array<["i"], f32>, m: !kop.array<["i"], f32>) index i32 accumulate f64 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %x_ij = kop.read %x[%i, %j : i32, i32] : !kop.array<["i", "j"], f32> -> f32
  %s = kop.reduce sum over ["j"] (%x_ij : f32) -> f32
  %m = kop.reduce min over ["j"] (%x_ij : f32) -> f32
  kop.output %s, %m : f32, f32
}

// Compensated ones keep what they round away; minima round nothing.

// CHECK-LABEL: kop.kernel @kahan
// CHECK: reductions [#kop.reduction<sum, 1, 0, false, false, f32, compensated = true>, #kop.reduction<min, 1, 0, false, false, f32>]
// CHECK-SAME: add = 7

kop.formula @kahan indices [i, j] (%x: !kop.array<["i", "j"], f32>) -> (s: !kop.array<["i"], f32>, m: !kop.array<["i"], f32>) index i32 accumulate "kahan" {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %x_ij = kop.read %x[%i, %j : i32, i32] : !kop.array<["i", "j"], f32> -> f32
  %s = kop.reduce sum over ["j"] (%x_ij : f32) -> f32
  %m = kop.reduce min over ["j"] (%x_ij : f32) -> f32
  kop.output %s, %m : f32, f32
}
