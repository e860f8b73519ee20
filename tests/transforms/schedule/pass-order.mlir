// RUN: kop-opt %s -kop-schedule | FileCheck %s

// A mean that the columns of a second pass read (through its own pack), and a
// row value that needs a sum over everything: a map at the end.

// CHECK-LABEL: kop.kernel @two 
// CHECK: %[[V0:.*]] = kop.temporary "columns_j" : !kop.array<["j"], tensor<2xf32>>
// CHECK: kop.pass "pack_j" row j {{.*}}rows {
// CHECK: finish {
// CHECK-NEXT: %[[J:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[V5:.*]] = kop.read %q[%[[J]] : i32] : !kop.array<["i|j"], tensor<2xf32>> -> tensor<2xf32>
// CHECK-NEXT: kop.store %[[V5]], %[[V0]][%[[J]] : i32] : tensor<2xf32>, !kop.array<["j"], tensor<2xf32>>
// CHECK: %[[V1:.*]] = kop.temporary "kept" : !kop.array<["i"], tensor<2xf32>>
// CHECK: kop.pass "reduce_j" row i column j reductions [#kop.reduction<sum, 1, 0, false, false, f32>, #kop.reduction<sum, 1, 0, false, false, f32>] {{.*}}rows {
// CHECK-NEXT: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[V5_2:.*]] = kop.read %q[%[[I]] : i32] : !kop.array<["i|j"], tensor<2xf32>> -> tensor<2xf32>
// CHECK-NEXT: kop.yield %[[V5_2]] : tensor<2xf32>
// CHECK: pair (%[[ARG0:.*]]: tensor<2xf32>) {
// CHECK-NEXT: %[[J_2:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[V5:.*]] = kop.read %[[V0]][%[[J_2]] : i32] : !kop.array<["j"], tensor<2xf32>> -> tensor<2xf32>
// CHECK-NEXT: %[[V6:.*]] = kop.sqdist %[[ARG0]], %[[V5]] : tensor<2xf32> -> f32
// CHECK-NEXT: %[[V7:.*]] = math.exp %[[V6]] : f32
// CHECK-NEXT: %[[V8:.*]] = kop.broadcast %[[V7]] : f32 to tensor<2xf32>
// CHECK-NEXT: %[[V9:.*]] = arith.mulf %[[V8]], %[[V5]] : tensor<2xf32>
// CHECK-NEXT: kop.yield %[[V7]], %[[V9]] : f32, tensor<2xf32>
// CHECK: finish (%[[ARG0_2:.*]]: tensor<2xf32>, %[[ARG1:.*]]: f32, %[[ARG2:.*]]: tensor<2xf32>) {
// CHECK-NEXT: %[[I_2:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[V5_2:.*]] = kop.broadcast %[[ARG1]] : f32 to tensor<2xf32>
// CHECK-NEXT: %[[V6_2:.*]] = arith.divf %[[ARG2]], %[[V5_2]] : tensor<2xf32>
// CHECK-NEXT: kop.store %[[V6_2]], %m[%[[I_2]] : i32] : tensor<2xf32>, !kop.array<["i"], tensor<2xf32>>
// CHECK-NEXT: kop.store %[[V6_2]], %[[V1]][%[[I_2]] : i32] : tensor<2xf32>, !kop.array<["i"], tensor<2xf32>>
// CHECK: %[[V2:.*]] = kop.temporary "columns_j_2" : !kop.array<["j"], tensor<2xf32>>
// CHECK: kop.pass "pack_j_2" row j {{.*}}rows {
// CHECK: finish {
// CHECK-NEXT: %[[J:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[V5:.*]] = kop.read %[[V1]][%[[J]] : i32] : !kop.array<["i"], tensor<2xf32>> -> tensor<2xf32>
// CHECK-NEXT: kop.store %[[V5]], %[[V2]][%[[J]] : i32] : tensor<2xf32>, !kop.array<["j"], tensor<2xf32>>
// CHECK: %[[V3:.*]] = kop.temporary "kept_2" : !kop.array<["i"], f32>
// CHECK: kop.pass "reduce_j_2" row i column j reductions [#kop.reduction<sum, 1, 0, false, false, f32>] {{.*}}rows {
// CHECK-NEXT: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[V5_2:.*]] = kop.read %q[%[[I]] : i32] : !kop.array<["i|j"], tensor<2xf32>> -> tensor<2xf32>
// CHECK-NEXT: kop.yield %[[V5_2]] : tensor<2xf32>
// CHECK: pair (%[[ARG0:.*]]: tensor<2xf32>) {
// CHECK-NEXT: %[[J_2:.*]] = kop.index "j" : i32
// CHECK-NEXT: %[[V5:.*]] = kop.read %[[V2]][%[[J_2]] : i32] : !kop.array<["j"], tensor<2xf32>> -> tensor<2xf32>
// CHECK-NEXT: %[[V6:.*]] = kop.sqdist %[[ARG0]], %[[V5]] : tensor<2xf32> -> f32
// CHECK-NEXT: kop.yield %[[V6]] : f32
// CHECK: finish (%[[ARG0_2:.*]]: tensor<2xf32>, %[[ARG1_2:.*]]: f32) {
// CHECK-NEXT: %[[I_2:.*]] = kop.index "i" : i32
// CHECK-NEXT: kop.store %[[ARG1_2]], %v[%[[I_2]] : i32] : f32, !kop.array<["i"], f32>
// CHECK-NEXT: kop.store %[[ARG1_2]], %[[V3]][%[[I_2]] : i32] : f32, !kop.array<["i"], f32>
// CHECK: %[[V4:.*]] = kop.temporary "kept_3" : !kop.array<[], f32>
// CHECK: kop.pass "reduce_i" column i reductions [#kop.reduction<sum, 1, 0, false, false, f32>] {{.*}}rows {
// CHECK: pair {
// CHECK-NEXT: %[[I:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[V5_2:.*]] = kop.read %[[V3]][%[[I]] : i32] : !kop.array<["i"], f32> -> f32
// CHECK-NEXT: kop.yield %[[V5_2]] : f32
// CHECK: finish (%[[ARG0:.*]]: f32) {
// CHECK-NEXT: kop.store %[[ARG0]], %[[V4]][] : f32, !kop.array<[], f32>
// CHECK: kop.pass "map_i" row i {{.*}}rows {
// CHECK: finish {
// CHECK-NEXT: %[[I_2:.*]] = kop.index "i" : i32
// CHECK-NEXT: %[[V5:.*]] = kop.read %[[V3]][%[[I_2]] : i32] : !kop.array<["i"], f32> -> f32
// CHECK-NEXT: %[[V6_2:.*]] = kop.read %[[V4]][] : !kop.array<[], f32> -> f32
// CHECK-NEXT: %[[V7_2:.*]] = arith.divf %[[V5]], %[[V6_2]] : f32
// CHECK-NEXT: kop.store %[[V7_2]], %r[%[[I_2]] : i32] : f32, !kop.array<["i"], f32>

kop.formula @two indices [i, j] (%q: !kop.array<["i|j"], tensor<2xf32>>) -> (m: !kop.array<["i"], tensor<2xf32>>, v: !kop.array<["i"], f32>, r: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %xi = kop.read %q[%i : i32] : !kop.array<["i|j"], tensor<2xf32>> -> tensor<2xf32>
  %yj = kop.read %q[%j : i32] : !kop.array<["i|j"], tensor<2xf32>> -> tensor<2xf32>
  %d = kop.sqdist %xi, %yj : tensor<2xf32> -> f32
  %w = math.exp %d : f32
  %W = kop.reduce sum over ["j"] (%w : f32) -> f32
  %wb = kop.broadcast %w : f32 to tensor<2xf32>
  %wy = arith.mulf %wb, %yj : tensor<2xf32>
  %S = kop.reduce sum over ["j"] (%wy : tensor<2xf32>) -> tensor<2xf32>
  %Wb = kop.broadcast %W : f32 to tensor<2xf32>
  %m = arith.divf %S, %Wb : tensor<2xf32>
  %mj = kop.reindex %m "i" to "j" : tensor<2xf32>
  %dd = kop.sqdist %xi, %mj : tensor<2xf32> -> f32
  %v = kop.reduce sum over ["j"] (%dd : f32) -> f32
  %tot = kop.reduce sum over ["i"] (%v : f32) -> f32
  %r = arith.divf %v, %tot : f32
  kop.output %m, %v, %r : tensor<2xf32>, f32, f32
}
