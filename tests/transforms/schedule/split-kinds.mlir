// RUN: kop-opt %s -kop-schedule | FileCheck %s

// Kinds that are reduced over two indices one after the other: a variance is a
// mean of squares of differences, a softmax weighs the inner ones by their
// log-sum-exps, empty ones excepted.

// CHECK-LABEL: kop.kernel @var2 
// CHECK: kop.pass "reduce_j" row i column j reductions [#kop.reduction<count, 0, 0, false, false, f32>, #kop.reduction<sum, 1, 0, false, false, f32>, #kop.reduction<softmax, 2, 0, false, false, f32>, #kop.reduction<logsumexp, 1, 0, false, false, f32>] {{.*}}rows {
// CHECK: pair (%[[X:.*]]: f32) {
// CHECK: %[[Y:.*]] = kop.component %{{.*}} [0] : tensor<1xf32> -> f32
// CHECK-NEXT: %[[XY:.*]] = arith.mulf %[[X]], %[[Y]] : f32
// CHECK-NEXT: kop.yield %[[XY]], %[[XY]], %[[Y]], %[[XY]] : f32, f32, f32, f32
// CHECK: finish (%{{.*}}: f32, %[[COUNT:.*]]: f32, %[[SUM:.*]]: f32, %[[SOFTMAX:.*]]: f32, %[[LOG:.*]]: f32) {
// CHECK: kop.store %[[COUNT]], %[[COUNTS:[0-9]+]][%
// CHECK: kop.store %[[SUM]], %[[SUMS:[0-9]+]][%
// CHECK: kop.store %[[LOG]], %
// CHECK: %[[NONE:.*]] = arith.constant 0xFF800000 : f32
// CHECK-NEXT: %[[EMPTY:.*]] = arith.cmpf oeq, %[[LOG]], %[[NONE]] : f32
// CHECK: arith.select %[[EMPTY]], %{{.*}}, %[[SOFTMAX]] : f32
// CHECK: kop.pass "reduce_i" column i reductions [#kop.reduction<sum, 1, 0, false, false, f32>, #kop.reduction<sum, 1, 0, false, false, f32>, #kop.reduction<softmax, 2, 0, false, false, f32>] {{.*}}rows {
// CHECK: kop.read %[[COUNTS]][
// CHECK: kop.read %[[SUMS]][
// CHECK: finish (%[[PAIRS:.*]]: f32, %[[TOTAL:.*]]: f32, %[[P:.*]]: f32) {
// CHECK-NEXT: kop.store %[[P]], %p[]
// CHECK-NEXT: kop.store %[[PAIRS]], %[[N:[0-9]+]][]
// CHECK-NEXT: %[[MEAN:.*]] = arith.divf %[[TOTAL]], %[[PAIRS]] : f32
// CHECK: kop.pass "reduce_j_2" row i column j reductions [#kop.reduction<sum, 1, 0, false, false, f32>] {{.*}}rows {
// CHECK: %[[D:.*]] = arith.subf %{{.*}}, %{{.*}} : f32
// CHECK-NEXT: arith.mulf %[[D]], %[[D]] : f32
// CHECK: kop.pass "reduce_i_2" column i reductions [#kop.reduction<sum, 1, 0, false, false, f32>] {{.*}}rows {
// CHECK: finish (%[[SQUARES:.*]]: f32) {
// CHECK-NEXT: %[[AGAIN:.*]] = kop.read %[[N]][]
// CHECK-NEXT: %[[VAR:.*]] = arith.divf %[[SQUARES]], %[[AGAIN]] : f32
// CHECK-NEXT: kop.store %[[VAR]], %o[]

kop.formula @var2 indices [i, j] (%x: !kop.array<["i"], f32>, %y: !kop.array<["j"], f32>) -> (o: !kop.array<[], f32>, p: !kop.array<[], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %xi = kop.read %x[%i : i32] : !kop.array<["i"], f32> -> f32
  %yj = kop.read %y[%j : i32] : !kop.array<["j"], f32> -> f32
  %a = arith.mulf %xi, %yj : f32
  %o = kop.reduce var over ["i", "j"] (%a : f32) -> f32
  %p = kop.reduce softmax over ["i", "j"] (%a, %yj : f32, f32) -> f32
  kop.output %o, %p : f32, f32
}
