// RUN: kop-opt %s -pass-pipeline='builtin.module(kop.formula(kop-differentiate))' | FileCheck %s

// A sum hands its cotangent to all terms; what belongs to a row is summed over
// its columns.

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

kop.formula @filter indices [i, j] (%x: !kop.array<["i"], f32>, %ct: !kop.array<["i"], f32>) -> (ct_x: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], f32> -> f32
  %l = math.log %x_i : f32
  %other = arith.cmpi ne, %i, %j : i32
  %s = kop.reduce sum over ["j"](%l : f32) where %other -> f32
  %c = kop.read %ct[%i : i32] : !kop.array<["i"], f32> -> f32
  %g = kop.vjp (%s : f32) cotangents (%c : f32) by %x fixed [] : !kop.array<["i"], f32> -> f32
  kop.output %g : f32
}

// Terms of a log-sum-exp weigh exp(score - result); a result of -inf has no
// terms.

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

kop.formula @prod indices [i, j] (%x: !kop.array<["i", "j"], f32>, %ct: !kop.array<["i"], f32>) -> (ct_x: !kop.array<["i", "j"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %x_ij = kop.read %x[%i, %j : i32, i32] : !kop.array<["i", "j"], f32> -> f32
  %p = kop.reduce prod over ["j"](%x_ij : f32) -> f32
  %c = kop.read %ct[%i : i32] : !kop.array<["i"], f32> -> f32
  %g = kop.vjp (%p : f32) cotangents (%c : f32) by %x fixed [] : !kop.array<["i", "j"], f32> -> f32
  kop.output %g : f32
}
