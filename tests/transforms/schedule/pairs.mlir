// RUN: kop-opt %s -kop-schedule | FileCheck %s

// Pairs of two indices whose label says their row are columns of one pass: the
// cotangent of a gather y[n[i, k]]. The first index is that of the first axis
// of the labels, array 1.

// CHECK-LABEL: kop.kernel @transposed
// CHECK-NOT: kop.temporary
// CHECK: kop.pass "reduce_i" row j column i reductions [#kop.reduction<sum, 1, 0, true, false, f32>]
// CHECK-SAME: column2 = "k"
// CHECK-SAME: groups = {array = 1 : i64, component = 0 : i64}

kop.formula @transposed indices [k, i, j] (%c: !kop.array<["k", "i"], f32>, %n: !kop.array<["i", "k"], i32>) -> (a: !kop.array<["j"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %k = kop.index "k" : i32
  %c_ki = kop.read %c[%k, %i : i32, i32] : !kop.array<["k", "i"], f32> -> f32
  %n_ik = kop.read %n[%i, %k : i32, i32] : !kop.array<["i", "k"], i32> -> i32
  %here = arith.cmpi eq, %n_ik, %j : i32
  %a = kop.reduce sum over ["k", "i"] (%c_ki : f32) where %here -> f32
  kop.output %a : f32
}

// What a filter determines is not searched: of i and e only e is left, and x is
// read at the row of the entry.

// CHECK-LABEL: kop.kernel @delta
// CHECK: kop.pass "pack_e"
// CHECK: %[[ROW:.*]] = kop.read %rows[%{{.*}} : i32]
// CHECK-NEXT: kop.read %x[%[[ROW]] : i32]
// CHECK: arith.cmpi sge
// CHECK: kop.pass "reduce_e" row j column e
// CHECK-SAME: groups
// CHECK-NOT: kop.pass

kop.formula @delta indices [i, j, e] (%x: !kop.array<["i"], f32>, %y: !kop.array<["e"], f32>, %rows: !kop.array<["e"], i32>, %columns: !kop.array<["e"], i32>) -> (a: !kop.array<["j"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %e = kop.index "e" : i32
  %xi = kop.read %x[%i : i32] : !kop.array<["i"], f32> -> f32
  %ye = kop.read %y[%e : i32] : !kop.array<["e"], f32> -> f32
  %r = kop.read %rows[%e : i32] : !kop.array<["e"], i32> -> i32
  %c = kop.read %columns[%e : i32] : !kop.array<["e"], i32> -> i32
  %t = arith.mulf %xi, %ye : f32
  %mine = arith.cmpi eq, %r, %i : i32
  %here = arith.cmpi eq, %c, %j : i32
  %both = arith.andi %mine, %here : i1
  %a = kop.reduce sum over ["i", "e"] (%t : f32) where %both -> f32
  kop.output %a : f32
}
