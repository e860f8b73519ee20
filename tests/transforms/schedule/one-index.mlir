// RUN: kop-opt %s -kop-schedule | FileCheck %s

// No index at all, and only one: no packs, columns are read where they lie.

// CHECK-LABEL: kop.kernel @none 
// CHECK: kop.pass "map" {{.*}}rows {
// CHECK: finish {
// CHECK-NEXT: %[[V0:.*]] = kop.read %a[] : !kop.array<[], f32> -> f32
// CHECK-NEXT: %[[V1:.*]] = kop.read %b[] : !kop.array<[], f32> -> f32
// CHECK-NEXT: %[[V2:.*]] = arith.addf %[[V0]], %[[V1]] : f32
// CHECK-NEXT: kop.store %[[V2]], %c[] : f32, !kop.array<[], f32>

kop.formula @none indices [] (%a: !kop.array<[], f32>, %b: !kop.array<[], f32>) -> (c: !kop.array<[], f32>) index i32 {
  %x = kop.read %a[] : !kop.array<[], f32> -> f32
  %y = kop.read %b[] : !kop.array<[], f32> -> f32
  %z = arith.addf %x, %y : f32
  kop.output %z : f32
}

// CHECK-LABEL: kop.kernel @one 
// CHECK: %[[V0:.*]] = kop.temporary "kept" : !kop.array<[], f32>
// CHECK: kop.pass "reduce_j" column j reductions [#kop.reduction<sum, 1, 0, false, false, f32>] {{.*}}rows {
// CHECK: pair {
// CHECK-NEXT: %[[J:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[V1:.*]] = kop.read %b[%[[J]] : i32] : !kop.array<["j"], f32> -> f32
// CHECK-NEXT: %[[V2:.*]] = math.exp %[[V1]] : f32
// CHECK-NEXT: kop.yield %[[V2]] : f32
// CHECK: finish (%[[ARG0:.*]]: f32) {
// CHECK-NEXT: kop.store %[[ARG0]], %s[] : f32, !kop.array<[], f32>
// CHECK-NEXT: kop.store %[[ARG0]], %[[V0]][] : f32, !kop.array<[], f32>
// CHECK: kop.pass "map_j" row j {{.*}}rows {
// CHECK: finish {
// CHECK-NEXT: %[[J_2:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[V1_2:.*]] = kop.read %b[%[[J_2]] : i32] : !kop.array<["j"], f32> -> f32
// CHECK-NEXT: %[[V2_2:.*]] = math.exp %[[V1_2]] : f32
// CHECK-NEXT: %[[V3:.*]] = kop.read %[[V0]][] : !kop.array<[], f32> -> f32
// CHECK-NEXT: %[[V4:.*]] = arith.divf %[[V2_2]], %[[V3]] : f32
// CHECK-NEXT: kop.store %[[V4]], %n[%[[J_2]] : i32] : f32, !kop.array<["j"], f32>

kop.formula @one indices [j] (%b: !kop.array<["j"], f32>, %c: !kop.array<[], f32>) -> (s: !kop.array<[], f32>, n: !kop.array<["j"], f32>) index i32 {
  %j = kop.index "j" : i32
  %x = kop.read %b[%j : i32] : !kop.array<["j"], f32> -> f32
  %e = math.exp %x : f32
  %s = kop.reduce sum over ["j"] (%e : f32) -> f32
  %n = arith.divf %e, %s : f32
  kop.output %s, %n : f32, f32
}
