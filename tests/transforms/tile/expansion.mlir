// RUN: kop-opt %s -kop-tile="rows=1 columns=2" -canonicalize -cse | FileCheck %s

// A score: the expansion, one product a component; groups with a row or column
// whose norms are beyond the limit (or NaN) take differences instead. Lanes over
// columns are for few rows and always take differences.

// CHECK-LABEL: kop.tile @gaussian.0.pass
// CHECK: scf.for {{.*}} step %c2
// CHECK-NOT: arith.subf
// CHECK-COUNT-2: math.fma
// CHECK: arith.maximumf
// CHECK: %[[NORMS:.*]] = arith.addf
// CHECK: %[[BEYOND:.*]] = arith.cmpf ugt, %[[NORMS]], %cst{{.*}} : f32
// CHECK: %[[FAR:.*]] = kop.any %[[BEYOND]]
// CHECK: %[[D:.*]]:2 = scf.if %[[FAR]]
// CHECK: arith.subf
// CHECK: } else {
// CHECK-NEXT: scf.yield
// CHECK: math.exp2 %[[D]]#0
// CHECK-LABEL: kop.tile @gaussian.0.columns
// CHECK-NOT: kop.any
// CHECK: arith.subf

kop.kernel @gaussian indices [i, j] (%x: !kop.array<["i"], tensor<2xf32>>) -> (%a: !kop.array<["i"], f32>) index i32 {
  %t = kop.temporary "columns_j" : !kop.array<["j"], tensor<3xf32>>
  kop.pass "reduce_j" row i column j reductions [#kop.reduction<sum, 1, 0, false, false, f32>] rows {
    %i = kop.index "i" : i32
    %xi = kop.read %x[%i : i32] : !kop.array<["i"], tensor<2xf32>> -> tensor<2xf32>
    %n = kop.dot %xi, %xi : tensor<2xf32> -> f32
    kop.yield %xi, %n : tensor<2xf32>, f32
  } pair (%xi: tensor<2xf32>, %n: f32) {
    %j = kop.index "j" : i32
    %r = kop.read %t[%j : i32] : !kop.array<["j"], tensor<3xf32>> -> tensor<3xf32>
    %y = kop.slice %r[0] : tensor<3xf32> -> tensor<2xf32>
    %m = kop.component %r [2] : tensor<3xf32> -> f32
    %d = kop.sqdist %xi, %y : tensor<2xf32> -> f32
    %e = kop.expansion %d by %xi, %y norms %n, %m limit 1.280000e+02 : tensor<2xf32> -> f32
    %k = math.exp2 %e : f32
    kop.yield %k : f32
  } finish (%xi: tensor<2xf32>, %n: f32, %s: f32) {
    %i = kop.index "i" : i32
    kop.store %s, %a[%i : i32] : f32, !kop.array<["i"], f32>
    kop.yield
  }
}

// A filter: the estimates of a group and their least; a group some column of
// which does not exceed the threshold, in any lane, is listed. The comparison
// holds for NaN. Behind a block, when the list is long or the columns end, the
// estimates lower the threshold, what exceeds it leaves the list, and the rest
// costs distances. The columns that fill no group come last.

// CHECK-LABEL: kop.tile @nearest.0.pass
// CHECK: %[[LISTED:.*]] = scf.for {{.*}} step %c2 iter_args(%[[N:.*]] = %{{.*}}) -> (index)
// CHECK-COUNT-4: math.fma
// CHECK: %[[LEAST:.*]] = arith.select
// CHECK: arith.cmpf ule, %[[LEAST]], %[[LIMIT:.*]] : f32
// CHECK: scf.if
// CHECK-NOT: arith.subf
// CHECK: kop.lane_store {{.*}} : i64
// CHECK: %[[NUMBER:.*]] = arith.cmpf ord, %[[LEAST]], %[[LEAST]]
// CHECK: %[[KEPT:.*]] = arith.select %[[NUMBER]], %[[LEAST]]
// CHECK: kop.lane_store %[[KEPT]]
// CHECK: arith.addi %[[N]], %c1
// Whole groups are decided at the end, and before columns that fill none.
// CHECK: %[[REST:.*]] = arith.cmpi slt
// CHECK: %[[LAST:.*]] = arith.ori %{{.*}}, %[[REST]]
// CHECK: arith.cmpi sgt, %[[LISTED]], %c96
// CHECK: arith.cmpi eq, %[[LAST]], %false
// CHECK: %[[ESTIMATE:.*]] = scf.for {{.*}} to %[[LISTED]]
// CHECK: math.absf
// CHECK: math.absf %[[ESTIMATE]]
// CHECK: %[[SUM:.*]] = arith.addf %[[ESTIMATE]]
// CHECK: %[[BOUND:.*]] = arith.select %{{.*}}, %[[SUM]]
// CHECK: arith.cmpf olt, %[[BOUND]], %[[LIMIT]]
// CHECK: %[[LOWER:.*]] = arith.select
// CHECK: scf.for {{.*}} to %[[LISTED]]
// CHECK: arith.cmpf ule, %{{.*}}, %[[LOWER]]
// Every lane takes the group of its least estimate, then what else may win: the
// smaller number of equal ones.
// CHECK: arith.cmpi sgt, %{{.*}}, %c48
// CHECK: %[[NEAREST:.*]]:3 = scf.for
// CHECK: arith.cmpf ule, %[[NEAREST]]#0
// CHECK: scf.if
// CHECK: arith.index_cast %[[NEAREST]]#2 : i32 to index
// CHECK-COUNT-2: arith.subf
// CHECK: arith.cmpf olt
// CHECK: arith.cmpf ule, %[[NEAREST]]#1
// CHECK: scf.if
// CHECK: scf.for
// CHECK: arith.cmpf ule
// CHECK: scf.if
// CHECK-COUNT-2: arith.subf
// CHECK: arith.cmpf oeq
// CHECK: scf.for {{.*}} step %c1
// CHECK: arith.cmpf ule
// CHECK-LABEL: kop.tile @nearest.0.columns
// CHECK-NOT: arith.cmpf ule
// CHECK: kop.tile @nearest.0.finish

kop.kernel @nearest indices [i, j] (%x: !kop.array<["i"], tensor<2xf32>>) -> (%a: !kop.array<["i"], i32>) index i32 {
  %t = kop.temporary "columns_j" : !kop.array<["j"], tensor<3xf32>>
  kop.pass "reduce_j" row i column j reductions [#kop.reduction<argmin, 1, 0, false, false, f32>] rows {
    %i = kop.index "i" : i32
    %xi = kop.read %x[%i : i32] : !kop.array<["i"], tensor<2xf32>> -> tensor<2xf32>
    %n = kop.dot %xi, %xi : tensor<2xf32> -> f32
    kop.yield %xi, %n : tensor<2xf32>, f32
  } pair (%xi: tensor<2xf32>, %n: f32) {
    %j = kop.index "j" : i32
    %r = kop.read %t[%j : i32] : !kop.array<["j"], tensor<3xf32>> -> tensor<3xf32>
    %y = kop.slice %r[0] : tensor<3xf32> -> tensor<2xf32>
    %m = kop.component %r [2] : tensor<3xf32> -> f32
    %d = kop.sqdist %xi, %y : tensor<2xf32> -> f32
    %e = kop.expansion %d by %xi, %y norms %n, %m : tensor<2xf32> -> f32
    kop.yield %e : f32
  } finish (%xi: tensor<2xf32>, %n: f32, %s: i32) {
    %i = kop.index "i" : i32
    kop.store %s, %a[%i : i32] : i32, !kop.array<["i"], i32>
    kop.yield
  }
}
