// RUN: kop-opt %s -split-input-file -kop-simplify | FileCheck %s

// In f64 the exponential changes to base 2 where its argument is a distance of
// points that are scaled anyway: one more factor of the scale costs no digits.

// CHECK-LABEL: kop.formula @gaussian
// CHECK: math.sqrt
// CHECK: arith.mulf {{.*}} : f64
// CHECK: kop.sqdist
// CHECK-NOT: math.exp %
// CHECK: math.exp2
kop.formula @gaussian indices [i, j] (%x: !kop.array<["i"], tensor<3xf64>>, %y: !kop.array<["j"], tensor<3xf64>>, %s: !kop.array<[], f64>) -> (a: !kop.array<["i"], f64>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf64>> -> tensor<3xf64>
  %y_j = kop.read %y[%j : i32] : !kop.array<["j"], tensor<3xf64>> -> tensor<3xf64>
  %s_all = kop.read %s[] : !kop.array<[], f64> -> f64
  %s2 = arith.mulf %s_all, %s_all : f64
  %d = kop.sqdist %x_i, %y_j : tensor<3xf64> -> f64
  %n = arith.negf %d : f64
  %q = arith.divf %n, %s2 : f64
  %e = math.exp %q : f64
  %a = kop.reduce sum over ["j"](%e : f64) -> f64
  kop.output %a : f64
}

// -----

// A distance of points as they are keeps the base: scaling them would round.

// CHECK-LABEL: kop.formula @plain
// CHECK: math.exp %
kop.formula @plain indices [i, j] (%x: !kop.array<["i"], tensor<3xf64>>, %y: !kop.array<["j"], tensor<3xf64>>) -> (a: !kop.array<["i"], f64>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf64>> -> tensor<3xf64>
  %y_j = kop.read %y[%j : i32] : !kop.array<["j"], tensor<3xf64>> -> tensor<3xf64>
  %d = kop.sqdist %x_i, %y_j : tensor<3xf64> -> f64
  %n = arith.negf %d : f64
  %e = math.exp %n : f64
  %a = kop.reduce sum over ["j"](%e : f64) -> f64
  kop.output %a : f64
}
