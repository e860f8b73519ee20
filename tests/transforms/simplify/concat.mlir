// RUN: kop-opt %s -kop-simplify | FileCheck %s
// RUN: kop-opt %s -kop-simplify=precise | FileCheck %s --check-prefix=PRECISE
// RUN: kop-opt %s -kop-simplify=remarks -o %t 2>&1 | FileCheck %s --check-prefix=REMARK

// The columns of a matrix that meet what depends on j alone are a product of
// their own, computed once per column; a difference stays one.

// REMARK: concat.mlir:{{.*}} remark: parts of a vector meet the matrix by what they depend on
// REMARK-NOT: parts of a vector

// PRECISE-LABEL: kop.formula @layer
// PRECISE: kop.einsum "ab,b->a"
// PRECISE-NOT: kop.slice

// CHECK-LABEL: kop.formula @layer
// CHECK: %[[X:.*]] = arith.subf
// CHECK: %[[W:.*]] = kop.einsum "ab->ba" %{{.*}} : (tensor<8x5xf32>) -> tensor<5x8xf32>
// CHECK: %[[WX:.*]] = kop.slice %[[W]][0]
// CHECK: %[[P:.*]] = kop.einsum "ba,b->a" %[[WX]], %[[X]] : (tensor<3x8xf32>, tensor<3xf32>) -> tensor<8xf32>
// CHECK: %[[WF:.*]] = kop.slice %[[W]][3]
// CHECK: %[[Q:.*]] = kop.einsum "ba,b->a" %[[WF]], %{{.*}} : (tensor<2x8xf32>, tensor<2xf32>) -> tensor<8xf32>
// CHECK: arith.addf %[[P]], %[[Q]]
kop.formula @layer indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %y: !kop.array<["j"], tensor<3xf32>>, %f: !kop.array<["j"], tensor<2xf32>>, %W: !kop.array<[], tensor<8x5xf32>>) -> (a: !kop.array<["i"], tensor<8xf32>>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %y_j = kop.read %y[%j : i32] : !kop.array<["j"], tensor<3xf32>> -> tensor<3xf32>
  %f_j = kop.read %f[%j : i32] : !kop.array<["j"], tensor<2xf32>> -> tensor<2xf32>
  %w = kop.read %W[] : !kop.array<[], tensor<8x5xf32>> -> tensor<8x5xf32>
  %d = arith.subf %y_j, %x_i : tensor<3xf32>
  %v = kop.concat %d, %f_j : tensor<3xf32>, tensor<2xf32> -> tensor<5xf32>
  %h = kop.einsum "ab,b->a" %w, %v : (tensor<8x5xf32>, tensor<5xf32>) -> tensor<8xf32>
  %a = kop.reduce max over ["j"](%h : tensor<8xf32>) -> tensor<8xf32>
  kop.output %a : tensor<8xf32>
}

// Parts that all depend on both indices stay one vector.

// CHECK-LABEL: kop.formula @pairs
// CHECK: kop.concat
// CHECK: kop.einsum "ab,b->a"
// CHECK-NOT: kop.slice
kop.formula @pairs indices [i, j] (%x: !kop.array<["i"], f32>, %y: !kop.array<["j"], f32>, %W: !kop.array<[], tensor<4x2xf32>>) -> (a: !kop.array<["i"], tensor<4xf32>>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], f32> -> f32
  %y_j = kop.read %y[%j : i32] : !kop.array<["j"], f32> -> f32
  %w = kop.read %W[] : !kop.array<[], tensor<4x2xf32>> -> tensor<4x2xf32>
  %d = arith.subf %y_j, %x_i : f32
  %e = arith.mulf %y_j, %x_i : f32
  %v = kop.concat %d, %e : f32, f32 -> tensor<2xf32>
  %h = kop.einsum "ab,b->a" %w, %v : (tensor<4x2xf32>, tensor<2xf32>) -> tensor<4xf32>
  %a = kop.reduce max over ["j"](%h : tensor<4xf32>) -> tensor<4xf32>
  kop.output %a : tensor<4xf32>
}
