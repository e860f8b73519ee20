// RUN: kop-opt %s -kop-simplify | FileCheck %s

// A divisor that varies less than the dividend is inverted outside. Numbers:
// halves exactly, thirds of pairs in f32 only. One division serves all components
// of a vector.

// CHECK-LABEL: kop.formula @parameter 
// CHECK: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[J:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[K_I_J:.*]] = kop.read %k[%[[I]], %[[J]] : i32, i32] : !kop.array<["i", "j"], f32> -> f32
// CHECK-NEXT: %[[C_0:.*]] = kop.read %c[] : !kop.array<[], f32> -> f32
// CHECK-NEXT: %[[CST:.*]] = arith.constant 1.000000e+00 : f32
// CHECK-NEXT: %[[V0:.*]] = arith.divf %[[CST]], %[[C_0]] : f32
// CHECK-NEXT: %[[V1:.*]] = arith.mulf %[[K_I_J]], %[[V0]] : f32
// CHECK-NEXT: kop.output %[[V1]] : f32

kop.formula @parameter indices [i, j] (%k: !kop.array<["i", "j"], f32>, %c: !kop.array<[], f32>) -> (o0: !kop.array<["i", "j"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %k_ = kop.read %k[%i, %j : i32, i32] : !kop.array<["i", "j"], f32> -> f32
  %c_ = kop.read %c[] : !kop.array<[], f32> -> f32
  %q = arith.divf %k_, %c_ : f32
  kop.output %q : f32
}

// CHECK-LABEL: kop.formula @row 
// CHECK: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[J:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[U_I_J:.*]] = kop.read %u[%[[I]], %[[J]] : i32, i32] : !kop.array<["i", "j"], tensor<2xf32>> -> tensor<2xf32>
// CHECK-NEXT: %[[A_I:.*]] = kop.read %a[%[[I]] : i32] : !kop.array<["i"], f32> -> f32
// CHECK-NEXT: %[[CST:.*]] = arith.constant 1.000000e+00 : f32
// CHECK-NEXT: %[[V0:.*]] = arith.divf %[[CST]], %[[A_I]] : f32
// CHECK-NEXT: %[[V1:.*]] = kop.broadcast %[[V0]] : f32 to tensor<2xf32>
// CHECK-NEXT: %[[V2:.*]] = arith.mulf %[[U_I_J]], %[[V1]] : tensor<2xf32>
// CHECK-NEXT: kop.output %[[V2]] : tensor<2xf32>

kop.formula @row indices [i, j] (%u: !kop.array<["i", "j"], tensor<2xf32>>, %a: !kop.array<["i"], f32>) -> (o0: !kop.array<["i", "j"], tensor<2xf32>>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %u_ = kop.read %u[%i, %j : i32, i32] : !kop.array<["i", "j"], tensor<2xf32>> -> tensor<2xf32>
  %a_ = kop.read %a[%i : i32] : !kop.array<["i"], f32> -> f32
  %p = kop.broadcast %a_ : f32 to tensor<2xf32>
  %q = arith.divf %u_, %p : tensor<2xf32>
  kop.output %q : tensor<2xf32>
}

// CHECK-LABEL: kop.formula @numbers 
// CHECK: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[J:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[K_I_J:.*]] = kop.read %k[%[[I]], %[[J]] : i32, i32] : !kop.array<["i", "j"], f32> -> f32
// CHECK-NEXT: %[[A_I:.*]] = kop.read %a[%[[I]] : i32] : !kop.array<["i"], f32> -> f32
// CHECK-NEXT: %[[CST:.*]] = arith.constant 3.000000e+00 : f32
// CHECK-NEXT: %[[CST_0:.*]] = arith.constant 2.500000e-01 : f32
// CHECK-NEXT: %[[V0:.*]] = arith.mulf %[[A_I]], %[[CST_0]] : f32
// CHECK-NEXT: %[[V1:.*]] = arith.divf %[[A_I]], %[[CST]] : f32
// CHECK-NEXT: %[[CST_1:.*]] = arith.constant 0.333333343 : f32
// CHECK-NEXT: %[[V2:.*]] = arith.mulf %[[K_I_J]], %[[CST_1]] : f32
// CHECK-NEXT: kop.output %[[V0]], %[[V1]], %[[V2]] : f32, f32, f32

kop.formula @numbers indices [i, j] (%k: !kop.array<["i", "j"], f32>, %a: !kop.array<["i"], f32>) -> (o0: !kop.array<["i"], f32>, o1: !kop.array<["i"], f32>, o2: !kop.array<["i", "j"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %k_ = kop.read %k[%i, %j : i32, i32] : !kop.array<["i", "j"], f32> -> f32
  %a_ = kop.read %a[%i : i32] : !kop.array<["i"], f32> -> f32
  %four = arith.constant 4.0 : f32
  %three = arith.constant 3.0 : f32
  %p = arith.divf %a_, %four : f32
  %q = arith.divf %a_, %three : f32
  %r = arith.divf %k_, %three : f32
  kop.output %p, %q, %r : f32, f32, f32
}

// CHECK-LABEL: kop.formula @vector 
// CHECK: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[J:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[K_I_J:.*]] = kop.read %k[%[[I]], %[[J]] : i32, i32] : !kop.array<["i", "j"], f32> -> f32
// CHECK-NEXT: %[[V_J:.*]] = kop.read %v[%[[J]] : i32] : !kop.array<["j"], tensor<2xf32>> -> tensor<2xf32>
// CHECK-NEXT: %[[CST:.*]] = arith.constant 1.000000e+00 : f32
// CHECK-NEXT: %[[V0:.*]] = arith.divf %[[CST]], %[[K_I_J]] : f32
// CHECK-NEXT: %[[V1:.*]] = kop.broadcast %[[V0]] : f32 to tensor<2xf32>
// CHECK-NEXT: %[[V2:.*]] = arith.mulf %[[V_J]], %[[V1]] : tensor<2xf32>
// CHECK-NEXT: kop.output %[[V2]] : tensor<2xf32>

kop.formula @vector indices [i, j] (%k: !kop.array<["i", "j"], f32>, %v: !kop.array<["j"], tensor<2xf32>>) -> (o0: !kop.array<["i", "j"], tensor<2xf32>>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %k_ = kop.read %k[%i, %j : i32, i32] : !kop.array<["i", "j"], f32> -> f32
  %v_ = kop.read %v[%j : i32] : !kop.array<["j"], tensor<2xf32>> -> tensor<2xf32>
  %b = kop.broadcast %k_ : f32 to tensor<2xf32>
  %q = arith.divf %v_, %b : tensor<2xf32>
  kop.output %q : tensor<2xf32>
}
