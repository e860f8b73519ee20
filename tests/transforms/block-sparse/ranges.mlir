// RUN: kop-opt %s -pass-pipeline='builtin.module(kop-schedule,kop.kernel(kop-block-sparse))' | FileCheck %s
// RUN: kop-opt %s -pass-pipeline='builtin.module(kop-schedule,kop.kernel(kop-block-sparse{remarks}))' -verify-diagnostics -o %t

// The pass over the pairs follows ranges; the pack, the sum of the sums, and
// the reduction over neighbours of a fixed number do not.

// CHECK: kop.pass "pack_j" row j
// CHECK-NOT: ranges
// CHECK: kop.pass "reduce_j" row i column j
// CHECK-SAME: ranges = "direct"
// CHECK: kop.pass "reduce_i" column i
// CHECK-NOT: ranges
// CHECK: kop.pass "reduce_k" row i column k
// CHECK-NOT: ranges

// expected-remark @+1 {{pass pack_j does not follow ranges: it is not over pairs}}
kop.formula @mixed indices [i, j, k = 4] (%x: !kop.array<["i"], f32>, %y: !kop.array<["j"], f32>, %n: !kop.array<["i", "k"], f32>) -> (s: !kop.array<[], f32>, m: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %k = kop.index "k" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], f32> -> f32
  %y_j = kop.read %y[%j : i32] : !kop.array<["j"], f32> -> f32
  %n_i_k = kop.read %n[%i, %k : i32, i32] : !kop.array<["i", "k"], f32> -> f32
  %p = arith.mulf %x_i, %y_j : f32
  %a = kop.reduce sum over ["j"](%p : f32) -> f32
  // expected-remark @+1 {{pass reduce_i does not follow ranges: it is not over pairs}}
  %s = kop.reduce sum over ["i"](%a : f32) -> f32
  // expected-remark @+1 {{pass reduce_k does not follow ranges: it is not over pairs}}
  %m = kop.reduce max over ["k"](%n_i_k : f32) -> f32
  kop.output %s, %m : f32, f32
}
