// RUN: kop-opt %s -pass-pipeline='builtin.module(kop.formula(kop-bounds))' -split-input-file | FileCheck %s

// An end is moved outward by its error, and a bit for numbers that are nearly 0;
// NaN becomes an infinite end. Later passes keep the rounding.

// CHECK-LABEL: kop.formula @sum
// CHECK: attributes {{.*}}precise
kop.formula @sum indices [i] (%x: !kop.array<["i"], f64>, %end: !kop.array<["i"], f64>, %p: !kop.array<[], f64>) -> (lower: !kop.array<["i"], f64>, upper: !kop.array<["i"], f64>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], f64> -> f64
  %p_all = kop.read %p[] : !kop.array<[], f64> -> f64
  // CHECK: %[[LOW:.*]] = arith.addf %x_i, %p
  // CHECK: %[[HIGH:.*]] = arith.addf %end_i, %p
  // CHECK: %[[SIZE:.*]] = math.absf %[[LOW]]
  // CHECK: %[[PART:.*]] = arith.mulf %{{.*}}, %[[SIZE]]
  // CHECK: %[[ERROR:.*]] = arith.addf %[[PART]], %{{.*}}
  // CHECK: %[[OUT:.*]] = arith.subf %[[LOW]], %[[ERROR]]
  // CHECK: arith.addf %[[HIGH]], %{{.*}}
  // CHECK: %[[IS:.*]] = arith.cmpf oge, %[[OUT]], %{{.*}}
  // CHECK: %[[LOWER:.*]] = arith.select %[[IS]], %[[OUT]], %{{.*}}
  %s = arith.addf %x_i, %p_all : f64
  %lower, %upper = kop.bounds %s by (%x : !kop.array<["i"], f64>) to (%end : !kop.array<["i"], f64>) : f64
  // CHECK: kop.output %[[LOWER]], %{{.*}}
  kop.output %lower, %upper : f64, f64
}

// -----

// What is exact is not moved: ends of a decreasing operation change places.

// CHECK-LABEL: kop.formula @exact
kop.formula @exact indices [i] (%x: !kop.array<["i"], f64>, %end: !kop.array<["i"], f64>) -> (lower: !kop.array<["i"], f64>, upper: !kop.array<["i"], f64>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], f64> -> f64
  // CHECK: %[[A:.*]] = arith.negf %end_i
  // CHECK: %[[B:.*]] = arith.negf %x_i
  // CHECK: %[[C:.*]] = math.floor %[[A]]
  // CHECK: %[[D:.*]] = math.floor %[[B]]
  // CHECK: kop.output %[[C]], %[[D]]
  %n = arith.negf %x_i : f64
  %f = math.floor %n : f64
  %lower, %upper = kop.bounds %f by (%x : !kop.array<["i"], f64>) to (%end : !kop.array<["i"], f64>) : f64
  kop.output %lower, %upper : f64, f64
}

// -----

// A square is a square, not a product of two numbers.

// CHECK-LABEL: kop.formula @square
kop.formula @square indices [i] (%x: !kop.array<["i"], f64>, %end: !kop.array<["i"], f64>) -> (lower: !kop.array<["i"], f64>, upper: !kop.array<["i"], f64>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], f64> -> f64
  // CHECK-DAG: %[[BACK:.*]] = arith.negf %end_i
  // CHECK-DAG: %[[NEAR:.*]] = arith.maxnumf %x_i, %[[BACK]]
  // CHECK-DAG: %[[LEAST:.*]] = arith.maxnumf %{{.*}}, %[[NEAR]]
  // CHECK-DAG: arith.mulf %[[LEAST]], %[[LEAST]]
  %s = arith.mulf %x_i, %x_i : f64
  %lower, %upper = kop.bounds %s by (%x : !kop.array<["i"], f64>) to (%end : !kop.array<["i"], f64>) : f64
  kop.output %lower, %upper : f64, f64
}

// -----

// A comparison may be certain, or possible; a choice is the hull of both where
// it is open.

// CHECK-LABEL: kop.formula @choice
kop.formula @choice indices [i] (%x: !kop.array<["i"], f64>, %end: !kop.array<["i"], f64>) -> (lower: !kop.array<["i"], f64>, upper: !kop.array<["i"], f64>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], f64> -> f64
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  // CHECK: %[[CERTAIN:.*]] = arith.cmpf olt, %end_i, %[[ZERO:.*]] :
  // CHECK: %[[POSSIBLE:.*]] = arith.cmpf olt, %x_i, %[[ZERO]] :
  %c = arith.cmpf olt, %x_i, %zero : f64
  // CHECK: %[[LEAST:.*]] = arith.minnumf %[[ZERO]], %x_i
  // CHECK: %[[MAYBE:.*]] = arith.select %[[POSSIBLE]], %[[LEAST]], %x_i
  // CHECK: arith.select %[[CERTAIN]], %[[ZERO]], %[[MAYBE]]
  %s = arith.select %c, %zero, %x_i : f64
  %lower, %upper = kop.bounds %s by (%x : !kop.array<["i"], f64>) to (%end : !kop.array<["i"], f64>) : f64
  kop.output %lower, %upper : f64, f64
}

// -----

// Terms of a sum that may not take part may be 0; the error goes with the sum
// of magnitudes.

// CHECK-LABEL: kop.formula @filtered
kop.formula @filtered indices [i, j] (%x: !kop.array<["i"], f64>, %y: !kop.array<["j"], f64>, %end: !kop.array<["j"], f64>) -> (lower: !kop.array<["i"], f64>, upper: !kop.array<["i"], f64>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], f64> -> f64
  %y_j = kop.read %y[%j : i32] : !kop.array<["j"], f64> -> f64
  // CHECK: %[[CERTAIN:.*]] = arith.cmpf olt, %x_i, %y_j
  // CHECK: %[[POSSIBLE:.*]] = arith.cmpf olt, %x_i, %end_j
  %c = arith.cmpf olt, %x_i, %y_j : f64
  // CHECK: %[[TERM:.*]] = arith.select %[[CERTAIN]], %y_j, %{{.*}}
  // CHECK: kop.reduce sum over ["j"](%[[TERM]] : f64) where %[[POSSIBLE]]
  %s = kop.reduce sum over ["j"](%y_j : f64) where %c -> f64
  %lower, %upper = kop.bounds %s by (%y : !kop.array<["j"], f64>) to (%end : !kop.array<["j"], f64>) : f64
  kop.output %lower, %upper : f64, f64
}
