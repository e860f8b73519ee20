// RUN: kop-opt %s -pass-pipeline='builtin.module(kop.formula(kop-differentiate,kop-simplify))' | FileCheck %s

// Derivatives of derivatives need nothing of their own: the third one of
// sum_j exp(-x y), in x, in y and in x again, is one pass.

// CHECK-LABEL: kop.formula @third 
// CHECK: %[[V0:.*]] = arith.constant 1.44269502 : f32
// CHECK: %[[V1:.*]] = arith.mulf %x_i, %[[V0]] : f32
// CHECK: %[[V2:.*]] = arith.mulf %[[V1]], %y_j : f32
// CHECK: %[[V3:.*]] = arith.negf %[[V2]] : f32
// CHECK: %[[V4:.*]] = math.exp2 %[[V3]] : f32
// CHECK: %[[V5:.*]] = arith.mulf %c1_i, %c2_i : f32
// CHECK: %[[V6:.*]] = arith.negf %[[V5]] : f32
// CHECK: %[[V7:.*]] = arith.mulf %y_j, %[[V6]] : f32
// CHECK: %[[V8:.*]] = arith.mulf %[[V4]], %[[V7]] : f32
// CHECK: %[[V9:.*]] = arith.negf %c3_j : f32
// CHECK: %[[V10:.*]] = arith.mulf %y_j, %c3_j : f32
// CHECK: %[[V11:.*]] = arith.negf %[[V10]] : f32
// CHECK: %[[V12:.*]] = arith.mulf %[[V11]], %x_i : f32
// CHECK: %[[V13:.*]] = arith.mulf %[[V11]], %[[V6]] : f32
// CHECK: %[[V14:.*]] = arith.negf %[[V7]] : f32
// CHECK: %[[V15:.*]] = math.fma %[[V14]], %[[V12]], %[[V13]] : f32
// CHECK: %[[V16:.*]] = arith.mulf %[[V15]], %[[V4]] : f32
// CHECK: %[[V17:.*]] = math.fma %[[V8]], %[[V9]], %[[V16]] : f32
// CHECK: %[[V18:.*]] = kop.reduce sum over ["j"](%[[V17]] : f32) -> f32
// CHECK: kop.output %[[V18]] : f32

kop.formula @third indices [i, j] (%x: !kop.array<["i"], f32>, %y: !kop.array<["j"], f32>, %c1: !kop.array<["i"], f32>, %c2: !kop.array<["i"], f32>, %c3: !kop.array<["j"], f32>) -> (g: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], f32> -> f32
  %y_j = kop.read %y[%j : i32] : !kop.array<["j"], f32> -> f32
  %p = arith.mulf %x_i, %y_j : f32
  %m = arith.negf %p : f32
  %e = math.exp %m : f32
  %s = kop.reduce sum over ["j"](%e : f32) -> f32
  %c1_i = kop.read %c1[%i : i32] : !kop.array<["i"], f32> -> f32
  %c2_i = kop.read %c2[%i : i32] : !kop.array<["i"], f32> -> f32
  %c3_j = kop.read %c3[%j : i32] : !kop.array<["j"], f32> -> f32
  %g1 = kop.vjp (%s : f32) cotangents (%c1_i : f32) by %x fixed [] : !kop.array<["i"], f32> -> f32
  %g2 = kop.vjp (%g1 : f32) cotangents (%c2_i : f32) by %y fixed [] : !kop.array<["j"], f32> -> f32
  %g3 = kop.vjp (%g2 : f32) cotangents (%c3_j : f32) by %x fixed [] : !kop.array<["i"], f32> -> f32
  kop.output %g3 : f32
}

// A gradient at every pair inside of a sum, and its cotangent.

// CHECK-LABEL: kop.formula @force 
// CHECK: %[[V0:.*]] = arith.constant 1.44269502 : f32
// CHECK: %[[V1:.*]] = arith.mulf %x_i, %[[V0]] : f32
// CHECK: %[[V2:.*]] = arith.mulf %[[V1]], %y_j : f32
// CHECK: %[[V3:.*]] = math.exp2 %[[V2]] : f32
// CHECK: %[[V4:.*]] = arith.mulf %x_i, %c_i : f32
// CHECK: %[[V5:.*]] = arith.mulf %[[V4]], %[[V3]] : f32
// CHECK: %[[V6:.*]] = arith.mulf %[[V5]], %y_j : f32
// CHECK: %[[V7:.*]] = math.fma %[[V3]], %c_i, %[[V6]] : f32
// CHECK: %[[V8:.*]] = kop.reduce sum over ["i"](%[[V7]] : f32) -> f32
// CHECK: kop.output %[[V8]] : f32

kop.formula @force indices [i, j] (%x: !kop.array<["i"], f32>, %y: !kop.array<["j"], f32>, %c: !kop.array<["i"], f32>) -> (g: !kop.array<["j"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], f32> -> f32
  %y_j = kop.read %y[%j : i32] : !kop.array<["j"], f32> -> f32
  %p = arith.mulf %x_i, %y_j : f32
  %e = math.exp %p : f32
  %one = arith.constant 1.0 : f32
  %f = kop.vjp (%e : f32) cotangents (%one : f32) by %x_i fixed ["i", "j"] : f32 -> f32
  %s = kop.reduce sum over ["j"](%f : f32) -> f32
  %c_i = kop.read %c[%i : i32] : !kop.array<["i"], f32> -> f32
  %g = kop.vjp (%s : f32) cotangents (%c_i : f32) by %y fixed [] : !kop.array<["j"], f32> -> f32
  kop.output %g : f32
}
