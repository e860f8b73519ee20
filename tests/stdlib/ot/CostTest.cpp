//===- CostTest.cpp - Costs of the user -----------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Clouds.h"

#include "quadric.ot.h"
#include "ripple.ot.h"
#include "torus.ot.h"

#include "kop/ot/kernel.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

using namespace kop;
using namespace kop::ot;
using clouds::Cloud;

namespace {

/// The least cost of two boxes on the torus of side 1.
double leastTorus(const double *lowerX, const double *upperX,
                  const double *lowerY, const double *upperY,
                  std::int64_t dimension) {
  double square = 0;
  for (std::int64_t k = 0; k < dimension; ++k) {
    const double inside =
        std::max({lowerY[k] - upperX[k], lowerX[k] - upperY[k], 0.0});
    const double around =
        1 - std::max(upperY[k] - lowerX[k], upperX[k] - lowerY[k]);
    const double gap = std::min(inside, std::max(around, 0.0));
    square += gap * gap;
  }
  return square / 2;
}

Cost unitTorus() { return torus().setParameter(1); }

/// With components of zero behind the others.
Cloud<double> widened(const Cloud<double> &cloud, std::int64_t dimension) {
  Cloud<double> wide{std::vector<double>(cloud.size() * dimension),
                     cloud.weights, dimension};
  for (std::int64_t i = 0; i < cloud.size(); ++i)
    std::copy_n(&cloud.points[i * cloud.dimension], cloud.dimension,
                &wide.points[i * dimension]);
  return wide;
}

} // namespace

/// Components of zero add nothing, in dimensions that are compiled on their own
/// and in others.
TEST(Dimension, IsAny) {
  std::vector<Options> all(4);
  all[1].p = 1;
  all[2].p = 1.5;
  all[3].cost = cosineCost();
  const auto a = clouds::uniform<double>(20, 3, 1, true);
  const auto b = clouds::uniform<double>(25, 3, 2, true);
  for (Options &options : all) {
    options.blur = 0.3;
    options.tolerance = options.marginalTolerance = 1e-11;
    const auto narrow = solve<double>(a, b, options);
    const auto gradient = narrow.gradX();
    for (std::int64_t d : {4, 5, 17, 1025}) {
      const auto wide = solve<double>(widened(a, d), widened(b, d), options);
      EXPECT_NEAR(wide.value(), narrow.value(), 1e-10) << d;
      const auto wideGradient = wide.gradX();
      for (std::int64_t k = 0; k < 20 * d; ++k)
        EXPECT_NEAR(wideGradient[k],
                    k % d < 3 ? gradient[k / d * 3 + k % d] : 0, 1e-10)
            << d;
    }
  }
}

TEST(Torus, IsCompiledForPlanes) {
  const auto a = clouds::uniform<double>(4, 3, 1);
  Options options;
  options.cost = unitTorus();
  EXPECT_THAT(clouds::errorOf([&] { solve<double>(a, a, options); }),
              testing::HasSubstr("a: points have 3 components; `torus` is "
                                 "compiled for at most 2"));
}

/// Around the edge, two points are near.
TEST(Torus, GoesTheShortWay) {
  Options options;
  options.cost = unitTorus();
  options.blur = 0.05;
  const auto result =
      solve<double>(clouds::make<double>({0.1, 0.5}, {1}),
                    clouds::make<double>({0.9, 0.5}, {1}), options);
  EXPECT_EQ(result.status(), Status::Converged);
  EXPECT_NEAR(result.value(), 0.02, 1e-12);
  EXPECT_NEAR(result.gradX()[0], 0.2, 1e-12);
}

/// Moving both measures around the torus changes nothing.
TEST(Torus, HasNoEdge) {
  Options options;
  options.cost = unitTorus();
  options.tolerance = options.marginalTolerance = 1e-10;
  const auto a = clouds::uniform<double>(40, 2, 1, true);
  const auto b = clouds::uniform<double>(50, 2, 2, true);
  const auto turned = [](Cloud<double> cloud) {
    for (double &x : cloud.points)
      x = x + 0.3 < 1 ? x + 0.3 : x - 0.7;
    return cloud;
  };
  const auto before = solve<double>(a, b, options);
  const auto after = solve<double>(turned(a), turned(b), options);
  EXPECT_NEAR(after.value(), before.value(), 1e-9);
}

/// Large problems go from coarse to fine by the bounds of the formula; with a
/// bound of the caller, too.
TEST(Torus, Multiscale) {
  const auto a = clouds::uniform<float>(2000, 2, 1);
  const auto b = clouds::uniform<float>(2000, 2, 2);
  Options options;
  options.blur = 0.03;
  options.tolerance = 1e-2;
  options.cost = unitTorus();
  const auto fast = solve<float>(a, b, options);
  Options given = options;
  given.cost->setLowerBound(leastTorus);
  const auto known = solve<float>(a, b, given);
  options.multiscale = false;
  options.tolerance = 1e-3;
  const auto dense = solve<float>(a, b, options);
  EXPECT_EQ(dense.status(), Status::Converged);
  EXPECT_EQ(dense.trace().front().points, 4000);
  for (const auto *result : {&fast, &known}) {
    EXPECT_EQ(result->status(), Status::Converged);
    EXPECT_LT(result->trace().front().points, 1000);
    EXPECT_LT(result->trace().back().pairs, 0.6);
    EXPECT_LE(result->otInterval().lower, dense.otInterval().upper);
    EXPECT_GE(result->otInterval().upper, dense.otInterval().lower);
    EXPECT_LE(result->interval().lower, dense.interval().upper);
    EXPECT_GE(result->interval().upper, dense.interval().lower);
    EXPECT_LE(result->omittedMass(), 1e-4);
  }
  // The formula says as much as the caller.
  EXPECT_NEAR(fast.trace().back().pairs, known.trace().back().pairs, 1e-3);
}

/// The bounds hold the cost at points of the boxes, and no more than they must.
TEST(Torus, Bounds) {
  ASSERT_EQ(unitTorus().bound(), CostBound::Formula);
  std::mt19937 random(1);
  std::uniform_real_distribution<double> number(0, 1);
  const std::int64_t n = 20, m = 30;
  const auto boxes = [&](std::int64_t count, std::vector<double> &lower,
                         std::vector<double> &upper) {
    for (std::int64_t k = 0; k < 2 * count; ++k) {
      lower.push_back(number(random));
      upper.push_back(lower.back() + 0.2 * number(random));
    }
  };
  std::vector<double> lowerX, upperX, lowerY, upperY, least(n * m),
      greatest(n * m);
  boxes(n, lowerX, upperX);
  boxes(m, lowerY, upperY);
  const auto view = [](const std::vector<double> &values) {
    return In<double>(values.data(), std::int64_t(values.size()) / 2, 2);
  };
  unitTorus().bounds()(view(lowerX), view(upperX), view(lowerY), view(upperY),
                       1, Out<double>(least.data(), n, m),
                       Out<double>(greatest.data(), n, m), Exec());
  for (std::int64_t i = 0; i < n; ++i)
    for (std::int64_t j = 0; j < m; ++j) {
      const double exact = leastTorus(&lowerX[2 * i], &upperX[2 * i],
                                      &lowerY[2 * j], &upperY[2 * j], 2);
      EXPECT_LE(least[i * m + j], exact);
      EXPECT_NEAR(least[i * m + j], exact, 1e-12);
      for (int k = 0; k < 20; ++k) {
        double cost = 0;
        for (int c = 0; c < 2; ++c) {
          const auto inside = [&](double low, double high) {
            return low + (high - low) * number(random);
          };
          const double d =
              std::abs(inside(lowerX[2 * i + c], upperX[2 * i + c]) -
                       inside(lowerY[2 * j + c], upperY[2 * j + c]));
          cost += std::pow(std::min(d, 1 - d), 2) / 2;
        }
        EXPECT_LE(least[i * m + j], cost);
        EXPECT_GE(greatest[i * m + j], cost);
      }
    }
}

/// Directions go from coarse to fine, too.
TEST(Cosine, Multiscale) {
  const auto a = clouds::uniform<double>(2000, 3, 1, false, 2, -1);
  const auto b = clouds::uniform<double>(2000, 3, 2, false, 2, -1);
  Options options;
  options.blur = 0.05;
  options.tolerance = 1e-3;
  options.cost = cosineCost();
  const auto fast = solve<double>(a, b, options);
  EXPECT_EQ(fast.status(), Status::Converged);
  EXPECT_LT(fast.trace().back().pairs, 0.9);
  options.multiscale = false;
  const auto dense = solve<double>(a, b, options);
  EXPECT_EQ(dense.status(), Status::Converged);
  EXPECT_EQ(dense.trace().back().pairs, 1);
  EXPECT_LE(fast.otInterval().lower, dense.otInterval().upper);
  EXPECT_GE(fast.otInterval().upper, dense.otInterval().lower);
}

/// Costs whose rounding is many epsilons tell no plans apart.
TEST(Cosine, TooFineForSinglePrecision) {
  const auto a = clouds::uniform<float>(100, 3, 1);
  const auto b = clouds::uniform<float>(90, 3, 2);
  Options options;
  options.blur = 1e-4;
  options.cost = cosineCost();
  EXPECT_THAT(clouds::errorOf([&] { solve<float>(a, b, options); }),
              testing::HasSubstr("blur: epsilon = 1e-08 is too small for "
                                 "numbers of 32 bits"));
}

/// Nothing is known of a Bessel function: all pairs are met.
TEST(Ripple, HasNoBounds) {
  const auto a = clouds::uniform<float>(1100, 2, 1);
  const auto b = clouds::uniform<float>(1000, 2, 2);
  Options options;
  options.blur = 0.3;
  options.tolerance = 1e-2;
  options.cost = ripple();
  const auto result = solve<float>(a, b, options);
  EXPECT_EQ(result.status(), Status::Converged);
  EXPECT_EQ(result.trace().front().points, 2100);
  EXPECT_EQ(result.omittedMass(), 0);
}

/// A kernel of the caller, in a dimension that is compiled on its own and in
/// another one, against double loops.
template <class T> static void checkKernel(std::int64_t d, double near) {
  const auto a = clouds::uniform<T>(30, d, 1, true);
  const auto b = clouds::uniform<T>(40, d, 2, true);
  const double q = 0.5;
  const auto squareOf = [&](const Cloud<T> &x, std::int64_t i,
                            const Cloud<T> &y, std::int64_t j) {
    double square = 0;
    for (std::int64_t k = 0; k < d; ++k)
      square += std::pow(
          double(x.points[i * d + k]) - double(y.points[j * d + k]), 2);
    return square;
  };
  double value = 0;
  std::vector<double> gradX(a.points.size());
  const auto add = [&](const Cloud<T> &x, const Cloud<T> &y, double sign) {
    for (std::int64_t i = 0; i < x.size(); ++i)
      for (std::int64_t j = 0; j < y.size(); ++j) {
        const double weight = double(x.weights[i]) * double(y.weights[j]);
        const double s = 1 + squareOf(x, i, y, j) / (q * q);
        value += sign / 2 * weight / std::sqrt(s);
        for (std::int64_t k = 0; &x == &a && k < d; ++k)
          gradX[i * d + k] -=
              sign * weight * std::pow(s, -1.5) *
              (double(x.points[i * d + k]) - double(y.points[j * d + k])) /
              (q * q);
      }
  };
  add(a, a, 1);
  add(b, b, 1);
  add(a, b, -1);
  add(b, a, -1);
  const auto norm = kernelNorm<T>(a, b, quadric().setParameter(q));
  EXPECT_NEAR(norm.value, value, near);
  for (std::size_t k = 0; k < gradX.size(); ++k)
    EXPECT_NEAR(norm.gradX[k], gradX[k], near);
}

TEST(UserKernel, IsAnyFunction) {
  for (std::int64_t d : {2, 5}) {
    checkKernel<float>(d, 1e-6);
    checkKernel<double>(d, 1e-14);
  }
}
