// RUN: kop-opt %s --kop-expand-math=target=x86-64-v3 -split-input-file -verify-diagnostics

func.func @half(%x: f16) -> f16 {
  // expected-error @+1 {{no expansion of 'math.exp' on 'f16' for x86-64-v3}}
  %y = math.exp %x : f16
  return %y : f16
}

// -----

func.func @power(%x: f32, %n: i32) -> f32 {
  // expected-error @+1 {{no expansion of 'math.fpowi'}}
  %y = math.fpowi %x, %n : f32, i32
  return %y : f32
}
