// RUN: kop-opt %s -kop-schedule -split-input-file -verify-diagnostics

kop.formula @weights indices [i, j] (%x: !kop.array<["i", "j"], tensor<2xf32>>) -> (s: !kop.array<[], tensor<2xf32>>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %x_ij = kop.read %x[%i, %j : i32, i32] : !kop.array<["i", "j"], tensor<2xf32>> -> tensor<2xf32>
  %c = kop.component %x_ij [0] : tensor<2xf32> -> f32
  // expected-error @+1 {{'kop.reduce' op logsumexp with these arguments takes one index, found 2}}
  %s = kop.reduce logsumexp over ["i", "j"] (%c, %x_ij : f32, tensor<2xf32>) -> tensor<2xf32>
  kop.output %s : tensor<2xf32>
}
