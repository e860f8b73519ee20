// RUN: kop-opt %s -kop-schedule | FileCheck %s

// The entries of a list are met in their rows: no filter looks at the row, and
// nothing is packed for what is read once. The array of rows is input 2.

// CHECK-LABEL: kop.kernel @near
// CHECK-NOT: kop.temporary
// CHECK: kop.pass "reduce_e" batch [s] row i column e reductions [#kop.reduction<sum, 1, 0, true, false, f32>]
// CHECK-SAME: groups = {array = 2 : i64, component = 0 : i64, list}
// CHECK: pair (%[[X:.*]]: f32) {
// CHECK-NEXT: %[[E:.*]] = kop.index "e" : i32
// CHECK-NEXT: %[[J:.*]] = kop.read %columns[%[[E]] : i32]
// CHECK-NEXT: %[[Y:.*]] = kop.read %y[%[[J]] : i32]
// CHECK-NEXT: %[[TERM:.*]] = arith.mulf %[[X]], %[[Y]] : f32
// CHECK-NEXT: %[[ZERO:.*]] = arith.constant 0 : i32
// CHECK-NEXT: %[[THERE:.*]] = arith.cmpi sge, %[[J]], %[[ZERO]] : i32
// CHECK-NEXT: kop.yield %[[TERM]], %[[THERE]] : f32, i1

kop.formula @near indices [s, i, j, e] (%x: !kop.array<["s", "i"], f32>, %y: !kop.array<["j"], f32>, %rows: !kop.array<["e"], i32>, %columns: !kop.array<["e"], i32>) -> (a: !kop.array<["s", "i"], f32>) index i32 attributes {lists = array<i64: 2>} {
  %s = kop.index "s" : i32
  %i = kop.index "i" : i32
  %e = kop.index "e" : i32
  %xi = kop.read %x[%s, %i : i32, i32] : !kop.array<["s", "i"], f32> -> f32
  %r = kop.read %rows[%e : i32] : !kop.array<["e"], i32> -> i32
  %c = kop.read %columns[%e : i32] : !kop.array<["e"], i32> -> i32
  %y_c = kop.read %y[%c : i32] : !kop.array<["j"], f32> -> f32
  %t = arith.mulf %xi, %y_c : f32
  %mine = arith.cmpi eq, %i, %r : i32
  %zero = arith.constant 0 : i32
  %there = arith.cmpi sge, %c, %zero : i32
  %both = arith.andi %mine, %there : i1
  %a = kop.reduce sum over ["e"] (%t : f32) where %both -> f32
  kop.output %a : f32
}

// A sum over the entries of a column: the cotangent of y. It is grouped by the
// columns, and asks for the row of an entry.

// CHECK-LABEL: kop.kernel @cotangent
// CHECK: kop.pass "reduce_e" row j column e
// CHECK-SAME: groups = {array = {{[0-9]+}} : i64, component = {{[0-9]+}} : i64}

kop.formula @cotangent indices [i, j, e] (%x: !kop.array<["i"], f32>, %rows: !kop.array<["e"], i32>, %columns: !kop.array<["e"], i32>) -> (a: !kop.array<["j"], f32>) index i32 attributes {lists = array<i64: 1>} {
  %j = kop.index "j" : i32
  %e = kop.index "e" : i32
  %r = kop.read %rows[%e : i32] : !kop.array<["e"], i32> -> i32
  %c = kop.read %columns[%e : i32] : !kop.array<["e"], i32> -> i32
  %x_r = kop.read %x[%r : i32] : !kop.array<["i"], f32> -> f32
  %mine = arith.cmpi eq, %c, %j : i32
  %a = kop.reduce sum over ["e"] (%x_r : f32) where %mine -> f32
  kop.output %a : f32
}
