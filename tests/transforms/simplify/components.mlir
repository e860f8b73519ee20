// RUN: kop-opt %s -kop-simplify | FileCheck %s

// Sums of components: products are a dot, squares of differences a sqdist,
// equal ones a product; factors leave.

// CHECK-LABEL: kop.formula @dot 
// CHECK: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[J:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[X_I:.*]] = kop.read %x[%[[I]] : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
// CHECK-NEXT: %[[Y_J:.*]] = kop.read %y[%[[J]] : i32] : !kop.array<["j"], tensor<3xf32>> -> tensor<3xf32>
// CHECK-NEXT: %[[V0:.*]] = kop.dot %[[X_I]], %[[Y_J]] : tensor<3xf32> -> f32
// CHECK-NEXT: kop.output %[[V0]] : f32

kop.formula @dot indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %y: !kop.array<["j"], tensor<3xf32>>) -> (o0: !kop.array<["i", "j"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %x_ = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %y_ = kop.read %y[%j : i32] : !kop.array<["j"], tensor<3xf32>> -> tensor<3xf32>
  %p = arith.mulf %x_, %y_ : tensor<3xf32>
  %s = kop.components sum %p : tensor<3xf32> -> f32
  kop.output %s : f32
}

// CHECK-LABEL: kop.formula @sqdist 
// CHECK: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[J:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[X_I:.*]] = kop.read %x[%[[I]] : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
// CHECK-NEXT: %[[Y_J:.*]] = kop.read %y[%[[J]] : i32] : !kop.array<["j"], tensor<3xf32>> -> tensor<3xf32>
// CHECK-NEXT: %[[V0:.*]] = kop.sqdist %[[X_I]], %[[Y_J]] : tensor<3xf32> -> f32
// CHECK-NEXT: kop.output %[[V0]] : f32

kop.formula @sqdist indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %y: !kop.array<["j"], tensor<3xf32>>) -> (o0: !kop.array<["i", "j"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %x_ = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %y_ = kop.read %y[%j : i32] : !kop.array<["j"], tensor<3xf32>> -> tensor<3xf32>
  %d = arith.subf %x_, %y_ : tensor<3xf32>
  %p = arith.mulf %d, %d : tensor<3xf32>
  %s = kop.components sum %p : tensor<3xf32> -> f32
  kop.output %s : f32
}

// CHECK-LABEL: kop.formula @equal 
// CHECK: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[A_I:.*]] = kop.read %a[%[[I]] : i32] : !kop.array<["i"], f32> -> f32
// CHECK-NEXT: %[[CST:.*]] = arith.constant 3.000000e+00 : f32
// CHECK-NEXT: %[[V0:.*]] = arith.mulf %[[A_I]], %[[CST]] : f32
// CHECK-NEXT: kop.output %[[V0]] : f32

kop.formula @equal indices [i, j] (%a: !kop.array<["i"], f32>) -> (o0: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %a_ = kop.read %a[%i : i32] : !kop.array<["i"], f32> -> f32
  %p = kop.broadcast %a_ : f32 to tensor<3xf32>
  %s = kop.components sum %p : tensor<3xf32> -> f32
  kop.output %s : f32
}

// CHECK-LABEL: kop.formula @factor 
// CHECK: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[J:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[A_I:.*]] = kop.read %a[%[[I]] : i32] : !kop.array<["i"], f32> -> f32
// CHECK-NEXT: %[[Y_J:.*]] = kop.read %y[%[[J]] : i32] : !kop.array<["j"], tensor<3xf32>> -> tensor<3xf32>
// CHECK-NEXT: %[[V0:.*]] = kop.components sum %[[Y_J]] : tensor<3xf32> -> f32
// CHECK-NEXT: %[[V1:.*]] = arith.mulf %[[V0]], %[[A_I]] : f32
// CHECK-NEXT: kop.output %[[V1]] : f32

kop.formula @factor indices [i, j] (%a: !kop.array<["i"], f32>, %y: !kop.array<["j"], tensor<3xf32>>) -> (o0: !kop.array<["i", "j"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %a_ = kop.read %a[%i : i32] : !kop.array<["i"], f32> -> f32
  %y_ = kop.read %y[%j : i32] : !kop.array<["j"], tensor<3xf32>> -> tensor<3xf32>
  %p = kop.broadcast %a_ : f32 to tensor<3xf32>
  %s = kop.dot %y_, %p : tensor<3xf32> -> f32
  kop.output %s : f32
}

// CHECK-LABEL: kop.formula @einsum 
// CHECK: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[J:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[X_I:.*]] = kop.read %x[%[[I]] : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
// CHECK-NEXT: %[[Y_J:.*]] = kop.read %y[%[[J]] : i32] : !kop.array<["j"], tensor<3xf32>> -> tensor<3xf32>
// CHECK-NEXT: %[[V0:.*]] = kop.dot %[[X_I]], %[[Y_J]] : tensor<3xf32> -> f32
// CHECK-NEXT: kop.output %[[V0]] : f32

kop.formula @einsum indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %y: !kop.array<["j"], tensor<3xf32>>) -> (o0: !kop.array<["i", "j"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %x_ = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %y_ = kop.read %y[%j : i32] : !kop.array<["j"], tensor<3xf32>> -> tensor<3xf32>
  %s = kop.einsum "a,a->" %x_, %y_ : (tensor<3xf32>, tensor<3xf32>) -> f32
  kop.output %s : f32
}
