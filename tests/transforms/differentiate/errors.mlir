// RUN: kop-opt %s -pass-pipeline='builtin.module(kop.formula(kop-differentiate))' -split-input-file -verify-diagnostics

// The reader of an element and the element itself are two values of one index:
// the cotangent needs a name for either.

kop.formula @gather indices [i] (%x: !kop.array<["i"], f32>, %n: !kop.array<["i"], i32>) -> (g: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  // expected-error @below {{the derivative in an array over `i` that is read at another place of the same index needs a second name for it: declare it with `[i|...]`}}
  %x_n = kop.read %x[%n_i : i32] : !kop.array<["i"], f32> -> f32
  %s = math.sin %x_n : f32
  %one = arith.constant 1.0 : f32
  %g = kop.vjp (%s : f32) cotangents (%one : f32) by %x fixed [] : !kop.array<["i"], f32> -> f32
  kop.output %g : f32
}

// -----

// Operations without a derivative say so.

kop.formula @bits indices [i] (%x: !kop.array<["i"], f32>) -> (g: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], f32> -> f32
  // expected-error @below {{`math.roundeven` has no derivative}}
  %s = math.roundeven %x_i : f32
  %one = arith.constant 1.0 : f32
  %g = kop.vjp (%s : f32) cotangents (%one : f32) by %x fixed [] : !kop.array<["i"], f32> -> f32
  kop.output %g : f32
}
