// RUN: kop-opt %s -kop-simplify | FileCheck %s

// Signs move to factors that are computed outside, or out of products and
// reductions, and vanish in sums and differences.

// CHECK-LABEL: kop.formula @to_row 
// CHECK: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[J:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[A_I:.*]] = kop.read %a[%[[I]] : i32] : !kop.array<["i"], f32> -> f32
// CHECK-NEXT: %[[K_I_J:.*]] = kop.read %k[%[[I]], %[[J]] : i32, i32] : !kop.array<["i", "j"], f32> -> f32
// CHECK-NEXT: %[[V0:.*]] = arith.negf %[[A_I]] : f32
// CHECK-NEXT: %[[V1:.*]] = arith.mulf %[[K_I_J]], %[[V0]] : f32
// CHECK-NEXT: kop.output %[[V1]] : f32

kop.formula @to_row indices [i, j] (%a: !kop.array<["i"], f32>, %k: !kop.array<["i", "j"], f32>) -> (o0: !kop.array<["i", "j"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %a_ = kop.read %a[%i : i32] : !kop.array<["i"], f32> -> f32
  %k_ = kop.read %k[%i, %j : i32, i32] : !kop.array<["i", "j"], f32> -> f32
  %n = arith.negf %k_ : f32
  %p = arith.mulf %n, %a_ : f32
  kop.output %p : f32
}

// CHECK-LABEL: kop.formula @out 
// CHECK: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[J:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[K_I_J:.*]] = kop.read %k[%[[I]], %[[J]] : i32, i32] : !kop.array<["i", "j"], f32> -> f32
// CHECK-NEXT: %[[V0:.*]] = arith.mulf %[[K_I_J]], %[[K_I_J]] : f32
// CHECK-NEXT: %[[V1:.*]] = kop.reduce sum over ["j"](%[[V0]] : f32) -> f32
// CHECK-NEXT: %[[V2:.*]] = arith.negf %[[V1]] : f32
// CHECK-NEXT: kop.output %[[V2]] : f32

kop.formula @out indices [i, j] (%k: !kop.array<["i", "j"], f32>) -> (o0: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %k_ = kop.read %k[%i, %j : i32, i32] : !kop.array<["i", "j"], f32> -> f32
  %n = arith.negf %k_ : f32
  %p = arith.mulf %n, %k_ : f32
  %s = kop.reduce sum over ["j"] (%p : f32) -> f32
  kop.output %s : f32
}

// CHECK-LABEL: kop.formula @sums 
// CHECK: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[J:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[A_I:.*]] = kop.read %a[%[[I]] : i32] : !kop.array<["i"], f32> -> f32
// CHECK-NEXT: %[[K_I_J:.*]] = kop.read %k[%[[I]], %[[J]] : i32, i32] : !kop.array<["i", "j"], f32> -> f32
// CHECK-NEXT: %[[V0:.*]] = arith.subf %[[A_I]], %[[K_I_J]] : f32
// CHECK-NEXT: %[[V1:.*]] = arith.addf %[[K_I_J]], %[[A_I]] : f32
// CHECK-NEXT: kop.output %[[V0]], %[[V1]], %[[V0]] : f32, f32, f32

kop.formula @sums indices [i, j] (%a: !kop.array<["i"], f32>, %k: !kop.array<["i", "j"], f32>) -> (o0: !kop.array<["i", "j"], f32>, o1: !kop.array<["i", "j"], f32>, o2: !kop.array<["i", "j"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %a_ = kop.read %a[%i : i32] : !kop.array<["i"], f32> -> f32
  %k_ = kop.read %k[%i, %j : i32, i32] : !kop.array<["i", "j"], f32> -> f32
  %n = arith.negf %k_ : f32
  %s = arith.addf %n, %a_ : f32
  %m = arith.negf %a_ : f32
  %d = arith.subf %k_, %m : f32
  %e = arith.subf %k_, %a_ : f32
  %f = arith.negf %e : f32
  kop.output %s, %d, %f : f32, f32, f32
}
