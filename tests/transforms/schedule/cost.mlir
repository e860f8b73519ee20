// RUN: kop-opt %s -pass-pipeline='builtin.module(kop.formula(kop-simplify),kop-schedule)' | FileCheck %s

// The Gaussian in three dimensions: the scale is in the coordinates, so that a
// pair takes 3 sub, 1 mul, 3 fma (one of them the sum), and exp2.

// CHECK: kop.pass "reduce_j" row i column j
// CHECK-SAME: pair = {bytes = 16 : i64, exp2 = 1 : i64, fma = 3 : i64, mul = 1 : i64, operations = 8 : i64, sub = 3 : i64}
// CHECK-SAME: registers = 8 : i64

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
