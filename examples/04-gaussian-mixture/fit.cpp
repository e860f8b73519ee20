//===- fit.cpp - Mixtures of Gaussians in the plane -----------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "fit.h"
#include "mixture.kop.h"

#include <kop/kop.h>

#include <cmath>

namespace {

kop::In<double> plane(const std::vector<double> &points) {
  return {points, points.size() / 2, 2};
}

} // namespace

double &Mixture::parameter(std::size_t n) {
  if (n < size())
    return logits[n];
  return n < 3 * size() ? means[n - size()] : factors[n - 3 * size()];
}

Mixture startingAt(const std::vector<double> &points, std::size_t k,
                   double sigma) {
  Mixture mixture;
  const std::size_t stride = points.size() / 2 / k;
  for (std::size_t n = 0; n < k; ++n) {
    const double *point = &points[2 * (n * stride + stride / 2)];
    mixture.logits.push_back(0);
    mixture.means.insert(mixture.means.end(), point, point + 2);
    for (double entry : {1 / sigma, 0.0, 0.0, 1 / sigma})
      mixture.factors.push_back(entry);
  }
  return mixture;
}

double likelihood(const std::vector<double> &points, const Mixture &mixture) {
  const std::size_t k = mixture.size();
  double total = 0;
  mixture::likelihood(plane(points), mixture.logits,
                      kop::In<double>(mixture.means, k, 2),
                      kop::In<double>(mixture.factors, k, 2, 2), total);
  return total;
}

Mixture gradient(const std::vector<double> &points, const Mixture &mixture) {
  const std::size_t k = mixture.size();
  Mixture result = mixture;
  mixture::likelihood_vjp(plane(points), mixture.logits,
                          kop::In<double>(mixture.means, k, 2),
                          kop::In<double>(mixture.factors, k, 2, 2), 1.0,
                          result.logits, kop::Out<double>(result.means, k, 2),
                          kop::Out<double>(result.factors, k, 2, 2));
  return result;
}

std::vector<double> logDensity(const std::vector<double> &points,
                               const Mixture &mixture) {
  const std::size_t k = mixture.size();
  std::vector<double> value(points.size() / 2);
  mixture::density(plane(points), mixture.logits,
                   kop::In<double>(mixture.means, k, 2),
                   kop::In<double>(mixture.factors, k, 2, 2), value);
  return value;
}

double emStep(const std::vector<double> &points, Mixture &mixture) {
  const std::size_t k = mixture.size(), n = points.size() / 2;
  std::vector<double> perPoint(n), counts(k), means(2 * k), covariances(4 * k);
  double total = 0;
  mixture::em(
      plane(points), mixture.logits, kop::In<double>(mixture.means, k, 2),
      kop::In<double>(mixture.factors, k, 2, 2), perPoint, total, counts,
      kop::Out<double>(means, k, 2), kop::Out<double>(covariances, k, 2, 2));
  for (std::size_t j = 0; j < k; ++j) {
    mixture.logits[j] = std::log(counts[j]);
    // The covariance is L L^T, the precision A A^T with A = L^-T.
    const double *c = &covariances[4 * j];
    const double l00 = std::sqrt(c[0]), l10 = c[1] / l00,
                 l11 = std::sqrt(c[3] - l10 * l10);
    double *a = &mixture.factors[4 * j];
    a[0] = 1 / l00;
    a[1] = -l10 / (l00 * l11);
    a[2] = 0;
    a[3] = 1 / l11;
  }
  mixture.means = std::move(means);
  return total;
}

void Adam::step(const std::vector<double> &points, Mixture &mixture) {
  constexpr double beta1 = 0.9, beta2 = 0.999, tiny = 1e-8;
  Mixture slope = gradient(points, mixture);
  first.resize(mixture.parameters());
  second.resize(mixture.parameters());
  ++steps;
  for (std::size_t n = 0; n < mixture.parameters(); ++n) {
    const double g = slope.parameter(n) / double(points.size() / 2);
    first[n] = beta1 * first[n] + (1 - beta1) * g;
    second[n] = beta2 * second[n] + (1 - beta2) * g * g;
    mixture.parameter(n) +=
        rate * (first[n] / (1 - std::pow(beta1, steps))) /
        (std::sqrt(second[n] / (1 - std::pow(beta2, steps))) + tiny);
  }
}
