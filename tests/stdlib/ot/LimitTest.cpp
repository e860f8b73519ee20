//===- LimitTest.cpp - Where transport has a closed form ------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Assignment.h"
#include "Clouds.h"

#include "kop/ot/kernel.h"
#include "kop/ot/line.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace kop;
using namespace kop::ot;
using clouds::Cloud;

namespace {

template <class T> class Limits : public testing::Test {
protected:
  static constexpr bool isDouble = sizeof(T) == 8;
};
using Types = testing::Types<float, double>;
TYPED_TEST_SUITE(Limits, Types);

/// Normal weights on a fine grid of [-2, 3.5].
template <class T> Cloud<T> normal(double mean, double deviation) {
  const int n = 400;
  std::vector<double> points, weights;
  double mass = 0;
  for (int k = 0; k < n; ++k) {
    points.push_back(-2 + 5.5 * k / (n - 1));
    const double z = (points.back() - mean) / deviation;
    weights.push_back(std::exp(-z * z / 2));
    mass += weights.back();
  }
  for (double &weight : weights)
    weight /= mass;
  return clouds::make<T>(points, weights, 1);
}

} // namespace

/// Gaussian closed forms: cost |x - y|^2 and 2 s^2 KL, halved. (Janati et al.,
/// Entropic optimal transport between unbalanced Gaussian measures has a closed
/// form, 2020.)
TYPED_TEST(Limits, GaussiansOnALine) {
  using T = TypeParam;
  struct Known {
    double blur, ot, divergence;
  };
  for (const Known &known : {Known{0.1, 1.038334020733, 1.009965477848},
                             Known{0.3, 1.095891386521, 1.008042062596},
                             Known{1, 1.126406449104, 1.001239582470}}) {
    Options options;
    options.blur = known.blur;
    // Single precision rounds sums of 400 terms by up to 3e-5 epsilon: more is
    // known than is proven.
    options.tolerance = this->isDouble ? 1e-10 : 1e-3;
    options.marginalTolerance = 1e-5;
    const auto result = solve<T>(normal<T>(0, 0.2), normal<T>(1, 0.3), options);
    EXPECT_EQ(result.status(), Status::Converged);
    const double near = this->isDouble ? 1e-10 : 1e-5;
    EXPECT_NEAR(result.dual(), known.ot / 2, near);
    EXPECT_NEAR(result.value(), known.divergence / 2, near);
  }
}

/// With growing epsilon and p = 1: half the energy distance. What is missing
/// falls as 1 / epsilon.
TYPED_TEST(Limits, LargeBlurIsTheEnergyDistance) {
  using T = TypeParam;
  const auto a = clouds::uniform<T>(20, 2, 1, true);
  const auto b = clouds::uniform<T>(25, 2, 2, true, 1, 0.5);
  const double expected = kernelNorm<T>(a, b, energyKernel()).value;
  Options options;
  options.p = 1;
  options.tolerance = this->isDouble ? 1e-10 : 1e-4;
  const auto missing = [&](double blur) {
    options.blur = blur;
    return std::abs(solve<T>(a, b, options).value() - expected);
  };
  const double at10 = missing(10), at100 = missing(100);
  EXPECT_LE(at10, 0.02 * expected);
  // Rounding is a part of epsilon.
  EXPECT_LE(at100, 0.12 * at10 + (this->isDouble ? 0 : 1e-4));
  if (this->isDouble) {
    EXPECT_LE(missing(1e4), 2e-5 * expected);
  }
}

/// With falling epsilon: what sorting gives. OT_epsilon comes from above and is
/// not farther than epsilon times the entropy of the smaller measure; self
/// terms lie between 0 and as much.
TYPED_TEST(Limits, SmallBlurOnALineIsSorting) {
  using T = TypeParam;
  const auto a = clouds::uniform<T>(30, 1, 1, true);
  const auto b = clouds::uniform<T>(40, 1, 2, true, 1, 0.5);
  for (double p : {1.0, 2.0}) {
    const double exact = lineTransport<T>(a, b, p).value;
    Options options;
    options.p = p;
    // Single precision proves no more where costs are many epsilons.
    options.tolerance = this->isDouble ? 1e-7 : 1e-3;
    const double rounding = (this->isDouble ? 1e-12 : 1e-6) * exact;
    for (double epsilon : {1e-3, 1e-4, 2e-5}) {
      options.blur = std::pow(epsilon, 1 / p);
      const auto result = solve<T>(a, b, options);
      EXPECT_EQ(result.status(), Status::Converged);
      const double entropy = epsilon * std::log(40.0);
      // The dual is what is known of OT_epsilon from below.
      EXPECT_GE(result.dual(), exact - rounding - options.tolerance * exact);
      EXPECT_LE(result.dual(), exact + entropy + rounding);
      EXPECT_GE(result.value(), exact - entropy - options.tolerance * exact);
      EXPECT_LE(result.value(), exact + entropy + rounding);
    }
  }
}

/// With falling epsilon: the cheapest assignment, its value and the assignment.
TYPED_TEST(Limits, SmallBlurIsTheAssignment) {
  using T = TypeParam;
  const std::int64_t n = 30;
  const auto a = clouds::uniform<T>(n, 2, 1), b = clouds::uniform<T>(n, 2, 2);
  std::vector<std::vector<double>> cost(n, std::vector<double>(n));
  for (std::int64_t i = 0; i < n; ++i)
    for (std::int64_t j = 0; j < n; ++j)
      for (int k = 0; k < 2; ++k)
        cost[i][j] +=
            std::pow(double(a.points[2 * i + k]) - double(b.points[2 * j + k]),
                     2) /
            2;
  std::vector<std::int64_t> assigned;
  const double exact = clouds::cheapestAssignment(cost, &assigned) / double(n);
  Options options;
  options.blur = 5e-3;
  options.tolerance = this->isDouble ? 1e-6 : 1e-3;
  const auto result = solve<T>(a, b, options);
  EXPECT_EQ(result.status(), Status::Converged);
  // A permutation has the entropy log n.
  const double entropy = result.epsilon() * std::log(double(n));
  EXPECT_NEAR(result.dual(), exact + entropy, 2e-4 * exact);
  EXPECT_NEAR(result.value(), exact, 2e-4 * exact);
  EXPECT_EQ(result.plan().rowArgmax(), assigned);
}
