// RUN: kop-opt %s -pass-pipeline='builtin.module(kop.formula(kop-differentiate))' | FileCheck %s

// A minimum hands its cotangent to the term that it takes: the term is computed
// anew at its index, without a pass over the pairs. Columns sum what reaches
// them, by that index; where nothing was taken (-1), there is nothing.

kop.formula @min indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %y: !kop.array<["j"], tensor<3xf32>>, %ct: !kop.array<["i"], f32>) -> (ct_x: !kop.array<["i"], tensor<3xf32>>, ct_y: !kop.array<["j"], tensor<3xf32>>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %y_j = kop.read %y[%j : i32] : !kop.array<["j"], tensor<3xf32>> -> tensor<3xf32>
  %d = kop.sqdist %x_i, %y_j : tensor<3xf32> -> f32
  %m = kop.reduce min over ["j"](%d : f32) -> f32
  %c = kop.read %ct[%i : i32] : !kop.array<["i"], f32> -> f32
  %g = kop.vjp (%m : f32) cotangents (%c : f32) by %x fixed [] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %h = kop.vjp (%m : f32) cotangents (%c : f32) by %y fixed [] : !kop.array<["j"], tensor<3xf32>> -> tensor<3xf32>
  kop.output %g, %h : tensor<3xf32>, tensor<3xf32>
}

// The two nearest: the same at either index.

kop.formula @kmin indices [i, j] (%x: !kop.array<["i"], f32>, %y: !kop.array<["j"], f32>, %ct: !kop.array<["i"], tensor<2xf32>>) -> (ct_x: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], f32> -> f32
  %y_j = kop.read %y[%j : i32] : !kop.array<["j"], f32> -> f32
  %p = arith.mulf %x_i, %y_j : f32
  %m:2 = kop.reduce kmin over ["j"](%p : f32) k = 2 -> tensor<2xf32>, tensor<2xi32>
  %c = kop.read %ct[%i : i32] : !kop.array<["i"], tensor<2xf32>> -> tensor<2xf32>
  %g = kop.vjp (%m#0 : tensor<2xf32>) cotangents (%c : tensor<2xf32>) by %x fixed [] : !kop.array<["i"], f32> -> f32
  kop.output %g : f32
}

// A value read at the nearest: the index has no derivative.

kop.formula @nearest indices [i, j] (%x: !kop.array<["i"], f32>, %y: !kop.array<["j"], f32>, %ct: !kop.array<["i"], f32>) -> (ct_x: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], f32> -> f32
  %y_j = kop.read %y[%j : i32] : !kop.array<["j"], f32> -> f32
  %p = arith.mulf %x_i, %y_j : f32
  %n = kop.reduce argmin over ["j"](%p : f32) -> i32
  %y_n = kop.read %y[%n : i32] : !kop.array<["j"], f32> -> f32
  %c = kop.read %ct[%i : i32] : !kop.array<["i"], f32> -> f32
  %g = kop.vjp (%y_n : f32) cotangents (%c : f32) by %x fixed [] : !kop.array<["i"], f32> -> f32
  kop.output %g : f32
}
