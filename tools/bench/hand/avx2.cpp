//===- avx2.cpp - Kernels by hand for AVX2 --------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tools/bench/hand/expanded.h"

#include <immintrin.h>

namespace {

/// Eight f32.
struct Floats {
  using T = float;
  using V = __m256;
  using I = __m256i;
  using M = __m256;
  static constexpr int lanes = 8;

  static V set(float value) { return _mm256_set1_ps(value); }
  static V load(const float *p) { return _mm256_load_ps(p); }
  /// Keeps a loaded vector in its register, where the compiler would rather
  /// read it from memory at each use.
  static V keep(V a) {
    asm("" : "+x"(a));
    return a;
  }
  static void store(float *p, V a) { _mm256_store_ps(p, a); }
  static V add(V a, V b) { return _mm256_add_ps(a, b); }
  static V sub(V a, V b) { return _mm256_sub_ps(a, b); }
  static V mul(V a, V b) { return _mm256_mul_ps(a, b); }
  static V fma(V a, V b, V c) { return _mm256_fmadd_ps(a, b, c); }
  static V fnma(V a, V b, V c) { return _mm256_fnmadd_ps(a, b, c); }
  static V min(V a, V b) { return _mm256_min_ps(a, b); }
  static V max(V a, V b) { return _mm256_max_ps(a, b); }
  static M less(V a, V b) { return _mm256_cmp_ps(a, b, _CMP_LT_OQ); }
  static bool any(M m) { return _mm256_movemask_ps(m); }
  static I setInt(int32_t value) { return _mm256_set1_epi32(value); }
  static void storeInt(int32_t *p, I a) {
    _mm256_store_si256(reinterpret_cast<I *>(p), a);
  }
  static I selectInt(M m, I a, I b) {
    return _mm256_castps_si256(
        _mm256_blendv_ps(_mm256_castsi256_ps(b), _mm256_castsi256_ps(a), m));
  }

  /// 2^a in eleven instructions: adding a large number leaves the nearest
  /// integer in the low bits, which are then added to the exponent of a
  /// polynomial of the rest. At least 2^-126; relative error 2e-7.
  static V exp2(V a) {
    const V magic = set(0x1.8p23f);
    a = max(a, set(-126));
    const V shifted = add(a, magic), r = sub(a, sub(shifted, magic));
    V p = set(0.001328546553850174f);
    p = fma(p, r, set(0.009677154943346977f));
    p = fma(p, r, set(0.055506631731987f));
    p = fma(p, r, set(0.24022094905376434f));
    p = fma(p, r, set(0.6931470632553101f));
    p = fma(p, r, set(1.0f));
    return _mm256_castsi256_ps(
        _mm256_add_epi32(_mm256_castps_si256(p),
                         _mm256_slli_epi32(_mm256_castps_si256(shifted), 23)));
  }
};

/// Four f64.
struct Doubles {
  using T = double;
  using V = __m256d;
  static constexpr int lanes = 4;

  static V set(double value) { return _mm256_set1_pd(value); }
  static V load(const double *p) { return _mm256_load_pd(p); }
  static void store(double *p, V a) { _mm256_store_pd(p, a); }
  static V add(V a, V b) { return _mm256_add_pd(a, b); }
  static V sub(V a, V b) { return _mm256_sub_pd(a, b); }
  static V fma(V a, V b, V c) { return _mm256_fmadd_pd(a, b, c); }
  static V fnma(V a, V b, V c) { return _mm256_fnmadd_pd(a, b, c); }

  /// 2^a as above in seventeen instructions, relative error 3e-16.
  static V exp2(V a) {
    const V magic = set(0x1.8p52);
    a = _mm256_max_pd(a, set(-1022));
    const V shifted = add(a, magic), r = sub(a, sub(shifted, magic));
    V p = set(4.4558179083360645e-10);
    p = fma(p, r, set(7.074194297288521e-09));
    p = fma(p, r, set(1.0178057087733941e-07));
    p = fma(p, r, set(1.3215432535912375e-06));
    p = fma(p, r, set(1.5252733841556773e-05));
    p = fma(p, r, set(0.00015403530463724353));
    p = fma(p, r, set(0.001333355814640647));
    p = fma(p, r, set(0.009618129107587256));
    p = fma(p, r, set(0.055504108664821625));
    p = fma(p, r, set(0.24022650695910158));
    p = fma(p, r, set(0.6931471805599453));
    p = fma(p, r, set(1.0));
    return _mm256_castsi256_pd(
        _mm256_add_epi64(_mm256_castpd_si256(p),
                         _mm256_slli_epi64(_mm256_castpd_si256(shifted), 52)));
  }
};

} // namespace

bench::Kernel<float> bench::avx2::find(const Case &which, float) {
  if (which.density < 1 || which.e != 1 || !__builtin_cpu_supports("fma") ||
      !__builtin_cpu_supports("avx2"))
    return nullptr;
  switch (which.formula) {
  case Formula::Gaussian:
    return which.d == 3 ? gaussian3<Floats, 2> : gaussianExpanded<Floats, 3, 4>;
  case Formula::LogSumExp:
    return which.d == 3 ? logSumExp3<Floats, 1> : nullptr;
  case Formula::Nearest:
    return which.d == 3 ? knn3<Floats, 2, 1, 8> : nearestExpanded<Floats, 3, 4>;
  case Formula::Knn:
    return which.d == 3 && which.k == 10 ? knn3<Floats, 2, 10, 8> : nullptr;
  default:
    return nullptr;
  }
}

bench::Kernel<double> bench::avx2::find(const Case &which, double) {
  if (which.density < 1 || which.e != 1 || which.d != 3 ||
      which.formula != Formula::Gaussian || !__builtin_cpu_supports("fma") ||
      !__builtin_cpu_supports("avx2"))
    return nullptr;
  return gaussian3<Doubles, 2>;
}
