// RUN: kop-opt %s -split-input-file -verify-diagnostics -pass-pipeline='builtin.module(kop.formula(kop-expand{remarks=true}))' | FileCheck %s

// Why a distance stays one of differences.

// CHECK-NOT: kop.expansion

// A root loses half of the digits where points are close.
kop.formula @root indices [i, j] (%x: !kop.array<["i"], tensor<10xf32>>, %y: !kop.array<["j"], tensor<10xf32>>) -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<10xf32>> -> tensor<10xf32>
  %y_j = kop.read %y[%j : i32] : !kop.array<["j"], tensor<10xf32>> -> tensor<10xf32>
  // expected-remark@below {{something else than exponentials or nearest columns uses it}}
  %d = kop.sqdist %x_i, %y_j : tensor<10xf32> -> f32
  %s = math.sqrt %d : f32
  %a = kop.reduce sum over ["j"](%s : f32) -> f32
  kop.output %a : f32
}

// -----

kop.formula @short indices [i, j] (%x: !kop.array<["i"], tensor<8xf32>>, %y: !kop.array<["j"], tensor<8xf32>>) -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<8xf32>> -> tensor<8xf32>
  %y_j = kop.read %y[%j : i32] : !kop.array<["j"], tensor<8xf32>> -> tensor<8xf32>
  // expected-remark@below {{it has 8 components, fewer than 9}}
  %d = kop.sqdist %x_i, %y_j : tensor<8xf32> -> f32
  %s = arith.negf %d : f32
  %e = math.exp2 %s : f32
  %a = kop.reduce sum over ["j"](%e : f32) -> f32
  kop.output %a : f32
}

// -----

kop.formula @column_factor indices [i, j] (%x: !kop.array<["i"], tensor<10xf32>>, %y: !kop.array<["j"], tensor<10xf32>>, %w: !kop.array<["j"], f32>) -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<10xf32>> -> tensor<10xf32>
  %y_j = kop.read %y[%j : i32] : !kop.array<["j"], tensor<10xf32>> -> tensor<10xf32>
  %w_j = kop.read %w[%j : i32] : !kop.array<["j"], f32> -> f32
  // expected-remark@below {{its factor depends on the column}}
  %d = kop.sqdist %x_i, %y_j : tensor<10xf32> -> f32
  %s = arith.mulf %d, %w_j : f32
  %e = math.exp2 %s : f32
  %a = kop.reduce sum over ["j"](%e : f32) -> f32
  kop.output %a : f32
}

// -----

// Neighbours of a row: every pair has its own column value.
kop.formula @list indices [i, j] (%x: !kop.array<["i"], tensor<10xf32>>, %y: !kop.array<["i", "j"], tensor<10xf32>>) -> (n: !kop.array<["i"], i32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<10xf32>> -> tensor<10xf32>
  %y_j = kop.read %y[%i, %j : i32, i32] : !kop.array<["i", "j"], tensor<10xf32>> -> tensor<10xf32>
  // expected-remark@below {{its sides are not a row and a column}}
  %d = kop.sqdist %x_i, %y_j : tensor<10xf32> -> f32
  %n = kop.reduce argmin over ["j"](%d : f32) -> i32
  kop.output %n : i32
}
