// RUN: kop-opt %s -pass-pipeline='builtin.module(kop.formula(kop-differentiate,kop-simplify))' | FileCheck %s

// The Laplacian of |x|^2 in 1000 dimensions: twice the dimension, and no loop
// over it.

// CHECK-LABEL: kop.formula @square 
// CHECK: %[[V0:.*]] = arith.constant 2.000000e+03 : f32
// CHECK: kop.output %[[V0]] : f32

kop.formula @square indices [i] (%x: !kop.array<["i"], tensor<1000xf32>>) -> (l: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<1000xf32>> -> tensor<1000xf32>
  %s = kop.dot %x_i, %x_i : tensor<1000xf32> -> f32
  %l = kop.laplacian %s by %x_i : f32, tensor<1000xf32> -> f32
  kop.output %l : f32
}

// Of a Gaussian of pairs: one exponential, one distance; the identity matrix
// that a Jacobian would have is nowhere.

// CHECK-LABEL: kop.formula @gaussian 
// CHECK: %[[V0:.*]] = kop.sqdist %x_i, %y_j : tensor<1000xf32> -> f32
// CHECK: %[[V1:.*]] = arith.negf %[[V0]] : f32
// CHECK: %[[V2:.*]] = math.exp %[[V1]] : f32
// CHECK: %[[V5:.*]] = arith.constant -2.000000e+03 : f32
// CHECK: %[[V6:.*]] = arith.mulf %[[V2]], %[[V5]] : f32
// CHECK: %[[V3:.*]] = arith.constant 4.000000e+00 : f32
// CHECK: %[[V4:.*]] = arith.mulf %[[V2]], %[[V3]] : f32
// CHECK: %[[V7:.*]] = math.fma %[[V4]], %[[V0]], %[[V6]] : f32
// CHECK: %[[V8:.*]] = kop.reduce sum over ["j"](%[[V7]] : f32) -> f32
// CHECK: kop.output %[[V8]] : f32

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

// CHECK-LABEL: kop.formula @divergence 
// CHECK: %[[V0:.*]] = arith.constant dense<1.44269502> : tensor<3xf32>
// CHECK: %[[V1:.*]] = arith.mulf %x_i, %[[V0]] : tensor<3xf32>
// CHECK: %[[V2:.*]] = kop.dot %[[V1]], %y_j : tensor<3xf32> -> f32
// CHECK: %[[V3:.*]] = math.exp2 %[[V2]] : f32
// CHECK: %[[V4:.*]] = kop.dot %y_j, %b_j : tensor<3xf32> -> f32
// CHECK: %[[V5:.*]] = arith.mulf %[[V3]], %[[V4]] : f32
// CHECK: %[[V6:.*]] = kop.reduce sum over ["j"](%[[V5]] : f32) -> f32
// CHECK: kop.output %[[V6]] : f32

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

// CHECK-LABEL: kop.formula @jacobian 
// CHECK: %[[V0:.*]] = arith.constant dense<[2.000000e+00, 0.000000e+00]> : tensor<2xf32>
// CHECK: %[[V1:.*]] = arith.mulf %x_i, %[[V0]] : tensor<2xf32>
// CHECK: %[[V2:.*]] = arith.constant dense<[0.000000e+00, 2.000000e+00]> : tensor<2xf32>
// CHECK: %[[V3:.*]] = arith.mulf %x_i, %[[V2]] : tensor<2xf32>
// CHECK: %[[V4:.*]] = kop.concat %[[V1]], %[[V3]] : tensor<2xf32>, tensor<2xf32> -> tensor<4xf32>
// CHECK: %[[V5:.*]] = kop.reshape %[[V4]] : tensor<4xf32> to tensor<2x2xf32>
// CHECK: kop.output %[[V5]] : tensor<2x2xf32>

kop.formula @jacobian indices [i] (%x: !kop.array<["i"], tensor<2xf32>>) -> (m: !kop.array<["i"], tensor<2x2xf32>>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<2xf32>> -> tensor<2xf32>
  %s = arith.mulf %x_i, %x_i : tensor<2xf32>
  %m = kop.jacobian %s by %x_i : tensor<2xf32>, tensor<2xf32> -> tensor<2x2xf32>
  kop.output %m : tensor<2x2xf32>
}
