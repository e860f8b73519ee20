// RUN: kop-opt %s -kop-schedule | FileCheck %s

// One row per label; integers and floats are packed apart. All terms need the
// label of the column to be the row, so that columns may be met by label: it is
// component 0 of the first temporary, array 4.

// CHECK-LABEL: kop.kernel @means 
// CHECK: %[[V0:.*]] = kop.temporary "columns_i" : !kop.array<["i"], tensor<1xi32>>
// CHECK: kop.pass "pack_i" row i {{.*}}rows {
// CHECK: finish {
// CHECK-NEXT: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[V2:.*]] = kop.read %label[%[[I]] : i32] : !kop.array<["i"], i32> -> i32
// CHECK-NEXT: %[[V3:.*]] = kop.concat %[[V2]] : i32 -> tensor<1xi32>
// CHECK-NEXT: kop.store %[[V3]], %[[V0]][%[[I]] : i32] : tensor<1xi32>, !kop.array<["i"], tensor<1xi32>>
// CHECK: %[[V1:.*]] = kop.temporary "columns_i_2" : !kop.array<["i"], tensor<3xf32>>
// CHECK: kop.pass "pack_i_2" row i {{.*}}rows {
// CHECK: finish {
// CHECK-NEXT: %[[I_2:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[V2_2:.*]] = kop.read %x[%[[I_2]] : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
// CHECK-NEXT: kop.store %[[V2_2]], %[[V1]][%[[I_2]] : i32] : tensor<3xf32>, !kop.array<["i"], tensor<3xf32>>
// CHECK: kop.pass "reduce_i" row l column i reductions [#kop.reduction<sum, 1, 0, false, false, i32>, #kop.reduction<sum, 1, 0, true, false, f32>] {{.*}}groups = {array = 4 : i64, component = 0 : i64}} rows {
// CHECK: pair {
// CHECK-NEXT: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[V2:.*]] = kop.read %[[V0]][%[[I]] : i32] : !kop.array<["i"], tensor<1xi32>> -> tensor<1xi32>
// CHECK-NEXT: %[[V3_2:.*]] = kop.component %[[V2]] [0] : tensor<1xi32> -> i32
// CHECK-NEXT: %[[V4:.*]] = kop.read %[[V1]][%[[I]] : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
// CHECK-NEXT: %[[L:.*]] = kop.index "l" : i32
// CHECK-NEXT: %[[V5:.*]] = arith.cmpi eq, %[[V3_2]], %[[L]] : i32
// CHECK-NEXT: %[[C1_I32:.*]] = arith.constant 1 : i32
// CHECK-NEXT: %[[C0_I32:.*]] = arith.constant 0 : i32
// CHECK-NEXT: %[[V6:.*]] = arith.select %[[V5]], %[[C1_I32]], %[[C0_I32]] : i32
// CHECK-NEXT: kop.yield %[[V6]], %[[V4]], %[[V5]] : i32, tensor<3xf32>, i1
// CHECK: finish (%[[ARG0:.*]]: i32, %[[ARG1:.*]]: tensor<3xf32>) {
// CHECK-NEXT: %[[L_2:.*]] = kop.index "l" : i32
// CHECK-NEXT: kop.store %[[ARG0]], %n[%[[L_2]] : i32] : i32, !kop.array<["l"], i32>
// CHECK-NEXT: kop.store %[[ARG1]], %m[%[[L_2]] : i32] : tensor<3xf32>, !kop.array<["l"], tensor<3xf32>>

kop.formula @means indices [i, l] (%x: !kop.array<["i"], tensor<3xf32>>, %label: !kop.array<["i"], i32>) -> (n: !kop.array<["l"], i32>, m: !kop.array<["l"], tensor<3xf32>>) index i32 {
  %i = kop.index "i" : i32
  %l = kop.index "l" : i32
  %xi = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %li = kop.read %label[%i : i32] : !kop.array<["i"], i32> -> i32
  %c = arith.cmpi eq, %li, %l : i32
  %one = arith.constant 1 : i32
  %zero = arith.constant 0 : i32
  %sel = arith.select %c, %one, %zero : i32
  %n = kop.reduce sum over ["i"] (%sel : i32) -> i32
  %m = kop.reduce sum over ["i"] (%xi : tensor<3xf32>) where %c -> tensor<3xf32>
  kop.output %n, %m : i32, tensor<3xf32>
}

// A label beside another condition, of the first column of two; a reduction
// that needs all columns keeps its pass from going by label, and so does one by
// another label.

// CHECK-LABEL: kop.kernel @conditions 
// CHECK: kop.pass "reduce_i" row l column i
// CHECK-SAME: groups = {array = {{[0-9]+}} : i64, component = 0 : i64}

kop.formula @conditions indices [i, l] (%x: !kop.array<["i"], f32>, %a: !kop.array<["i"], i32>) -> (o: !kop.array<["l"], f32>) index i32 {
  %i = kop.index "i" : i32
  %l = kop.index "l" : i32
  %zero = arith.constant 0.0 : f32
  %x_ = kop.read %x[%i : i32] : !kop.array<["i"], f32> -> f32
  %a_ = kop.read %a[%i : i32] : !kop.array<["i"], i32> -> i32
  %here = arith.cmpi eq, %l, %a_ : i32
  %positive = arith.cmpf ogt, %x_, %zero : f32
  %both = arith.andi %positive, %here : i1
  %o = kop.reduce max over ["i"] (%x_ : f32) where %both -> f32
  kop.output %o : f32
}

// CHECK-LABEL: kop.kernel @all 
// CHECK: kop.pass "reduce_i" row l column i
// CHECK-NOT: groups

kop.formula @all indices [i, l] (%x: !kop.array<["i"], f32>, %c: !kop.array<["l"], f32>, %a: !kop.array<["i"], i32>) -> (o: !kop.array<["l"], f32>, p: !kop.array<["l"], f32>) index i32 {
  %i = kop.index "i" : i32
  %l = kop.index "l" : i32
  %x_ = kop.read %x[%i : i32] : !kop.array<["i"], f32> -> f32
  %c_ = kop.read %c[%l : i32] : !kop.array<["l"], f32> -> f32
  %a_ = kop.read %a[%i : i32] : !kop.array<["i"], i32> -> i32
  %here = arith.cmpi eq, %a_, %l : i32
  %xc = arith.mulf %x_, %c_ : f32
  %o = kop.reduce sum over ["i"] (%xc : f32) where %here -> f32
  %p = kop.reduce sum over ["i"] (%xc : f32) -> f32
  kop.output %o, %p : f32, f32
}

// Two labels are two passes, which meet every column twice, not every pair.

// CHECK-LABEL: kop.kernel @two_labels 
// CHECK: kop.pass "reduce_i" row l column i
// CHECK-SAME: groups = {array = {{[0-9]+}} : i64, component = 0 : i64}
// CHECK: kop.pass "reduce_i_2" row l column i
// CHECK-SAME: groups = {array = {{[0-9]+}} : i64, component = 0 : i64}

kop.formula @two_labels indices [i, l] (%x: !kop.array<["i"], f32>, %a: !kop.array<["i"], i32>, %b: !kop.array<["i"], i32>) -> (o: !kop.array<["l"], f32>, p: !kop.array<["l"], f32>) index i32 {
  %i = kop.index "i" : i32
  %l = kop.index "l" : i32
  %x_ = kop.read %x[%i : i32] : !kop.array<["i"], f32> -> f32
  %a_ = kop.read %a[%i : i32] : !kop.array<["i"], i32> -> i32
  %b_ = kop.read %b[%i : i32] : !kop.array<["i"], i32> -> i32
  %in_a = arith.cmpi eq, %a_, %l : i32
  %in_b = arith.cmpi eq, %b_, %l : i32
  %o = kop.reduce sum over ["i"] (%x_ : f32) where %in_a -> f32
  %p = kop.reduce sum over ["i"] (%x_ : f32) where %in_b -> f32
  kop.output %o, %p : f32, f32
}
