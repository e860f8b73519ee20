//===- OrderTest.cpp - Soft ranks and soft sorting ------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Clouds.h"

#include "kop/ot/order.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace kop;
using namespace kop::ot;
using clouds::Cloud;
using clouds::errorOf;
using testing::HasSubstr;

namespace {

/// Different numbers, in no order.
template <class T> Cloud<T> scattered(std::int64_t n) {
  Cloud<T> cloud;
  cloud.dimension = 1;
  for (std::int64_t k = 0; k < n; ++k)
    cloud.points.push_back(T(3 + double((7 * k + 3) % n) / double(n)));
  return cloud;
}

OrderOptions tight(double blur) {
  OrderOptions options;
  options.solver.blur = blur;
  options.solver.tolerance = options.solver.marginalTolerance = 1e-12;
  options.span = 1; // constant when values move
  return options;
}

double product(const std::vector<double> &u, const std::vector<double> &v) {
  return std::inner_product(u.begin(), u.end(), v.begin(), 0.0);
}

} // namespace

/// Without blur, the ranks and the sorted values.
template <class T> static void checkLimit(double blur, double accuracy) {
  const std::int64_t n = 20;
  const Cloud<T> values = scattered<T>(n);
  OrderOptions options;
  options.solver.blur = blur;
  const auto order = softOrder<T>(values, options);
  EXPECT_EQ(order.status(), Status::Converged);
  std::vector<T> expected = values.points;
  std::sort(expected.begin(), expected.end());
  const auto ranks = order.ranks(), sorted = order.sorted();
  for (std::int64_t k = 0; k < n; ++k) {
    EXPECT_NEAR(ranks[k], double((7 * k + 3) % n + 1), accuracy * n);
    EXPECT_NEAR(sorted[k], expected[k], accuracy);
  }
}
TEST(Order, WithoutBlur) {
  checkLimit<double>(0.01, 1e-6);
  checkLimit<float>(0.01, 1e-4);
}

/// With much of it, the middle.
TEST(Order, WithMuchBlur) {
  const Cloud<double> values = scattered<double>(20);
  const auto order = softOrder<double>(values, tight(100));
  const double mean =
      std::accumulate(values.points.begin(), values.points.end(), 0.0) / 20;
  for (double rank : order.ranks())
    EXPECT_NEAR(rank, 10.5, 1e-2);
  for (double value : order.sorted())
    EXPECT_NEAR(value, mean, 1e-3);
}

/// Greater values have greater ranks, equal ones equal ranks; sorted values
/// ascend and have the mean of the values, ranks the mean that they always
/// have.
TEST(Order, IsMonotone) {
  for (double blur : {0.05, 0.2, 1.0}) {
    Cloud<double> values = clouds::uniform<double>(30, 1, 5, true);
    values.points[3] = values.points[17];
    const auto order = softOrder<double>(values, tight(blur));
    const auto ranks = order.ranks(), sorted = order.sorted();
    for (std::size_t i = 0; i < 30; ++i)
      for (std::size_t k = 0; k < 30; ++k)
        if (values.points[i] > values.points[k]) {
          EXPECT_GT(ranks[i], ranks[k]);
        }
    EXPECT_NEAR(ranks[3], ranks[17], 1e-9);
    EXPECT_TRUE(std::is_sorted(sorted.begin(), sorted.end()));
    EXPECT_NEAR(product(sorted, std::vector<double>(30, 1.0 / 30)),
                product(values.points, values.weights), 1e-9);
    EXPECT_NEAR(product(ranks, values.weights), 15.5, 1e-9);
  }
}

/// A large problem from coarse to fine gives the same as a small one of its
/// kind: N times the distribution function, where blur is far below the extent.
TEST(Order, OfManyValues) {
  const Cloud<float> values = clouds::uniform<float>(3000, 1, 1);
  OrderOptions options;
  options.solver.blur = 0.02;
  const auto order = softOrder<float>(values, options);
  EXPECT_EQ(order.status(), Status::Converged);
  std::vector<std::int64_t> place(3000);
  std::iota(place.begin(), place.end(), 0);
  std::sort(place.begin(), place.end(), [&](std::int64_t i, std::int64_t k) {
    return values.points[i] < values.points[k];
  });
  const auto ranks = order.ranks();
  for (std::size_t n = 0; n < place.size(); ++n)
    ASSERT_NEAR(ranks[place[n]], double(n + 1), 3000 * 0.03);
}

/// Three places: soft quantiles.
TEST(Order, Quantiles) {
  const Cloud<double> values = scattered<double>(21);
  OrderOptions options = tight(0.01);
  options.places = 3;
  const auto sorted = softOrder<double>(values, options).sorted();
  ASSERT_EQ(sorted.size(), 3u);
  for (int k = 0; k < 3; ++k) // the mean of each third
    EXPECT_NEAR(sorted[k], 3 + (7 * k + 3) / 21.0, 1e-3);
}

/// Against differences of fourth order, for weights and places of any number.
TEST(Order, Derivatives) {
  for (std::int64_t places : {0, 5}) {
    Cloud<double> values = clouds::uniform<double>(12, 1, 3, true);
    const auto way = clouds::uniform<double>(12, 1, 4, false, 2, -1).points;
    OrderOptions options = tight(0.3);
    options.places = places;
    const std::size_t m = places ? places : 12;
    const auto ofRanks = clouds::uniform<double>(12, 1, 6, false, 2, -1).points;
    const auto ofSorted =
        clouds::uniform<double>(std::int64_t(m), 1, 7, false, 2, -1).points;
    const auto order = softOrder<double>(values, options);
    const auto at = [&](double t) {
      Cloud<double> moved = values;
      for (std::size_t k = 0; k < way.size(); ++k)
        moved.points[k] += t * way[k];
      return softOrder<double>(moved, options);
    };
    const auto slope = [&](const auto &value) {
      const double h = 1e-3;
      return (8 * (value(at(h)) - value(at(-h))) -
              (value(at(2 * h)) - value(at(-2 * h)))) /
             (12 * h);
    };
    EXPECT_NEAR(
        product(order.ranksVjp(ofRanks), way),
        slope([&](const auto &o) { return product(o.ranks(), ofRanks); }),
        1e-7);
    EXPECT_NEAR(
        product(order.sortedVjp(ofSorted), way),
        slope([&](const auto &o) { return product(o.sorted(), ofSorted); }),
        1e-8);
  }
}

TEST(Order, Errors) {
  const Cloud<double> values = scattered<double>(4);
  const auto message = [&](const OrderOptions &options) {
    return errorOf([&] { softOrder<double>(values, options); });
  };
  OrderOptions options;
  options.solver.p = 1;
  EXPECT_THAT(message(options), HasSubstr("p: soft orders are those of p = 2"));
  options = {};
  options.solver.reach = 1;
  EXPECT_THAT(message(options), HasSubstr("reach: soft orders are balanced"));
  options = {};
  options.places = -1;
  EXPECT_THAT(message(options), HasSubstr("places: 0 or a positive number is "
                                          "needed, not -1"));
  options = {};
  options.span = -1;
  EXPECT_THAT(message(options),
              HasSubstr("span: 0 or a positive number is needed, not -1"));
  EXPECT_THAT(
      errorOf([&] { softOrder<double>(clouds::uniform<double>(4, 2, 1)); }),
      HasSubstr("values: values have 1 component, not 2"));
  EXPECT_THAT(errorOf([&] {
                softOrder<double>(clouds::make<double>({1, 2}, {1, 0}, 1));
              }),
              HasSubstr("values: weights are above 0, not 0"));
  const std::vector<double> few(3);
  EXPECT_THAT(errorOf([&] { softOrder<double>(values).ranksVjp(few); }),
              HasSubstr("cotangent: a number for each of the values is needed, "
                        "of the shape (4)"));
  EXPECT_THAT(errorOf([&] { softOrder<double>(values).sortedVjp(few); }),
              HasSubstr("cotangent: a number for each of the places is needed, "
                        "of the shape (4)"));
}
