//===- TotalVariationTest.cpp - Marginals held by the total variation -----===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Clouds.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

using namespace kop;
using namespace kop::ot;
using clouds::Cloud;

namespace {

template <class T> class TotalVariation : public testing::Test {
protected:
  static constexpr bool isDouble = sizeof(T) == 8;
};
using Types = testing::Types<float, double>;
TYPED_TEST_SUITE(TotalVariation, Types);

/// OT_epsilon from below and above.
struct Bounds {
  double dual = 0, primal = 0;
};

/// An oracle that proves itself: coordinate ascent of the dual in the box
/// [-rho, rho], and the primal value of its plan.
template <class T>
Bounds bruteForce(const Cloud<T> &a, const Cloud<T> &b, double epsilon,
                  double rho) {
  const std::int64_t n = a.size(), m = b.size(), d = a.dimension;
  std::vector<double> cost(n * m), f(n), g(m), rows(n), columns(m);
  double massA = 0, massB = 0;
  for (T weight : a.weights)
    massA += double(weight);
  for (T weight : b.weights)
    massB += double(weight);
  for (std::int64_t i = 0; i < n; ++i)
    for (std::int64_t j = 0; j < m; ++j)
      for (std::int64_t k = 0; k < d; ++k)
        cost[i * m + j] +=
            std::pow(double(a.points[i * d + k]) - double(b.points[j * d + k]),
                     2) /
            2;
  for (int step = 0; step < 2000; ++step) {
    for (std::int64_t i = 0; i < n; ++i) {
      double sum = 0;
      for (std::int64_t j = 0; j < m; ++j)
        sum +=
            double(b.weights[j]) * std::exp((g[j] - cost[i * m + j]) / epsilon);
      f[i] = std::clamp(-epsilon * std::log(sum), -rho, rho);
    }
    for (std::int64_t j = 0; j < m; ++j) {
      double sum = 0;
      for (std::int64_t i = 0; i < n; ++i)
        sum +=
            double(a.weights[i]) * std::exp((f[i] - cost[i * m + j]) / epsilon);
      g[j] = std::clamp(-epsilon * std::log(sum), -rho, rho);
    }
  }
  Bounds result;
  double mass = 0, linear = 0;
  for (std::int64_t i = 0; i < n; ++i)
    for (std::int64_t j = 0; j < m; ++j) {
      const double exponent = (f[i] + g[j] - cost[i * m + j]) / epsilon;
      const double entry =
          double(a.weights[i]) * double(b.weights[j]) * std::exp(exponent);
      mass += entry;
      linear += entry * (cost[i * m + j] + epsilon * exponent);
      rows[i] += entry;
      columns[j] += entry;
    }
  result.dual = -epsilon * (mass - massA * massB);
  result.primal = linear - epsilon * (mass - massA * massB);
  const auto add = [&](const std::vector<T> &weights,
                       const std::vector<double> &potential,
                       const std::vector<double> &marginal) {
    for (std::size_t i = 0; i < weights.size(); ++i) {
      result.dual += double(weights[i]) * potential[i];
      result.primal += rho * std::abs(marginal[i] - double(weights[i]));
    }
  };
  add(a.weights, f, rows);
  add(b.weights, g, columns);
  return result;
}

} // namespace

/// Values of measures of equal and other masses, a part of which is too far
/// away to be moved.
TYPED_TEST(TotalVariation, IsWhatBruteForceFinds) {
  using T = TypeParam;
  const auto a = clouds::uniform<T>(16, 2, 1, true);
  for (const double massB : {1.0, 1.5}) {
    auto b = clouds::uniform<T>(20, 2, 2, true, 1, 0.6);
    for (T &weight : b.weights)
      weight = T(massB * double(weight));
    for (const double reach : {0.3, 0.5}) {
      Options options;
      options.blur = 0.15;
      options.reach = reach;
      options.divergence = Divergence::TotalVariation;
      options.tolerance = this->isDouble ? 1e-11 : 1e-4;
      options.marginalTolerance = this->isDouble ? 1e-11 : 1e-5;
      const auto result = solve<T>(a, b, options);
      EXPECT_EQ(result.status(), Status::Converged);
      const double epsilon = 0.15 * 0.15, rho = reach * reach;
      const Bounds cross = bruteForce(a, b, epsilon, rho);
      const Bounds selfA = bruteForce(a, a, epsilon, rho);
      const Bounds selfB = bruteForce(b, b, epsilon, rho);
      for (const Bounds &known : {cross, selfA, selfB})
        ASSERT_NEAR(known.primal, known.dual, 1e-13);
      const double near = this->isDouble ? 1e-12 : 1e-5;
      EXPECT_NEAR(result.dual(), cross.dual, near);
      EXPECT_LE(result.otInterval().lower, cross.primal);
      EXPECT_GE(result.otInterval().upper, cross.dual);
      double difference = 0;
      for (T weight : a.weights)
        difference += double(weight);
      for (T weight : b.weights)
        difference -= double(weight);
      const double divergence = cross.dual - selfA.dual / 2 - selfB.dual / 2 +
                                epsilon / 2 * difference * difference;
      EXPECT_NEAR(result.value(), divergence, near);
      EXPECT_TRUE(result.interval().contains(divergence));
      // Some mass stays where it is.
      const auto f = result.potentialA(), g = result.potentialB();
      EXPECT_TRUE(
          std::any_of(f.begin(), f.end(),
                      [&](double value) { return std::abs(value) == rho; }) ||
          std::any_of(g.begin(), g.end(),
                      [&](double value) { return std::abs(value) == rho; }));
    }
  }
}

/// Where masses differ, potentials go to their bounds at once: in steps of
/// epsilon they would take as many iterations as rho has epsilons, 30 000 here.
TYPED_TEST(TotalVariation, GoesToItsBoundsAtOnce) {
  using T = TypeParam;
  const auto a = clouds::uniform<T>(60, 2, 1, true);
  for (const double massB : {0.6, 1.4}) {
    auto b = clouds::uniform<T>(50, 2, 2, true, 1, 0.3);
    for (T &weight : b.weights)
      weight = T(massB * double(weight));
    for (const bool isFreeB : {false, true}) {
      Options options;
      options.blur = 0.03;
      options.reachA = 5;
      if (isFreeB)
        options.reachB = 4;
      options.divergence = Divergence::TotalVariation;
      options.debias = false;
      options.tolerance = this->isDouble ? 1e-9 : 1e-3;
      const auto result = solve<T>(a, b, options);
      EXPECT_EQ(result.status(), Status::Converged);
      EXPECT_LT(result.iterations(), 400);
      // All of the mass is moved, or created where it is missing.
      EXPECT_GE(result.dual(), 0.4 * (isFreeB ? 16 : 25));
      EXPECT_LE(result.dual(), 0.4 * (isFreeB ? 16 : 25) + 1);
    }
  }
}
