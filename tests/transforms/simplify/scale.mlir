// RUN: kop-opt %s -kop-simplify | FileCheck %s

// A factor of known sign sinks into the coordinates of a distance, with log2(e)
// where the exponential follows.

// CHECK-LABEL: kop.formula @gaussian 
// CHECK: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[J:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[X_I:.*]] = kop.read %x[%[[I]] : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
// CHECK-NEXT: %[[Y_J:.*]] = kop.read %y[%[[J]] : i32] : !kop.array<["j"], tensor<3xf32>> -> tensor<3xf32>
// CHECK-NEXT: %[[C_0:.*]] = kop.read %c[] : !kop.array<[], f32> -> f32
// CHECK-NEXT: %[[V0:.*]] = arith.mulf %[[C_0]], %[[C_0]] : f32
// CHECK-NEXT: %[[CST:.*]] = arith.constant 1.000000e+00 : f32
// CHECK-NEXT: %[[V1:.*]] = arith.divf %[[CST]], %[[V0]] : f32
// CHECK-NEXT: %[[V2:.*]] = math.sqrt %[[V1]] : f32
// CHECK-NEXT: %[[CST_1:.*]] = arith.constant 1.2011224 : f32
// CHECK-NEXT: %[[V3:.*]] = arith.mulf %[[V2]], %[[CST_1]] : f32
// CHECK-NEXT: %[[V4:.*]] = kop.broadcast %[[V3]] : f32 to tensor<3xf32>
// CHECK-NEXT: %[[V5:.*]] = arith.mulf %[[X_I]], %[[V4]] : tensor<3xf32>
// CHECK-NEXT: %[[V6:.*]] = arith.mulf %[[Y_J]], %[[V4]] : tensor<3xf32>
// CHECK-NEXT: %[[V7:.*]] = kop.sqdist %[[V5]], %[[V6]] : tensor<3xf32> -> f32
// CHECK-NEXT: %[[V8:.*]] = arith.negf %[[V7]] : f32
// CHECK-NEXT: %[[V9:.*]] = math.exp2 %[[V8]] : f32
// CHECK-NEXT: %[[V10:.*]] = kop.reduce sum over ["j"](%[[V9]] : f32) -> f32
// CHECK-NEXT: kop.output %[[V10]] : f32

kop.formula @gaussian indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %y: !kop.array<["j"], tensor<3xf32>>, %c: !kop.array<[], f32>) -> (o0: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %x_ = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %y_ = kop.read %y[%j : i32] : !kop.array<["j"], tensor<3xf32>> -> tensor<3xf32>
  %c_ = kop.read %c[] : !kop.array<[], f32> -> f32
  %d = kop.sqdist %x_, %y_ : tensor<3xf32> -> f32
  %s = arith.mulf %c_, %c_ : f32
  %n = arith.negf %d : f32
  %q = arith.divf %n, %s : f32
  %k = math.exp %q : f32
  %r = kop.reduce sum over ["j"] (%k : f32) -> f32
  kop.output %r : f32
}

// CHECK-LABEL: kop.formula @laplacian 
// CHECK: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[J:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[X_I:.*]] = kop.read %x[%[[I]] : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
// CHECK-NEXT: %[[Y_J:.*]] = kop.read %y[%[[J]] : i32] : !kop.array<["j"], tensor<3xf32>> -> tensor<3xf32>
// CHECK-NEXT: %[[C_0:.*]] = kop.read %c[] : !kop.array<[], f32> -> f32
// CHECK-NEXT: %[[V0:.*]] = math.absf %[[C_0]] : f32
// CHECK-NEXT: %[[V1:.*]] = kop.broadcast %[[V0]] : f32 to tensor<3xf32>
// CHECK-NEXT: %[[V2:.*]] = arith.mulf %[[X_I]], %[[V1]] : tensor<3xf32>
// CHECK-NEXT: %[[V3:.*]] = arith.mulf %[[Y_J]], %[[V1]] : tensor<3xf32>
// CHECK-NEXT: %[[V4:.*]] = kop.sqdist %[[V2]], %[[V3]] : tensor<3xf32> -> f32
// CHECK-NEXT: %[[V5:.*]] = math.sqrt %[[V4]] : f32
// CHECK-NEXT: kop.output %[[V5]] : f32

kop.formula @laplacian indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %y: !kop.array<["j"], tensor<3xf32>>, %c: !kop.array<[], f32>) -> (o0: !kop.array<["i", "j"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %x_ = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %y_ = kop.read %y[%j : i32] : !kop.array<["j"], tensor<3xf32>> -> tensor<3xf32>
  %c_ = kop.read %c[] : !kop.array<[], f32> -> f32
  %d = kop.sqdist %x_, %y_ : tensor<3xf32> -> f32
  %m = math.sqrt %d : f32
  %s = math.absf %c_ : f32
  %q = arith.mulf %m, %s : f32
  kop.output %q : f32
}

// CHECK-LABEL: kop.formula @angle 
// CHECK: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[J:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[X_I:.*]] = kop.read %x[%[[I]] : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
// CHECK-NEXT: %[[Y_J:.*]] = kop.read %y[%[[J]] : i32] : !kop.array<["j"], tensor<3xf32>> -> tensor<3xf32>
// CHECK-NEXT: %[[A_I:.*]] = kop.read %a[%[[I]] : i32] : !kop.array<["i"], f32> -> f32
// CHECK-NEXT: %[[CST:.*]] = arith.constant 1.44269502 : f32
// CHECK-NEXT: %[[V0:.*]] = arith.mulf %[[A_I]], %[[CST]] : f32
// CHECK-NEXT: %[[V1:.*]] = kop.broadcast %[[V0]] : f32 to tensor<3xf32>
// CHECK-NEXT: %[[V2:.*]] = arith.mulf %[[X_I]], %[[V1]] : tensor<3xf32>
// CHECK-NEXT: %[[V3:.*]] = kop.dot %[[V2]], %[[Y_J]] : tensor<3xf32> -> f32
// CHECK-NEXT: %[[V4:.*]] = math.exp2 %[[V3]] : f32
// CHECK-NEXT: kop.output %[[V4]] : f32

kop.formula @angle indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %y: !kop.array<["j"], tensor<3xf32>>, %a: !kop.array<["i"], f32>) -> (o0: !kop.array<["i", "j"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %x_ = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %y_ = kop.read %y[%j : i32] : !kop.array<["j"], tensor<3xf32>> -> tensor<3xf32>
  %a_ = kop.read %a[%i : i32] : !kop.array<["i"], f32> -> f32
  %d = kop.dot %x_, %y_ : tensor<3xf32> -> f32
  %q = arith.mulf %d, %a_ : f32
  %k = math.exp %q : f32
  kop.output %k : f32
}

// CHECK-LABEL: kop.formula @terms 
// CHECK: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[J:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[A_I:.*]] = kop.read %a[%[[I]] : i32] : !kop.array<["i"], f32> -> f32
// CHECK-NEXT: %[[B_J:.*]] = kop.read %b[%[[J]] : i32] : !kop.array<["j"], f32> -> f32
// CHECK-NEXT: %[[C_0:.*]] = kop.read %c[] : !kop.array<[], f32> -> f32
// CHECK-NEXT: %[[K_I_J:.*]] = kop.read %k[%[[I]], %[[J]] : i32, i32] : !kop.array<["i", "j"], f32> -> f32
// CHECK-NEXT: %[[V0:.*]] = arith.mulf %[[B_J]], %[[C_0]] : f32
// CHECK-NEXT: %[[V1:.*]] = arith.mulf %[[A_I]], %[[C_0]] : f32
// CHECK-NEXT: %[[V2:.*]] = arith.negf %[[V0]] : f32
// CHECK-NEXT: %[[V3:.*]] = math.fma %[[V1]], %[[K_I_J]], %[[V2]] : f32
// CHECK-NEXT: kop.output %[[V3]] : f32

kop.formula @terms indices [i, j] (%a: !kop.array<["i"], f32>, %b: !kop.array<["j"], f32>, %k: !kop.array<["i", "j"], f32>, %c: !kop.array<[], f32>) -> (o0: !kop.array<["i", "j"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %a_ = kop.read %a[%i : i32] : !kop.array<["i"], f32> -> f32
  %b_ = kop.read %b[%j : i32] : !kop.array<["j"], f32> -> f32
  %c_ = kop.read %c[] : !kop.array<[], f32> -> f32
  %k_ = kop.read %k[%i, %j : i32, i32] : !kop.array<["i", "j"], f32> -> f32
  %p = arith.mulf %k_, %a_ : f32
  %d = arith.subf %p, %b_ : f32
  %q = arith.mulf %d, %c_ : f32
  kop.output %q : f32
}
