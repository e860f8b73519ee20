//===- CostTest.cpp - Costs of the user -----------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Clouds.h"

#include "torus.ot.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

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

/// With a bound of the user, large problems go from coarse to fine.
TEST(Torus, MultiscaleWithABound) {
  const auto a = clouds::uniform<float>(2000, 2, 1);
  const auto b = clouds::uniform<float>(2000, 2, 2);
  Options options;
  options.blur = 0.03;
  options.tolerance = 1e-2;
  options.cost = unitTorus();
  const auto dense = solve<float>(a, b, options);
  options.cost->setLowerBound(leastTorus);
  const auto fast = solve<float>(a, b, options);
  EXPECT_EQ(dense.status(), Status::Converged);
  EXPECT_EQ(fast.status(), Status::Converged);
  EXPECT_EQ(dense.trace().front().points, 4000);
  EXPECT_LT(fast.trace().front().points, 1000);
  EXPECT_LT(fast.trace().back().pairs, 0.6);
  EXPECT_LE(fast.otInterval().lower, dense.otInterval().upper);
  EXPECT_GE(fast.otInterval().upper, dense.otInterval().lower);
}
