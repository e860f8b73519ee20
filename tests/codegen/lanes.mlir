// What differs between lanes, by the shape of values and offsets.
// RUN: kop-opt %s --kop-lanes=lanes=8 | FileCheck %s

// Loads: uniform, contiguous, strided; masks keep lanes off memory.
// CHECK-LABEL: kop.tile @loads
// CHECK-SAME: lanes = 8
kop.tile @loads "pass" step 0 rows 1 scratch 0 {
^bb0(%first: index):
  %c2 = arith.constant 2 : index
  %lane = kop.lane
  %row = arith.addi %first, %lane : index
  %end = kop.frame "row_end" [] : index
  %x = kop.frame "data" [0] : !llvm.ptr
  %y = kop.frame "data" [1] : !llvm.ptr
  %inside = arith.cmpi slt, %row, %end : index
  // CHECK: %[[U:.*]] = llvm.load {{.*}} : !llvm.ptr -> f32
  %u = kop.lane_load %x[%first] : !llvm.ptr -> f32
  // CHECK: %[[C:.*]] = llvm.load {{.*}} : !llvm.ptr -> vector<8xf32>
  %c = kop.lane_load %x[%row] : !llvm.ptr -> f32
  // CHECK: llvm.intr.masked.load {{.*}} -> vector<8xf32>
  %m = kop.lane_load %x[%row] mask %inside : !llvm.ptr -> f32
  %twice = arith.muli %row, %c2 : index
  // CHECK: llvm.intr.masked.gather {{.*}} -> vector<8xf32>
  %g = kop.lane_load %x[%twice] mask %inside : !llvm.ptr -> f32
  // A scalar is repeated where a vector needs it, not before.
  // CHECK: %[[UU:.*]] = arith.mulf %[[U]], %[[U]] : f32
  %uu = arith.mulf %u, %u : f32
  // CHECK: %[[B:.*]] = vector.broadcast %[[UU]] : f32 to vector<8xf32>
  // CHECK: arith.addf %[[B]], %[[C]] : vector<8xf32>
  %s = arith.addf %uu, %c : f32
  %t = arith.addf %m, %g : f32
  // CHECK: llvm.store {{.*}} : vector<8xf32>, !llvm.ptr
  kop.lane_store %s, %y[%row] : f32, !llvm.ptr
  // CHECK: llvm.intr.masked.scatter
  kop.lane_store %t, %y[%twice] mask %inside : f32, !llvm.ptr
}

// Sums stay in vectors; a uniform counter stays a scalar.
// CHECK-LABEL: kop.tile @loop
kop.tile @loop "pass" step 1 rows 1 scratch 0 {
^bb0(%first: index):
  %zero = arith.constant 0.0 : f32
  %none = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %lane = kop.lane
  %row = arith.addi %first, %lane : index
  %n = kop.frame "extent" [1] : index
  %x = kop.frame "data" [0] : !llvm.ptr
  %v = kop.lane_load %x[%row] : !llvm.ptr -> f32
  // CHECK: scf.for {{.*}} -> (vector<8xf32>, i32, vector<8xi32>)
  %r:3 = scf.for %j = %c0 to %n step %c1 iter_args(%sum = %zero, %count = %none, %best = %none) -> (f32, i32, i32) {
    %y = kop.lane_load %x[%j] : !llvm.ptr -> f32
    %p = math.fma %v, %y, %sum : f32
    %more = arith.addi %count, %one : i32
    %better = arith.cmpf olt, %y, %p : f32
    // CHECK: vector.reduction <or>
    %any = kop.any %better
    // CHECK: scf.if {{.*}} -> (vector<8xi32>)
    %b = scf.if %any -> i32 {
      %chosen = arith.select %better, %count, %best : i32
      scf.yield %chosen : i32
    } else {
      scf.yield %best : i32
    }
    scf.yield %p, %more, %b : f32, i32, i32
  }
  kop.lane_store %r#0, %x[%row] : f32, !llvm.ptr
  kop.lane_store %r#2, %x[%row] : i32, !llvm.ptr
}

// Conditions are bytes in memory.
// CHECK-LABEL: kop.tile @bytes
kop.tile @bytes "pass" step 2 rows 1 scratch 0 {
^bb0(%first: index):
  %lane = kop.lane
  %row = arith.addi %first, %lane : index
  %x = kop.frame "data" [0] : !llvm.ptr
  // CHECK: llvm.load {{.*}} -> vector<8xi8>
  // CHECK: arith.cmpi ne, {{.*}} : vector<8xi8>
  %b = kop.lane_load %x[%row] : !llvm.ptr -> i1
  // CHECK: arith.extui {{.*}} : vector<8xi1> to vector<8xi8>
  kop.lane_store %b, %x[%row] : i1, !llvm.ptr
}

// A stride known when the code runs: a vector where it is one, else a gather.
// CHECK-LABEL: kop.tile @strides
kop.tile @strides "columns" step 3 rows 1 scratch 0 attributes {lanes_over_columns} {
^bb0(%first: index):
  %c1 = arith.constant 1 : index
  %lane = kop.lane
  %column = arith.addi %first, %lane : index
  %x = kop.frame "data" [0] : !llvm.ptr
  // CHECK: %[[STRIDE:.*]] = kop.frame "stride" [0, 0]
  %stride = kop.frame "stride" [0, 0] : index
  // CHECK: %[[AT:.*]] = arith.muli %{{.*}}, %[[STRIDE]] : index
  %row = arith.muli %column, %stride : index
  %offset = arith.addi %row, %c1 : index
  // CHECK: %[[UNIT:.*]] = arith.cmpi eq, %[[STRIDE]], %c1
  // CHECK: scf.if %[[UNIT]] -> (vector<8xf32>)
  // CHECK: llvm.load {{.*}} -> vector<8xf32>
  // CHECK: else
  // CHECK: llvm.intr.masked.gather
  %v = kop.lane_load %x[%offset] : !llvm.ptr -> f32
  // CHECK: scf.if
  // CHECK: llvm.store {{.*}} : vector<8xf32>
  // CHECK: else
  // CHECK: llvm.intr.masked.scatter
  kop.lane_store %v, %x[%row] : f32, !llvm.ptr
}

// Records one behind the other are loaded whole: three of eight lanes are three
// vectors, and two shuffles give one element of each.
// CHECK-LABEL: kop.tile @records
kop.tile @records "columns" step 4 rows 1 scratch 0 attributes {lanes_over_columns} {
^bb0(%first: index):
  %c3 = arith.constant 3 : index
  %lane = kop.lane
  %column = arith.addi %first, %lane : index
  %x = kop.frame "data" [0] : !llvm.ptr
  %offset = arith.muli %column, %c3 : index
  // CHECK-COUNT-3: llvm.load {{.*}} -> vector<8xf32>
  // CHECK-NEXT: vector.shuffle {{.*}} [0, 3, 6, 9, 12, 15, 0, 0]
  // CHECK-NEXT: %[[X:.*]] = vector.shuffle {{.*}} [0, 1, 2, 3, 4, 5, 10, 13]
  // CHECK: %[[Y:.*]] = vector.shuffle {{.*}} [0, 1, 2, 3, 4, 8, 11, 14]
  // CHECK: %[[Z:.*]] = vector.shuffle {{.*}} [0, 1, 2, 3, 4, 9, 12, 15]
  // CHECK-NOT: vector.shuffle
  %v:3 = kop.lane_record %x[%offset] : !llvm.ptr -> f32, f32, f32
  // CHECK: arith.addf %[[X]], %[[Y]]
  %s = arith.addf %v#0, %v#1 : f32
  %t = arith.addf %s, %v#2 : f32
  kop.lane_store %t, %x[%column] : f32, !llvm.ptr
}
