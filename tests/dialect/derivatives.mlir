// RUN: kop-opt %s | kop-opt | FileCheck %s

// Every form of a derivative is printed as it is read.

// CHECK-LABEL: kop.formula @forms 
kop.formula @forms indices [i, j] (%x: !kop.array<["i"], tensor<2xf32>>, %y: !kop.array<["j"], tensor<2xf32>>, %tx: !kop.array<["i"], tensor<2xf32>>, %ct: !kop.array<["i"], f32>) -> (a: !kop.array<["i"], tensor<2xf32>>, b: !kop.array<["i"], tensor<2xf32>>, c: !kop.array<["i"], f32>, d: !kop.array<["i"], f32>, e: !kop.array<["i"], tensor<2x2xf32>>, f: !kop.array<["i"], f32>, g: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<2xf32>> -> tensor<2xf32>
  %y_j = kop.read %y[%j : i32] : !kop.array<["j"], tensor<2xf32>> -> tensor<2xf32>
  %tx_i = kop.read %tx[%i : i32] : !kop.array<["i"], tensor<2xf32>> -> tensor<2xf32>
  %ct_i = kop.read %ct[%i : i32] : !kop.array<["i"], f32> -> f32
  %one = arith.constant 1.0 : f32
  %p = kop.dot %x_i, %y_j : tensor<2xf32> -> f32
  %s = kop.reduce sum over ["j"](%p : f32) -> f32
  %q = kop.dot %x_i, %x_i : tensor<2xf32> -> f32
  // CHECK: kop.vjp(%[[S:.*]] : f32) cotangents(%ct_i : f32) by %x fixed [] : !kop.array<["i"], tensor<2xf32>> -> tensor<2xf32>
  %a = kop.vjp (%s : f32) cotangents (%ct_i : f32) by %x fixed [] : !kop.array<["i"], tensor<2xf32>> -> tensor<2xf32>
  // CHECK: kop.vjp(%[[Q:.*]] : f32) cotangents(%{{.*}} : f32) by %x_i fixed ["i"] : tensor<2xf32> -> tensor<2xf32>
  %b = kop.vjp (%q : f32) cotangents (%one : f32) by %x_i fixed ["i"] : tensor<2xf32> -> tensor<2xf32>
  // CHECK: kop.jvp %[[S]] by(%x : !kop.array<["i"], tensor<2xf32>>) tangents(%tx : !kop.array<["i"], tensor<2xf32>>) : f32 -> f32
  %c = kop.jvp %s by (%x : !kop.array<["i"], tensor<2xf32>>) tangents (%tx : !kop.array<["i"], tensor<2xf32>>) : f32 -> f32
  // CHECK: kop.jvp %[[Q]] by(%x_i : tensor<2xf32>) tangents(%tx_i : tensor<2xf32>) : f32 -> f32
  %d = kop.jvp %q by (%x_i : tensor<2xf32>) tangents (%tx_i : tensor<2xf32>) : f32 -> f32
  // CHECK: kop.jacobian %x_i by %x_i : tensor<2xf32>, tensor<2xf32> -> tensor<2x2xf32>
  %e = kop.jacobian %x_i by %x_i : tensor<2xf32>, tensor<2xf32> -> tensor<2x2xf32>
  // CHECK: kop.divergence %x_i by %x_i : tensor<2xf32>, tensor<2xf32> -> f32
  %f = kop.divergence %x_i by %x_i : tensor<2xf32>, tensor<2xf32> -> f32
  // CHECK: kop.laplacian %[[Q]] by %x_i : f32, tensor<2xf32> -> f32
  %g = kop.laplacian %q by %x_i : f32, tensor<2xf32> -> f32
  kop.output %a, %b, %c, %d, %e, %f, %g : tensor<2xf32>, tensor<2xf32>, f32, f32, tensor<2x2xf32>, f32, f32
}

// What a formula has computed before, for one of two values.

// CHECK-LABEL: kop.formula @given 
kop.formula @given indices [i] (%x: !kop.array<["i"], f32>, %before: !kop.array<["i"], f32>) -> (g: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], f32> -> f32
  %before_i = kop.read %before[%i : i32] : !kop.array<["i"], f32> -> f32
  %e = math.exp %x_i : f32
  %s = math.sin %x_i : f32
  // CHECK: kop.vjp(%{{.*}}, %{{.*}} : f32, f32) cotangents(%x_i, %x_i : f32, f32) given(%before_i : f32) at [0] by %x fixed [] : !kop.array<["i"], f32> -> f32
  %g = kop.vjp (%e, %s : f32, f32) cotangents (%x_i, %x_i : f32, f32) given (%before_i : f32) at [0] by %x fixed [] : !kop.array<["i"], f32> -> f32
  kop.output %g : f32
}

// Bounds.

// CHECK-LABEL: kop.formula @bounds 
kop.formula @bounds indices [i] (%x: !kop.array<["i"], f64>, %end: !kop.array<["i"], f64>) -> (lower: !kop.array<["i"], f64>, upper: !kop.array<["i"], f64>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], f64> -> f64
  %s = math.sin %x_i : f64
  // CHECK: %{{.*}}, %{{.*}} = kop.bounds %{{.*}} by(%x : !kop.array<["i"], f64>) to(%end : !kop.array<["i"], f64>) : f64
  %lower, %upper = kop.bounds %s by (%x : !kop.array<["i"], f64>) to (%end : !kop.array<["i"], f64>) : f64
  kop.output %lower, %upper : f64, f64
}
