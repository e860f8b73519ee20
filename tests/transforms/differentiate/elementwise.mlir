// RUN: kop-opt %s -pass-pipeline='builtin.module(kop.formula(kop-differentiate))' | FileCheck %s

// The derivative of an exponential is the exponential.

// CHECK-LABEL: kop.formula @exp 
// CHECK: %[[V0:.*]] = math.exp %x_i : f32
// CHECK: kop.output %[[V0]] : f32

kop.formula @exp indices [i] (%x: !kop.array<["i"], f32>) -> (g: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], f32> -> f32
  %e = math.exp %x_i : f32
  %one = arith.constant 1.0 : f32
  %g = kop.vjp (%e : f32) cotangents (%one : f32) by %x_i fixed ["i"] : f32 -> f32
  kop.output %g : f32
}

// That of a square root is 0 at 0.

// CHECK-LABEL: kop.formula @sqrt 
// CHECK: %[[V0:.*]] = arith.constant 0.000000e+00 : f32
// CHECK: %[[V2:.*]] = math.rsqrt %x_i : f32
// CHECK: %[[V1:.*]] = arith.cmpf oeq, %x_i, %[[V0]] : f32
// CHECK: %[[V3:.*]] = arith.select %[[V1]], %[[V0]], %[[V2]] : f32
// CHECK: %[[V4:.*]] = arith.constant 5.000000e-01 : f32
// CHECK: %[[V5:.*]] = arith.mulf %[[V4]], %[[V3]] : f32
// CHECK: kop.output %[[V5]] : f32

kop.formula @sqrt indices [i] (%x: !kop.array<["i"], f32>) -> (g: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], f32> -> f32
  %e = math.sqrt %x_i : f32
  %one = arith.constant 1.0 : f32
  %g = kop.vjp (%e : f32) cotangents (%one : f32) by %x_i fixed ["i"] : f32 -> f32
  kop.output %g : f32
}

// Equal arguments of a maximum: the first one has the cotangent.

// CHECK-LABEL: kop.formula @relu 
// CHECK: %[[V0:.*]] = arith.constant 0.000000e+00 : f32
// CHECK: %[[V1:.*]] = arith.constant 1.000000e+00 : f32
// CHECK: %[[V2:.*]] = arith.cmpf oge, %[[V0]], %x_i : f32
// CHECK: %[[V3:.*]] = arith.constant true
// CHECK: %[[V4:.*]] = arith.xori %[[V2]], %[[V3]] : i1
// CHECK: %[[V5:.*]] = arith.select %[[V4]], %[[V1]], %[[V0]] : f32
// CHECK: kop.output %[[V5]] : f32

kop.formula @relu indices [i] (%x: !kop.array<["i"], f32>) -> (g: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], f32> -> f32
  %zero = arith.constant 0.0 : f32
  %e = arith.maxnumf %zero, %x_i : f32
  %one = arith.constant 1.0 : f32
  %g = kop.vjp (%e : f32) cotangents (%one : f32) by %x_i fixed ["i"] : f32 -> f32
  kop.output %g : f32
}

// What was not chosen has no derivative, not 0 times an infinite one.

// CHECK-LABEL: kop.formula @select 
// CHECK: %[[V0:.*]] = arith.constant 0.000000e+00 : f32
// CHECK: %[[V1:.*]] = arith.cmpf oeq, %x_i, %[[V0]] : f32
// CHECK: %[[V2:.*]] = arith.constant true
// CHECK: %[[V3:.*]] = arith.xori %[[V1]], %[[V2]] : i1
// CHECK: %[[V4:.*]] = arith.constant 1.000000e+00 : f32
// CHECK: %[[V5:.*]] = arith.divf %[[V4]], %x_i : f32
// CHECK: %[[V6:.*]] = arith.select %[[V3]], %[[V5]], %[[V0]] : f32
// CHECK: kop.output %[[V6]] : f32

kop.formula @select indices [i] (%x: !kop.array<["i"], f32>) -> (g: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], f32> -> f32
  %zero = arith.constant 0.0 : f32
  %none = arith.cmpf oeq, %x_i, %zero : f32
  %l = math.log %x_i : f32
  %e = arith.select %none, %zero, %l : f32
  %one = arith.constant 1.0 : f32
  %g = kop.vjp (%e : f32) cotangents (%one : f32) by %x_i fixed ["i"] : f32 -> f32
  kop.output %g : f32
}

// Tangents of several variables are added.

// CHECK-LABEL: kop.formula @tangent 
// CHECK: %[[V0:.*]] = arith.mulf %y_j, %tx_i : f32
// CHECK: %[[V1:.*]] = arith.mulf %x_i, %ty_j : f32
// CHECK: %[[V2:.*]] = arith.addf %[[V0]], %[[V1]] : f32
// CHECK: %[[V3:.*]] = kop.reduce sum over ["j"](%[[V2]] : f32) -> f32
// CHECK: kop.output %[[V3]] : f32

kop.formula @tangent indices [i, j] (%x: !kop.array<["i"], f32>, %y: !kop.array<["j"], f32>, %tx: !kop.array<["i"], f32>, %ty: !kop.array<["j"], f32>) -> (t: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], f32> -> f32
  %y_j = kop.read %y[%j : i32] : !kop.array<["j"], f32> -> f32
  %p = arith.mulf %x_i, %y_j : f32
  %s = kop.reduce sum over ["j"](%p : f32) -> f32
  %t = kop.jvp %s by (%x, %y : !kop.array<["i"], f32>, !kop.array<["j"], f32>) tangents (%tx, %ty : !kop.array<["i"], f32>, !kop.array<["j"], f32>) : f32 -> f32
  kop.output %t : f32
}
