// RUN: kop-opt %s -kop-simplify | FileCheck %s

// The sign is not known; the factor varies with the row; the difference of the
// points is computed anyway; the distance is used elsewhere; f64 keeps base e;
// a difference of a row and a column may cancel.

// CHECK-LABEL: kop.formula @sign 
// CHECK: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[J:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[X_I:.*]] = kop.read %x[%[[I]] : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
// CHECK-NEXT: %[[Y_J:.*]] = kop.read %y[%[[J]] : i32] : !kop.array<["j"], tensor<3xf32>> -> tensor<3xf32>
// CHECK-NEXT: %[[C_0:.*]] = kop.read %c[] : !kop.array<[], f32> -> f32
// CHECK-NEXT: %[[V0:.*]] = kop.sqdist %[[X_I]], %[[Y_J]] : tensor<3xf32> -> f32
// CHECK-NEXT: %[[V1:.*]] = arith.mulf %[[V0]], %[[C_0]] : f32
// CHECK-NEXT: kop.output %[[V1]] : f32

kop.formula @sign indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %y: !kop.array<["j"], tensor<3xf32>>, %c: !kop.array<[], f32>) -> (o0: !kop.array<["i", "j"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %x_ = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %y_ = kop.read %y[%j : i32] : !kop.array<["j"], tensor<3xf32>> -> tensor<3xf32>
  %c_ = kop.read %c[] : !kop.array<[], f32> -> f32
  %d = kop.sqdist %x_, %y_ : tensor<3xf32> -> f32
  %q = arith.mulf %d, %c_ : f32
  kop.output %q : f32
}

// CHECK-LABEL: kop.formula @row 
// CHECK: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[J:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[X_I:.*]] = kop.read %x[%[[I]] : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
// CHECK-NEXT: %[[Y_J:.*]] = kop.read %y[%[[J]] : i32] : !kop.array<["j"], tensor<3xf32>> -> tensor<3xf32>
// CHECK-NEXT: %[[A_I:.*]] = kop.read %a[%[[I]] : i32] : !kop.array<["i"], f32> -> f32
// CHECK-NEXT: %[[V0:.*]] = kop.sqdist %[[X_I]], %[[Y_J]] : tensor<3xf32> -> f32
// CHECK-NEXT: %[[V1:.*]] = arith.mulf %[[A_I]], %[[A_I]] : f32
// CHECK-NEXT: %[[V2:.*]] = arith.mulf %[[V0]], %[[V1]] : f32
// CHECK-NEXT: kop.output %[[V2]] : f32

kop.formula @row indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %y: !kop.array<["j"], tensor<3xf32>>, %a: !kop.array<["i"], f32>) -> (o0: !kop.array<["i", "j"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %x_ = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %y_ = kop.read %y[%j : i32] : !kop.array<["j"], tensor<3xf32>> -> tensor<3xf32>
  %a_ = kop.read %a[%i : i32] : !kop.array<["i"], f32> -> f32
  %d = kop.sqdist %x_, %y_ : tensor<3xf32> -> f32
  %s = arith.mulf %a_, %a_ : f32
  %q = arith.mulf %d, %s : f32
  kop.output %q : f32
}

// CHECK-LABEL: kop.formula @difference 
// CHECK: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[J:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[X_I:.*]] = kop.read %x[%[[I]] : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
// CHECK-NEXT: %[[Y_J:.*]] = kop.read %y[%[[J]] : i32] : !kop.array<["j"], tensor<3xf32>> -> tensor<3xf32>
// CHECK-NEXT: %[[C_0:.*]] = kop.read %c[] : !kop.array<[], f32> -> f32
// CHECK-NEXT: %[[V0:.*]] = kop.sqdist %[[X_I]], %[[Y_J]] : tensor<3xf32> -> f32
// CHECK-NEXT: %[[V1:.*]] = arith.mulf %[[C_0]], %[[C_0]] : f32
// CHECK-NEXT: %[[V2:.*]] = arith.mulf %[[V0]], %[[V1]] : f32
// CHECK-NEXT: %[[V3:.*]] = arith.subf %[[X_I]], %[[Y_J]] : tensor<3xf32>
// CHECK-NEXT: kop.output %[[V2]], %[[V3]] : f32, tensor<3xf32>

kop.formula @difference indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %y: !kop.array<["j"], tensor<3xf32>>, %c: !kop.array<[], f32>) -> (o0: !kop.array<["i", "j"], f32>, o1: !kop.array<["i", "j"], tensor<3xf32>>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %x_ = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %y_ = kop.read %y[%j : i32] : !kop.array<["j"], tensor<3xf32>> -> tensor<3xf32>
  %c_ = kop.read %c[] : !kop.array<[], f32> -> f32
  %d = kop.sqdist %x_, %y_ : tensor<3xf32> -> f32
  %s = arith.mulf %c_, %c_ : f32
  %q = arith.mulf %d, %s : f32
  %e = arith.subf %x_, %y_ : tensor<3xf32>
  kop.output %q, %e : f32, tensor<3xf32>
}

// CHECK-LABEL: kop.formula @shared 
// CHECK: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[J:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[X_I:.*]] = kop.read %x[%[[I]] : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
// CHECK-NEXT: %[[Y_J:.*]] = kop.read %y[%[[J]] : i32] : !kop.array<["j"], tensor<3xf32>> -> tensor<3xf32>
// CHECK-NEXT: %[[C_0:.*]] = kop.read %c[] : !kop.array<[], f32> -> f32
// CHECK-NEXT: %[[V0:.*]] = kop.sqdist %[[X_I]], %[[Y_J]] : tensor<3xf32> -> f32
// CHECK-NEXT: %[[V1:.*]] = arith.mulf %[[C_0]], %[[C_0]] : f32
// CHECK-NEXT: %[[V2:.*]] = arith.mulf %[[V0]], %[[V1]] : f32
// CHECK-NEXT: kop.output %[[V2]], %[[V0]] : f32, f32

kop.formula @shared indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %y: !kop.array<["j"], tensor<3xf32>>, %c: !kop.array<[], f32>) -> (o0: !kop.array<["i", "j"], f32>, o1: !kop.array<["i", "j"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %x_ = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %y_ = kop.read %y[%j : i32] : !kop.array<["j"], tensor<3xf32>> -> tensor<3xf32>
  %c_ = kop.read %c[] : !kop.array<[], f32> -> f32
  %d = kop.sqdist %x_, %y_ : tensor<3xf32> -> f32
  %s = arith.mulf %c_, %c_ : f32
  %q = arith.mulf %d, %s : f32
  kop.output %q, %d : f32, f32
}

// CHECK-LABEL: kop.formula @double 
// CHECK: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[J:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[W_I:.*]] = kop.read %w[%[[I]] : i32] : !kop.array<["i"], tensor<3xf64>> -> tensor<3xf64>
// CHECK-NEXT: %[[Z_J:.*]] = kop.read %z[%[[J]] : i32] : !kop.array<["j"], tensor<3xf64>> -> tensor<3xf64>
// CHECK-NEXT: %[[V0:.*]] = kop.sqdist %[[W_I]], %[[Z_J]] : tensor<3xf64> -> f64
// CHECK-NEXT: %[[V1:.*]] = arith.negf %[[V0]] : f64
// CHECK-NEXT: %[[V2:.*]] = math.exp %[[V1]] : f64
// CHECK-NEXT: kop.output %[[V2]] : f64

kop.formula @double indices [i, j] (%w: !kop.array<["i"], tensor<3xf64>>, %z: !kop.array<["j"], tensor<3xf64>>) -> (o0: !kop.array<["i", "j"], f64>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %w_ = kop.read %w[%i : i32] : !kop.array<["i"], tensor<3xf64>> -> tensor<3xf64>
  %z_ = kop.read %z[%j : i32] : !kop.array<["j"], tensor<3xf64>> -> tensor<3xf64>
  %d = kop.sqdist %w_, %z_ : tensor<3xf64> -> f64
  %n = arith.negf %d : f64
  %k = math.exp %n : f64
  kop.output %k : f64
}

// CHECK-LABEL: kop.formula @cancels 
// CHECK: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[J:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[A_I:.*]] = kop.read %a[%[[I]] : i32] : !kop.array<["i"], f32> -> f32
// CHECK-NEXT: %[[B_J:.*]] = kop.read %b[%[[J]] : i32] : !kop.array<["j"], f32> -> f32
// CHECK-NEXT: %[[C_0:.*]] = kop.read %c[] : !kop.array<[], f32> -> f32
// CHECK-NEXT: %[[V0:.*]] = arith.subf %[[A_I]], %[[B_J]] : f32
// CHECK-NEXT: %[[V1:.*]] = arith.mulf %[[V0]], %[[C_0]] : f32
// CHECK-NEXT: kop.output %[[V1]] : f32

kop.formula @cancels indices [i, j] (%a: !kop.array<["i"], f32>, %b: !kop.array<["j"], f32>, %c: !kop.array<[], f32>) -> (o0: !kop.array<["i", "j"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %a_ = kop.read %a[%i : i32] : !kop.array<["i"], f32> -> f32
  %b_ = kop.read %b[%j : i32] : !kop.array<["j"], f32> -> f32
  %c_ = kop.read %c[] : !kop.array<[], f32> -> f32
  %d = arith.subf %a_, %b_ : f32
  %q = arith.mulf %d, %c_ : f32
  kop.output %q : f32
}
