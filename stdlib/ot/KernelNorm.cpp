//===- KernelNorm.cpp - Distances that kernels give -----------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Cloud.h"

#include "common/Fail.h"

#include "kop/ot/kernel.h"

#include "energy_kernel.ot.h"
#include "gaussian_kernel.ot.h"
#include "laplacian_kernel.ot.h"

#include <cmath>

using namespace kop;
using namespace kop::common;
using namespace kop::ot;
using namespace kop::ot::detail;

static void checkLength(double length) {
  require(length > 0 && std::isfinite(length), "length",
          "a positive number is needed", length);
}

Kernel ot::gaussianKernel(double length) {
  checkLength(length);
  return gaussian_kernel().setParameter(length);
}
Kernel ot::laplacianKernel(double length) {
  checkLength(length);
  return laplacian_kernel().setParameter(length);
}
Kernel ot::energyKernel() { return energy_kernel(); }

template <class T>
KernelNorm<T> ot::kernelNorm(const Measure<T> &measureA,
                             const Measure<T> &measureB, const Kernel &kernel,
                             int threads) {
  const Samples a = readSamples(measureA, "a", threads);
  const Samples b = readSamples(measureB, "b", threads);
  checkSameDimension(a, b);
  const std::int64_t d = a.dimension, n = a.size, all = a.size + b.size;
  const std::int64_t width = widthFor(kernel.dimensions(), kernel.name(), d);
  double diagonal = 0;
  const std::vector<double> centre = centreOf(a, b, diagonal);
  // One cloud with the weights of a - b.
  std::vector<T> points(all * width, T(0)), weights(all);
  for (std::int64_t i = 0; i < all; ++i) {
    const Samples &from = i < n ? a : b;
    const std::int64_t row = i < n ? i : i - n;
    weights[i] = T(i < n ? from.weights[row] : -from.weights[row]);
    for (std::int64_t k = 0; k < d; ++k)
      points[i * width + k] = T(from.points[row * d + k] - centre[k]);
  }
  std::vector<T> sums(all), means(all * width);
  Exec exec;
  exec.threads = threads;
  const In<T> view(points.data(), all, width);
  kernel.sum<T>()(view, view, weights, T(kernel.parameter()), sums,
                  Out<T>(means.data(), all, width), exec);
  KernelNorm<T> result;
  for (std::int64_t i = 0; i < all; ++i) {
    const bool isA = i < n;
    const double sign = isA ? 1 : -1;
    result.value += double(weights[i]) * double(sums[i]) / 2;
    (isA ? result.gradWeightsA : result.gradWeightsB)
        .push_back(sign * double(sums[i]));
    for (std::int64_t k = 0; k < d; ++k)
      (isA ? result.gradX : result.gradY)
          .push_back(weights[i] * means[i * width + k]);
  }
  return result;
}

template KernelNorm<float> ot::kernelNorm(const Measure<float> &,
                                          const Measure<float> &,
                                          const Kernel &, int);
template KernelNorm<double> ot::kernelNorm(const Measure<double> &,
                                           const Measure<double> &,
                                           const Kernel &, int);
