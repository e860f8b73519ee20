// RUN: kop-opt %s -split-input-file -verify-diagnostics

kop.formula @f indices [i] (%x: !kop.array<["i"], f32>, %end: !kop.array<["i"], f32>) -> (a: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], f32> -> f32
  // expected-error @below {{expects a value of f64, found 'f32'}}
  %lower, %upper = kop.bounds %x_i by (%x : !kop.array<["i"], f32>) to (%end : !kop.array<["i"], f32>) : f32
  kop.output %lower : f32
}

// -----

kop.formula @f indices [i, j] (%x: !kop.array<["i"], f64>, %end: !kop.array<["j"], f64>) -> (a: !kop.array<["i"], f64>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], f64> -> f64
  // expected-error @below {{expects upper ends like the lower ones, '!kop.array<["i"], f64>', found '!kop.array<["j"], f64>'}}
  %lower, %upper = kop.bounds %x_i by (%x : !kop.array<["i"], f64>) to (%end : !kop.array<["j"], f64>) : f64
  kop.output %lower : f64
}

// -----

kop.formula @f indices [i] (%x: !kop.array<["i"], f64>, %n: !kop.array<["i"], i32>) -> (a: !kop.array<["i"], f64>) index i32 {
  %i = kop.index "i" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], f64> -> f64
  // expected-error @below {{expects arrays of floating-point type, found '!kop.array<["i"], i32>'}}
  %lower, %upper = kop.bounds %x_i by (%n : !kop.array<["i"], i32>) to (%n : !kop.array<["i"], i32>) : f64
  kop.output %lower : f64
}
