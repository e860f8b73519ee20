// RUN: kop-opt %s -split-input-file -verify-diagnostics

// What the verifiers of kernels, passes and tiles say.

// expected-error @+1 {{expects one argument per input and output (1 + 1), found 1}}
"kop.kernel"() <{sym_name = "k", indices = [], extents = array<i64>, input_names = ["x"], output_names = ["a"], index_type = i32}> ({
^bb0(%x: !kop.array<[], f32>):
}) : () -> ()

// -----

// expected-error @+1 {{output 0 has the axis "z", but the indices are [i]}}
kop.kernel @k indices [i] () -> (%a: !kop.array<["z"], f32>) index i32 {
}

// -----

kop.kernel @k indices [i] () -> () index i32 {
  // expected-error @+1 {{stands in kop.kernel, which holds kop.temporary and kop.pass only}}
  %c = arith.constant 1 : i32
}

// -----

kop.kernel @k indices [i] () -> () index i32 {
  // expected-error @+1 {{the array has the axis "z", but the indices are [i]}}
  %t = kop.temporary "t" : !kop.array<["z"], f32>
}

// -----

kop.kernel @k indices [i, j] (%x: !kop.array<["i"], f32>) -> (%a: !kop.array<["i"], f32>) index i32 {
  // expected-error @+1 {{names index "z", but the indices are [i, j]}}
  kop.pass "p" row z rows { kop.yield } finish { kop.yield }
}

// -----

kop.kernel @k indices [i, j] (%x: !kop.array<["i"], f32>) -> (%a: !kop.array<["i"], f32>) index i32 {
  // expected-error @+1 {{expects reductions of type #kop.reduction, found 1}}
  kop.pass "p" row i column j reductions [1] rows { kop.yield } pair { kop.yield } finish { kop.yield }
}

// -----

kop.kernel @k indices [i, j] (%x: !kop.array<["i"], f32>) -> (%a: !kop.array<["i"], f32>) index i32 {
  // expected-error @+1 {{without a column has neither reductions nor `pair`}}
  kop.pass "p" row i reductions [#kop.reduction<sum, 1, 0, false, false, f32>] rows { kop.yield } finish { kop.yield }
}

// -----

kop.kernel @k indices [i, j] (%x: !kop.array<["i"], f32>) -> (%a: !kop.array<["i"], f32>) index i32 {
  // expected-error @+1 {{loops twice over index "i"}}
  kop.pass "p" batch [i] row i rows { kop.yield } finish { kop.yield }
}

// -----

kop.kernel @k indices [i, j] (%x: !kop.array<["i"], f32>) -> (%a: !kop.array<["i"], f32>) index i32 {
  // expected-error @+1 {{expects kop.yield at the end of `rows`}}
  kop.pass "p" row i rows { llvm.unreachable } finish { kop.yield }
}

// -----

kop.kernel @k indices [i, j] (%x: !kop.array<["i"], f32>) -> (%a: !kop.array<["i"], f32>) index i32 {
  // expected-error @+1 {{expects arguments ('f32') of `pair`, found ()}}
  kop.pass "p" row i column j rows {
    %c = arith.constant 1.0 : f32
    kop.yield %c : f32
  } pair { kop.yield } finish (%c: f32) { kop.yield }
}

// -----

kop.kernel @k indices [i, j] (%x: !kop.array<["i"], f32>) -> (%a: !kop.array<["i"], f32>) index i32 {
  // expected-error @+1 {{expects arguments ('f32') of `finish`, found ()}}
  kop.pass "p" row i rows {
    %c = arith.constant 1.0 : f32
    kop.yield %c : f32
  } finish { kop.yield }
}

// -----

kop.kernel @k indices [i, j] (%x: !kop.array<["i"], f32>) -> (%a: !kop.array<["i"], f32>) index i32 {
  // expected-error @+1 {{without reductions expects as many arguments of `finish` as `rows` yields}}
  kop.pass "p" row i rows { kop.yield } finish (%c: f32) { kop.yield }
}

// -----

kop.kernel @k indices [i, j] (%x: !kop.array<["i"], f32>) -> (%a: !kop.array<["i"], f32>) index i32 {
  // expected-error @+1 {{reduction `sum` takes 1 values, `pair` yields only 0 more}}
  kop.pass "p" row i column j reductions [#kop.reduction<sum, 1, 0, false, false, f32>] rows { kop.yield } pair { kop.yield } finish (%r: f32) { kop.yield }
}

// -----

kop.kernel @k indices [i, j] (%x: !kop.array<["i"], f32>) -> (%a: !kop.array<["i"], f32>) index i32 {
  // expected-error @+1 {{reduction `sum` has 1 results, `finish` takes only 0 more}}
  kop.pass "p" row i column j reductions [#kop.reduction<sum, 1, 0, false, false, f32>] rows { kop.yield } pair {
    %c = arith.constant 1.0 : f32
    kop.yield %c : f32
  } finish { kop.yield }
}

// -----

kop.kernel @k indices [i, j] (%x: !kop.array<["i"], f32>) -> (%a: !kop.array<["i"], f32>) index i32 {
  // expected-error @+1 {{reduction `sum` expects a result of type 'f32', found 'f64'}}
  kop.pass "p" row i column j reductions [#kop.reduction<sum, 1, 0, false, false, f32>] rows { kop.yield } pair {
    %c = arith.constant 1.0 : f32
    kop.yield %c : f32
  } finish (%r: f64) { kop.yield }
}

// -----

kop.kernel @k indices [i, j] (%x: !kop.array<["i"], f32>) -> (%a: !kop.array<["i"], f32>) index i32 {
  // expected-error @+1 {{reduction `sum` expects a filter of type i1, found 'f32'}}
  kop.pass "p" row i column j reductions [#kop.reduction<sum, 1, 0, true, false, f32>] rows { kop.yield } pair {
    %c = arith.constant 1.0 : f32
    kop.yield %c, %c : f32, f32
  } finish (%r: f32) { kop.yield }
}

// -----

kop.kernel @k indices [i, j] (%x: !kop.array<["i"], f32>) -> (%a: !kop.array<["i"], f32>) index i32 {
  // expected-error @+1 {{reduction `sum` of 'f32' cannot accumulate in 'i32'}}
  kop.pass "p" row i column j reductions [#kop.reduction<sum, 1, 0, false, false, i32>] rows { kop.yield } pair {
    %c = arith.constant 1.0 : f32
    kop.yield %c : f32
  } finish (%r: f32) { kop.yield }
}

// -----

kop.kernel @k indices [i, j] (%x: !kop.array<["i"], f32>) -> (%a: !kop.array<["i"], f32>) index i32 {
  // expected-error @+1 {{`pair` yields 1 values that no reduction takes}}
  kop.pass "p" row i column j reductions [#kop.reduction<sum, 1, 0, false, false, f32>] rows { kop.yield } pair {
    %c = arith.constant 1.0 : f32
    kop.yield %c, %c : f32, f32
  } finish (%r: f32) { kop.yield }
}

// -----

kop.kernel @k indices [i, j] (%x: !kop.array<["i"], f32>) -> (%a: !kop.array<["i"], f32>) index i32 {
  // expected-error @+1 {{`finish` takes 1 values that no reduction yields}}
  kop.pass "p" row i column j reductions [#kop.reduction<sum, 1, 0, false, false, f32>] rows { kop.yield } pair {
    %c = arith.constant 1.0 : f32
    kop.yield %c : f32
  } finish (%r: f32, %s: f32) { kop.yield }
}

// -----

kop.kernel @k indices [i, j] (%x: !kop.array<["i"], f32>) -> (%a: !kop.array<["i"], f32>) index i32 {
  kop.pass "p" row i rows { kop.yield } finish {
    %i = kop.index "i" : i32
    // expected-error @+1 {{expects a value of type 'f32', the element of the array, found 'i32'}}
    kop.store %i, %a[%i : i32] : i32, !kop.array<["i"], f32>
    kop.yield
  }
}

// -----

// expected-error @+1 {{expects the role "pass", "lists", "columns", "rest" or "finish", found "rows"}}
kop.tile @t "rows" step 0 rows 1 scratch 0 {
^bb0(%first: index):
}

// -----

// expected-error @+1 {{expects at least one row per lane, found 0}}
kop.tile @t "pass" step 0 rows 0 scratch 0 {
^bb0(%first: index):
}

// -----

// expected-error @+1 {{of role "finish" has its rows in the lanes}}
kop.tile @t "finish" step 0 rows 1 scratch 0 attributes {lanes_over_columns} {
^bb0(%first: index):
}

// -----

// expected-error @+1 {{expects one argument of type index, the first row}}
kop.tile @t "pass" step 0 rows 1 scratch 0 {
^bb0(%first: i32):
}

// -----

kop.tile @t "pass" step 0 rows 1 scratch 0 {
^bb0(%first: index):
  // expected-error @+1 {{names "dta", no field of the frame}}
  %p = kop.frame "dta" [0] : index
}

// -----

kop.tile @t "pass" step 0 rows 1 scratch 0 {
^bb0(%first: index):
  // expected-error @+1 {{field "stride" expects 2 numbers, found 1}}
  %p = kop.frame "stride" [0] : index
}

// -----

kop.tile @t "pass" step 0 rows 1 scratch 0 {
^bb0(%first: index):
  // expected-error @+1 {{expects numbers of at least 0, found -1}}
  %p = kop.frame "extent" [-1] : index
}

// -----

kop.tile @t "pass" step 0 rows 1 scratch 0 {
^bb0(%first: index):
  // expected-error @+1 {{field "data" is a pointer, found 'index'}}
  %p = kop.frame "data" [0] : index
}

// -----

kop.tile @t "pass" step 0 rows 1 scratch 0 {
^bb0(%first: index):
  // expected-error @+1 {{field "row_end" is an index, found '!llvm.ptr'}}
  %p = kop.frame "row_end" [] : !llvm.ptr
}

// -----

kop.kernel @f indices [i, j] (%x: !kop.array<["j"], i1>) -> (%n: !kop.array<["i"], i32>, %m: !kop.array<["i"], i32>) index i32 {
  // expected-error @+1 {{expects `collect` as its only reduction, found 2}}
  kop.pass "reduce_j" row i column j reductions [#kop.reduction<collect, 0, 0, true, false, i32>, #kop.reduction<collect, 0, 0, true, false, i32>] rows {
    kop.yield
  } pair {
    %j = kop.index "j" : i32
    %c = kop.read %x[%j : i32] : !kop.array<["j"], i1> -> i1
    kop.yield %c, %c : i1, i1
  } finish (%a: i32, %b: i32) {
    kop.yield
  }
}
