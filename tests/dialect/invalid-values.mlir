// RUN: kop-opt %s -split-input-file -verify-diagnostics

// What the verifiers of the operations on values say.

kop.formula @f indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %n: !kop.array<["i"], i32>)
    -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.component %x_i [0] : tensor<3xf32> -> f32
  // expected-error @+1 {{names index "z", but the indices are [i, j]}}
  %z = kop.index "z" : i32
  kop.output %s : f32
}

// -----

kop.formula @f indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %n: !kop.array<["i"], i32>)
    -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.component %x_i [0] : tensor<3xf32> -> f32
  // expected-error @+1 {{expects integers of type 'i32', found 'i64'}}
  %j = kop.index "j" : i64
  kop.output %s : f32
}

// -----

kop.formula @f indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %n: !kop.array<["i"], i32>)
    -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.component %x_i [0] : tensor<3xf32> -> f32
  // expected-error @+1 {{names index "z"}}
  %r = kop.reduce sum over ["z"] (%s : f32) -> f32
  kop.output %s : f32
}

// -----

kop.formula @f indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %n: !kop.array<["i"], i32>)
    -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.component %x_i [0] : tensor<3xf32> -> f32
  // expected-error @+1 {{names index "z"}}
  %r = kop.reindex %s "i" to "z" : f32
  kop.output %s : f32
}

// -----

kop.formula @f indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %n: !kop.array<["i"], i32>)
    -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.component %x_i [0] : tensor<3xf32> -> f32
  // expected-error @+1 {{expects two indices, found i twice}}
  %r = kop.reindex %s "i" to "i" : f32
  kop.output %s : f32
}

// -----

kop.formula @f indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %n: !kop.array<["i"], i32>)
    -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.component %x_i [0] : tensor<3xf32> -> f32
  // expected-error @+1 {{expects one subscript per axis of '!kop.array<["i"], i32>', found 0}}
  %r = kop.read %n[] : !kop.array<["i"], i32> -> i32
  kop.output %s : f32
}

// -----

kop.formula @f indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %n: !kop.array<["i"], i32>)
    -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.component %x_i [0] : tensor<3xf32> -> f32
  // expected-error @+1 {{expects a value of type 'i32', the element of the array, found 'f32'}}
  %r = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> f32
  kop.output %s : f32
}

// -----

kop.formula @f indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %n: !kop.array<["i"], i32>)
    -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.component %x_i [0] : tensor<3xf32> -> f32
  // expected-error @+1 {{expects a result of 'f32' elements, found 'tensor<2xf64>'}}
  %r = kop.broadcast %s : f32 to tensor<2xf64>
  kop.output %s : f32
}

// -----

kop.formula @f indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %n: !kop.array<["i"], i32>)
    -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.component %x_i [0] : tensor<3xf32> -> f32
  // expected-error @+1 {{expects a result of 'f32' elements, found 'f64'}}
  %r = kop.components sum %x_i : tensor<3xf32> -> f64
  kop.output %s : f32
}

// -----

kop.formula @f indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %n: !kop.array<["i"], i32>)
    -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.component %x_i [0] : tensor<3xf32> -> f32
  // expected-error @+1 {{`argmin` expects a result of i32 or i64, found 'f32'}}
  %r = kop.components argmin %x_i : tensor<3xf32> -> f32
  kop.output %s : f32
}

// -----

kop.formula @f indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %n: !kop.array<["i"], i32>)
    -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.component %x_i [0] : tensor<3xf32> -> f32
  // expected-error @+1 {{expects a result of 'f32' elements, found 'f64'}}
  %r = kop.dot %x_i, %x_i : tensor<3xf32> -> f64
  kop.output %s : f32
}

// -----

kop.formula @f indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %n: !kop.array<["i"], i32>)
    -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.component %x_i [0] : tensor<3xf32> -> f32
  %v2 = kop.broadcast %s : f32 to tensor<2xf32>
  // expected-error @+1 {{requires all operands to have the same type}}
  %r = "kop.sqdist"(%x_i, %v2) : (tensor<3xf32>, tensor<2xf32>) -> f32
  kop.output %s : f32
}

// -----

kop.formula @f indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %p: !kop.array<[], f32>)
    -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %s = kop.dot %x_i, %x_i : tensor<3xf32> -> f32
  // expected-error @+1 {{expects a `limit` where there is a `weight`}}
  %r = kop.expansion %s by %x_i, %x_i norms %s, %s weight %s : f32 : tensor<3xf32> -> f32
  kop.output %r : f32
}

// -----

kop.formula @f indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %p: !kop.array<[], f32>)
    -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %s = kop.dot %x_i, %x_i : tensor<3xf32> -> f32
  // expected-error @+1 {{expects a positive limit, found -1.0}}
  %r = kop.expansion %s by %x_i, %x_i norms %s, %s limit -1.0 : tensor<3xf32> -> f32
  kop.output %r : f32
}

// -----

kop.formula @f indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %n: !kop.array<["i"], i32>)
    -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.component %x_i [0] : tensor<3xf32> -> f32
  %v2 = kop.broadcast %n_i : i32 to tensor<2xi32>
  // expected-error @+1 {{expects operands of floating-point type, found 'tensor<2xi32>'}}
  %r = kop.dot %v2, %v2 : tensor<2xi32> -> f32
  kop.output %s : f32
}

// -----

kop.formula @f indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %n: !kop.array<["i"], i32>)
    -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.component %x_i [0] : tensor<3xf32> -> f32
  // expected-error @+1 {{expects a specification "ab,b->a" with one arrow, found "a,a"}}
  %r = kop.einsum "a,a" %x_i, %x_i : (tensor<3xf32>, tensor<3xf32>) -> f32
  kop.output %s : f32
}

// -----

kop.formula @f indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %n: !kop.array<["i"], i32>)
    -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.component %x_i [0] : tensor<3xf32> -> f32
  // expected-error @+1 {{specifies 1 operands, found 2}}
  %r = kop.einsum "a->a" %x_i, %x_i : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  kop.output %s : f32
}

// -----

kop.formula @f indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %n: !kop.array<["i"], i32>)
    -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.component %x_i [0] : tensor<3xf32> -> f32
  // expected-error @+1 {{operand 1 expects one letter per axis of 'tensor<3xf32>', found "ab"}}
  %r = kop.einsum "a,ab->a" %x_i, %x_i : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  kop.output %s : f32
}

// -----

kop.formula @f indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %n: !kop.array<["i"], i32>)
    -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.component %x_i [0] : tensor<3xf32> -> f32
  %v2 = kop.broadcast %s : f32 to tensor<2xf32>
  // expected-error @+1 {{axis 'a' has 2 components in operand 1 and 3 before}}
  %r = kop.einsum "a,a->a" %x_i, %v2 : (tensor<3xf32>, tensor<2xf32>) -> tensor<3xf32>
  kop.output %s : f32
}

// -----

kop.formula @f indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %n: !kop.array<["i"], i32>)
    -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.component %x_i [0] : tensor<3xf32> -> f32
  // expected-error @+1 {{axis 'a' has 2 components in the result and 3 before}}
  %r = kop.einsum "a->a" %x_i : (tensor<3xf32>) -> tensor<2xf32>
  kop.output %s : f32
}

// -----

kop.formula @f indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %n: !kop.array<["i"], i32>)
    -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.component %x_i [0] : tensor<3xf32> -> f32
  // expected-error @+1 {{the letter 'b' of the result stands in no operand}}
  %r = kop.einsum "a->b" %x_i : (tensor<3xf32>) -> tensor<3xf32>
  kop.output %s : f32
}

// -----

kop.formula @f indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %n: !kop.array<["i"], i32>)
    -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.component %x_i [0] : tensor<3xf32> -> f32
  // expected-error @+1 {{the letter 'a' stands twice in the result}}
  %r = kop.einsum "a->aa" %x_i : (tensor<3xf32>) -> tensor<3x3xf32>
  kop.output %s : f32
}

// -----

kop.formula @f indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %n: !kop.array<["i"], i32>)
    -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.component %x_i [0] : tensor<3xf32> -> f32
  // expected-error @+1 {{operand 0 has '1' where a letter is expected}}
  %r = kop.einsum "1->1" %x_i : (tensor<3xf32>) -> tensor<3xf32>
  kop.output %s : f32
}

// -----

kop.formula @f indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %n: !kop.array<["i"], i32>)
    -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.component %x_i [0] : tensor<3xf32> -> f32
  // expected-error @+1 {{expects a vector as its result, found 'tensor<2x2xf32>'}}
  %r = kop.concat %s, %x_i : f32, tensor<3xf32> -> tensor<2x2xf32>
  kop.output %s : f32
}

// -----

kop.formula @f indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %n: !kop.array<["i"], i32>)
    -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.component %x_i [0] : tensor<3xf32> -> f32
  // expected-error @+1 {{has parts of 4 components in all, found a result of 5}}
  %r = kop.concat %s, %x_i : f32, tensor<3xf32> -> tensor<5xf32>
  kop.output %s : f32
}

// -----

kop.formula @f indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %n: !kop.array<["i"], i32>)
    -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.component %x_i [0] : tensor<3xf32> -> f32
  %m = kop.broadcast %s : f32 to tensor<2x2xf32>
  // expected-error @+1 {{expects scalars and vectors, part 0 is 'tensor<2x2xf32>'}}
  %r = kop.concat %m : tensor<2x2xf32> -> tensor<4xf32>
  kop.output %s : f32
}

// -----

kop.formula @f indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %n: !kop.array<["i"], i32>)
    -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.component %x_i [0] : tensor<3xf32> -> f32
  // expected-error @+1 {{takes components [2, 4) of an axis of 3}}
  %r = kop.slice %x_i[2] : tensor<3xf32> -> tensor<2xf32>
  kop.output %s : f32
}

// -----

kop.formula @f indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %n: !kop.array<["i"], i32>)
    -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.component %x_i [0] : tensor<3xf32> -> f32
  // expected-error @+1 {{expects a result that differs from 'tensor<3xf32>' in the first axis only, found 'tensor<1x3xf32>'}}
  %r = kop.slice %x_i[0] : tensor<3xf32> -> tensor<1x3xf32>
  kop.output %s : f32
}

// -----

kop.formula @f indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %n: !kop.array<["i"], i32>)
    -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.component %x_i [0] : tensor<3xf32> -> f32
  // expected-error @+1 {{position 3 of axis 0 is not in [0, 3)}}
  %r = kop.component %x_i [3] : tensor<3xf32> -> f32
  kop.output %s : f32
}

// -----

kop.formula @f indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %n: !kop.array<["i"], i32>)
    -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.component %x_i [0] : tensor<3xf32> -> f32
  // expected-error @+1 {{expects one position per axis of 'tensor<3xf32>', found 2}}
  %r = kop.component %x_i [0, 0] : tensor<3xf32> -> f32
  kop.output %s : f32
}

// -----

kop.formula @f indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %n: !kop.array<["i"], i32>)
    -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.component %x_i [0] : tensor<3xf32> -> f32
  // expected-error @+1 {{expects an integer for each of the first axes of 'tensor<3xf32>', found 2}}
  %r = kop.lookup %x_i[%i, %i : i32, i32] : tensor<3xf32> -> f32
  kop.output %s : f32
}

// -----

kop.formula @f indices [i] (%x: !kop.array<["i"], tensor<3x2xf32>>)
    -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3x2xf32>> -> tensor<3x2xf32>
  // expected-error @+1 {{expects a result of the 1 axes that are left of 'tensor<3x2xf32>', found 'f32'}}
  %r = kop.lookup %x_i[%i : i32] : tensor<3x2xf32> -> f32
  kop.output %r : f32
}

// -----

kop.formula @f indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %n: !kop.array<["i"], i32>)
    -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.component %x_i [0] : tensor<3xf32> -> f32
  // expected-error @+1 {{expects a vector as its result, found 'tensor<2x2xf32>'}}
  %r = kop.onehot %i : i32 -> tensor<2x2xf32>
  kop.output %s : f32
}

// -----

kop.formula @f indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>, %n: !kop.array<["i"], i32>)
    -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.component %x_i [0] : tensor<3xf32> -> f32
  // expected-error @+1 {{expects a result of 3 components, found 'tensor<4xf32>'}}
  %r = kop.reshape %x_i : tensor<3xf32> to tensor<4xf32>
  kop.output %s : f32
}
