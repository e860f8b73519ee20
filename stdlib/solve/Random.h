//===- Random.h - Numbers that are the same everywhere ----------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_STDLIB_SOLVE_RANDOM_H
#define KOP_STDLIB_SOLVE_RANDOM_H

#include <Eigen/Core>

#include <cmath>
#include <cstdint>
#include <random>

namespace kop::solve::detail {

/// The distributions of the C++ library differ between libraries; its
/// generators do not.
class Random {
public:
  explicit Random(std::uint64_t seed) : generator(seed) {}

  /// -1 or 1.
  double sign() { return generator() >> 63 ? 1 : -1; }

  /// Of mean 0 and variance 1.
  double normal() {
    const double radius = std::sqrt(-2 * std::log1p(-uniform()));
    return radius * std::cos(6.283185307179586 * uniform());
  }

private:
  /// In [0, 1).
  double uniform() { return double(generator() >> 11) * 0x1p-53; }

  std::mt19937_64 generator;
};

/// Probes: columns of -1 and 1.
inline Eigen::MatrixXd randomSigns(Eigen::Index rows, Eigen::Index columns,
                                   std::uint64_t seed) {
  Random random(seed);
  Eigen::MatrixXd result(rows, columns);
  for (double &value : result.reshaped())
    value = random.sign();
  return result;
}

} // namespace kop::solve::detail

#endif // KOP_STDLIB_SOLVE_RANDOM_H
