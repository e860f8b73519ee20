// RUN: kop-opt %s --kop-lanes=lanes=4 -split-input-file -verify-diagnostics

kop.tile @branch "pass" step 0 rows 1 scratch 0 {
^bb0(%first: index):
  %c2 = arith.constant 2 : index
  %lane = kop.lane
  %small = arith.cmpi slt, %lane, %c2 : index
  // expected-error @+1 {{the condition of a branch differs between lanes; branch on `kop.any` and choose with `arith.select`}}
  scf.if %small {
  }
}

// -----

kop.tile @bound "pass" step 0 rows 1 scratch 0 {
^bb0(%first: index):
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %lane = kop.lane
  // expected-error @+1 {{the bounds of a loop differ between lanes}}
  scf.for %j = %c0 to %lane step %c1 {
  }
}

// -----

kop.tile @frame "pass" step 0 rows 1 scratch 0 {
^bb0(%first: index):
  %lane = kop.lane
  %i = arith.index_cast %lane : index to i64
  %p = arith.muli %i, %i : i64
  // expected-error @+1 {{'llvm.inttoptr' takes a value that differs between lanes}}
  %q = llvm.inttoptr %p : i64 to !llvm.ptr
}

// -----

kop.tile @records "columns" step 0 rows 1 scratch 0 attributes {lanes_over_columns} {
^bb0(%first: index):
  %lane = kop.lane
  %square = arith.muli %lane, %lane : index
  %x = kop.frame "data" [0] : !llvm.ptr
  // expected-error @+1 {{the records of lanes do not lie one behind the other}}
  %v:2 = kop.lane_record %x[%square] : !llvm.ptr -> f32, f32
}
