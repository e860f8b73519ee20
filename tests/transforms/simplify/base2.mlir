// RUN: kop-opt %s -kop-simplify | FileCheck %s

// Scores in base 2: the result of a log-sum-exp is scaled back, a softmax has
// none to scale. All reductions of one score change together.

// CHECK-LABEL: kop.formula @scores 
// CHECK: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[J:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[X_I:.*]] = kop.read %x[%[[I]] : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
// CHECK-NEXT: %[[Y_J:.*]] = kop.read %y[%[[J]] : i32] : !kop.array<["j"], tensor<3xf32>> -> tensor<3xf32>
// CHECK-NEXT: %[[B_J:.*]] = kop.read %b[%[[J]] : i32] : !kop.array<["j"], f32> -> f32
// CHECK-NEXT: %[[V_J:.*]] = kop.read %v[%[[J]] : i32] : !kop.array<["j"], tensor<2xf32>> -> tensor<2xf32>
// CHECK-NEXT: %[[CST:.*]] = arith.constant 1.44269502 : f32
// CHECK-NEXT: %[[CST_0:.*]] = arith.constant dense<1.2011224> : tensor<3xf32>
// CHECK-NEXT: %[[V0:.*]] = arith.mulf %[[X_I]], %[[CST_0]] : tensor<3xf32>
// CHECK-NEXT: %[[V1:.*]] = arith.mulf %[[Y_J]], %[[CST_0]] : tensor<3xf32>
// CHECK-NEXT: %[[V2:.*]] = kop.sqdist %[[V0]], %[[V1]] : tensor<3xf32> -> f32
// CHECK-NEXT: %[[V3:.*]] = arith.mulf %[[B_J]], %[[CST]] : f32
// CHECK-NEXT: %[[V4:.*]] = arith.subf %[[V3]], %[[V2]] : f32
// CHECK-NEXT: %[[V5:.*]] = kop.reduce logsumexp over ["j"](%[[V4]] : f32) base2 -> f32
// CHECK-NEXT: %[[CST_1:.*]] = arith.constant 0.693147182 : f32
// CHECK-NEXT: %[[V6:.*]] = arith.mulf %[[V5]], %[[CST_1]] : f32
// CHECK-NEXT: %[[V7:.*]] = kop.reduce softmax over ["j"](%[[V4]], %[[V_J]] : f32, tensor<2xf32>) base2 -> tensor<2xf32>
// CHECK-NEXT: kop.output %[[V6]], %[[V7]] : f32, tensor<2xf32>

kop.formula @scores indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %y: !kop.array<["j"], tensor<3xf32>>, %b: !kop.array<["j"], f32>, %v: !kop.array<["j"], tensor<2xf32>>) -> (o0: !kop.array<["i"], f32>, o1: !kop.array<["i"], tensor<2xf32>>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %x_ = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %y_ = kop.read %y[%j : i32] : !kop.array<["j"], tensor<3xf32>> -> tensor<3xf32>
  %b_ = kop.read %b[%j : i32] : !kop.array<["j"], f32> -> f32
  %v_ = kop.read %v[%j : i32] : !kop.array<["j"], tensor<2xf32>> -> tensor<2xf32>
  %d = kop.sqdist %x_, %y_ : tensor<3xf32> -> f32
  %s = arith.subf %b_, %d : f32
  %l = kop.reduce logsumexp over ["j"] (%s : f32) -> f32
  %m = kop.reduce softmax over ["j"] (%s, %v_ : f32, tensor<2xf32>) -> tensor<2xf32>
  kop.output %l, %m : f32, tensor<2xf32>
}

// CHECK-LABEL: kop.formula @declined 
// CHECK: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[J:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[K_I_J:.*]] = kop.read %k[%[[I]], %[[J]] : i32, i32] : !kop.array<["i", "j"], f32> -> f32
// CHECK-NEXT: %[[V0:.*]] = kop.reduce logsumexp over ["j"](%[[K_I_J]] : f32) -> f32
// CHECK-NEXT: kop.output %[[V0]] : f32

kop.formula @declined indices [i, j] (%k: !kop.array<["i", "j"], f32>) -> (o0: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %k_ = kop.read %k[%i, %j : i32, i32] : !kop.array<["i", "j"], f32> -> f32
  %l = kop.reduce logsumexp over ["j"] (%k_ : f32) -> f32
  kop.output %l : f32
}
