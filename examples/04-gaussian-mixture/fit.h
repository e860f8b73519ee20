//===- fit.h - Mixtures of Gaussians in the plane ---------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef FIT_H
#define FIT_H

#include <cstddef>
#include <vector>

/// K Gaussians: weights are the softmax of `logits`, precisions are A A^T.
struct Mixture {
  std::vector<double> logits;  ///< (K)
  std::vector<double> means;   ///< (K, 2)
  std::vector<double> factors; ///< A, (K, 2, 2)

  std::size_t size() const { return logits.size(); }
  /// All parameters, one array after the other.
  std::size_t parameters() const { return 7 * size(); }
  double &parameter(std::size_t n);
};

/// K equal Gaussians of width `sigma` around points of the data.
Mixture startingAt(const std::vector<double> &points, std::size_t k,
                   double sigma);

/// The log-likelihood of points (N, 2).
double likelihood(const std::vector<double> &points, const Mixture &mixture);

/// Its gradient, in the form of a mixture.
Mixture gradient(const std::vector<double> &points, const Mixture &mixture);

/// The log of the density at points (N, 2).
std::vector<double> logDensity(const std::vector<double> &points,
                               const Mixture &mixture);

/// Replaces the mixture by that of one step of EM, and returns the
/// log-likelihood of the one before.
double emStep(const std::vector<double> &points, Mixture &mixture);

/// Steps of Adam (Kingma and Ba, 2015) uphill. A step moves a weight by some
/// `rate`, a mean by that part of `length`, a factor by that part of its
/// inverse.
class Adam {
public:
  Adam(double rate, double length) : rate(rate), length(length) {}
  void step(const std::vector<double> &points, Mixture &mixture);

private:
  double rate, length;
  int steps = 0;
  std::vector<double> first, second; ///< moments
};

#endif // FIT_H
