// RUN: kop-opt %s -kop-simplify | FileCheck %s

// The derivative of (1 + t) e, e = exp(-t): e - (1 + t) e = -t e.

// CHECK-LABEL: kop.formula @derivative
// CHECK: %[[T:.*]] = kop.read %t
// CHECK: %[[E:.*]] = math.exp
// CHECK-NOT: arith.addf
// CHECK-NOT: math.fma
// CHECK: %[[P:.*]] = arith.mulf %{{.*}}, %[[E]] : f32
// CHECK-NEXT: kop.output %[[P]]
kop.formula @derivative indices [i, j] (%t: !kop.array<["i", "j"], f32>) -> (o0: !kop.array<["i", "j"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %t_ = kop.read %t[%i, %j : i32, i32] : !kop.array<["i", "j"], f32> -> f32
  %one = arith.constant 1.0 : f32
  %n = arith.negf %t_ : f32
  %e = math.exp %n : f32
  %u = arith.addf %t_, %one : f32
  %v = arith.mulf %u, %e : f32
  %w = arith.subf %e, %v : f32
  kop.output %w : f32
}

// A square of a difference would cancel less exactly, and has no like terms.

// CHECK-LABEL: kop.formula @square
// CHECK: %[[D:.*]] = arith.subf
// CHECK-NEXT: %[[S:.*]] = math.fma %[[D]], %[[D]]
// CHECK-NEXT: kop.output %[[S]]
kop.formula @square indices [i, j] (%a: !kop.array<["i", "j"], f32>, %b: !kop.array<["i"], f32>) -> (o0: !kop.array<["i", "j"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %a_ = kop.read %a[%i, %j : i32, i32] : !kop.array<["i", "j"], f32> -> f32
  %b_ = kop.read %b[%i : i32] : !kop.array<["i"], f32> -> f32
  %d = arith.subf %a_, %b_ : f32
  %s = arith.mulf %d, %d : f32
  %r = arith.addf %s, %b_ : f32
  kop.output %r : f32
}

// The gradient of a function of a norm: r times its reciprocal is 1 but at 0,
// where the difference of the points is 0.

// CHECK-LABEL: kop.formula @norm
// CHECK-NOT: math.rsqrt
// CHECK-NOT: arith.select
// CHECK: %[[G:.*]] = arith.subf
// CHECK: arith.mulf
// CHECK-NEXT: kop.output
kop.formula @norm indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %y: !kop.array<["j"], tensor<3xf32>>) -> (o0: !kop.array<["i", "j"], tensor<3xf32>>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %x_ = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %y_ = kop.read %y[%j : i32] : !kop.array<["j"], tensor<3xf32>> -> tensor<3xf32>
  %s = kop.sqdist %x_, %y_ : tensor<3xf32> -> f32
  %zero = arith.constant 0.0 : f32
  %c = arith.cmpf oeq, %s, %zero : f32
  %inverse = math.rsqrt %s : f32
  %k = arith.select %c, %zero, %inverse : f32
  %r = math.sqrt %s : f32
  %e = math.exp %s : f32
  %p = arith.mulf %r, %e : f32
  %q = arith.mulf %k, %p : f32
  %b = kop.broadcast %q : f32 to tensor<3xf32>
  %d = arith.subf %x_, %y_ : tensor<3xf32>
  %g = arith.mulf %b, %d : tensor<3xf32>
  kop.output %g : tensor<3xf32>
}
