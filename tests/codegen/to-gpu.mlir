// A lane is a thread; pointers are to global memory.
// RUN: kop-opt %s --kop-to-gpu=threads=64 | FileCheck %s

// CHECK-LABEL: llvm.func @exponentials_pass_nvptx(
// CHECK-SAME: llvm.byval
// CHECK-SAME: nvvm.grid_constant
// CHECK-SAME: nvvm.kernel
// CHECK-SAME: nvvm.reqntid = array<i32: 64>
// CHECK: nvvm.read.ptx.sreg.tid.x
// CHECK: nvvm.read.ptx.sreg.ctaid.x
// CHECK: llvm.addrspacecast {{.*}} : !llvm.ptr to !llvm.ptr<1>
// CHECK: scf.if
// CHECK: llvm.nvvm.ex2.approx.ftz.f
// CHECK: llvm.nvvm.rsqrt.approx.ftz.f
// CHECK-NOT: vector
kop.tile @exponentials.pass "pass" step 0 rows 1 scratch 4 {
^bb0(%first: index):
  %lane = kop.lane
  %row = arith.addi %first, %lane : index
  %end = kop.frame "row_end" [] : index
  %inside = arith.cmpi slt, %row, %end : index
  %x = kop.frame "data" [0] : !llvm.ptr
  %s = kop.frame "scratch" [] : !llvm.ptr
  %v = kop.lane_load %x[%row] mask %inside : !llvm.ptr -> f32
  %e = math.exp %v : f32
  %r = math.rsqrt %e : f32
  kop.lane_store %e, %s[%lane] : f32, !llvm.ptr
  kop.lane_store %r, %x[%row] mask %inside : f32, !llvm.ptr
}
