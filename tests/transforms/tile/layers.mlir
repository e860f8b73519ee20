// RUN: kop-opt %s -kop-tile -canonicalize -cse | FileCheck %s
// RUN: kop-opt %s -kop-tile="registers=16 vector-bits=256" -canonicalize -cse | FileCheck %s --check-prefix=SIXTEEN

// Two layers of a network, V @ (W @ v): the vector between them waits in scratch
// memory, part of v by part, and one loop over its components serves all pairs
// of the tile: a weight is loaded once for all of them. 64 components of 8
// vectors fill the first-level cache; 16 need less.

// CHECK-LABEL: kop.tile @wide.0.pass "pass" step 0 rows 2
// CHECK: scf.for {{.*}} step %c4
// The hidden vector.
// CHECK: scf.for %{{.*}} = %c0 to %c64 step %c1 {
// CHECK: %{{.*}}:8 = scf.for %{{.*}} = %c0 to %c12 step %c1
// CHECK-COUNT-8: math.fma
// CHECK: scf.yield
// CHECK-COUNT-8: kop.lane_store
// The sums.
// CHECK: scf.for %{{.*}} = %c0 to %c20 step %c1 {
// CHECK: %{{.*}}:8 = scf.for %{{.*}} = %c0 to %c64 step %c1
// CHECK-COUNT-8: math.fma
// CHECK: scf.yield

// SIXTEEN-LABEL: kop.tile @wide.0.pass "pass" step 0 rows 1
// SIXTEEN: scf.for {{.*}} step %c8

kop.kernel @wide indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %W: !kop.array<[], tensor<64x12xf32>>, %V: !kop.array<[], tensor<20x64xf32>>) -> (%a: !kop.array<["i"], tensor<20xf32>>) index i32 {
  %t = kop.temporary "columns_j" : !kop.array<["j"], tensor<12xf32>>
  kop.pass "reduce_j" row i column j reductions [#kop.reduction<sum, 1, 0, false, false, f32>] rows {
    %i = kop.index "i" : i32
    %xi = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
    kop.yield %xi : tensor<3xf32>
  } pair (%xi: tensor<3xf32>) {
    %j = kop.index "j" : i32
    %r = kop.read %t[%j : i32] : !kop.array<["j"], tensor<12xf32>> -> tensor<12xf32>
    %y = kop.slice %r[0] : tensor<12xf32> -> tensor<3xf32>
    %f = kop.slice %r[3] : tensor<12xf32> -> tensor<9xf32>
    %d = arith.subf %y, %xi : tensor<3xf32>
    %v = kop.concat %d, %f : tensor<3xf32>, tensor<9xf32> -> tensor<12xf32>
    %w = kop.read %W[] : !kop.array<[], tensor<64x12xf32>> -> tensor<64x12xf32>
    %h = kop.einsum "ab,b->a" %w, %v : (tensor<64x12xf32>, tensor<12xf32>) -> tensor<64xf32>
    %u = kop.read %V[] : !kop.array<[], tensor<20x64xf32>> -> tensor<20x64xf32>
    %o = kop.einsum "ab,b->a" %u, %h : (tensor<20x64xf32>, tensor<64xf32>) -> tensor<20xf32>
    kop.yield %o : tensor<20xf32>
  } finish (%xi: tensor<3xf32>, %s: tensor<20xf32>) {
    %i = kop.index "i" : i32
    kop.store %s, %a[%i : i32] : tensor<20xf32>, !kop.array<["i"], tensor<20xf32>>
    kop.yield
  }
}
