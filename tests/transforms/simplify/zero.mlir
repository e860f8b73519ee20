// RUN: kop-opt %s -kop-simplify | FileCheck %s

// Exact for finite values only, up to the sign of zero.

// CHECK-LABEL: kop.formula @zero 
// CHECK: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[A_I:.*]] = kop.read %a[%[[I]] : i32] : !kop.array<["i"], f32> -> f32
// CHECK-NEXT: %[[CST:.*]] = arith.constant 0.000000e+00 : f32
// CHECK-NEXT: kop.output %[[A_I]], %[[CST]] : f32, f32

kop.formula @zero indices [i, j] (%a: !kop.array<["i"], f32>, %k: !kop.array<["i", "j"], f32>) -> (o0: !kop.array<["i", "j"], f32>, o1: !kop.array<["i", "j"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %a_ = kop.read %a[%i : i32] : !kop.array<["i"], f32> -> f32
  %k_ = kop.read %k[%i, %j : i32, i32] : !kop.array<["i", "j"], f32> -> f32
  %d = arith.subf %k_, %k_ : f32
  %s = arith.addf %d, %a_ : f32
  %z = arith.constant 0.0 : f32
  %p = arith.mulf %k_, %z : f32
  kop.output %s, %p : f32, f32
}
