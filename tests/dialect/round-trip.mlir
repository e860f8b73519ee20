// RUN: kop-opt %s | kop-opt | FileCheck %s
// RUN: kop-opt %s --mlir-print-op-generic | kop-opt | FileCheck %s

// Every operation of formulas and schedules prints as it reads.

// CHECK-LABEL: kop.formula @formula indices [i, j, k = 4]
// CHECK-SAME: (%x: !kop.array<["i"], tensor<3xf32>>, %q: !kop.array<["i|j"], f32>,
// CHECK-SAME: %n: !kop.array<["i"], i32>, %s: !kop.array<[], f32>)
// CHECK-SAME: -> (a: !kop.array<["i"], tensor<3xf32>>, b: !kop.array<["i", "k"], f32>)
// CHECK-SAME: index i32 accumulate f64 attributes {description = {name = "f"}} {
kop.formula @formula indices [i, j, k = 4]
    (%x: !kop.array<["i"], tensor<3xf32>>, %q: !kop.array<["i|j"], f32>,
     %n: !kop.array<["i"], i32>, %s: !kop.array<[], f32>)
    -> (a: !kop.array<["i"], tensor<3xf32>>, b: !kop.array<["i", "k"], f32>)
    index i32 accumulate f64 attributes {description = {name = "f"}} {
  // CHECK-NEXT: %i = kop.index "i" : i32
  %i = kop.index "i" : i32
  // CHECK-NEXT: %j = kop.index "j" : i32
  %j = kop.index "j" : i32
  // CHECK-NEXT: %k = kop.index "k" : i32
  %k = kop.index "k" : i32
  // CHECK-NEXT: %n_j = kop.extent "j" : i32
  %m = kop.extent "j" : i32
  // CHECK-NEXT: %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %v = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  // CHECK-NEXT: %q_j = kop.read %q[%j : i32] : !kop.array<["i|j"], f32> -> f32
  %q_j = kop.read %q[%j : i32] : !kop.array<["i|j"], f32> -> f32
  // CHECK-NEXT: %n_i = kop.read %n[%i : i32]
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  // CHECK-NEXT: kop.read %s[] : !kop.array<[], f32> -> f32
  %t = kop.read %s[] : !kop.array<[], f32> -> f32
  // CHECK-NEXT: kop.read %q[%n_i : i32]
  %g = kop.read %q[%n_i : i32] : !kop.array<["i|j"], f32> -> f32
  // CHECK-NEXT: kop.broadcast %{{.*}} : f32 to tensor<3xf32>
  %b = kop.broadcast %q_j : f32 to tensor<3xf32>
  // CHECK-NEXT: kop.components sum %{{.*}} : tensor<3xf32> -> f32
  %c = kop.components sum %b : tensor<3xf32> -> f32
  // CHECK-NEXT: kop.components argmin %{{.*}} : tensor<3xf32> -> i32
  %am = kop.components argmin %b : tensor<3xf32> -> i32
  // CHECK-NEXT: kop.dot %{{.*}}, %{{.*}} : tensor<3xf32> -> f32
  %dot = kop.dot %v, %b : tensor<3xf32> -> f32
  // CHECK-NEXT: kop.sqdist %{{.*}}, %{{.*}} : tensor<3xf32> -> f32
  %sq = kop.sqdist %v, %b : tensor<3xf32> -> f32
  // CHECK-NEXT: kop.expansion %{{.*}} by %{{.*}}, %{{.*}} norms %{{.*}}, %{{.*}} : tensor<3xf32> -> f32
  %near = kop.expansion %sq by %v, %b norms %sq, %sq : tensor<3xf32> -> f32
  // CHECK-NEXT: kop.expansion %{{.*}} by {{.*}} weight %{{.*}} : f32 limit 1.280000e+02 : tensor<3xf32> -> f32
  %score = kop.expansion %sq by %v, %b norms %sq, %sq weight %sq : f32 limit 128.0 : tensor<3xf32> -> f32
  // CHECK-NEXT: kop.einsum "a,b->ab" %{{.*}}, %{{.*}} : (tensor<3xf32>, tensor<3xf32>) -> tensor<3x3xf32>
  %e = kop.einsum "a,b->ab" %v, %b : (tensor<3xf32>, tensor<3xf32>) -> tensor<3x3xf32>
  // CHECK-NEXT: kop.concat %{{.*}}, %{{.*}} : f32, tensor<3xf32> -> tensor<4xf32>
  %cat = kop.concat %t, %v : f32, tensor<3xf32> -> tensor<4xf32>
  // CHECK-NEXT: kop.slice %{{.*}}[1] : tensor<4xf32> -> tensor<2xf32>
  %sl = kop.slice %cat[1] : tensor<4xf32> -> tensor<2xf32>
  // CHECK-NEXT: kop.component %{{.*}} [0, 2] : tensor<3x3xf32> -> f32
  %co = kop.component %e [0, 2] : tensor<3x3xf32> -> f32
  // CHECK-NEXT: kop.lookup %{{.*}}[%{{.*}}, %{{.*}} : i32, i32] : tensor<3x3xf32> -> f32
  %lo = kop.lookup %e[%am, %n_i : i32, i32] : tensor<3x3xf32> -> f32
  // CHECK-NEXT: kop.lookup %{{.*}}[%{{.*}} : i32] : tensor<3x3xf32> -> tensor<3xf32>
  %lr = kop.lookup %e[%am : i32] : tensor<3x3xf32> -> tensor<3xf32>
  // CHECK-NEXT: kop.onehot %{{.*}} : i32 -> tensor<3xf32>
  %oh = kop.onehot %n_i : i32 -> tensor<3xf32>
  // CHECK-NEXT: kop.reshape %{{.*}} : tensor<3x3xf32> to tensor<9xf32>
  %re = kop.reshape %e : tensor<3x3xf32> to tensor<9xf32>
  %f = arith.cmpi ne, %i, %j : i32
  // CHECK: kop.reduce sum over ["j"](%{{.*}} : tensor<3xf32>) where %{{.*}} -> tensor<3xf32>
  %a = kop.reduce sum over ["j"] (%b : tensor<3xf32>) where %f -> tensor<3xf32>
  // CHECK-NEXT: kop.reduce kmin over ["j"](%{{.*}} : f32) k = 4 -> tensor<4xf32>, tensor<4xi32>
  %km:2 = kop.reduce kmin over ["j"] (%sq : f32) k = 4 -> tensor<4xf32>, tensor<4xi32>
  // CHECK-NEXT: kop.reduce kmax over ["j"](%{{.*}} : tensor<3xf32>) k = 2 -> tensor<2x3xf32>, tensor<2x3xi32>
  %kv:2 = kop.reduce kmax over ["j"] (%b : tensor<3xf32>) k = 2 -> tensor<2x3xf32>, tensor<2x3xi32>
  // CHECK-NEXT: kop.reduce logsumexp over ["i", "j"](%{{.*}}, %{{.*}} : f32, tensor<3xf32>) base2 -> tensor<3xf32>
  %l = kop.reduce logsumexp over ["i", "j"] (%sq, %b : f32, tensor<3xf32>) base2 -> tensor<3xf32>
  // CHECK-NEXT: kop.reduce count over ["i"] per ["i", "j"] where %{{.*}} -> f32
  %nf = kop.reduce count over ["i"] per ["i", "j"] where %f -> f32
  // CHECK-NEXT: kop.reduce collect over ["j"] per ["i", "j"] where %{{.*}} {list = "near"} -> i32
  %li = kop.reduce collect over ["j"] per ["i", "j"] where %f {list = "near"} -> i32
  // CHECK-NEXT: kop.reindex %{{.*}} "i" to "j" : tensor<3xf32>
  %ri = kop.reindex %a "i" to "j" : tensor<3xf32>
  %d = kop.lookup %km#0[%k : i32] : tensor<4xf32> -> f32
  // CHECK: kop.output %{{.*}}, %{{.*}} : tensor<3xf32>, f32
  kop.output %a, %d : tensor<3xf32>, f32
}

// An input whose name is no name of a value in MLIR, and nothing at all.
// CHECK: kop.formula @odd indices [] (%a_b "a b": !kop.array<[], f64>) -> () index i64 accumulate "kahan" {
kop.formula @odd indices [] (%arg0 "a b": !kop.array<[], f64>) -> ()
    index i64 accumulate "kahan" {
  // CHECK-NEXT: kop.output
  kop.output
}

// CHECK-LABEL: kop.kernel @kernel indices [b, i, j]
// CHECK-SAME: (%x: !kop.array<["i"], tensor<3xf32>>) -> (%a: !kop.array<["b", "i"], f32>) index i32 {
kop.kernel @kernel indices [b, i, j] (%x: !kop.array<["i"], tensor<3xf32>>)
    -> (%a: !kop.array<["b", "i"], f32>) index i32 {
  // CHECK-NEXT: %[[T:.*]] = kop.temporary "columns" : !kop.array<["j"], f32>
  %t = kop.temporary "columns" : !kop.array<["j"], f32>
  // CHECK-NEXT: kop.pass "map" row j rows {
  // CHECK-NEXT:   kop.yield
  // CHECK-NEXT: } finish {
  kop.pass "map" row j rows {
    kop.yield
  } finish {
    %j = kop.index "j" : i32
    %one = arith.constant 1.0 : f32
    // CHECK: kop.store %{{.*}}, %[[T]][%j : i32] : f32, !kop.array<["j"], f32>
    kop.store %one, %t[%j : i32] : f32, !kop.array<["j"], f32>
    kop.yield
  }
  // CHECK: kop.pass "sum" batch [b] row i column j
  // CHECK-SAME: reductions [#kop.reduction<sum, 1, 0, true, false, f64>] attributes {cost = {flops = 1 : i64}} rows {
  kop.pass "sum" batch [b] row i column j
      reductions [#kop.reduction<sum, 1, 0, true, false, f64>]
      attributes {cost = {flops = 1 : i64}} rows {
    %i = kop.index "i" : i32
    %v = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
    kop.yield %v : tensor<3xf32>
  // CHECK: } pair (%{{.*}}: tensor<3xf32>) {
  } pair (%v: tensor<3xf32>) {
    %d = kop.dot %v, %v : tensor<3xf32> -> f32
    %c = arith.constant true
    // CHECK: kop.yield %{{.*}}, %{{.*}} : f32, i1
    kop.yield %d, %c : f32, i1
  // CHECK: } finish (%{{.*}}: tensor<3xf32>, %{{.*}}: f32) {
  } finish (%v: tensor<3xf32>, %r: f32) {
    %b = kop.index "b" : i32
    %i = kop.index "i" : i32
    kop.store %r, %a[%b, %i : i32, i32] : f32, !kop.array<["b", "i"], f32>
    kop.yield
  }
}

// CHECK-LABEL: kop.tile @tile "columns" step 1 rows 2 scratch 64
kop.tile @tile "columns" step 1 rows 2 scratch 64 attributes {lanes_over_columns} {
^bb0(%first: index):
  // CHECK: kop.frame "data" [2] : !llvm.ptr
  %p = kop.frame "data" [2] : !llvm.ptr
  // CHECK: kop.frame "stride" [2, 0] : index
  %s = kop.frame "stride" [2, 0] : index
  // CHECK: kop.lane
  %l = kop.lane
  // CHECK: kop.lanes
  %n = kop.lanes
  %c = arith.cmpi slt, %l, %s : index
  // CHECK: kop.any %
  %any = kop.any %c
  // CHECK: kop.lane_load %{{.*}}[%{{.*}}] mask %{{.*}} {invariant} : !llvm.ptr -> f32
  %v = kop.lane_load %p[%l] mask %c {invariant} : !llvm.ptr -> f32
  // CHECK: kop.lane_store %{{.*}}, %{{.*}}[%{{.*}}] mask %{{.*}} : f32, !llvm.ptr
  kop.lane_store %v, %p[%l] mask %c : f32, !llvm.ptr
}
