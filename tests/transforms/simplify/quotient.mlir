// RUN: kop-opt %s -kop-simplify | FileCheck %s

// A divisor that is the product of a value of the row and one of the column is
// inverted outside, factor by factor.

// CHECK-LABEL: kop.formula @factors
// CHECK-DAG: %[[A:.*]] = kop.read %a
// CHECK-DAG: %[[B:.*]] = kop.read %b
// CHECK: %[[P:.*]] = arith.divf %{{.*}}, %[[A]] : f32
// CHECK-NEXT: %[[Q:.*]] = arith.mulf %{{.*}}, %[[P]] : f32
// CHECK-NEXT: %[[R:.*]] = arith.divf %{{.*}}, %[[B]] : f32
// CHECK-NEXT: %[[S:.*]] = arith.mulf %[[Q]], %[[R]] : f32
// CHECK-NEXT: kop.output %[[S]]
kop.formula @factors indices [i, j] (%k: !kop.array<["i", "j"], f32>, %a: !kop.array<["i"], f32>, %b: !kop.array<["j"], f32>) -> (o0: !kop.array<["i", "j"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %k_ = kop.read %k[%i, %j : i32, i32] : !kop.array<["i", "j"], f32> -> f32
  %a_ = kop.read %a[%i : i32] : !kop.array<["i"], f32> -> f32
  %b_ = kop.read %b[%j : i32] : !kop.array<["j"], f32> -> f32
  %p = arith.mulf %a_, %b_ : f32
  %q = arith.divf %k_, %p : f32
  kop.output %q : f32
}

// One that has a factor of pairs stays.

// CHECK-LABEL: kop.formula @pairs
// CHECK: %[[P:.*]] = arith.mulf
// CHECK-NEXT: arith.divf %{{.*}}, %[[P]] : f32
kop.formula @pairs indices [i, j] (%k: !kop.array<["i", "j"], f32>, %a: !kop.array<["i"], f32>) -> (o0: !kop.array<["i", "j"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %k_ = kop.read %k[%i, %j : i32, i32] : !kop.array<["i", "j"], f32> -> f32
  %a_ = kop.read %a[%i : i32] : !kop.array<["i"], f32> -> f32
  %p = arith.mulf %a_, %k_ : f32
  %q = arith.divf %a_, %p : f32
  kop.output %q : f32
}

// The root of such a product, where no factor is negative: two roots outside,
// and their reciprocals.

// CHECK-LABEL: kop.formula @root
// CHECK-NOT: math.sqrt
// CHECK: %[[A:.*]] = math.absf
// CHECK: %[[B:.*]] = math.absf
// CHECK-DAG: %[[C:.*]] = math.sqrt %[[A]]
// CHECK-DAG: %[[D:.*]] = math.sqrt %[[B]]
// CHECK-DAG: arith.divf %{{.*}}, %[[C]]
// CHECK-DAG: arith.divf %{{.*}}, %[[D]]
kop.formula @root indices [i, j] (%k: !kop.array<["i", "j"], f32>, %a: !kop.array<["i"], f32>, %b: !kop.array<["j"], f32>) -> (o0: !kop.array<["i", "j"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %k_ = kop.read %k[%i, %j : i32, i32] : !kop.array<["i", "j"], f32> -> f32
  %a_ = kop.read %a[%i : i32] : !kop.array<["i"], f32> -> f32
  %b_ = kop.read %b[%j : i32] : !kop.array<["j"], f32> -> f32
  %c = math.absf %a_ : f32
  %d = math.absf %b_ : f32
  %p = arith.mulf %c, %d : f32
  %s = math.sqrt %p : f32
  %q = arith.divf %k_, %s : f32
  kop.output %q : f32
}

// The root of a product of values of unknown sign stays.

// CHECK-LABEL: kop.formula @signs
// CHECK: %[[P:.*]] = arith.mulf
// CHECK-NEXT: math.sqrt %[[P]] : f32
kop.formula @signs indices [i, j] (%a: !kop.array<["i"], f32>, %b: !kop.array<["j"], f32>) -> (o0: !kop.array<["i", "j"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %a_ = kop.read %a[%i : i32] : !kop.array<["i"], f32> -> f32
  %b_ = kop.read %b[%j : i32] : !kop.array<["j"], f32> -> f32
  %p = arith.mulf %a_, %b_ : f32
  %s = math.sqrt %p : f32
  kop.output %s : f32
}

// A quotient by a root of pairs is a product with the reciprocal root; a root
// that is needed as well stays.

// CHECK-LABEL: kop.formula @rsqrt
// CHECK: %[[K:.*]] = kop.read
// CHECK: %[[A:.*]] = math.rsqrt %[[K]] : f32
// CHECK: %[[B:.*]] = math.sqrt
// CHECK: %[[C:.*]] = arith.divf %{{.*}}, %[[B]] : f32
// CHECK: kop.output %[[A]], %[[C]], %[[B]]
kop.formula @rsqrt indices [i, j] (%k: !kop.array<["i", "j"], f32>) -> (o0: !kop.array<["i", "j"], f32>, o1: !kop.array<["i", "j"], f32>, o2: !kop.array<["i", "j"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %k_ = kop.read %k[%i, %j : i32, i32] : !kop.array<["i", "j"], f32> -> f32
  %one = arith.constant 1.0 : f32
  %r = math.sqrt %k_ : f32
  %p = arith.divf %one, %r : f32
  %l = math.absf %k_ : f32
  %s = math.sqrt %l : f32
  %q = arith.divf %one, %s : f32
  kop.output %p, %q, %s : f32, f32, f32
}

// Powers by odd multiples of a half, as factors and as divisors of vectors.

// CHECK-LABEL: kop.formula @halves
// CHECK-NOT: math.powf
// CHECK: %[[R:.*]] = math.sqrt %[[K:.*]] : f32
// CHECK-NEXT: %[[P:.*]] = arith.mulf %[[K]], %[[R]] : f32
// CHECK: %[[L:.*]] = math.absf %[[K]] : f32
// CHECK: math.rsqrt %[[L]] : f32
// CHECK: kop.output
kop.formula @halves indices [i, j] (%k: !kop.array<["i", "j"], f32>, %u: !kop.array<["i", "j"], tensor<2xf32>>) -> (o0: !kop.array<["i", "j"], f32>, o1: !kop.array<["i", "j"], tensor<2xf32>>, o2: !kop.array<["i", "j"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %k_ = kop.read %k[%i, %j : i32, i32] : !kop.array<["i", "j"], f32> -> f32
  %u_ = kop.read %u[%i, %j : i32, i32] : !kop.array<["i", "j"], tensor<2xf32>> -> tensor<2xf32>
  %c = arith.constant 1.5 : f32
  %p = math.powf %k_, %c : f32
  %l = math.absf %k_ : f32
  %d = math.powf %l, %c : f32
  %e = kop.broadcast %d : f32 to tensor<2xf32>
  %q = arith.divf %u_, %e : tensor<2xf32>
  %f = arith.constant 2.5 : f32
  %r = math.powf %k_, %f : f32
  kop.output %p, %q, %r : f32, tensor<2xf32>, f32
}

// Other exponents, and powers of a row, stay.

// CHECK-LABEL: kop.formula @others
// CHECK-COUNT-2: math.powf
kop.formula @others indices [i, j] (%k: !kop.array<["i", "j"], f32>, %a: !kop.array<["i"], f32>) -> (o0: !kop.array<["i", "j"], f32>, o1: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %k_ = kop.read %k[%i, %j : i32, i32] : !kop.array<["i", "j"], f32> -> f32
  %a_ = kop.read %a[%i : i32] : !kop.array<["i"], f32> -> f32
  %c = arith.constant 3.5 : f32
  %d = arith.constant 1.5 : f32
  %p = math.powf %k_, %c : f32
  %q = math.powf %a_, %d : f32
  kop.output %p, %q : f32, f32
}
