// RUN: kop-opt %s -kop-simplify=remarks -verify-diagnostics -o %t



kop.formula @remarks indices [i, j] (%k: !kop.array<["i", "j"], f32>, %c: !kop.array<[], f32>) -> (o0: !kop.array<["i"], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %k_ = kop.read %k[%i, %j : i32, i32] : !kop.array<["i", "j"], f32> -> f32
  %c_ = kop.read %c[] : !kop.array<[], f32> -> f32
  // expected-remark @+1 {{the reciprocal of the divisor is computed outside}}
  %q = arith.divf %k_, %c_ : f32
  // expected-remark @+1 {{a factor leaves the reduction}}
  %s = kop.reduce sum over ["j"] (%q : f32) -> f32
  kop.output %s : f32
}
