// RUN: kop-opt %s -pass-pipeline='builtin.module(kop.formula(kop-differentiate))' -kop-simplify | FileCheck %s

// The Laplacian of |x|^2 in 1000 dimensions: twice the dimension, and no loop
// over it.

kop.formula @square indices [i] (%x: !kop.array<["i"], tensor<1000xf32>>) -> (l: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<1000xf32>> -> tensor<1000xf32>
  %s = kop.dot %x_i, %x_i : tensor<1000xf32> -> f32
  %l = kop.laplacian %s by %x_i : f32, tensor<1000xf32> -> f32
  kop.output %l : f32
}

// Of a Gaussian of pairs: one exponential, one distance; the identity matrix
// that a Jacobian would have is nowhere.

kop.formula @gaussian indices [i, j] (%x: !kop.array<["i"], tensor<1000xf32>>, %y: !kop.array<["j"], tensor<1000xf32>>) -> (l: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<1000xf32>> -> tensor<1000xf32>
  %y_j = kop.read %y[%j : i32] : !kop.array<["j"], tensor<1000xf32>> -> tensor<1000xf32>
  %d = kop.sqdist %x_i, %y_j : tensor<1000xf32> -> f32
  %m = arith.negf %d : f32
  %e = math.exp %m : f32
  %l = kop.laplacian %e by %x_i : f32, tensor<1000xf32> -> f32
  %s = kop.reduce sum over ["j"](%l : f32) -> f32
  kop.output %s : f32
}

// The divergence of k(x, y) b: a product with the gradient of k.

kop.formula @divergence indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %y: !kop.array<["j"], tensor<3xf32>>, %b: !kop.array<["j"], tensor<3xf32>>) -> (l: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %y_j = kop.read %y[%j : i32] : !kop.array<["j"], tensor<3xf32>> -> tensor<3xf32>
  %b_j = kop.read %b[%j : i32] : !kop.array<["j"], tensor<3xf32>> -> tensor<3xf32>
  %d = kop.dot %x_i, %y_j : tensor<3xf32> -> f32
  %e = math.exp %d : f32
  %w = kop.broadcast %e : f32 to tensor<3xf32>
  %v = arith.mulf %w, %b_j : tensor<3xf32>
  %l = kop.divergence %v by %x_i : tensor<3xf32>, tensor<3xf32> -> f32
  %s = kop.reduce sum over ["j"](%l : f32) -> f32
  kop.output %s : f32
}

// A Jacobian has a row per component of the value.

kop.formula @jacobian indices [i] (%x: !kop.array<["i"], tensor<2xf32>>) -> (m: !kop.array<["i"], tensor<2x2xf32>>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<2xf32>> -> tensor<2xf32>
  %s = arith.mulf %x_i, %x_i : tensor<2xf32>
  %m = kop.jacobian %s by %x_i : tensor<2xf32>, tensor<2xf32> -> tensor<2x2xf32>
  kop.output %m : tensor<2x2xf32>
}
