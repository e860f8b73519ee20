//===- kop/ot/kernel.h - Distances that kernels give ------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Cheap relatives of the Sinkhorn divergence: half the squared norm of a - b
// for a kernel k, sum_ij (a - b)_i (a - b)_j k(z_i, z_j) / 2 over the points of
// both. `kop_add_ot_kernel` (CMake) makes a kernel of a function in Kop.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_OT_KERNEL_H
#define KOP_OT_KERNEL_H

#include "kop/exec.h"
#include "kop/ot/options.h"
#include "kop/view.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace kop {
namespace ot {

/// u_i = sum_j w_j k(x_i, y_j) and m_i = sum_j w_j grad k in x_i; q is the
/// parameter of the kernel.
template <class T>
using KernelSum = void (*)(const In<T> &x, const In<T> &y, const In<T> &w, T q,
                           const Out<T> &u, const Out<T> &m, const Exec &exec);

/// A kernel k(x, y) with one parameter, such as a length.
class Kernel {
public:
  Kernel(std::string name, std::vector<std::int64_t> dimensions,
         KernelSum<float> single, KernelSum<double> whole)
      : name_(std::move(name)), dimensions_(std::move(dimensions)),
        single_(single), double_(whole) {}

  const std::string &name() const { return name_; }
  /// As Cost::dimensions.
  const std::vector<std::int64_t> &dimensions() const { return dimensions_; }
  double parameter() const { return parameter_; }
  Kernel &setParameter(double value) {
    parameter_ = value;
    return *this;
  }
  template <class T> KernelSum<T> sum() const;

private:
  std::string name_;
  std::vector<std::int64_t> dimensions_;
  KernelSum<float> single_;
  KernelSum<double> double_;
  double parameter_ = 0;
};

template <> inline KernelSum<float> Kernel::sum<float>() const {
  return single_;
}
template <> inline KernelSum<double> Kernel::sum<double>() const {
  return double_;
}

/// exp(-|x - y|^2 / (2 length^2)), exp(-|x - y| / length), and -|x - y|.
Kernel gaussianKernel(double length);
Kernel laplacianKernel(double length);
Kernel energyKernel();

/// Half the squared norm, and its derivatives in the order of the caller.
template <class T> struct KernelNorm {
  double value = 0;
  std::vector<T> gradX, gradY;                    ///< (N, D), (M, D)
  std::vector<double> gradWeightsA, gradWeightsB; ///< (N), (M)
};

/// Masses may differ. One pass over all pairs of the points of both. Sums are
/// in double; kernels and distances in T, around the middle of the points.
template <class T>
KernelNorm<T> kernelNorm(const Measure<T> &a, const Measure<T> &b,
                         const Kernel &kernel, int threads = 0);

} // namespace ot
} // namespace kop

#endif // KOP_OT_KERNEL_H
