// RUN: kop-opt %s -kop-simplify | FileCheck %s

// Constants fold, except through functions: the mathematics library of the
// host must not decide about the bytes of an object.

// CHECK-LABEL: kop.formula @fold 
// CHECK: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[A_I:.*]] = kop.read %a[%[[I]] : i32] : !kop.array<["i"], f32> -> f32
// CHECK-NEXT: %[[CST:.*]] = arith.constant 4.000000e+00 : f32
// CHECK-NEXT: %[[V0:.*]] = math.exp %[[CST]] : f32
// CHECK-NEXT: %[[CST_0:.*]] = arith.constant 2.000000e+00 : f32
// CHECK-NEXT: %[[V1:.*]] = arith.mulf %[[V0]], %[[CST_0]] : f32
// CHECK-NEXT: %[[V2:.*]] = arith.mulf %[[V1]], %[[A_I]] : f32
// CHECK-NEXT: kop.output %[[V2]] : f32

kop.formula @fold indices [i, j] (%a: !kop.array<["i"], f32>) -> (o0: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %a_ = kop.read %a[%i : i32] : !kop.array<["i"], f32> -> f32
  %two = arith.constant 2.0 : f32
  %four = arith.mulf %two, %two : f32
  %e = math.exp %four : f32
  %r = math.sqrt %four : f32
  %s = arith.mulf %e, %r : f32
  %p = arith.mulf %s, %a_ : f32
  kop.output %p : f32
}
