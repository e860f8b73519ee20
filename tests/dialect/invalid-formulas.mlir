// RUN: kop-opt %s -split-input-file -verify-diagnostics

// What the verifier of kop.formula says; domains are recomputed.

// expected-error @+1 {{expects distinct names of indices, found "i" in [i, i]}}
kop.formula @f indices [i, i] () -> () index i32 {
  kop.output
}

// -----

// expected-error @+1 {{expects an extent of at least 0, or -1 for an unknown one, found -2 for index "i"}}
kop.formula @f indices [i = -2] () -> () index i32 {
  kop.output
}

// -----

// expected-error @+1 {{expects integers of type i32 or i64, found 'i16'}}
kop.formula @f indices [] () -> () index i16 {
  kop.output
}

// -----

// expected-error @+1 {{accumulates in a floating-point type or in "kahan", found i32}}
kop.formula @f indices [] () -> () index i32 accumulate i32 {
  kop.output
}

// -----

// expected-error @+1 {{expects input "x" to be a !kop.array, found 'f32'}}
kop.formula @f indices [] (%x: f32) -> () index i32 {
  kop.output
}

// -----

// expected-error @+1 {{has two inputs named "x"}}
kop.formula @f indices [] (%x: !kop.array<[], f32>, %y "x": !kop.array<[], f32>) -> () index i32 {
  kop.output
}

// -----

// expected-error @+1 {{input x has the axis "i|z", but the indices are [i]}}
kop.formula @f indices [i] (%x: !kop.array<["i|z"], f32>) -> () index i32 {
  kop.output
}

// -----

// expected-error @+1 {{has two outputs named "a"}}
kop.formula @f indices [] () -> (a: !kop.array<[], f32>, a: !kop.array<[], f32>) index i32 {
  kop.output
}

// -----

// expected-error @+1 {{expects output "a" to be a !kop.array, found 'f32'}}
kop.formula @f indices [] () -> (a: f32) index i32 {
  kop.output
}

// -----

// expected-error @+1 {{output a has the shared axis "i|j"; only inputs may have one}}
kop.formula @f indices [i, j] () -> (a: !kop.array<["i|j"], f32>) index i32 {
  kop.output
}

// -----

// expected-error @+1 {{expects kop.output as its last operation, found llvm.unreachable}}
kop.formula @f indices [] () -> () index i32 {
  llvm.unreachable
}

// -----

kop.formula @f indices [] () -> (a: !kop.array<[], f32>) index i32 {
  // expected-error @+1 {{expects one value per output, found 0 for 1}}
  kop.output
}

// -----

kop.formula @f indices [i] () -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  // expected-error @+1 {{output "a" expects a value of type 'f32', found 'i32'}}
  kop.output %i : i32
}

// -----

kop.formula @f indices [i, j, k] () -> (a: !kop.array<["k"], i32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %k = kop.index "k" : i32
  %ij = arith.addi %i, %j : i32
  %s = arith.addi %ij, %k : i32
  // expected-error @+1 {{output "a" depends on [i, j], which its type '!kop.array<["k"], i32>' does not name}}
  kop.output %s : i32
}

// -----

kop.formula @f indices [i, j] () -> () index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %s = arith.addi %i, %j : i32
  // expected-error @+1 {{expects a value that does not depend on j yet}}
  %r = kop.reindex %s "i" to "j" : i32
  kop.output
}

// -----

// expected-error @+1 {{expected the name of an index for each axis, found 1 : i64}}
kop.formula @f indices [] (%x: !kop.array<[1], f32>) -> () index i32 {
  kop.output
}

// -----

// expected-error @+1 {{expected an axis "i" or "i|j", found "i|"}}
kop.formula @f indices [] (%x: !kop.array<["i|"], f32>) -> () index i32 {
  kop.output
}

// -----

// expected-error @+1 {{expected an element of static shape or a vector, found 'tensor<?x3xf32>'}}
kop.formula @f indices [] (%x: !kop.array<[], tensor<?x3xf32>>) -> () index i32 {
  kop.output
}

// -----

// expected-error @+1 {{input x has the element 'tensor<?xf32>'; expects the attribute `dimension` to name one of the indices [i]}}
kop.formula @f indices [i] (%x: !kop.array<["i"], tensor<?xf32>>) -> () index i32
    attributes {dimension = "D"} {
  kop.output
}

// -----

kop.formula @f indices [D] (%x: !kop.array<[], tensor<?xf32>>) -> () index i32
    attributes {dimension = "D"} {
  %0 = kop.read %x[] : !kop.array<[], tensor<?xf32>> -> tensor<?xf32>
  // expected-error @+1 {{operand #0 must be statically shaped tensor}}
  %1 = kop.component %0 [0] : tensor<?xf32> -> f32
  kop.output
}

// -----

// expected-error @+1 {{expected an element that is a float, an integer or a tensor of them, found 'index'}}
kop.formula @f indices [] (%x: !kop.array<[], index>) -> () index i32 {
  kop.output
}

// -----

// expected-error @+1 {{expected a name}}
kop.formula @f indices [1] () -> () index i32 {
  kop.output
}

// -----

// expected-error @+1 {{expects `lists` to number its 1 inputs, found 1}}
kop.formula @list_number indices [i] (%x: !kop.array<["i"], i32>) -> (a: !kop.array<["i"], i32>) index i32 attributes {lists = array<i64: 1>} {
  %i = kop.index "i" : i32
  kop.output %i : i32
}

// -----

// expected-error @+1 {{expects the rows of a list to be integers over one index, found '!kop.array<["i"], f32>'}}
kop.formula @list_rows indices [i] (%x: !kop.array<["i"], f32>) -> (a: !kop.array<["i"], i32>) index i32 attributes {lists = array<i64: 0>} {
  %i = kop.index "i" : i32
  kop.output %i : i32
}

// -----

// expected-error @+1 {{expects `lists` to be numbers of inputs, found "x"}}
kop.formula @list_text indices [i] (%x: !kop.array<["i"], i32>) -> (a: !kop.array<["i"], i32>) index i32 attributes {lists = "x"} {
  %i = kop.index "i" : i32
  kop.output %i : i32
}
