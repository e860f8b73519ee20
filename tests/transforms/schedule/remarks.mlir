// RUN: kop-opt %s -kop-schedule=remarks -verify-diagnostics -o %t

// expected-remark @+1 {{formula spread: passes over pairs: 2, over one index: 1}}
kop.formula @spread indices [i, j, l] (%x: !kop.array<["i"], f32>, %y: !kop.array<["j"], f32>, %z: !kop.array<["l"], f32>) -> (a: !kop.array<["i"], f32>, s: !kop.array<[], f32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %l = kop.index "l" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], f32> -> f32
  %y_j = kop.read %y[%j : i32] : !kop.array<["j"], f32> -> f32
  %z_l = kop.read %z[%l : i32] : !kop.array<["l"], f32> -> f32
  %xy = arith.addf %x_i, %y_j : f32
  %xyz = arith.mulf %xy, %z_l : f32
  // expected-remark @+1 {{this value is kept in memory for every [i, j]}}
  %m = kop.reduce max over ["l"] (%xyz : f32) -> f32
  // expected-remark @+1 {{this reduction is in pass 2: it needs a result of pass 1}}
  %a = kop.reduce sum over ["j"] (%m : f32) -> f32
  // expected-remark @+1 {{this reduction is in pass 3: it needs a result of pass 2}}
  %s = kop.reduce sum over ["i"] (%a : f32) -> f32
  kop.output %a, %s : f32, f32
}
