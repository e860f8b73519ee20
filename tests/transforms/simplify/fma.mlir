// RUN: kop-opt %s -kop-simplify | FileCheck %s

// Sums of products are fused unless the product is computed outside or used
// elsewhere; a sign goes to the factor that is computed outside.

// CHECK-LABEL: kop.formula @fuse 
// CHECK: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[J:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[K_I_J:.*]] = kop.read %k[%[[I]], %[[J]] : i32, i32] : !kop.array<["i", "j"], f32> -> f32
// CHECK-NEXT: %[[A_I:.*]] = kop.read %a[%[[I]] : i32] : !kop.array<["i"], f32> -> f32
// CHECK-NEXT: %[[B_J:.*]] = kop.read %b[%[[J]] : i32] : !kop.array<["j"], f32> -> f32
// CHECK-NEXT: %[[V0:.*]] = math.fma %[[K_I_J]], %[[A_I]], %[[B_J]] : f32
// CHECK-NEXT: %[[V1:.*]] = arith.negf %[[B_J]] : f32
// CHECK-NEXT: %[[V2:.*]] = math.fma %[[V1]], %[[K_I_J]], %[[A_I]] : f32
// CHECK-NEXT: kop.output %[[V0]], %[[V2]] : f32, f32

kop.formula @fuse indices [i, j] (%k: !kop.array<["i", "j"], f32>, %a: !kop.array<["i"], f32>, %b: !kop.array<["j"], f32>) -> (o0: !kop.array<["i", "j"], f32>, o1: !kop.array<["i", "j"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %k_ = kop.read %k[%i, %j : i32, i32] : !kop.array<["i", "j"], f32> -> f32
  %a_ = kop.read %a[%i : i32] : !kop.array<["i"], f32> -> f32
  %b_ = kop.read %b[%j : i32] : !kop.array<["j"], f32> -> f32
  %p = arith.mulf %k_, %a_ : f32
  %s = arith.addf %p, %b_ : f32
  %t = arith.mulf %k_, %b_ : f32
  %d = arith.subf %a_, %t : f32
  kop.output %s, %d : f32, f32
}

// CHECK-LABEL: kop.formula @not_fused 
// CHECK: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[J:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[K_I_J:.*]] = kop.read %k[%[[I]], %[[J]] : i32, i32] : !kop.array<["i", "j"], f32> -> f32
// CHECK-NEXT: %[[A_I:.*]] = kop.read %a[%[[I]] : i32] : !kop.array<["i"], f32> -> f32
// CHECK-NEXT: %[[C_0:.*]] = kop.read %c[] : !kop.array<[], f32> -> f32
// CHECK-NEXT: %[[V0:.*]] = arith.mulf %[[C_0]], %[[A_I]] : f32
// CHECK-NEXT: %[[V1:.*]] = arith.addf %[[V0]], %[[K_I_J]] : f32
// CHECK-NEXT: %[[V2:.*]] = arith.mulf %[[K_I_J]], %[[A_I]] : f32
// CHECK-NEXT: %[[V3:.*]] = arith.addf %[[V2]], %[[C_0]] : f32
// CHECK-NEXT: kop.output %[[V1]], %[[V3]], %[[V2]] : f32, f32, f32

kop.formula @not_fused indices [i, j] (%k: !kop.array<["i", "j"], f32>, %a: !kop.array<["i"], f32>, %c: !kop.array<[], f32>) -> (o0: !kop.array<["i", "j"], f32>, o1: !kop.array<["i", "j"], f32>, o2: !kop.array<["i", "j"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %k_ = kop.read %k[%i, %j : i32, i32] : !kop.array<["i", "j"], f32> -> f32
  %a_ = kop.read %a[%i : i32] : !kop.array<["i"], f32> -> f32
  %c_ = kop.read %c[] : !kop.array<[], f32> -> f32
  %p = arith.mulf %c_, %a_ : f32
  %s = arith.addf %p, %k_ : f32
  %q = arith.mulf %k_, %a_ : f32
  %t = arith.addf %q, %c_ : f32
  kop.output %s, %t, %q : f32, f32, f32
}
