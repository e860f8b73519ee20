// RUN: kop-opt %s -pass-pipeline='builtin.module(kop.formula(kop-differentiate))' | FileCheck %s

// A minimum hands its cotangent to the term that it takes: the term is computed
// anew at its index, without a pass over the pairs. Columns sum what reaches
// them, by that index; where nothing was taken (-1), there is nothing.

// CHECK-LABEL: kop.formula @min 
// CHECK: %[[V0:.*]] = kop.sqdist %x_i, %y_j : tensor<3xf32> -> f32
// CHECK: %[[V1:.*]] = kop.reduce argmin over ["j"](%[[V0]] : f32) -> i32
// CHECK: %[[V2:.*]] = kop.read %y[%[[V1]] : i32] : !kop.array<["j"], tensor<3xf32>> -> tensor<3xf32>
// CHECK: %[[V3:.*]] = arith.constant 0 : i32
// CHECK: %[[V4:.*]] = arith.cmpi sge, %[[V1]], %[[V3]] : i32
// CHECK: %[[V7:.*]] = arith.subf %x_i, %[[V2]] : tensor<3xf32>
// CHECK: %[[V5:.*]] = arith.constant 2.000000e+00 : f32
// CHECK: %[[V6:.*]] = arith.mulf %[[V5]], %ct_i : f32
// CHECK: %[[V8:.*]] = kop.broadcast %[[V6]] : f32 to tensor<3xf32>
// CHECK: %[[V9:.*]] = arith.mulf %[[V8]], %[[V7]] : tensor<3xf32>
// CHECK: %[[V10:.*]] = kop.broadcast %[[V4]] : i1 to tensor<3xi1>
// CHECK: %[[V11:.*]] = arith.constant dense<0.000000e+00> : tensor<3xf32>
// CHECK: %[[V12:.*]] = arith.select %[[V10]], %[[V9]], %[[V11]] : tensor<3xi1>, tensor<3xf32>
// CHECK: %[[V13:.*]] = arith.negf %[[V9]] : tensor<3xf32>
// CHECK: %[[V14:.*]] = arith.cmpi eq, %[[V1]], %j : i32
// CHECK: %[[V15:.*]] = arith.andi %[[V4]], %[[V14]] : i1
// CHECK: %[[V16:.*]] = kop.reduce sum over ["i"](%[[V13]] : tensor<3xf32>) where %[[V15]] -> tensor<3xf32>
// CHECK: kop.output %[[V12]], %[[V16]] : tensor<3xf32>, tensor<3xf32>

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

// CHECK-LABEL: kop.formula @kmin 
// CHECK: %[[V0:.*]] = arith.mulf %x_i, %y_j : f32
// CHECK: %[[V1:.*]]:2 = kop.reduce kmin over ["j"](%[[V0]] : f32) k = 2 -> tensor<2xf32>, tensor<2xi32>
// CHECK: %[[V2:.*]] = kop.component %[[V1]]#1 [0] : tensor<2xi32> -> i32
// CHECK: %[[V3:.*]] = kop.component %ct_i [0] : tensor<2xf32> -> f32
// CHECK: %[[V4:.*]] = kop.read %y[%[[V2]] : i32] : !kop.array<["j"], f32> -> f32
// CHECK: %[[V5:.*]] = arith.constant 0 : i32
// CHECK: %[[V6:.*]] = arith.cmpi sge, %[[V2]], %[[V5]] : i32
// CHECK: %[[V7:.*]] = arith.mulf %[[V4]], %[[V3]] : f32
// CHECK: %[[V8:.*]] = kop.component %[[V1]]#1 [1] : tensor<2xi32> -> i32
// CHECK: %[[V9:.*]] = kop.component %ct_i [1] : tensor<2xf32> -> f32
// CHECK: %[[V10:.*]] = kop.read %y[%[[V8]] : i32] : !kop.array<["j"], f32> -> f32
// CHECK: %[[V11:.*]] = arith.cmpi sge, %[[V8]], %[[V5]] : i32
// CHECK: %[[V12:.*]] = arith.mulf %[[V10]], %[[V9]] : f32
// CHECK: %[[V13:.*]] = arith.constant 0.000000e+00 : f32
// CHECK: %[[V14:.*]] = arith.select %[[V6]], %[[V7]], %[[V13]] : f32
// CHECK: %[[V15:.*]] = arith.select %[[V11]], %[[V12]], %[[V13]] : f32
// CHECK: %[[V16:.*]] = arith.addf %[[V14]], %[[V15]] : f32
// CHECK: kop.output %[[V16]] : f32

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

// CHECK-LABEL: kop.formula @nearest 
// CHECK: %[[V0:.*]] = arith.constant 0.000000e+00 : f32
// CHECK: kop.output %[[V0]] : f32

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
