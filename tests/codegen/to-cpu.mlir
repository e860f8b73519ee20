// The skeleton of a function and the functions it is made of.
// RUN: kop-opt %s --kop-to-cpu=targets=x86-64-v4,x86-64-v3,x86-64-v2 | FileCheck %s
// RUN: not kop-opt %s --kop-to-cpu=targets=vax 2>&1 | FileCheck %s --check-prefix=UNKNOWN

// UNKNOWN: unknown instruction set 'vax'

// CHECK-LABEL: llvm.func @square_x86_64_v4(
// CHECK-SAME: llvm.noalias
// CHECK-SAME: target_cpu = "x86-64-v4"
// The frame is read once, in front of the loop over tiles of 2 x 16 rows.
// CHECK: llvm.getelementptr {{.*}}[24]
// CHECK: llvm.load {{.*}} -> i64
// CHECK: llvm.getelementptr {{.*}}[32]
// CHECK: arith.constant 32 : index
// CHECK: scf.for
// CHECK-NOT: kop.
// CHECK: llvm.x86.avx512.mask.scalef.ps.512
// CHECK: llvm.return
// CHECK-LABEL: llvm.func @square_x86_64_v3(
// CHECK: arith.constant 16 : index
// CHECK: llvm.x86.avx.cvt.ps2dq.256
// CHECK: math.fma
// No fma there: a product and a sum.
// CHECK-LABEL: llvm.func @square_x86_64_v2(
// CHECK: arith.constant 8 : index
// CHECK-NOT: math.fma
// CHECK: llvm.return
kop.tile @square "pass" step 0 rows 2 scratch 8 {
^bb0(%first: index):
  %lane = kop.lane
  %lanes = kop.lanes
  %row = arith.addi %first, %lane : index
  %next = arith.addi %row, %lanes : index
  %x = kop.frame "data" [0] : !llvm.ptr
  %s = kop.frame "stride" [0, 1] : index
  %v = kop.lane_load %x[%row] : !llvm.ptr -> f32
  %w = kop.lane_load %x[%next] : !llvm.ptr -> f32
  %q = math.fma %v, %w, %w : f32
  %e = math.exp %q : f32
  kop.lane_store %e, %x[%row] : f32, !llvm.ptr
}

// f64 in half as many lanes; `target` restricts a tile to one set.
// CHECK-LABEL: llvm.func @wide_x86_64_v3(
// CHECK-NOT: @wide_
// CHECK: vector<4xf64>
kop.tile @wide "pass" step 1 rows 1 scratch 0 attributes {target = "x86-64-v3"} {
^bb0(%first: index):
  %lane = kop.lane
  %row = arith.addi %first, %lane : index
  %x = kop.frame "data" [0] : !llvm.ptr
  %v = kop.lane_load %x[%row] : !llvm.ptr -> f64
  %e = math.log %v : f64
  kop.lane_store %e, %x[%row] : f64, !llvm.ptr
}
