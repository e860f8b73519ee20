// RUN: kop-opt %s -kop-tile -verify-diagnostics

kop.kernel @spread indices [i, j] (%x: !kop.array<["j"], f32>) -> (%a: !kop.array<["i"], f32>) index i32 {
  // expected-error @below {{this version of kopc does not lower the reduction var}}
  kop.pass "reduce_j" row i column j reductions [#kop.reduction<var, 1, 0, false, false, f32>] rows {
    kop.yield
  } pair {
    %j = kop.index "j" : i32
    %y = kop.read %x[%j : i32] : !kop.array<["j"], f32> -> f32
    kop.yield %y : f32
  } finish (%s: f32) {
    %i = kop.index "i" : i32
    kop.store %s, %a[%i : i32] : f32, !kop.array<["i"], f32>
    kop.yield
  }
}
