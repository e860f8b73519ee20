// RUN: kop-opt %s -kop-simplify | FileCheck %s

// Factors leave sums and softmaxes, terms leave log-sum-exps.

// CHECK-LABEL: kop.formula @factors 
// CHECK: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[J:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[K_I_J:.*]] = kop.read %k[%[[I]], %[[J]] : i32, i32] : !kop.array<["i", "j"], f32> -> f32
// CHECK-NEXT: %[[A_I:.*]] = kop.read %a[%[[I]] : i32] : !kop.array<["i"], f32> -> f32
// CHECK-NEXT: %[[B_J:.*]] = kop.read %b[%[[J]] : i32] : !kop.array<["j"], f32> -> f32
// CHECK-NEXT: %[[V0:.*]] = arith.mulf %[[K_I_J]], %[[B_J]] : f32
// CHECK-NEXT: %[[V1:.*]] = kop.reduce sum over ["j"](%[[V0]] : f32) -> f32
// CHECK-NEXT: %[[V2:.*]] = arith.mulf %[[V1]], %[[A_I]] : f32
// CHECK-NEXT: %[[V3:.*]] = kop.reduce softmax over ["j"](%[[K_I_J]], %[[K_I_J]] : f32, f32) -> f32
// CHECK-NEXT: %[[V4:.*]] = arith.mulf %[[V3]], %[[A_I]] : f32
// CHECK-NEXT: kop.output %[[V2]], %[[V4]] : f32, f32

kop.formula @factors indices [i, j] (%k: !kop.array<["i", "j"], f32>, %a: !kop.array<["i"], f32>, %b: !kop.array<["j"], f32>) -> (o0: !kop.array<["i"], f32>, o1: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %k_ = kop.read %k[%i, %j : i32, i32] : !kop.array<["i", "j"], f32> -> f32
  %a_ = kop.read %a[%i : i32] : !kop.array<["i"], f32> -> f32
  %b_ = kop.read %b[%j : i32] : !kop.array<["j"], f32> -> f32
  %p = arith.mulf %k_, %a_ : f32
  %q = arith.mulf %p, %b_ : f32
  %s = kop.reduce sum over ["j"] (%q : f32) -> f32
  %t = kop.reduce softmax over ["j"] (%k_, %p : f32, f32) -> f32
  kop.output %s, %t : f32, f32
}

// CHECK-LABEL: kop.formula @kept 
// CHECK: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[J:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[K_I_J:.*]] = kop.read %k[%[[I]], %[[J]] : i32, i32] : !kop.array<["i", "j"], f32> -> f32
// CHECK-NEXT: %[[A_I:.*]] = kop.read %a[%[[I]] : i32] : !kop.array<["i"], f32> -> f32
// CHECK-NEXT: %[[V0:.*]] = arith.mulf %[[K_I_J]], %[[A_I]] : f32
// CHECK-NEXT: %[[V1:.*]] = kop.reduce sum over ["j"](%[[V0]] : f32) -> f32
// CHECK-NEXT: %[[V2:.*]] = kop.reduce max over ["j"](%[[V0]] : f32) -> f32
// CHECK-NEXT: kop.output %[[V1]], %[[V2]] : f32, f32

kop.formula @kept indices [i, j] (%k: !kop.array<["i", "j"], f32>, %a: !kop.array<["i"], f32>) -> (o0: !kop.array<["i"], f32>, o1: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %k_ = kop.read %k[%i, %j : i32, i32] : !kop.array<["i", "j"], f32> -> f32
  %a_ = kop.read %a[%i : i32] : !kop.array<["i"], f32> -> f32
  %p = arith.mulf %k_, %a_ : f32
  %s = kop.reduce sum over ["j"] (%p : f32) -> f32
  %m = kop.reduce max over ["j"] (%p : f32) -> f32
  kop.output %s, %m : f32, f32
}

// CHECK-LABEL: kop.formula @terms 
// CHECK: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[J:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[K_I_J:.*]] = kop.read %k[%[[I]], %[[J]] : i32, i32] : !kop.array<["i", "j"], f32> -> f32
// CHECK-NEXT: %[[A_I:.*]] = kop.read %a[%[[I]] : i32] : !kop.array<["i"], f32> -> f32
// CHECK-NEXT: %[[B_J:.*]] = kop.read %b[%[[J]] : i32] : !kop.array<["j"], f32> -> f32
// CHECK-NEXT: %[[V0:.*]] = arith.subf %[[B_J]], %[[K_I_J]] : f32
// CHECK-NEXT: %[[V1:.*]] = kop.reduce logsumexp over ["j"](%[[V0]] : f32) -> f32
// CHECK-NEXT: %[[V2:.*]] = arith.addf %[[V1]], %[[A_I]] : f32
// CHECK-NEXT: kop.output %[[V2]] : f32

kop.formula @terms indices [i, j] (%k: !kop.array<["i", "j"], f32>, %a: !kop.array<["i"], f32>, %b: !kop.array<["j"], f32>) -> (o0: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %k_ = kop.read %k[%i, %j : i32, i32] : !kop.array<["i", "j"], f32> -> f32
  %a_ = kop.read %a[%i : i32] : !kop.array<["i"], f32> -> f32
  %b_ = kop.read %b[%j : i32] : !kop.array<["j"], f32> -> f32
  %p = arith.addf %a_, %b_ : f32
  %q = arith.subf %p, %k_ : f32
  %s = kop.reduce logsumexp over ["j"] (%q : f32) -> f32
  kop.output %s : f32
}

// CHECK-LABEL: kop.formula @through 
// CHECK: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[J:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[K_I_J:.*]] = kop.read %k[%[[I]], %[[J]] : i32, i32] : !kop.array<["i", "j"], f32> -> f32
// CHECK-NEXT: %[[A_I:.*]] = kop.read %a[%[[I]] : i32] : !kop.array<["i"], f32> -> f32
// CHECK-NEXT: %[[V_J:.*]] = kop.read %v[%[[J]] : i32] : !kop.array<["j"], tensor<2xf32>> -> tensor<2xf32>
// CHECK-NEXT: %[[V0:.*]] = kop.broadcast %[[K_I_J]] : f32 to tensor<2xf32>
// CHECK-NEXT: %[[V1:.*]] = arith.mulf %[[V0]], %[[V_J]] : tensor<2xf32>
// CHECK-NEXT: %[[V2:.*]] = kop.reduce sum over ["j"](%[[V1]] : tensor<2xf32>) -> tensor<2xf32>
// CHECK-NEXT: %[[V3:.*]] = kop.broadcast %[[A_I]] : f32 to tensor<2xf32>
// CHECK-NEXT: %[[V4:.*]] = arith.mulf %[[V2]], %[[V3]] : tensor<2xf32>
// CHECK-NEXT: kop.output %[[V4]] : tensor<2xf32>

kop.formula @through indices [i, j] (%k: !kop.array<["i", "j"], f32>, %a: !kop.array<["i"], f32>, %v: !kop.array<["j"], tensor<2xf32>>) -> (o0: !kop.array<["i"], tensor<2xf32>>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %k_ = kop.read %k[%i, %j : i32, i32] : !kop.array<["i", "j"], f32> -> f32
  %a_ = kop.read %a[%i : i32] : !kop.array<["i"], f32> -> f32
  %v_ = kop.read %v[%j : i32] : !kop.array<["j"], tensor<2xf32>> -> tensor<2xf32>
  %p = arith.mulf %k_, %a_ : f32
  %b = kop.broadcast %p : f32 to tensor<2xf32>
  %q = arith.mulf %b, %v_ : tensor<2xf32>
  %s = kop.reduce sum over ["j"] (%q : tensor<2xf32>) -> tensor<2xf32>
  kop.output %s : tensor<2xf32>
}

// What is left of a term per pair must be per pair, since a call may say which
// pairs there are; an index of constant extent is no matter of ranges.

// CHECK-LABEL: kop.formula @separable 
// CHECK: %[[AB:.*]] = arith.mulf %[[A:.*]], %[[B:.*]] : f32
// CHECK-NEXT: kop.reduce sum over ["j"](%[[AB]] : f32) -> f32
// CHECK-NEXT: %[[SCORE:.*]] = arith.addf %[[A]], %[[B]] : f32
// CHECK-NEXT: kop.reduce logsumexp over ["j"](%[[SCORE]] : f32) -> f32
// CHECK: kop.reduce sum over ["k"](%[[C:.*]] : f32) -> f32
// CHECK-NEXT: arith.mulf %{{.*}}, %[[A]] : f32

kop.formula @separable indices [i, j, k = 3] (%a: !kop.array<["i"], f32>, %b: !kop.array<["j"], f32>, %c: !kop.array<["k"], f32>) -> (o0: !kop.array<["i"], f32>, o1: !kop.array<["i"], f32>, o2: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %k = kop.index "k" : i32
  %a_ = kop.read %a[%i : i32] : !kop.array<["i"], f32> -> f32
  %b_ = kop.read %b[%j : i32] : !kop.array<["j"], f32> -> f32
  %c_ = kop.read %c[%k : i32] : !kop.array<["k"], f32> -> f32
  %p = arith.mulf %a_, %b_ : f32
  %s = kop.reduce sum over ["j"] (%p : f32) -> f32
  %q = arith.addf %a_, %b_ : f32
  %t = kop.reduce logsumexp over ["j"] (%q : f32) -> f32
  %r = arith.mulf %a_, %c_ : f32
  %u = kop.reduce sum over ["k"] (%r : f32) -> f32
  kop.output %s, %t, %u : f32, f32, f32
}
