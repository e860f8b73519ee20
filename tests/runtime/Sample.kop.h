//===- Sample.kop.h - What kopc writes for a formula ------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A header of the shape that kopc generates, kept by hand for the tests of the
// runtime: four instances of one formula, two element types.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_GENERATED_KERNELS_SAMPLE
#define KOP_GENERATED_KERNELS_SAMPLE

#include "kop/run.h"

#ifdef __cplusplus
extern "C" {
#endif

/* gaussian(D = 3, E = 1): f32 */
extern const kop_formula kop_kernels_gaussian_D3_E1_f32;
/* gaussian(D = 2, E = 1): f32 */
extern const kop_formula kop_kernels_gaussian_D2_E1_f32;
/* gaussian(D = 3, E = 1): f64 */
extern const kop_formula kop_kernels_gaussian_D3_E1_f64;

#ifdef __cplusplus
}

#include "kop/detail/call.h"

namespace kernels {

/// Gaussian kernel matrix-vector product.
///
/// \param x      [i]: vec(D)
/// \param y      [j]: vec(D)
/// \param b      [j]: vec(E)
/// \param sigma  scalar
/// \param a      [i]: vec(E), output
/// Instances: (D = 3, E = 1), (D = 2, E = 1).
/// \throws kop::Error before anything is written.
inline void gaussian(kop::In<float> x, kop::In<float> y, kop::In<float> b,
                     kop::In<float> sigma, kop::Out<float> a,
                     const kop::Exec &exec = {}) {
  static const kop_formula *const instances[] = {
      &kop_kernels_gaussian_D3_E1_f32, &kop_kernels_gaussian_D2_E1_f32};
  kop::detail::call(instances, exec, x, y, b, sigma, a);
}

/// Gaussian kernel matrix-vector product.
inline void gaussian(kop::In<double> x, kop::In<double> y, kop::In<double> b,
                     kop::In<double> sigma, kop::Out<double> a,
                     const kop::Exec &exec = {}) {
  static const kop_formula *const instances[] = {
      &kop_kernels_gaussian_D3_E1_f64};
  kop::detail::call(instances, exec, x, y, b, sigma, a);
}

} // namespace kernels
#endif

#endif // KOP_GENERATED_KERNELS_SAMPLE
