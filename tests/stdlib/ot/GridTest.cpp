//===- GridTest.cpp - Images and volumes ----------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Clouds.h"

#include "kop/ot/grid.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

using namespace kop;
using namespace kop::ot;
using clouds::errorOf;
using testing::HasSubstr;

namespace {

/// A Gaussian spot of mass 1 on cells of this spacing.
template <class T>
std::vector<T> spot(int height, int width, double spacing, double x, double y,
                    double s) {
  std::vector<double> values;
  double mass = 0;
  for (int i = 0; i < height; ++i)
    for (int j = 0; j < width; ++j) {
      const double dx = (j + 0.5) * spacing - x, dy = (i + 0.5) * spacing - y;
      values.push_back(std::exp(-(dx * dx + dy * dy) / (2 * s * s)));
      mass += values.back();
    }
  std::vector<T> result;
  for (double value : values)
    result.push_back(T(value / mass));
  return result;
}

template <class T> class Grids : public testing::Test {};
using Types = testing::Types<float, double>;
TYPED_TEST_SUITE(Grids, Types);

} // namespace

/// As the same measures, given as points.
TYPED_TEST(Grids, AgreeWithPoints) {
  using T = TypeParam;
  const bool isDouble = sizeof(T) == 8;
  struct Shape {
    std::vector<std::int64_t> a, b;
  };
  for (const auto &[a, b] : {Shape{{12, 17}, {12, 17}}, Shape{{5, 9}, {11, 4}},
                             Shape{{4, 6, 5}, {7, 3, 2}}}) {
    const double spacing = 0.1;
    const auto cloudOf = [&](const std::vector<std::int64_t> &extents,
                             int seed) {
      std::int64_t size = 1;
      for (std::int64_t extent : extents)
        size *= extent;
      auto cloud =
          clouds::uniform<T>(size, std::int64_t(extents.size()), seed, true);
      for (std::int64_t n = 0; n < size; ++n) {
        std::int64_t rest = n;
        for (std::size_t k = extents.size(); k-- > 0; rest /= extents[k])
          cloud.points[n * cloud.dimension + std::int64_t(k)] =
              T((double(rest % extents[k]) + 0.5) * spacing);
      }
      return cloud;
    };
    const auto viewOf = [](const auto &cloud, const auto &extents) {
      return extents.size() == 2
                 ? In<T>(cloud.weights.data(), extents[0], extents[1])
                 : In<T>(cloud.weights.data(), extents[0], extents[1],
                         extents[2]);
    };
    const auto x = cloudOf(a, 1), y = cloudOf(b, 2);
    for (double reach : {balanced, 0.5}) {
      Options options;
      options.blur = 0.1;
      options.reach = reach;
      options.tolerance = options.marginalTolerance = isDouble ? 1e-10 : 1e-4;
      const auto points = solve<T>(x, y, options);
      const auto grid =
          solveGrid<T>(viewOf(x, a), viewOf(y, b), spacing, options);
      EXPECT_EQ(grid.status(), Status::Converged);
      EXPECT_NEAR(grid.value(), points.value(),
                  (isDouble ? 1e-9 : 1e-4) * points.dual());
      EXPECT_NEAR(grid.dual(), points.dual(),
                  (isDouble ? 1e-9 : 1e-4) * points.dual());
      const auto slope = grid.gradWeightsA(), same = points.gradWeightsA();
      for (std::size_t n = 1; n < slope.size(); ++n)
        EXPECT_NEAR(slope[n] - slope[0], same[n] - same[0],
                    isDouble ? 1e-8 : 1e-3);
      // The plan as an operator is the same, too.
      std::vector<T> u(x.size()), v(x.size());
      std::vector<T> values(y.size());
      for (std::size_t n = 0; n < values.size(); ++n)
        values[n] = T(std::sin(n));
      grid.plan().apply(values, u);
      points.plan().apply(values, v);
      for (std::size_t n = 0; n < u.size(); ++n)
        EXPECT_NEAR(u[n], v[n], isDouble ? 1e-9 : 1e-4);
    }
  }
}

/// A spot that moves: S is half the square of the way.
TYPED_TEST(Grids, TranslatedSpots) {
  using T = TypeParam;
  const int n = 96;
  const double spacing = 1.0 / n;
  const auto a = spot<T>(n, n, spacing, 0.3, 0.4, 0.05);
  const auto b = spot<T>(n, n, spacing, 0.7, 0.6, 0.05);
  Options options;
  options.blur = 0.02;
  options.tolerance = 1e-2;
  const auto result =
      solveGrid<T>(In<T>(a, n, n), In<T>(b, n, n), spacing, options);
  EXPECT_EQ(result.status(), Status::Converged);
  EXPECT_NEAR(result.value(), (0.16 + 0.04) / 2, 1e-3);
  EXPECT_LT(result.trace().front().points, n * n);
}

namespace {

/// Mass, mean and standard deviation per axis, of cells of this spacing.
struct Moments {
  double mass = 0, mean[3] = {}, deviation = 0;
};
template <class T>
Moments momentsOf(const std::vector<T> &weights, int n, int axes,
                  double spacing) {
  Moments result;
  double square = 0;
  for (std::size_t k = 0; k < weights.size(); ++k) {
    const double weight = double(weights[k]);
    result.mass += weight;
    std::size_t rest = k;
    for (int axis = axes; axis-- > 0; rest /= std::size_t(n)) {
      const double x = (double(rest % std::size_t(n)) + 0.5) * spacing;
      result.mean[axis] += weight * x;
      square += weight * x * x;
    }
  }
  for (int axis = 0; axis < axes; ++axis)
    square -= result.mean[axis] * result.mean[axis];
  result.deviation = std::sqrt(square / axes);
  return result;
}

} // namespace

/// In the middle, and as sharp as the images.
TYPED_TEST(Grids, BarycentreOfTwoSpots) {
  using T = TypeParam;
  const bool isDouble = sizeof(T) == 8;
  const int n = 64;
  const double spacing = 1.0 / n, s = 0.05;
  auto images = spot<T>(n, n, spacing, 0.3, 0.3, s);
  const auto other = spot<T>(n, n, spacing, 0.7, 0.5, s);
  images.insert(images.end(), other.begin(), other.end());
  GridBarycentreOptions options;
  options.blur = 0.04;
  options.tolerance = isDouble ? 1e-6 : 1e-4;
  const auto result = gridBarycentre<T>(In<T>(images.data(), 2, n, n),
                                        {0.25, 0.75}, spacing, options);
  EXPECT_EQ(result.status, Status::Converged);
  const Moments moments = momentsOf(result.weights, n, 2, spacing);
  EXPECT_NEAR(moments.mass, 1, isDouble ? 1e-12 : 1e-6);
  EXPECT_NEAR(moments.mean[1], 0.6, 1e-4);
  EXPECT_NEAR(moments.mean[0], 0.45, 1e-4);
  EXPECT_NEAR(moments.deviation, s, 0.02 * s);
}

TYPED_TEST(Grids, BarycentreOfVolumes) {
  using T = TypeParam;
  const int n = 20;
  const double spacing = 1.0 / n, s = 0.08;
  // The product of a spot and a profile in the first axis.
  const auto volume = [&](double x, double y, double z) {
    const auto plane = spot<T>(n, n, spacing, x, y, s);
    const auto profile = spot<T>(n, 1, spacing, 0.5 * spacing, z, s);
    std::vector<T> values;
    for (T weight : profile)
      for (T value : plane)
        values.push_back(weight * value);
    return values;
  };
  auto images = volume(0.4, 0.35, 0.6);
  const auto other = volume(0.6, 0.65, 0.4);
  images.insert(images.end(), other.begin(), other.end());
  GridBarycentreOptions options;
  options.blur = 0.08;
  options.tolerance = 1e-4;
  const auto result = gridBarycentre<T>(In<T>(images.data(), 2, n, n, n),
                                        {0.5, 0.5}, spacing, options);
  EXPECT_EQ(result.status, Status::Converged);
  ASSERT_EQ(result.weights.size(), std::size_t(n * n * n));
  const Moments moments = momentsOf(result.weights, n, 3, spacing);
  EXPECT_NEAR(moments.mass, 1, 1e-6);
  for (double mean : moments.mean)
    EXPECT_NEAR(mean, 0.5, 1e-3);
  EXPECT_NEAR(moments.deviation, s, 0.02 * s);
}

TEST(GridErrors, Messages) {
  const std::vector<float> cells(12, 1.0f);
  const auto plane = In<float>(cells, 3, 4);
  EXPECT_THAT(errorOf([&] { solveGrid<float>(cells, plane, 1); }),
              HasSubstr("a: a grid has 2 or 3 axes, not 1"));
  EXPECT_THAT(errorOf([&] { solveGrid<float>(plane, plane, 0); }),
              HasSubstr("spacing: a positive number is needed"));
  std::vector<float> negative = cells;
  negative[5] = -1;
  EXPECT_THAT(
      errorOf([&] { solveGrid<float>(plane, In<float>(negative, 3, 4), 1); }),
      HasSubstr("b: cell 5 is -1;"));
  const std::vector<float> zeros(12, 0.0f);
  EXPECT_THAT(
      errorOf([&] { solveGrid<float>(plane, In<float>(zeros, 3, 4), 1); }),
      HasSubstr("b: all weights are 0"));
  Options options;
  options.p = 1;
  EXPECT_THAT(errorOf([&] { solveGrid<float>(plane, plane, 1, options); }),
              HasSubstr("p: grids take the cost of p = 2"));
  EXPECT_THAT(errorOf([&] { gridBarycentre<float>(plane, {1}, 1); }),
              HasSubstr("images: the shape must be (K, H, W)"));
  EXPECT_THAT(errorOf([&] {
                gridBarycentre<float>(In<float>(cells, 1, 3, 4), {0.5}, 1);
              }),
              HasSubstr("weights: one for each of the 1 images"));
}
