// RUN: kop-opt %s -kop-schedule | FileCheck %s

// A list has a pass of its own, which goes by no label; equal lists have two.
// The number of their array is that of the output behind the two inputs.

// CHECK-LABEL: kop.kernel @lists
// CHECK: kop.pass "reduce_j" row i column j reductions [#kop.reduction<collect, 0, 0, true, false, i32>]
// CHECK-SAME: collects = 2 : i64
// CHECK-NOT: groups
// CHECK: pair {
// CHECK: %[[SAME:.*]] = arith.cmpi eq
// CHECK: kop.yield %[[SAME]] : i1
// CHECK: finish (%[[LENGTH:.*]]: i32) {
// CHECK: kop.store %[[LENGTH]], %near[
// CHECK: kop.pass "reduce_j_2" row i column j reductions [#kop.reduction<collect, 0, 0, true, false, i32>]
// CHECK-SAME: collects = 3 : i64
// CHECK: kop.store %{{.*}}, %again[
// CHECK: kop.pass "reduce_j_3" row i column j reductions [#kop.reduction<sum

kop.formula @lists indices [i, j] (%x: !kop.array<["i"], i32>, %y: !kop.array<["j"], i32>) -> (near: !kop.array<["i"], i32>, again: !kop.array<["i"], i32>, total: !kop.array<["i"], i32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %n = kop.read %y[%j : i32] : !kop.array<["j"], i32> -> i32
  %c = arith.cmpi eq, %n, %i : i32
  %near = kop.reduce collect over ["j"] per ["i", "j"] where %c {list = "near"} -> i32
  %again = kop.reduce collect over ["j"] per ["i", "j"] where %c {list = "again"} -> i32
  %total = kop.reduce sum over ["j"] (%n : i32) where %c -> i32
  kop.output %near, %again, %total : i32, i32, i32
}
