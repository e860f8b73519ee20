// RUN: kop-opt %s -kop-schedule | FileCheck %s

// Elements found through another array are read per pair. The product of two
// parameters is worth a step of its own.

// CHECK-LABEL: kop.kernel @edge 
// CHECK: %[[V0:.*]] = kop.temporary "value" : !kop.array<[], tensor<16x3xf32>>
// CHECK: kop.pass "call" {{.*}}rows {
// CHECK: finish {
// CHECK-NEXT: %[[V1:.*]] = kop.read %Z[] : !kop.array<[], tensor<16x16xf32>> -> tensor<16x16xf32>
// CHECK-NEXT: %[[V2:.*]] = kop.read %W[] : !kop.array<[], tensor<16x3xf32>> -> tensor<16x3xf32>
// CHECK-NEXT: %[[V3:.*]] = kop.einsum "ab,bc->ac" %[[V1]], %[[V2]] : (tensor<16x16xf32>, tensor<16x3xf32>) -> tensor<16x3xf32>
// CHECK-NEXT: kop.store %[[V3]], %[[V0]][] : tensor<16x3xf32>, !kop.array<[], tensor<16x3xf32>>
// CHECK: kop.pass "reduce_k" row i column k reductions [#kop.reduction<max, 1, 0, true, false, f32>] {{.*}}rows {
// CHECK-NEXT: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[V1_2:.*]] = kop.read %x[%[[I]] : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
// CHECK-NEXT: kop.yield %[[V1_2]] : tensor<3xf32>
// CHECK: pair (%[[ARG0:.*]]: tensor<3xf32>) {
// CHECK-NEXT: %[[V1:.*]] = kop.read %[[V0]][] : !kop.array<[], tensor<16x3xf32>> -> tensor<16x3xf32>
// CHECK-NEXT: %[[I_2:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[K:.*]] = kop.index "k" : i32
// CHECK-NEXT: %[[V2_2:.*]] = kop.read %nbr[%[[I_2]], %[[K]] : i32, i32] : !kop.array<["i", "k"], i32> -> i32
// CHECK-NEXT: %[[V3_2:.*]] = kop.read %y[%[[V2_2]] : i32] : !kop.array<["j"], tensor<3xf32>> -> tensor<3xf32>
// CHECK-NEXT: %[[V4:.*]] = arith.subf %[[V3_2]], %[[ARG0]] : tensor<3xf32>
// CHECK-NEXT: %[[V5:.*]] = kop.einsum "ab,b->a" %[[V1]], %[[V4]] : (tensor<16x3xf32>, tensor<3xf32>) -> tensor<16xf32>
// CHECK-NEXT: %[[C0_I32:.*]] = arith.constant 0 : i32
// CHECK-NEXT: %[[V6:.*]] = arith.cmpi sge, %[[V2_2]], %[[C0_I32]] : i32
// CHECK-NEXT: kop.yield %[[V5]], %[[V6]] : tensor<16xf32>, i1
// CHECK: finish (%[[ARG0_2:.*]]: tensor<3xf32>, %[[ARG1:.*]]: tensor<16xf32>) {
// CHECK-NEXT: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: kop.store %[[ARG1]], %o[%[[I]] : i32] : tensor<16xf32>, !kop.array<["i"], tensor<16xf32>>

kop.formula @edge indices [i, j, k] (%x: !kop.array<["i"], tensor<3xf32>>, %y: !kop.array<["j"], tensor<3xf32>>, %nbr: !kop.array<["i", "k"], i32>, %W: !kop.array<[], tensor<16x3xf32>>, %Z: !kop.array<[], tensor<16x16xf32>>) -> (o: !kop.array<["i"], tensor<16xf32>>) index i32 {
  %i = kop.index "i" : i32
  %k = kop.index "k" : i32
  %xi = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %n = kop.read %nbr[%i, %k : i32, i32] : !kop.array<["i", "k"], i32> -> i32
  %yn = kop.read %y[%n : i32] : !kop.array<["j"], tensor<3xf32>> -> tensor<3xf32>
  %d = arith.subf %yn, %xi : tensor<3xf32>
  %w = kop.read %W[] : !kop.array<[], tensor<16x3xf32>> -> tensor<16x3xf32>
  %z = kop.read %Z[] : !kop.array<[], tensor<16x16xf32>> -> tensor<16x16xf32>
  %zw = kop.einsum "ab,bc->ac" %z, %w : (tensor<16x16xf32>, tensor<16x3xf32>) -> tensor<16x3xf32>
  %h = kop.einsum "ab,b->a" %zw, %d : (tensor<16x3xf32>, tensor<3xf32>) -> tensor<16xf32>
  %c0 = arith.constant 0 : i32
  %c = arith.cmpi sge, %n, %c0 : i32
  %o = kop.reduce max over ["k"] (%h : tensor<16xf32>) where %c -> tensor<16xf32>
  kop.output %o : tensor<16xf32>
}
