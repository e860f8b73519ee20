// RUN: kop-opt %s -kop-simplify | FileCheck %s

// Factors are grouped by what they depend on: one multiplication of pairs is
// left of three. Two exponentials that nobody else uses are one.

// CHECK-LABEL: kop.formula @group 
// CHECK: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[J:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[K_I_J:.*]] = kop.read %k[%[[I]], %[[J]] : i32, i32] : !kop.array<["i", "j"], f32> -> f32
// CHECK-NEXT: %[[A_I:.*]] = kop.read %a[%[[I]] : i32] : !kop.array<["i"], f32> -> f32
// CHECK-NEXT: %[[C_0:.*]] = kop.read %c[] : !kop.array<[], f32> -> f32
// CHECK-NEXT: %[[V0:.*]] = arith.mulf %[[A_I]], %[[C_0]] : f32
// CHECK-NEXT: %[[V1:.*]] = arith.mulf %[[V0]], %[[A_I]] : f32
// CHECK-NEXT: %[[V2:.*]] = arith.mulf %[[K_I_J]], %[[V1]] : f32
// CHECK-NEXT: kop.output %[[V2]] : f32

kop.formula @group indices [i, j] (%k: !kop.array<["i", "j"], f32>, %a: !kop.array<["i"], f32>, %c: !kop.array<[], f32>) -> (o0: !kop.array<["i", "j"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %k_ = kop.read %k[%i, %j : i32, i32] : !kop.array<["i", "j"], f32> -> f32
  %a_ = kop.read %a[%i : i32] : !kop.array<["i"], f32> -> f32
  %c_ = kop.read %c[] : !kop.array<[], f32> -> f32
  %p = arith.mulf %k_, %a_ : f32
  %q = arith.mulf %p, %c_ : f32
  %r = arith.mulf %q, %a_ : f32
  kop.output %r : f32
}

// CHECK-LABEL: kop.formula @vector 
// CHECK: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[J:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[K_I_J:.*]] = kop.read %k[%[[I]], %[[J]] : i32, i32] : !kop.array<["i", "j"], f32> -> f32
// CHECK-NEXT: %[[A_I:.*]] = kop.read %a[%[[I]] : i32] : !kop.array<["i"], f32> -> f32
// CHECK-NEXT: %[[V_J:.*]] = kop.read %v[%[[J]] : i32] : !kop.array<["j"], tensor<2xf32>> -> tensor<2xf32>
// CHECK-NEXT: %[[V0:.*]] = arith.mulf %[[K_I_J]], %[[A_I]] : f32
// CHECK-NEXT: %[[V1:.*]] = kop.broadcast %[[V0]] : f32 to tensor<2xf32>
// CHECK-NEXT: %[[V2:.*]] = arith.mulf %[[V1]], %[[V_J]] : tensor<2xf32>
// CHECK-NEXT: kop.output %[[V2]] : tensor<2xf32>

kop.formula @vector indices [i, j] (%k: !kop.array<["i", "j"], f32>, %a: !kop.array<["i"], f32>, %v: !kop.array<["j"], tensor<2xf32>>) -> (o0: !kop.array<["i", "j"], tensor<2xf32>>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %k_ = kop.read %k[%i, %j : i32, i32] : !kop.array<["i", "j"], f32> -> f32
  %a_ = kop.read %a[%i : i32] : !kop.array<["i"], f32> -> f32
  %v_ = kop.read %v[%j : i32] : !kop.array<["j"], tensor<2xf32>> -> tensor<2xf32>
  %s = kop.broadcast %k_ : f32 to tensor<2xf32>
  %p = arith.mulf %s, %v_ : tensor<2xf32>
  %t = kop.broadcast %a_ : f32 to tensor<2xf32>
  %q = arith.mulf %p, %t : tensor<2xf32>
  kop.output %q : tensor<2xf32>
}

// CHECK-LABEL: kop.formula @exponentials 
// CHECK: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[J:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[K_I_J:.*]] = kop.read %k[%[[I]], %[[J]] : i32, i32] : !kop.array<["i", "j"], f32> -> f32
// CHECK-NEXT: %[[X_I:.*]] = kop.read %x[%[[I]] : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
// CHECK-NEXT: %[[Y_J:.*]] = kop.read %y[%[[J]] : i32] : !kop.array<["j"], tensor<3xf32>> -> tensor<3xf32>
// CHECK-NEXT: %[[V0:.*]] = kop.dot %[[X_I]], %[[Y_J]] : tensor<3xf32> -> f32
// CHECK-NEXT: %[[V1:.*]] = arith.addf %[[K_I_J]], %[[V0]] : f32
// CHECK-NEXT: %[[V2:.*]] = math.exp %[[V1]] : f32
// CHECK-NEXT: kop.output %[[V2]] : f32

kop.formula @exponentials indices [i, j] (%k: !kop.array<["i", "j"], f32>, %x: !kop.array<["i"], tensor<3xf32>>, %y: !kop.array<["j"], tensor<3xf32>>) -> (o0: !kop.array<["i", "j"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %k_ = kop.read %k[%i, %j : i32, i32] : !kop.array<["i", "j"], f32> -> f32
  %x_ = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %y_ = kop.read %y[%j : i32] : !kop.array<["j"], tensor<3xf32>> -> tensor<3xf32>
  %d = kop.dot %x_, %y_ : tensor<3xf32> -> f32
  %e = math.exp %k_ : f32
  %f = math.exp %d : f32
  %p = arith.mulf %e, %f : f32
  kop.output %p : f32
}
