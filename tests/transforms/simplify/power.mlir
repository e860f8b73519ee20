// RUN: kop-opt %s -kop-simplify | FileCheck %s

// Powers with simple exponents; the square of a root of what is not negative.

// CHECK-LABEL: kop.formula @power 
// CHECK: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[J:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[K_I_J:.*]] = kop.read %k[%[[I]], %[[J]] : i32, i32] : !kop.array<["i", "j"], f32> -> f32
// CHECK-NEXT: %[[X_I:.*]] = kop.read %x[%[[I]] : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
// CHECK-NEXT: %[[Y_J:.*]] = kop.read %y[%[[J]] : i32] : !kop.array<["j"], tensor<3xf32>> -> tensor<3xf32>
// CHECK-NEXT: %[[V0:.*]] = math.sqrt %[[K_I_J]] : f32
// CHECK-NEXT: %[[V1:.*]] = arith.mulf %[[K_I_J]], %[[K_I_J]] : f32
// CHECK-NEXT: %[[V2:.*]] = kop.sqdist %[[X_I]], %[[Y_J]] : tensor<3xf32> -> f32
// CHECK-NEXT: %[[V3:.*]] = arith.mulf %[[V0]], %[[V0]] : f32
// CHECK-NEXT: kop.output %[[V0]], %[[V1]], %[[V2]], %[[V3]] : f32, f32, f32, f32

kop.formula @power indices [i, j] (%k: !kop.array<["i", "j"], f32>, %x: !kop.array<["i"], tensor<3xf32>>, %y: !kop.array<["j"], tensor<3xf32>>) -> (o0: !kop.array<["i", "j"], f32>, o1: !kop.array<["i", "j"], f32>, o2: !kop.array<["i", "j"], f32>, o3: !kop.array<["i", "j"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %k_ = kop.read %k[%i, %j : i32, i32] : !kop.array<["i", "j"], f32> -> f32
  %x_ = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %y_ = kop.read %y[%j : i32] : !kop.array<["j"], tensor<3xf32>> -> tensor<3xf32>
  %half = arith.constant 0.5 : f32
  %p = math.powf %k_, %half : f32
  %two = arith.constant 2.0 : f32
  %q = math.powf %k_, %two : f32
  %d = kop.sqdist %x_, %y_ : tensor<3xf32> -> f32
  %n = math.sqrt %d : f32
  %s = arith.mulf %n, %n : f32
  %m = math.sqrt %k_ : f32
  %t = arith.mulf %m, %m : f32
  kop.output %p, %q, %s, %t : f32, f32, f32, f32
}
