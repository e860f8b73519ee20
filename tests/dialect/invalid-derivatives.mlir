// RUN: kop-opt %s -split-input-file -verify-diagnostics

kop.formula @f indices [i] (%x: !kop.array<["i"], tensor<2xf32>>, %n: !kop.array<["i"], i32>, %other: !kop.array<[], tensor<2xf32>>) -> (g: !kop.array<["i"], tensor<2xf32>>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<2xf32>> -> tensor<2xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.dot %x_i, %x_i : tensor<2xf32> -> f32
  // expected-error @below {{expects one cotangent per value, found 1 for 2}}
  %g = kop.vjp (%s, %s : f32, f32) cotangents (%s : f32) by %x_i fixed [] : tensor<2xf32> -> tensor<2xf32>
  kop.output %g : tensor<2xf32>
}

// -----

kop.formula @f indices [i] (%x: !kop.array<["i"], tensor<2xf32>>, %n: !kop.array<["i"], i32>, %other: !kop.array<[], tensor<2xf32>>) -> (g: !kop.array<["i"], tensor<2xf32>>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<2xf32>> -> tensor<2xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.dot %x_i, %x_i : tensor<2xf32> -> f32
  // expected-error @below {{expects a cotangent of type 'f32', found 'tensor<2xf32>'}}
  %g = kop.vjp (%s : f32) cotangents (%x_i : tensor<2xf32>) by %x_i fixed [] : tensor<2xf32> -> tensor<2xf32>
  kop.output %g : tensor<2xf32>
}

// -----

kop.formula @f indices [i] (%x: !kop.array<["i"], tensor<2xf32>>, %n: !kop.array<["i"], i32>, %other: !kop.array<[], tensor<2xf32>>) -> (g: !kop.array<["i"], i32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<2xf32>> -> tensor<2xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.dot %x_i, %x_i : tensor<2xf32> -> f32
  // expected-error @below {{expects values of floating-point type, found 'i32'}}
  %g = kop.vjp (%n_i : i32) cotangents (%n_i : i32) by %n_i fixed [] : i32 -> i32
  kop.output %g : i32
}

// -----

kop.formula @f indices [i] (%x: !kop.array<["i"], tensor<2xf32>>, %n: !kop.array<["i"], i32>, %other: !kop.array<[], tensor<2xf32>>) -> (g: !kop.array<["i"], i32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<2xf32>> -> tensor<2xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.dot %x_i, %x_i : tensor<2xf32> -> f32
  // expected-error @below {{expects a variable of floating-point type, found 'i32'}}
  %g = kop.vjp (%s : f32) cotangents (%s : f32) by %n_i fixed [] : i32 -> i32
  kop.output %g : i32
}

// -----

kop.formula @f indices [i] (%x: !kop.array<["i"], tensor<2xf32>>, %n: !kop.array<["i"], i32>, %other: !kop.array<[], tensor<2xf32>>) -> (g: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<2xf32>> -> tensor<2xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.dot %x_i, %x_i : tensor<2xf32> -> f32
  // expected-error @below {{expects a result of the shape of the variable, 'tensor<2xf32>', found 'f32'}}
  %g = kop.vjp (%s : f32) cotangents (%s : f32) by %x fixed [] : !kop.array<["i"], tensor<2xf32>> -> f32
  kop.output %g : f32
}

// -----

kop.formula @f indices [i] (%x: !kop.array<["i"], tensor<2xf32>>, %n: !kop.array<["i"], i32>, %other: !kop.array<[], tensor<2xf32>>) -> (g: !kop.array<["i"], tensor<2xf32>>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<2xf32>> -> tensor<2xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.dot %x_i, %x_i : tensor<2xf32> -> f32
  // expected-error @below {{has no value number 1}}
  %g = kop.vjp (%s : f32) cotangents (%s : f32) given (%s : f32) at [1] by %x_i fixed [] : tensor<2xf32> -> tensor<2xf32>
  kop.output %g : tensor<2xf32>
}

// -----

kop.formula @f indices [i] (%x: !kop.array<["i"], tensor<2xf32>>, %n: !kop.array<["i"], i32>, %other: !kop.array<[], tensor<2xf32>>) -> (g: !kop.array<["i"], tensor<2xf32>>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<2xf32>> -> tensor<2xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.dot %x_i, %x_i : tensor<2xf32> -> f32
  // expected-error @below {{expects given values of the type of the others}}
  %g = kop.vjp (%s : f32) cotangents (%s : f32) given (%x_i : tensor<2xf32>) at [0] by %x_i fixed [] : tensor<2xf32> -> tensor<2xf32>
  kop.output %g : tensor<2xf32>
}

// -----

kop.formula @f indices [i] (%x: !kop.array<["i"], tensor<2xf32>>, %n: !kop.array<["i"], i32>, %other: !kop.array<[], tensor<2xf32>>) -> (g: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<2xf32>> -> tensor<2xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.dot %x_i, %x_i : tensor<2xf32> -> f32
  // expected-error @below {{expects one tangent per variable, found 1 for 2}}
  %g = kop.jvp %s by (%x_i, %s : tensor<2xf32>, f32) tangents (%x_i : tensor<2xf32>) : f32 -> f32
  kop.output %g : f32
}

// -----

kop.formula @f indices [i] (%x: !kop.array<["i"], tensor<2xf32>>, %n: !kop.array<["i"], i32>, %other: !kop.array<[], tensor<2xf32>>) -> (g: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<2xf32>> -> tensor<2xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.dot %x_i, %x_i : tensor<2xf32> -> f32
  // expected-error @below {{expects a tangent like its variable, 'tensor<2xf32>', found 'f32'}}
  %g = kop.jvp %s by (%x_i : tensor<2xf32>) tangents (%s : f32) : f32 -> f32
  kop.output %g : f32
}

// -----

kop.formula @f indices [i] (%x: !kop.array<["i"], tensor<2xf32>>, %n: !kop.array<["i"], i32>, %other: !kop.array<[], tensor<2xf32>>) -> (g: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<2xf32>> -> tensor<2xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.dot %x_i, %x_i : tensor<2xf32> -> f32
  // expected-error @below {{expects a tangent with the axes ["i"], found []}}
  %g = kop.jvp %s by (%x : !kop.array<["i"], tensor<2xf32>>) tangents (%other : !kop.array<[], tensor<2xf32>>) : f32 -> f32
  kop.output %g : f32
}

// -----

kop.formula @f indices [i] (%x: !kop.array<["i"], tensor<2xf32>>, %n: !kop.array<["i"], i32>, %other: !kop.array<[], tensor<2xf32>>) -> (g: !kop.array<["i"], tensor<2xf32>>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<2xf32>> -> tensor<2xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.dot %x_i, %x_i : tensor<2xf32> -> f32
  // expected-error @below {{expects a result of type 'tensor<1x2xf32>', found 'tensor<2xf32>'}}
  %g = kop.jacobian %s by %x_i : f32, tensor<2xf32> -> tensor<2xf32>
  kop.output %g : tensor<2xf32>
}

// -----

kop.formula @f indices [i] (%x: !kop.array<["i"], tensor<2xf32>>, %n: !kop.array<["i"], i32>, %other: !kop.array<[], tensor<2xf32>>) -> (g: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<2xf32>> -> tensor<2xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.dot %x_i, %x_i : tensor<2xf32> -> f32
  // expected-error @below {{expects a value of the shape of its variable, found 'f32'}}
  %g = kop.divergence %s by %x_i : f32, tensor<2xf32> -> f32
  kop.output %g : f32
}

// -----

kop.formula @f indices [i] (%x: !kop.array<["i"], tensor<2xf32>>, %n: !kop.array<["i"], i32>, %other: !kop.array<[], tensor<2xf32>>) -> (g: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<2xf32>> -> tensor<2xf32>
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %s = kop.dot %x_i, %x_i : tensor<2xf32> -> f32
  // expected-error @below {{expects a scalar, found 'tensor<2xf32>'}}
  %g = kop.laplacian %x_i by %x_i : tensor<2xf32>, tensor<2xf32> -> f32
  kop.output %g : f32
}
