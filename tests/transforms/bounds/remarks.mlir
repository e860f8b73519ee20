// RUN: kop-opt %s -pass-pipeline='builtin.module(kop.formula(kop-bounds{remarks}))' -split-input-file -verify-diagnostics | FileCheck %s

// An operation without bounds: infinite ends.

// CHECK-LABEL: kop.formula @wave
kop.formula @wave indices [i] (%x: !kop.array<["i"], f64>, %end: !kop.array<["i"], f64>) -> (lower: !kop.array<["i"], f64>, upper: !kop.array<["i"], f64>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], f64> -> f64
  // expected-remark @below {{`kop.bessel_j0` has no bounds here: what follows from it lies between -inf and inf}}
  %s = kop.bessel_j0 %x_i : f64
  %lower, %upper = kop.bounds %s by (%x : !kop.array<["i"], f64>) to (%end : !kop.array<["i"], f64>) : f64
  // CHECK-DAG: %[[LOW:.*]] = arith.constant 0xFFF0000000000000 : f64
  // CHECK-DAG: %[[HIGH:.*]] = arith.constant 0x7FF0000000000000 : f64
  // CHECK: kop.output %[[LOW]], %[[HIGH]]
  kop.output %lower, %upper : f64, f64
}

// -----

// The place of an extremum is not known, nor what stands there.

kop.formula @place indices [i] (%x: !kop.array<["i"], tensor<3xf64>>, %end: !kop.array<["i"], tensor<3xf64>>) -> (lower: !kop.array<["i"], f64>, upper: !kop.array<["i"], f64>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf64>> -> tensor<3xf64>
  // expected-remark @below {{`kop.components` has no bounds here}}
  %n = kop.components argmin %x_i : tensor<3xf64> -> i32
  // expected-remark @below {{`kop.lookup` has no bounds here}}
  %s = kop.lookup %x_i[%n : i32] : tensor<3xf64> -> f64
  %lower, %upper = kop.bounds %s by (%x : !kop.array<["i"], tensor<3xf64>>) to (%end : !kop.array<["i"], tensor<3xf64>>) : f64
  kop.output %lower, %upper : f64, f64
}
