// RUN: kop-opt %s -pass-pipeline='builtin.module(kop.formula(kop-differentiate))' | FileCheck %s

// The derivative of an exponential is the exponential.

kop.formula @exp indices [i] (%x: !kop.array<["i"], f32>) -> (g: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], f32> -> f32
  %e = math.exp %x_i : f32
  %one = arith.constant 1.0 : f32
  %g = kop.vjp (%e : f32) cotangents (%one : f32) by %x_i fixed ["i"] : f32 -> f32
  kop.output %g : f32
}

// That of a square root is 0 at 0.

kop.formula @sqrt indices [i] (%x: !kop.array<["i"], f32>) -> (g: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], f32> -> f32
  %e = math.sqrt %x_i : f32
  %one = arith.constant 1.0 : f32
  %g = kop.vjp (%e : f32) cotangents (%one : f32) by %x_i fixed ["i"] : f32 -> f32
  kop.output %g : f32
}

// Equal arguments of a maximum: the first one has the cotangent.

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
