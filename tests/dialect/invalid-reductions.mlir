// RUN: kop-opt %s -split-input-file -verify-diagnostics

// What the verifier of kop.reduce says.

kop.formula @f indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %n: !kop.array<["i"], i32>)
    -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.component %x_i [0] : tensor<3xf32> -> f32
  // expected-error @+1 {{expects at least one index to reduce over}}
  %r = kop.reduce sum over [] (%s : f32) -> f32
  kop.output %s : f32
}

// -----

kop.formula @f indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %n: !kop.array<["i"], i32>)
    -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.component %x_i [0] : tensor<3xf32> -> f32
  // expected-error @+1 {{reduces twice over index "j"}}
  %r = kop.reduce sum over ["j", "j"] (%s : f32) -> f32
  kop.output %s : f32
}

// -----

kop.formula @f indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %n: !kop.array<["i"], i32>)
    -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.component %x_i [0] : tensor<3xf32> -> f32
  // expected-error @+1 {{`argmin` expects one index, found 2}}
  %r = kop.reduce argmin over ["i", "j"] (%s : f32) -> i32
  kop.output %s : f32
}

// -----

kop.formula @f indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %n: !kop.array<["i"], i32>)
    -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.component %x_i [0] : tensor<3xf32> -> f32
  // expected-error @+1 {{`sum` has no scores, base2 means nothing}}
  %r = kop.reduce sum over ["j"] (%s : f32) base2 -> f32
  kop.output %s : f32
}

// -----

kop.formula @f indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %n: !kop.array<["i"], i32>)
    -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.component %x_i [0] : tensor<3xf32> -> f32
  // expected-error @+1 {{`sum` expects 1 arguments, found 2}}
  %r = kop.reduce sum over ["j"] (%s, %s : f32, f32) -> f32
  kop.output %s : f32
}

// -----

kop.formula @f indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %n: !kop.array<["i"], i32>)
    -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.component %x_i [0] : tensor<3xf32> -> f32
  // expected-error @+1 {{`logsumexp` expects 1 or 2 arguments, found 3}}
  %r = kop.reduce logsumexp over ["j"] (%s, %s, %s : f32, f32, f32) -> f32
  kop.output %s : f32
}

// -----

kop.formula @f indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %n: !kop.array<["i"], i32>)
    -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.component %x_i [0] : tensor<3xf32> -> f32
  // expected-error @+1 {{`sum` expects 1 results, found 2}}
  %r:2 = kop.reduce sum over ["j"] (%s : f32) -> f32, f32
  kop.output %s : f32
}

// -----

kop.formula @f indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %n: !kop.array<["i"], i32>)
    -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.component %x_i [0] : tensor<3xf32> -> f32
  // expected-error @+1 {{`kmin` expects 2 results, found 1}}
  %r = kop.reduce kmin over ["j"] (%s : f32) k = 2 -> tensor<2xf32>
  kop.output %s : f32
}

// -----

kop.formula @f indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %n: !kop.array<["i"], i32>)
    -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.component %x_i [0] : tensor<3xf32> -> f32
  // expected-error @+1 {{`kmin` expects k = 1 or more}}
  %r:2 = kop.reduce kmin over ["j"] (%s : f32) -> tensor<2xf32>, tensor<2xi32>
  kop.output %s : f32
}

// -----

kop.formula @f indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %n: !kop.array<["i"], i32>)
    -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.component %x_i [0] : tensor<3xf32> -> f32
  // expected-error @+1 {{expects k = 1 or more, found 0}}
  %r:2 = kop.reduce kmin over ["j"] (%s : f32) k = 0 -> tensor<2xf32>, tensor<2xi32>
  kop.output %s : f32
}

// -----

kop.formula @f indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %n: !kop.array<["i"], i32>)
    -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.component %x_i [0] : tensor<3xf32> -> f32
  // expected-error @+1 {{`sum` takes no k}}
  %r = kop.reduce sum over ["j"] (%s : f32) k = 2 -> f32
  kop.output %s : f32
}

// -----

kop.formula @f indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %n: !kop.array<["i"], i32>)
    -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.component %x_i [0] : tensor<3xf32> -> f32
  // expected-error @+1 {{`sum` expects a result of type 'f32', found 'f64'}}
  %r = kop.reduce sum over ["j"] (%s : f32) -> f64
  kop.output %s : f32
}

// -----

kop.formula @f indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %n: !kop.array<["i"], i32>)
    -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.component %x_i [0] : tensor<3xf32> -> f32
  %t = arith.constant true
  // expected-error @+1 {{`max` expects numbers, found 'i1'}}
  %r = kop.reduce max over ["j"] (%t : i1) -> i1
  kop.output %s : f32
}

// -----

kop.formula @f indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %n: !kop.array<["i"], i32>)
    -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.component %x_i [0] : tensor<3xf32> -> f32
  // expected-error @+1 {{`var` expects an argument of floating-point type, found 'i32'}}
  %r = kop.reduce var over ["j"] (%i : i32) -> i32
  kop.output %s : f32
}

// -----

kop.formula @f indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %n: !kop.array<["i"], i32>)
    -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.component %x_i [0] : tensor<3xf32> -> f32
  // expected-error @+1 {{`argmax` expects a result of i32 or i64, found 'f32'}}
  %r = kop.reduce argmax over ["j"] (%s : f32) -> f32
  kop.output %s : f32
}

// -----

kop.formula @f indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %n: !kop.array<["i"], i32>)
    -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.component %x_i [0] : tensor<3xf32> -> f32
  // expected-error @+1 {{`argmax` expects a result of type 'tensor<3xi32>', found 'i32'}}
  %r = kop.reduce argmax over ["j"] (%x_i : tensor<3xf32>) -> i32
  kop.output %s : f32
}

// -----

kop.formula @f indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %n: !kop.array<["i"], i32>)
    -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.component %x_i [0] : tensor<3xf32> -> f32
  // expected-error @+1 {{`kmin` expects a result of type 'tensor<2x3xf32>', found 'tensor<2xf32>'}}
  %r:2 = kop.reduce kmin over ["j"] (%x_i : tensor<3xf32>) k = 2 -> tensor<2xf32>, tensor<2xi32>
  kop.output %s : f32
}

// -----

kop.formula @f indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %n: !kop.array<["i"], i32>)
    -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.component %x_i [0] : tensor<3xf32> -> f32
  // expected-error @+1 {{`kmin` expects a result of type 'tensor<2xf32>', found 'tensor<3xf32>'}}
  %r:2 = kop.reduce kmin over ["j"] (%s : f32) k = 2 -> tensor<3xf32>, tensor<2xi32>
  kop.output %s : f32
}

// -----

kop.formula @f indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %n: !kop.array<["i"], i32>)
    -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.component %x_i [0] : tensor<3xf32> -> f32
  // expected-error @+1 {{`kmin` expects positions of i32 or i64, found 'tensor<2xf32>'}}
  %r:2 = kop.reduce kmin over ["j"] (%s : f32) k = 2 -> tensor<2xf32>, tensor<2xf32>
  kop.output %s : f32
}

// -----

kop.formula @f indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %n: !kop.array<["i"], i32>)
    -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.component %x_i [0] : tensor<3xf32> -> f32
  // expected-error @+1 {{`logsumexp` expects a scalar score, found 'tensor<3xf32>'}}
  %r = kop.reduce logsumexp over ["j"] (%x_i : tensor<3xf32>) -> tensor<3xf32>
  kop.output %s : f32
}

// -----

kop.formula @f indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %n: !kop.array<["i"], i32>)
    -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.component %x_i [0] : tensor<3xf32> -> f32
  // expected-error @+1 {{`softmax` expects an argument of floating-point type, found 'i32'}}
  %r = kop.reduce softmax over ["j"] (%i, %s : i32, f32) -> f32
  kop.output %s : f32
}

// -----

kop.formula @f indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %n: !kop.array<["i"], i32>)
    -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.component %x_i [0] : tensor<3xf32> -> f32
  %w = arith.extf %s : f32 to f64
  // expected-error @+1 {{`softmax` expects arguments of one element type, found 'f32' and 'f64'}}
  %r = kop.reduce softmax over ["j"] (%s, %w : f32, f64) -> f64
  kop.output %s : f32
}

// -----

kop.formula @f indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %n: !kop.array<["i"], i32>)
    -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.component %x_i [0] : tensor<3xf32> -> f32
  // expected-error @+1 {{`softmax` expects a result of type 'tensor<3xf32>', found 'f32'}}
  %r = kop.reduce softmax over ["j"] (%s, %x_i : f32, tensor<3xf32>) -> f32
  kop.output %s : f32
}

// -----

kop.formula @f indices [i] (%x: !kop.array<["i"], f32>) -> (a: !kop.array<[], f32>) index i32 {
  // expected-error @+1 {{`count` expects a result of floating-point type, found 'i32'}}
  %r = kop.reduce count over ["i"] per ["i"] -> i32
  %i = kop.index "i" : i32
  %s = kop.read %x[%i : i32] : !kop.array<["i"], f32> -> f32
  %a = kop.reduce sum over ["i"] (%s : f32) -> f32
  kop.output %a : f32
}

// -----

kop.formula @f indices [i] (%x: !kop.array<["i"], f32>) -> (a: !kop.array<[], f32>) index i32 {
  %i = kop.index "i" : i32
  %s = kop.read %x[%i : i32] : !kop.array<["i"], f32> -> f32
  // expected-error @+1 {{`sum` depends on what its arguments do, `per` means nothing}}
  %a = kop.reduce sum over ["i"] per ["i"] (%s : f32) -> f32
  kop.output %a : f32
}

// -----

kop.formula @f indices [i] (%x: !kop.array<["i"], f32>) -> (a: !kop.array<[], f32>) index i32 {
  // expected-error @+1 {{names index "k", but the indices are [i]}}
  %a = kop.reduce count over ["i"] per ["k"] -> f32
  kop.output %a : f32
}

// -----

kop.formula @f indices [i] (%x: !kop.array<["i"], i1>) -> (a: !kop.array<[], f32>) index i32 {
  %i = kop.index "i" : i32
  %s = kop.read %x[%i : i32] : !kop.array<["i"], i1> -> i1
  // expected-error @+1 {{`collect` expects a result of i32 or i64, found 'f32'}}
  %a = kop.reduce collect over ["i"] per ["i"] where %s -> f32
  kop.output %a : f32
}

// -----

kop.formula @f indices [i, j] (%x: !kop.array<["i", "j"], i1>) -> (a: !kop.array<[], i32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %s = kop.read %x[%i, %j : i32, i32] : !kop.array<["i", "j"], i1> -> i1
  // expected-error @+1 {{`collect` expects one index, found 2}}
  %a = kop.reduce collect over ["i", "j"] per ["i", "j"] where %s -> i32
  kop.output %a : i32
}

// -----

kop.formula @f indices [i] (%x: !kop.array<["i"], i1>) -> (a: !kop.array<[], i32>) index i32 {
  %i = kop.index "i" : i32
  %s = kop.read %x[%i : i32] : !kop.array<["i"], i1> -> i1
  // expected-error @+1 {{`collect` gives a list, which only an output can hold; it is used by 'arith.addi'}}
  %n = kop.reduce collect over ["i"] per ["i"] where %s -> i32
  %a = arith.addi %n, %n : i32
  kop.output %a : i32
}

// -----

kop.formula @f indices [i] (%x: !kop.array<["i"], i1>) -> (v: !kop.array<[], i32>, a: !kop.array<[], i32>) index i32 {
  %i = kop.index "i" : i32
  %s = kop.read %x[%i : i32] : !kop.array<["i"], i1> -> i1
  // expected-error @+1 {{`collect` without a term expects 1 result, found 2}}
  %n, %v = kop.reduce collect over ["i"] per ["i"] where %s -> i32, i32
  kop.output %v, %n : i32, i32
}

// -----

kop.formula @f indices [i] (%x: !kop.array<["i"], f32>) -> (v: !kop.array<[], i32>, a: !kop.array<[], i32>) index i32 {
  %i = kop.index "i" : i32
  %e = kop.read %x[%i : i32] : !kop.array<["i"], f32> -> f32
  // expected-error @+1 {{`collect` expects a result of type 'f32', found 'i32'}}
  %n, %v = kop.reduce collect over ["i"] per ["i"] (%e : f32) -> i32, i32
  kop.output %v, %n : i32, i32
}
