//===- avx512.cpp - Kernels by hand for AVX-512 ---------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tools/bench/hand/expanded.h"

#include <immintrin.h>

namespace {

/// Sixteen f32.
struct Floats {
  using T = float;
  using V = __m512;
  using I = __m512i;
  using M = __mmask16;
  static constexpr int lanes = 16;

  static V set(float value) { return _mm512_set1_ps(value); }
  static V load(const float *p) { return _mm512_load_ps(p); }
  /// Keeps a loaded vector in its register, where the compiler would rather
  /// read it from memory at each use.
  static V keep(V a) {
    asm("" : "+v"(a));
    return a;
  }
  static void store(float *p, V a) { _mm512_store_ps(p, a); }
  static V add(V a, V b) { return _mm512_add_ps(a, b); }
  static V sub(V a, V b) { return _mm512_sub_ps(a, b); }
  static V mul(V a, V b) { return _mm512_mul_ps(a, b); }
  static V fma(V a, V b, V c) { return _mm512_fmadd_ps(a, b, c); }
  static V fnma(V a, V b, V c) { return _mm512_fnmadd_ps(a, b, c); }
  static V min(V a, V b) { return _mm512_min_ps(a, b); }
  static V max(V a, V b) { return _mm512_max_ps(a, b); }
  static M less(V a, V b) { return _mm512_cmp_ps_mask(a, b, _CMP_LT_OQ); }
  static bool any(M m) { return m; }
  static I setInt(int32_t value) { return _mm512_set1_epi32(value); }
  static void storeInt(int32_t *p, I a) { _mm512_store_si512(p, a); }
  static I selectInt(M m, I a, I b) { return _mm512_mask_mov_epi32(b, m, a); }

  /// 2^a in seven instructions: a polynomial of a - floor(a), scaled by
  /// 2^floor(a). Relative error 2e-7.
  static V exp2(V a) {
    const V r = _mm512_reduce_ps(a, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC);
    V p = set(0.0018856711685657501f);
    p = fma(p, r, set(0.008970658294856548f));
    p = fma(p, r, set(0.05584065616130829f));
    p = fma(p, r, set(0.24014994502067566f));
    p = fma(p, r, set(0.6931530237197876f));
    p = fma(p, r, set(1.0f));
    return _mm512_scalef_ps(p, a);
  }
};

/// Eight f64.
struct Doubles {
  using T = double;
  using V = __m512d;
  static constexpr int lanes = 8;

  static V set(double value) { return _mm512_set1_pd(value); }
  static V load(const double *p) { return _mm512_load_pd(p); }
  static void store(double *p, V a) { _mm512_store_pd(p, a); }
  static V add(V a, V b) { return _mm512_add_pd(a, b); }
  static V sub(V a, V b) { return _mm512_sub_pd(a, b); }
  static V fma(V a, V b, V c) { return _mm512_fmadd_pd(a, b, c); }
  static V fnma(V a, V b, V c) { return _mm512_fnmadd_pd(a, b, c); }

  /// 2^a in thirteen instructions, relative error 3e-16.
  static V exp2(V a) {
    const V r = _mm512_reduce_pd(a, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC);
    V p = set(6.301478117433779e-10);
    p = fma(p, r, set(6.538608553499254e-09));
    p = fma(p, r, set(1.0258188854184174e-07));
    p = fma(p, r, set(1.320769749209033e-06));
    p = fma(p, r, set(1.5253231141364262e-05));
    p = fma(p, r, set(0.0001540350928370369));
    p = fma(p, r, set(0.0013333558734919516));
    p = fma(p, r, set(0.00961812909724503));
    p = fma(p, r, set(0.0555041086659012));
    p = fma(p, r, set(0.24022650695904277));
    p = fma(p, r, set(0.6931471805599465));
    p = fma(p, r, set(1.0));
    return _mm512_scalef_pd(p, a);
  }
};

} // namespace

bench::Kernel<float> bench::avx512::find(const Case &which, float) {
  if (which.density < 1 || which.e != 1 || !__builtin_cpu_supports("avx512dq"))
    return nullptr;
  switch (which.formula) {
  case Formula::Gaussian:
    return which.d == 3 ? gaussian3<Floats, 3> : gaussianExpanded<Floats, 4, 6>;
  case Formula::LogSumExp:
    return which.d == 3 ? logSumExp3<Floats, 2> : nullptr;
  case Formula::Nearest:
    return which.d == 3 ? knn3<Floats, 4, 1, 8> : nearestExpanded<Floats, 4, 6>;
  case Formula::Knn:
    return which.d == 3 && which.k == 10 ? knn3<Floats, 4, 10, 8> : nullptr;
  default:
    return nullptr;
  }
}

bench::Kernel<double> bench::avx512::find(const Case &which, double) {
  if (which.density < 1 || which.e != 1 || which.d != 3 ||
      which.formula != Formula::Gaussian || !__builtin_cpu_supports("avx512dq"))
    return nullptr;
  return gaussian3<Doubles, 3>;
}
