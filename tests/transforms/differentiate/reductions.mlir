// RUN: kop-opt %s -pass-pipeline='builtin.module(kop.formula(kop-differentiate))' | FileCheck %s

// A sum hands its cotangent to all terms; what belongs to a row is summed over
// its columns.

// CHECK-LABEL: kop.formula @sum 
// CHECK: %[[V0:.*]] = arith.mulf %y_j, %ct_i : f32
// CHECK: %[[V1:.*]] = kop.reduce sum over ["j"](%[[V0]] : f32) -> f32
// CHECK: %[[V2:.*]] = arith.mulf %x_i, %ct_i : f32
// CHECK: %[[V3:.*]] = kop.reduce sum over ["i"](%[[V2]] : f32) -> f32
// CHECK: kop.output %[[V1]], %[[V3]] : f32, f32

kop.formula @sum indices [i, j] (%x: !kop.array<["i"], f32>, %y: !kop.array<["j"], f32>, %ct: !kop.array<["i"], f32>) -> (ct_x: !kop.array<["i"], f32>, ct_y: !kop.array<["j"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], f32> -> f32
  %y_j = kop.read %y[%j : i32] : !kop.array<["j"], f32> -> f32
  %p = arith.mulf %x_i, %y_j : f32
  %s = kop.reduce sum over ["j"](%p : f32) -> f32
  %c = kop.read %ct[%i : i32] : !kop.array<["i"], f32> -> f32
  %g = kop.vjp (%s : f32) cotangents (%c : f32) by %x fixed [] : !kop.array<["i"], f32> -> f32
  %h = kop.vjp (%s : f32) cotangents (%c : f32) by %y fixed [] : !kop.array<["j"], f32> -> f32
  kop.output %g, %h : f32, f32
}

// A filter stays with the terms: what does not count is not multiplied by zero.

// CHECK-LABEL: kop.formula @filter 
// CHECK: %[[V0:.*]] = kop.reindex %x_i "i" to "j" : f32
// CHECK: %[[V1:.*]] = arith.subf %x_i, %[[V0]] : f32
// CHECK: %[[V2:.*]] = arith.cmpi ne, %i, %j : i32
// CHECK: %[[V3:.*]] = arith.constant 1.000000e+00 : f32
// CHECK: %[[V4:.*]] = arith.divf %[[V3]], %[[V1]] : f32
// CHECK: %[[V5:.*]] = arith.mulf %[[V4]], %ct_i : f32
// CHECK: %[[V6:.*]] = arith.negf %[[V5]] : f32
// CHECK: %[[V7:.*]] = kop.reduce sum over ["i"](%[[V6]] : f32) where %[[V2]] -> f32
// CHECK: %[[V8:.*]] = kop.reindex %[[V7]] "j" to "i" : f32
// CHECK: %[[V9:.*]] = kop.reduce sum over ["j"](%[[V5]] : f32) where %[[V2]] -> f32
// CHECK: %[[V10:.*]] = arith.addf %[[V9]], %[[V8]] : f32
// CHECK: kop.output %[[V10]] : f32

kop.formula @filter indices [i, j] (%x: !kop.array<["i"], f32>, %ct: !kop.array<["i"], f32>) -> (ct_x: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], f32> -> f32
  %x_j = kop.reindex %x_i "i" to "j" : f32
  %d = arith.subf %x_i, %x_j : f32
  %l = math.log %d : f32
  %other = arith.cmpi ne, %i, %j : i32
  %s = kop.reduce sum over ["j"](%l : f32) where %other -> f32
  %c = kop.read %ct[%i : i32] : !kop.array<["i"], f32> -> f32
  %g = kop.vjp (%s : f32) cotangents (%c : f32) by %x fixed [] : !kop.array<["i"], f32> -> f32
  kop.output %g : f32
}

// Terms of a log-sum-exp weigh exp(score - result); a result of -inf has no
// terms.

// CHECK-LABEL: kop.formula @logsumexp 
// CHECK: %[[V0:.*]] = kop.reduce logsumexp over ["j"](%s_i_j : f32) -> f32
// CHECK: %[[V1:.*]] = arith.constant 0xFF800000 : f32
// CHECK: %[[V2:.*]] = arith.cmpf oeq, %[[V0]], %[[V1]] : f32
// CHECK: %[[V3:.*]] = arith.constant 0.000000e+00 : f32
// CHECK: %[[V4:.*]] = arith.select %[[V2]], %[[V3]], %[[V0]] : f32
// CHECK: %[[V5:.*]] = arith.subf %s_i_j, %[[V4]] : f32
// CHECK: %[[V6:.*]] = math.exp %[[V5]] : f32
// CHECK: %[[V7:.*]] = arith.mulf %ct_i, %[[V6]] : f32
// CHECK: kop.output %[[V7]] : f32

kop.formula @logsumexp indices [i, j] (%s: !kop.array<["i", "j"], f32>, %ct: !kop.array<["i"], f32>) -> (ct_s: !kop.array<["i", "j"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %s_ij = kop.read %s[%i, %j : i32, i32] : !kop.array<["i", "j"], f32> -> f32
  %l = kop.reduce logsumexp over ["j"](%s_ij : f32) -> f32
  %c = kop.read %ct[%i : i32] : !kop.array<["i"], f32> -> f32
  %g = kop.vjp (%l : f32) cotangents (%c : f32) by %s fixed [] : !kop.array<["i", "j"], f32> -> f32
  kop.output %g : f32
}

// What the formula has computed before stands for its log-sum-exp: no pass
// computes it anew.

// CHECK-LABEL: kop.formula @given 
// CHECK: %[[V0:.*]] = arith.constant 0xFF800000 : f32
// CHECK: %[[V1:.*]] = arith.cmpf oeq, %before_i, %[[V0]] : f32
// CHECK: %[[V2:.*]] = arith.constant 0.000000e+00 : f32
// CHECK: %[[V3:.*]] = arith.select %[[V1]], %[[V2]], %before_i : f32
// CHECK: %[[V4:.*]] = arith.subf %s_i_j, %[[V3]] : f32
// CHECK: %[[V5:.*]] = math.exp %[[V4]] : f32
// CHECK: %[[V6:.*]] = arith.mulf %ct_i, %[[V5]] : f32
// CHECK: kop.output %[[V6]] : f32

kop.formula @given indices [i, j] (%s: !kop.array<["i", "j"], f32>, %ct: !kop.array<["i"], f32>, %before: !kop.array<["i"], f32>) -> (ct_s: !kop.array<["i", "j"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %s_ij = kop.read %s[%i, %j : i32, i32] : !kop.array<["i", "j"], f32> -> f32
  %l = kop.reduce logsumexp over ["j"](%s_ij : f32) -> f32
  %c = kop.read %ct[%i : i32] : !kop.array<["i"], f32> -> f32
  %l_i = kop.read %before[%i : i32] : !kop.array<["i"], f32> -> f32
  %g = kop.vjp (%l : f32) cotangents (%c : f32) given (%l_i : f32) at [0] by %s fixed [] : !kop.array<["i", "j"], f32> -> f32
  kop.output %g : f32
}

// A softmax: the score of a term has its share times what its value exceeds the
// mean by.

// CHECK-LABEL: kop.formula @softmax 
// CHECK: %[[V0:.*]] = kop.reduce softmax over ["j"](%s_i_j, %v_j : f32, tensor<2xf32>) -> tensor<2xf32>
// CHECK: %[[V1:.*]] = kop.reduce logsumexp over ["j"](%s_i_j : f32) -> f32
// CHECK: %[[V2:.*]] = arith.constant 0xFF800000 : f32
// CHECK: %[[V3:.*]] = arith.cmpf oeq, %[[V1]], %[[V2]] : f32
// CHECK: %[[V4:.*]] = arith.constant 0.000000e+00 : f32
// CHECK: %[[V5:.*]] = arith.select %[[V3]], %[[V4]], %[[V1]] : f32
// CHECK: %[[V6:.*]] = arith.subf %s_i_j, %[[V5]] : f32
// CHECK: %[[V7:.*]] = math.exp %[[V6]] : f32
// CHECK: %[[V9:.*]] = kop.dot %ct_i, %[[V0]] : tensor<2xf32> -> f32
// CHECK: %[[V8:.*]] = kop.dot %ct_i, %v_j : tensor<2xf32> -> f32
// CHECK: %[[V10:.*]] = arith.subf %[[V8]], %[[V9]] : f32
// CHECK: %[[V11:.*]] = arith.mulf %[[V7]], %[[V10]] : f32
// CHECK: kop.output %[[V11]] : f32

kop.formula @softmax indices [i, j] (%s: !kop.array<["i", "j"], f32>, %v: !kop.array<["j"], tensor<2xf32>>, %ct: !kop.array<["i"], tensor<2xf32>>) -> (ct_s: !kop.array<["i", "j"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %s_ij = kop.read %s[%i, %j : i32, i32] : !kop.array<["i", "j"], f32> -> f32
  %v_j = kop.read %v[%j : i32] : !kop.array<["j"], tensor<2xf32>> -> tensor<2xf32>
  %m = kop.reduce softmax over ["j"](%s_ij, %v_j : f32, tensor<2xf32>) -> tensor<2xf32>
  %c = kop.read %ct[%i : i32] : !kop.array<["i"], tensor<2xf32>> -> tensor<2xf32>
  %g = kop.vjp (%m : tensor<2xf32>) cotangents (%c : tensor<2xf32>) by %s fixed [] : !kop.array<["i", "j"], f32> -> f32
  kop.output %g : f32
}

// A factor of a product has the product of the others: of those that are not
// zero, where none of them is.

// CHECK-LABEL: kop.formula @prod 
// CHECK: %[[V0:.*]] = arith.constant 0.000000e+00 : f32
// CHECK: %[[V1:.*]] = arith.constant 1.000000e+00 : f32
// CHECK: %[[V2:.*]] = arith.cmpf oeq, %x_i_j, %[[V0]] : f32
// CHECK: %[[V3:.*]] = arith.select %[[V2]], %[[V1]], %x_i_j : f32
// CHECK: %[[V4:.*]] = arith.select %[[V2]], %[[V1]], %[[V0]] : f32
// CHECK: %[[V5:.*]] = kop.reduce prod over ["j"](%[[V3]] : f32) -> f32
// CHECK: %[[V6:.*]] = kop.reduce sum over ["j"](%[[V4]] : f32) -> f32
// CHECK: %[[V7:.*]] = arith.subf %[[V6]], %[[V4]] : f32
// CHECK: %[[V8:.*]] = arith.cmpf oeq, %[[V7]], %[[V0]] : f32
// CHECK: %[[V9:.*]] = arith.divf %[[V5]], %[[V3]] : f32
// CHECK: %[[V10:.*]] = arith.select %[[V8]], %[[V9]], %[[V0]] : f32
// CHECK: %[[V11:.*]] = arith.mulf %ct_i, %[[V10]] : f32
// CHECK: kop.output %[[V11]] : f32

kop.formula @prod indices [i, j] (%x: !kop.array<["i", "j"], f32>, %ct: !kop.array<["i"], f32>) -> (ct_x: !kop.array<["i", "j"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %x_ij = kop.read %x[%i, %j : i32, i32] : !kop.array<["i", "j"], f32> -> f32
  %p = kop.reduce prod over ["j"](%x_ij : f32) -> f32
  %c = kop.read %ct[%i : i32] : !kop.array<["i"], f32> -> f32
  %g = kop.vjp (%p : f32) cotangents (%c : f32) by %x fixed [] : !kop.array<["i", "j"], f32> -> f32
  kop.output %g : f32
}
