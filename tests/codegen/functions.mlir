// Nothing of the math dialect is left that LLVM would turn into a call.
// RUN: kop-opt %s --kop-expand-math=target=x86-64-v4 | FileCheck %s --check-prefixes=CHECK,V4
// RUN: kop-opt %s --kop-expand-math=target=x86-64-v2 | FileCheck %s --check-prefixes=CHECK,V2
// RUN: kop-opt %s --kop-expand-math=target=x86-64-v4 | FileCheck %s --check-prefix=SHARED
// RUN: kop-opt %s --kop-expand-math=target=nvptx | FileCheck %s
// RUN: kop-opt %s "--kop-expand-math=target=x86-64-v4 math=precise" | FileCheck %s --check-prefix=PRECISE

// CHECK-LABEL: @functions
// CHECK-NOT: math.{{(sin|cos|tan|asin|acos|atan|exp|log|erf|pow|cbrt|rsqrt)}}
// V2-NOT: math.fma
func.func @functions(%x: vector<16xf32>) -> vector<16xf32> {
  %0 = math.sin %x : vector<16xf32>
  %1 = math.tanh %0 : vector<16xf32>
  %2 = math.erf %1 : vector<16xf32>
  %3 = math.log %2 : vector<16xf32>
  %4 = math.powf %3, %0 : vector<16xf32>
  return %4 : vector<16xf32>
}

// The exponential of AVX-512 is seven instructions.
// V4-LABEL: @exp2
// V4: llvm.x86.avx512.mask.reduce.ps.512
// V4-COUNT-5: math.fma
// V4: llvm.x86.avx512.mask.scalef.ps.512
// V4-NEXT: return
func.func @exp2(%x: vector<16xf32>) -> vector<16xf32> {
  %0 = math.exp2 %x : vector<16xf32>
  return %0 : vector<16xf32>
}

// A negation in front of it joins the product.
// V4-LABEL: @gaussian
// V4-COUNT-2: arith.negf
// V4-NEXT: math.fma
// V4-NOT: arith.negf
// V4: llvm.x86.avx512.mask.scalef.ps.512
// PRECISE-LABEL: @gaussian
// PRECISE: math.sqrt
func.func @gaussian(%x: vector<16xf32>, %y: vector<16xf32>) -> vector<16xf32> {
  %0 = math.fma %x, %x, %y : vector<16xf32>
  %1 = arith.negf %0 : vector<16xf32>
  %2 = math.exp2 %1 : vector<16xf32>
  %3 = math.sqrt %2 : vector<16xf32>
  return %3 : vector<16xf32>
}

// A sine and a cosine of one number share the reduction and the polynomials.
// SHARED-LABEL: @sine_and_cosine
// SHARED: scf.for
// SHARED-NOT: scf.for
func.func @sine_and_cosine(%x: vector<16xf32>) -> (vector<16xf32>, vector<16xf32>) {
  %c = math.cos %x : vector<16xf32>
  %s = math.sin %x : vector<16xf32>
  return %s, %c : vector<16xf32>, vector<16xf32>
}
