// RUN: kop-opt %s -kop-simplify=precise | FileCheck %s

// Only rules that keep every value act with --math=precise.

// CHECK-LABEL: kop.formula @precise 
// CHECK: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[J:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[K_I_J:.*]] = kop.read %k[%[[I]], %[[J]] : i32, i32] : !kop.array<["i", "j"], f32> -> f32
// CHECK-NEXT: %[[C_0:.*]] = kop.read %c[] : !kop.array<[], f32> -> f32
// CHECK-NEXT: %[[A_I:.*]] = kop.read %a[%[[I]] : i32] : !kop.array<["i"], f32> -> f32
// CHECK-NEXT: %[[V0:.*]] = arith.divf %[[K_I_J]], %[[C_0]] : f32
// CHECK-NEXT: %[[V1:.*]] = math.exp %[[V0]] : f32
// CHECK-NEXT: %[[V2:.*]] = arith.mulf %[[V1]], %[[A_I]] : f32
// CHECK-NEXT: %[[V3:.*]] = kop.reduce sum over ["j"](%[[V2]] : f32) -> f32
// CHECK-NEXT: %[[V4:.*]] = arith.addf %[[V2]], %[[C_0]] : f32
// CHECK-NEXT: %[[V5:.*]] = arith.mulf %[[V4]], %[[V4]] : f32
// CHECK-NEXT: %[[V6:.*]] = kop.broadcast %[[V5]] : f32 to tensor<2xf32>
// CHECK-NEXT: kop.output %[[V3]], %[[V6]] : f32, tensor<2xf32>

kop.formula @precise indices [i, j] (%k: !kop.array<["i", "j"], f32>, %c: !kop.array<[], f32>, %a: !kop.array<["i"], f32>) -> (o0: !kop.array<["i"], f32>, o1: !kop.array<["i", "j"], tensor<2xf32>>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %k_ = kop.read %k[%i, %j : i32, i32] : !kop.array<["i", "j"], f32> -> f32
  %c_ = kop.read %c[] : !kop.array<[], f32> -> f32
  %a_ = kop.read %a[%i : i32] : !kop.array<["i"], f32> -> f32
  %q = arith.divf %k_, %c_ : f32
  %e = math.exp %q : f32
  %p = arith.mulf %e, %a_ : f32
  %s = kop.reduce sum over ["j"] (%p : f32) -> f32
  %t = arith.addf %p, %c_ : f32
  %b = kop.broadcast %t : f32 to tensor<2xf32>
  %f = arith.mulf %b, %b : tensor<2xf32>
  kop.output %s, %f : f32, tensor<2xf32>
}
