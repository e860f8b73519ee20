//===- HessianTest.cpp - Products with Hessians ---------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Clouds.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

using namespace kop;
using namespace kop::ot;
using clouds::Cloud;
using clouds::errorOf;
using testing::HasSubstr;

namespace {

Options tight(double reach, bool debias) {
  Options options;
  options.blur = 0.3;
  options.reach = reach;
  options.debias = debias;
  options.tolerance = 1e-12;
  options.marginalTolerance = 1e-12;
  return options;
}

Cloud<double> movedAlong(Cloud<double> cloud, const std::vector<double> &v,
                         double time) {
  for (std::size_t k = 0; k < v.size(); ++k)
    cloud.points[k] += time * v[k];
  return cloud;
}

/// Fourth-order central differences.
template <class Gradient>
std::vector<double> slopeOf(const Gradient &gradient) {
  const double h = 2e-3;
  const auto up = gradient(h), down = gradient(-h);
  const auto far = gradient(2 * h), back = gradient(-2 * h);
  std::vector<double> result(up.size());
  for (std::size_t k = 0; k < up.size(); ++k)
    result[k] = (8 * (up[k] - down[k]) - (far[k] - back[k])) / (12 * h);
  return result;
}

void expectNear(const std::vector<double> &found,
                const std::vector<double> &expected, double accuracy) {
  ASSERT_EQ(found.size(), expected.size());
  double most = 0;
  for (double value : expected)
    most = std::max(most, std::abs(value));
  for (std::size_t k = 0; k < found.size(); ++k)
    EXPECT_NEAR(found[k], expected[k], accuracy * most);
}

} // namespace

/// Against differences of the gradient.
TEST(Hessian, IsTheSlopeOfTheGradient) {
  for (std::int64_t d : {2, 5}) {
    auto a = clouds::uniform<double>(12, d, 1, true);
    auto b = clouds::uniform<double>(15, d, 2, true);
    const auto v = clouds::uniform<double>(12, d, 3, false, 2, -1).points;
    const auto w = clouds::uniform<double>(15, d, 4, false, 2, -1).points;
    for (double reach : {balanced, 0.6})
      for (bool debias : {true, false}) {
        const Options options = tight(reach, debias);
        const auto result = solve<double>(a, b, options);
        EXPECT_EQ(result.status(), Status::Converged);
        expectNear(
            result.hessianX(In<double>(v.data(), 12, d)),
            slopeOf([&](double t) {
              return solve<double>(movedAlong(a, v, t), b, options).gradX();
            }),
            1e-7);
        expectNear(
            result.hessianY(In<double>(w.data(), 15, d)),
            slopeOf([&](double t) {
              return solve<double>(a, movedAlong(b, w, t), options).gradY();
            }),
            1e-7);
      }
  }
}

/// S of a cloud that moves as a whole is quadratic: gradients change by weight
/// times way. With masks, too, and in single precision.
TEST(Hessian, OfATranslation) {
  const auto a = clouds::uniform<float>(1500, 3, 1, true);
  const auto b = clouds::uniform<float>(1600, 3, 2, true);
  Options options;
  options.blur = 0.1;
  const auto result = solve<float>(a, b, options);
  std::vector<float> v(a.points.size());
  for (std::size_t k = 0; k < v.size(); ++k)
    v[k] = k % 3 == 0 ? 1.0f : 0.5f;
  const auto product = result.hessianX(In<float>(v.data(), 1500, 3));
  for (std::size_t k = 0; k < v.size(); ++k)
    ASSERT_NEAR(product[k], a.weights[k / 3] * v[k],
                1e-2 * double(a.weights[k / 3]));
}

/// Of other costs, whose gradients are not linear, against differences.
TEST(Hessian, OfEveryCost) {
  const auto a = clouds::uniform<double>(12, 3, 1, true);
  const auto b = clouds::uniform<double>(15, 3, 2, true);
  const auto v = clouds::uniform<double>(12, 3, 3, false, 2, -1).points;
  const auto w = clouds::uniform<double>(15, 3, 4, false, 2, -1).points;
  std::vector<Options> all(4, tight(balanced, true));
  all[0].p = 1;
  all[1].p = 1.5;
  all[2].p = 3;
  all[3].cost = cosineCost();
  for (const Options &options : all) {
    const auto result = solve<double>(a, b, options);
    expectNear(result.hessianX(In<double>(v.data(), 12, 3)),
               slopeOf([&](double t) {
                 return solve<double>(movedAlong(a, v, t), b, options).gradX();
               }),
               1e-6);
    expectNear(result.hessianY(In<double>(w.data(), 15, 3)),
               slopeOf([&](double t) {
                 return solve<double>(a, movedAlong(b, w, t), options).gradY();
               }),
               1e-6);
  }
}

TEST(Hessian, Errors) {
  const auto a = clouds::uniform<double>(4, 2, 1);
  const std::vector<double> v(8), few(6);
  Options options;
  options.reach = 1;
  options.divergence = Divergence::TotalVariation;
  EXPECT_THAT(
      errorOf([&] {
        solve<double>(a, a, options).hessianX(In<double>(v.data(), 4, 2));
      }),
      HasSubstr("divergence: the total variation has no Hessian"));
  EXPECT_THAT(errorOf([&] {
                solve<double>(a, a).hessianY(In<double>(few.data(), 3, 2));
              }),
              HasSubstr("v: a direction for each point is needed, of the shape "
                        "(4, 2)"));
}
