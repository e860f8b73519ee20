// RUN: kop-opt %s -pass-pipeline='builtin.module(kop.formula(kop-differentiate))' | FileCheck %s

// The cotangent of what a gather reads is a sum over the readers, grouped by
// where they read.

// CHECK-LABEL: kop.formula @gather 
// CHECK: %[[V0:.*]] = kop.read %y[%n_i : i32] : !kop.array<["j"], f32> -> f32
// CHECK: %[[V1:.*]] = math.cos %[[V0]] : f32
// CHECK: %[[V2:.*]] = arith.mulf %[[V1]], %ct_i : f32
// CHECK: %[[V3:.*]] = arith.cmpi eq, %n_i, %j : i32
// CHECK: %[[V4:.*]] = kop.reduce sum over ["i"](%[[V2]] : f32) where %[[V3]] -> f32
// CHECK: kop.output %[[V4]] : f32

kop.formula @gather indices [i, j] (%y: !kop.array<["j"], f32>, %n: !kop.array<["i"], i32>, %ct: !kop.array<["i"], f32>) -> (ct_y: !kop.array<["j"], f32>) index i32 {
  %i = kop.index "i" : i32
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %y_n = kop.read %y[%n_i : i32] : !kop.array<["j"], f32> -> f32
  %s = math.sin %y_n : f32
  %c = kop.read %ct[%i : i32] : !kop.array<["i"], f32> -> f32
  %g = kop.vjp (%s : f32) cotangents (%c : f32) by %y fixed [] : !kop.array<["j"], f32> -> f32
  kop.output %g : f32
}

// And that of a grouped sum is a gather: the one group that a column belongs to
// is read, no other one is visited.

// CHECK-LABEL: kop.formula @group 
// CHECK: %[[V2:.*]] = kop.read %ct[%label_i : i32] : !kop.array<["l"], f32> -> f32
// CHECK: %[[V0:.*]] = arith.constant 0 : i32
// CHECK: %[[V1:.*]] = arith.cmpi sge, %label_i, %[[V0]] : i32
// CHECK: %[[V3:.*]] = arith.constant 0.000000e+00 : f32
// CHECK: %[[V4:.*]] = arith.select %[[V1]], %[[V2]], %[[V3]] : f32
// CHECK: kop.output %[[V4]] : f32

kop.formula @group indices [i, l] (%x: !kop.array<["i"], f32>, %label: !kop.array<["i"], i32>, %ct: !kop.array<["l"], f32>) -> (ct_x: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %l = kop.index "l" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], f32> -> f32
  %label_i = kop.read %label[%i : i32] : !kop.array<["i"], i32> -> i32
  %same = arith.cmpi eq, %label_i, %l : i32
  %s = kop.reduce sum over ["i"](%x_i : f32) where %same -> f32
  %c = kop.read %ct[%l : i32] : !kop.array<["l"], f32> -> f32
  %g = kop.vjp (%s : f32) cotangents (%c : f32) by %x fixed [] : !kop.array<["i"], f32> -> f32
  kop.output %g : f32
}

// A shared array has the cotangents of both its readings.

// CHECK-LABEL: kop.formula @shared 
// CHECK: %[[V0:.*]] = arith.mulf %q_j, %ct_i : f32
// CHECK: %[[V1:.*]] = arith.mulf %q_i, %ct_i : f32
// CHECK: %[[V2:.*]] = kop.reduce sum over ["i"](%[[V1]] : f32) -> f32
// CHECK: %[[V3:.*]] = kop.reindex %[[V2]] "j" to "i" : f32
// CHECK: %[[V4:.*]] = kop.reduce sum over ["j"](%[[V0]] : f32) -> f32
// CHECK: %[[V5:.*]] = arith.addf %[[V3]], %[[V4]] : f32
// CHECK: kop.output %[[V5]] : f32

kop.formula @shared indices [i, j] (%q: !kop.array<["i|j"], f32>, %ct: !kop.array<["i"], f32>) -> (ct_q: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %q_i = kop.read %q[%i : i32] : !kop.array<["i|j"], f32> -> f32
  %q_j = kop.read %q[%j : i32] : !kop.array<["i|j"], f32> -> f32
  %p = arith.mulf %q_i, %q_j : f32
  %s = kop.reduce sum over ["j"](%p : f32) -> f32
  %c = kop.read %ct[%i : i32] : !kop.array<["i"], f32> -> f32
  %g = kop.vjp (%s : f32) cotangents (%c : f32) by %q fixed [] : !kop.array<["i|j"], f32> -> f32
  kop.output %g : f32
}

// At a pair, they are two variables.

// CHECK-LABEL: kop.formula @pair 
// CHECK: kop.output %q_j : f32

kop.formula @pair indices [i, j] (%q: !kop.array<["i|j"], f32>) -> (g: !kop.array<["i", "j"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %q_i = kop.read %q[%i : i32] : !kop.array<["i|j"], f32> -> f32
  %q_j = kop.read %q[%j : i32] : !kop.array<["i|j"], f32> -> f32
  %p = arith.mulf %q_i, %q_j : f32
  %one = arith.constant 1.0 : f32
  %g = kop.vjp (%p : f32) cotangents (%one : f32) by %q_i fixed ["i", "j"] : f32 -> f32
  kop.output %g : f32
}

// A parameter is summed over everything.

// CHECK-LABEL: kop.formula @parameter 
// CHECK: %[[V0:.*]] = arith.mulf %x_i, %y_j : f32
// CHECK: %[[V1:.*]] = arith.mulf %[[V0]], %ct_i : f32
// CHECK: %[[V2:.*]] = kop.reduce sum over ["i", "j"](%[[V1]] : f32) -> f32
// CHECK: kop.output %[[V2]] : f32

kop.formula @parameter indices [i, j] (%x: !kop.array<["i"], f32>, %y: !kop.array<["j"], f32>, %s: !kop.array<[], f32>, %ct: !kop.array<["i"], f32>) -> (ct_s: !kop.array<[], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], f32> -> f32
  %y_j = kop.read %y[%j : i32] : !kop.array<["j"], f32> -> f32
  %s_ = kop.read %s[] : !kop.array<[], f32> -> f32
  %p = arith.mulf %x_i, %y_j : f32
  %q = arith.mulf %p, %s_ : f32
  %r = kop.reduce sum over ["j"](%q : f32) -> f32
  %c = kop.read %ct[%i : i32] : !kop.array<["i"], f32> -> f32
  %g = kop.vjp (%r : f32) cotangents (%c : f32) by %s fixed [] : !kop.array<[], f32> -> f32
  kop.output %g : f32
}
