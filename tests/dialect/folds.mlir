// RUN: kop-opt %s -canonicalize | FileCheck %s

// Folds and canonical forms move components and never compute.

// CHECK-LABEL: @broadcast_and_onehot
kop.formula @broadcast_and_onehot indices []
    () -> (a: !kop.array<[], tensor<2xf32>>, b: !kop.array<[], tensor<3xf64>>,
           c: !kop.array<[], tensor<2xi32>>) index i32 {
  %c = arith.constant 1.5 : f32
  %n = arith.constant 2 : i32
  %m = arith.constant -1 : i32
  %a = kop.broadcast %c : f32 to tensor<2xf32>
  %b = kop.onehot %n : i32 -> tensor<3xf64>
  %o = kop.onehot %m : i32 -> tensor<2xi32>
  // CHECK-DAG: %[[A:.*]] = arith.constant dense<1.500000e+00> : tensor<2xf32>
  // CHECK-DAG: %[[B:.*]] = arith.constant dense<[0.0{{.*}}, 0.0{{.*}}, 1.0{{.*}}]> : tensor<3xf64>
  // CHECK-DAG: %[[C:.*]] = arith.constant dense<0> : tensor<2xi32>
  // CHECK: kop.output %[[A]], %[[B]], %[[C]]
  kop.output %a, %b, %o : tensor<2xf32>, tensor<3xf64>, tensor<2xi32>
}

// CHECK-LABEL: @concat
kop.formula @concat indices [] (%x: !kop.array<[], tensor<3xf32>>, %s: !kop.array<[], f32>)
    -> (a: !kop.array<[], tensor<3xf32>>, b: !kop.array<[], tensor<3xf32>>,
        c: !kop.array<[], tensor<3xf32>>, d: !kop.array<[], tensor<5xf32>>) index i32 {
  // CHECK: %[[X:.*]] = kop.read %x
  %v = kop.read %x[] : !kop.array<[], tensor<3xf32>> -> tensor<3xf32>
  // CHECK: %[[S:.*]] = kop.read %s
  %t = kop.read %s[] : !kop.array<[], f32> -> f32
  // One part; all slices in order; constants; nested.
  %a = kop.concat %v : tensor<3xf32> -> tensor<3xf32>
  %b0 = kop.slice %v[0] : tensor<3xf32> -> tensor<1xf32>
  %b1 = kop.slice %v[1] : tensor<3xf32> -> tensor<2xf32>
  %b = kop.concat %b0, %b1 : tensor<1xf32>, tensor<2xf32> -> tensor<3xf32>
  %c0 = arith.constant 1.0 : f32
  %c1 = arith.constant dense<[2.0, 3.0]> : tensor<2xf32>
  %c = kop.concat %c0, %c1 : f32, tensor<2xf32> -> tensor<3xf32>
  %d0 = kop.concat %t, %v : f32, tensor<3xf32> -> tensor<4xf32>
  // CHECK: %[[D:.*]] = kop.concat %[[S]], %[[X]], %[[S]] : f32, tensor<3xf32>, f32 -> tensor<5xf32>
  %d = kop.concat %d0, %t : tensor<4xf32>, f32 -> tensor<5xf32>
  // CHECK: kop.output %[[X]], %[[X]], %{{.*}}, %[[D]]
  kop.output %a, %b, %c, %d : tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<5xf32>
}

// CHECK-LABEL: @slice
kop.formula @slice indices [] (%x: !kop.array<[], tensor<8xf32>>, %s: !kop.array<[], f32>)
    -> (a: !kop.array<[], tensor<8xf32>>, b: !kop.array<[], tensor<2xf32>>,
        c: !kop.array<[], tensor<8xf32>>, d: !kop.array<[], tensor<2xf32>>,
        e: !kop.array<[], tensor<2xf32>>) index i32 {
  // CHECK: %[[X:.*]] = kop.read %x
  %v = kop.read %x[] : !kop.array<[], tensor<8xf32>> -> tensor<8xf32>
  // CHECK: %[[S:.*]] = kop.read %s
  %t = kop.read %s[] : !kop.array<[], f32> -> f32
  %a = kop.slice %v[0] : tensor<8xf32> -> tensor<8xf32>
  %b0 = kop.slice %v[2] : tensor<8xf32> -> tensor<5xf32>
  // CHECK: %[[B:.*]] = kop.slice %[[X]][3] : tensor<8xf32> -> tensor<2xf32>
  %b = kop.slice %b0[1] : tensor<5xf32> -> tensor<2xf32>
  %cat = kop.concat %t, %v : f32, tensor<8xf32> -> tensor<9xf32>
  %c = kop.slice %cat[1] : tensor<9xf32> -> tensor<8xf32>
  // CHECK: %[[D:.*]] = kop.slice %[[X]][4]
  %d = kop.slice %cat[5] : tensor<9xf32> -> tensor<2xf32>
  %e0 = kop.broadcast %t : f32 to tensor<4xf32>
  // CHECK: %[[E:.*]] = kop.broadcast %[[S]] : f32 to tensor<2xf32>
  %e = kop.slice %e0[1] : tensor<4xf32> -> tensor<2xf32>
  // CHECK: kop.output %[[X]], %[[B]], %[[X]], %[[D]], %[[E]]
  kop.output %a, %b, %c, %d, %e : tensor<8xf32>, tensor<2xf32>, tensor<8xf32>, tensor<2xf32>, tensor<2xf32>
}

// CHECK-LABEL: @component
kop.formula @component indices [] (%x: !kop.array<[], tensor<6xf32>>, %s: !kop.array<[], f32>)
    -> (a: !kop.array<[], f32>, b: !kop.array<[], f32>, c: !kop.array<[], f32>,
        d: !kop.array<[], f32>, e: !kop.array<[], f32>, f: !kop.array<[], f32>) index i32 {
  // CHECK: %[[X:.*]] = kop.read %x
  %v = kop.read %x[] : !kop.array<[], tensor<6xf32>> -> tensor<6xf32>
  // CHECK: %[[S:.*]] = kop.read %s
  %t = kop.read %s[] : !kop.array<[], f32> -> f32
  %a0 = kop.broadcast %t : f32 to tensor<4x4xf32>
  %a = kop.component %a0 [1, 2] : tensor<4x4xf32> -> f32
  %b0 = kop.slice %v[2] : tensor<6xf32> -> tensor<3xf32>
  // CHECK: %[[B:.*]] = kop.component %[[X]] [3]
  %b = kop.component %b0 [1] : tensor<3xf32> -> f32
  %c0 = kop.reshape %v : tensor<6xf32> to tensor<2x3xf32>
  // CHECK: %[[C:.*]] = kop.component %[[X]] [5]
  %c = kop.component %c0 [1, 2] : tensor<2x3xf32> -> f32
  %cat = kop.concat %v, %t : tensor<6xf32>, f32 -> tensor<7xf32>
  // CHECK: %[[D:.*]] = kop.component %[[X]] [0]
  %d = kop.component %cat [0] : tensor<7xf32> -> f32
  %e = kop.component %cat [6] : tensor<7xf32> -> f32
  // A lookup at a constant; one out of range stays.
  %two = arith.constant 2 : i32
  // CHECK: %[[F:.*]] = kop.component %[[X]] [2]
  %f = kop.lookup %v[%two : i32] : tensor<6xf32> -> f32
  // CHECK: kop.output %[[S]], %[[B]], %[[C]], %[[D]], %[[S]], %[[F]]
  kop.output %a, %b, %c, %d, %e, %f : f32, f32, f32, f32, f32, f32
}

// CHECK-LABEL: @lookup_out_of_range
kop.formula @lookup_out_of_range indices [] (%x: !kop.array<[], tensor<6xf32>>)
    -> (a: !kop.array<[], f32>) index i32 {
  %v = kop.read %x[] : !kop.array<[], tensor<6xf32>> -> tensor<6xf32>
  %six = arith.constant 6 : i32
  // CHECK: kop.lookup
  %a = kop.lookup %v[%six : i32] : tensor<6xf32> -> f32
  kop.output %a : f32
}

// CHECK-LABEL: @reshape
kop.formula @reshape indices [] (%x: !kop.array<[], tensor<6xf32>>, %s: !kop.array<[], f32>)
    -> (a: !kop.array<[], tensor<6xf32>>, b: !kop.array<[], tensor<3x2xf32>>,
        c: !kop.array<[], tensor<4xf32>>, d: !kop.array<[], tensor<4xi32>>) index i32 {
  // CHECK-DAG: %[[D:.*]] = arith.constant dense<[1, 2, 3, 4]> : tensor<4xi32>
  // CHECK-DAG: %[[X:.*]] = kop.read %x
  %v = kop.read %x[] : !kop.array<[], tensor<6xf32>> -> tensor<6xf32>
  %t = kop.read %s[] : !kop.array<[], f32> -> f32
  %a0 = kop.reshape %v : tensor<6xf32> to tensor<2x3xf32>
  %a = kop.reshape %a0 : tensor<2x3xf32> to tensor<6xf32>
  // CHECK: %[[B:.*]] = kop.reshape %[[X]] : tensor<6xf32> to tensor<3x2xf32>
  %b = kop.reshape %a0 : tensor<2x3xf32> to tensor<3x2xf32>
  %c0 = kop.broadcast %t : f32 to tensor<2x2xf32>
  // CHECK: %[[C:.*]] = kop.broadcast %{{.*}} : f32 to tensor<4xf32>
  %c = kop.reshape %c0 : tensor<2x2xf32> to tensor<4xf32>
  %d0 = arith.constant dense<[[1, 2], [3, 4]]> : tensor<2x2xi32>
  %d = kop.reshape %d0 : tensor<2x2xi32> to tensor<4xi32>
  // CHECK: kop.output %[[X]], %[[B]], %[[C]], %[[D]]
  kop.output %a, %b, %c, %d : tensor<6xf32>, tensor<3x2xf32>, tensor<4xf32>, tensor<4xi32>
}

// CHECK-LABEL: @reindex_and_reduce
kop.formula @reindex_and_reduce indices [i, j] (%x: !kop.array<["j"], f32>)
    -> (a: !kop.array<[], f32>, b: !kop.array<[], f32>) index i32 {
  %c = arith.constant 1.0 : f32
  %true = arith.constant true
  %j = kop.index "j" : i32
  %x_j = kop.read %x[%j : i32] : !kop.array<["j"], f32> -> f32
  // CHECK-NOT: kop.reindex
  %a = kop.reindex %c "i" to "j" : f32
  // CHECK: kop.reduce sum over ["j"](%{{.*}} : f32) -> f32
  %b = kop.reduce sum over ["j"] (%x_j : f32) where %true -> f32
  kop.output %a, %b : f32, f32
}
