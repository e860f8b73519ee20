// The Gaussian kernel sum in three dimensions as a tile: two rows per lane.
// Arrays: x (rows of 3), y (rows of 4: three coordinates and the weight),
// out. The state is not used: one segment, stored at once.
// RUN: kop-opt %s --kop-lanes=lanes=16 | FileCheck %s --check-prefix=V16
// RUN: kop-opt %s --kop-lanes=lanes=1 | FileCheck %s --check-prefix=THREAD

// V16-LABEL: kop.tile @gaussian
// V16: llvm.intr.masked.gather
// V16: scf.for {{.*}} -> (vector<16xf32>, vector<16xf32>)
// V16: llvm.load {{.*}} -> f32
// V16: arith.subf {{.*}} : vector<16xf32>
// V16: math.exp2 {{.*}} : vector<16xf32>
// V16: llvm.intr.masked.store
// V16-NOT: kop.lane
// THREAD-LABEL: kop.tile @gaussian
// THREAD: kop.lane
// THREAD: math.exp2 {{.*}} : f32
// THREAD-NOT: vector
kop.tile @gaussian "pass" step 0 rows 2 scratch 0 {
^bb0(%first: index):
  %zero = arith.constant 0.0 : f32
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %c4 = arith.constant 4 : index
  %lane = kop.lane
  %lanes = kop.lanes
  %end = kop.frame "row_end" [] : index
  %x = kop.frame "data" [0] : !llvm.ptr
  %y = kop.frame "data" [1] : !llvm.ptr
  %out = kop.frame "data" [2] : !llvm.ptr
  %m = kop.frame "extent" [1] : index
  %r0 = arith.addi %first, %lane : index
  %r1 = arith.addi %r0, %lanes : index
  %in0 = arith.cmpi slt, %r0, %end : index
  %in1 = arith.cmpi slt, %r1, %end : index
  %o0 = arith.muli %r0, %c3 : index
  %o1 = arith.muli %r1, %c3 : index
  %o01 = arith.addi %o0, %c1 : index
  %o02 = arith.addi %o0, %c2 : index
  %o11 = arith.addi %o1, %c1 : index
  %o12 = arith.addi %o1, %c2 : index
  %x00 = kop.lane_load %x[%o0] mask %in0 {invariant} : !llvm.ptr -> f32
  %x01 = kop.lane_load %x[%o01] mask %in0 {invariant} : !llvm.ptr -> f32
  %x02 = kop.lane_load %x[%o02] mask %in0 {invariant} : !llvm.ptr -> f32
  %x10 = kop.lane_load %x[%o1] mask %in1 {invariant} : !llvm.ptr -> f32
  %x11 = kop.lane_load %x[%o11] mask %in1 {invariant} : !llvm.ptr -> f32
  %x12 = kop.lane_load %x[%o12] mask %in1 {invariant} : !llvm.ptr -> f32
  %a:2 = scf.for %j = %c0 to %m step %c1 iter_args(%a0 = %zero, %a1 = %zero) -> (f32, f32) {
    %p = arith.muli %j, %c4 : index
    %p1 = arith.addi %p, %c1 : index
    %p2 = arith.addi %p, %c2 : index
    %p3 = arith.addi %p, %c3 : index
    %y0 = kop.lane_load %y[%p] {invariant} : !llvm.ptr -> f32
    %y1 = kop.lane_load %y[%p1] {invariant} : !llvm.ptr -> f32
    %y2 = kop.lane_load %y[%p2] {invariant} : !llvm.ptr -> f32
    %b = kop.lane_load %y[%p3] {invariant} : !llvm.ptr -> f32
    %d00 = arith.subf %x00, %y0 : f32
    %d01 = arith.subf %x01, %y1 : f32
    %d02 = arith.subf %x02, %y2 : f32
    %q00 = arith.mulf %d00, %d00 : f32
    %q01 = math.fma %d01, %d01, %q00 : f32
    %q02 = math.fma %d02, %d02, %q01 : f32
    %n0 = arith.negf %q02 : f32
    %e0 = math.exp2 %n0 : f32
    %s0 = math.fma %e0, %b, %a0 : f32
    %d10 = arith.subf %x10, %y0 : f32
    %d11 = arith.subf %x11, %y1 : f32
    %d12 = arith.subf %x12, %y2 : f32
    %q10 = arith.mulf %d10, %d10 : f32
    %q11 = math.fma %d11, %d11, %q10 : f32
    %q12 = math.fma %d12, %d12, %q11 : f32
    %n1 = arith.negf %q12 : f32
    %e1 = math.exp2 %n1 : f32
    %s1 = math.fma %e1, %b, %a1 : f32
    scf.yield %s0, %s1 : f32, f32
  }
  kop.lane_store %a#0, %out[%r0] mask %in0 : f32, !llvm.ptr
  kop.lane_store %a#1, %out[%r1] mask %in1 : f32, !llvm.ptr
}
