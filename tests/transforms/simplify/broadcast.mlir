// RUN: kop-opt %s -kop-simplify | FileCheck %s

// Operations on broadcast values are done once, on the scalars.

// CHECK-LABEL: kop.formula @push 
// CHECK: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[C_0:.*]] = kop.read %c[] : !kop.array<[], f32> -> f32
// CHECK-NEXT: %[[A_I:.*]] = kop.read %a[%[[I]] : i32] : !kop.array<["i"], f32> -> f32
// CHECK-NEXT: %[[CST:.*]] = arith.constant 2.000000e+00 : f32
// CHECK-NEXT: %[[V0:.*]] = math.fma %[[C_0]], %[[A_I]], %[[CST]] : f32
// CHECK-NEXT: %[[V1:.*]] = kop.broadcast %[[V0]] : f32 to tensor<2xf32>
// CHECK-NEXT: kop.output %[[V1]] : tensor<2xf32>

kop.formula @push indices [i, j] (%c: !kop.array<[], f32>, %a: !kop.array<["i"], f32>) -> (o0: !kop.array<["i"], tensor<2xf32>>) index i32 {
  %i = kop.index "i" : i32
  %c_ = kop.read %c[] : !kop.array<[], f32> -> f32
  %a_ = kop.read %a[%i : i32] : !kop.array<["i"], f32> -> f32
  %p = kop.broadcast %c_ : f32 to tensor<2xf32>
  %q = kop.broadcast %a_ : f32 to tensor<2xf32>
  %two = arith.constant dense<2.0> : tensor<2xf32>
  %r = arith.mulf %p, %q : tensor<2xf32>
  %s = arith.addf %r, %two : tensor<2xf32>
  kop.output %s : tensor<2xf32>
}

// CHECK-LABEL: kop.formula @reduce 
// CHECK: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[J:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[K_I_J:.*]] = kop.read %k[%[[I]], %[[J]] : i32, i32] : !kop.array<["i", "j"], f32> -> f32
// CHECK-NEXT: %[[V0:.*]] = kop.reduce max over ["j"](%[[K_I_J]] : f32) -> f32
// CHECK-NEXT: %[[V1:.*]] = kop.broadcast %[[V0]] : f32 to tensor<2xf32>
// CHECK-NEXT: kop.output %[[V1]] : tensor<2xf32>

kop.formula @reduce indices [i, j] (%k: !kop.array<["i", "j"], f32>) -> (o0: !kop.array<["i"], tensor<2xf32>>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %k_ = kop.read %k[%i, %j : i32, i32] : !kop.array<["i", "j"], f32> -> f32
  %p = kop.broadcast %k_ : f32 to tensor<2xf32>
  %r = kop.reduce max over ["j"] (%p : tensor<2xf32>) -> tensor<2xf32>
  kop.output %r : tensor<2xf32>
}
