//===- ManyTest.cpp - Lines, batches, barycentres -------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Clouds.h"

#include "kop/ot/barycentre.h"
#include "kop/ot/batch.h"
#include "kop/ot/exact.h"
#include "kop/ot/line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

using namespace kop;
using namespace kop::ot;
using clouds::Cloud;
using clouds::errorOf;
using testing::HasSubstr;

/// Sorting finds what the simplex method finds.
TEST(Line, AgreesWithExactTransport) {
  for (double p : {1.0, 2.0, 2.5}) {
    const auto a = clouds::uniform<double>(80, 1, 1, true);
    const auto b = clouds::uniform<double>(120, 1, 2, true);
    Options options;
    options.p = p;
    const auto line = lineTransport<double>(a, b, p);
    EXPECT_NEAR(line.value, exactTransport<double>(a, b, options).value, 1e-12);
    const double h = 1e-7;
    auto up = a, down = a;
    up.points[11] += h, down.points[11] -= h;
    EXPECT_NEAR(line.gradX[11],
                (lineTransport<double>(up, b, p).value -
                 lineTransport<double>(down, b, p).value) /
                    (2 * h),
                1e-6);
    up = down = b;
    up.points[11] += h, down.points[11] -= h;
    EXPECT_NEAR(line.gradY[11],
                (lineTransport<double>(a, up, p).value -
                 lineTransport<double>(a, down, p).value) /
                    (2 * h),
                1e-6);
  }
}

/// Two histograms, one of them shifted by 100.
TEST(Line, ShiftedHistogram) {
  Cloud<float> a, b;
  a.dimension = b.dimension = 1;
  for (int k = 0; k < 50; ++k) {
    a.points.push_back(float(k));
    b.points.push_back(float(k + 100));
    a.weights.push_back(float(1 + k % 7) / 197);
    b.weights.push_back(a.weights.back());
  }
  const double mass = std::accumulate(a.weights.begin(), a.weights.end(), 0.0);
  EXPECT_NEAR(lineTransport<float>(a, b, 1).value, 100 * mass, 1e-9);
  EXPECT_NEAR(lineTransport<float>(a, b, 2).value, 5000 * mass, 1e-7);
}

TEST(Line, Errors) {
  const auto plane = clouds::uniform<double>(3, 2, 1);
  EXPECT_THAT(errorOf([&] { lineTransport<double>(plane, plane); }),
              HasSubstr("a: points on a line have 1 component, not 2"));
  const auto line = clouds::uniform<double>(3, 1, 1);
  EXPECT_THAT(errorOf([&] { lineTransport<double>(line, line, 0.5); }),
              HasSubstr("p: an exponent is 1 or more"));
  EXPECT_THAT(errorOf([&] {
                lineTransport<double>(line, clouds::make<double>({0}, {2}, 1));
              }),
              HasSubstr("b: its mass is 2, that of a 1"));
  // What is rounding in single precision is none in double.
  const std::vector<double> nearlyOne = {1 + 1e-6};
  const auto a = clouds::make<double>({0}, {1}, 1);
  EXPECT_THAT(errorOf([&] {
                lineTransport<double>(a,
                                      clouds::make<double>({1}, nearlyOne, 1));
              }),
              HasSubstr("b: its mass is 1.000001"));
  EXPECT_NEAR(lineTransport<float>(clouds::make<float>({0}, {1}, 1),
                                   clouds::make<float>({1}, nearlyOne, 1))
                  .value,
              0.5, 1e-12);
}

TEST(Sliced, IsLineTransportInOneDimension) {
  const auto a = clouds::uniform<double>(50, 1, 1, true);
  const auto b = clouds::uniform<double>(70, 1, 2, true);
  const auto line = lineTransport<double>(a, b);
  const auto sliced = slicedTransport<double>(a, b);
  EXPECT_NEAR(sliced.value, line.value, 1e-14);
  EXPECT_NEAR(sliced.standardError, 0, 1e-10);
  for (std::size_t i = 0; i < line.gradX.size(); ++i)
    EXPECT_NEAR(sliced.gradX[i], line.gradX[i], 1e-14);
}

TEST(Sliced, OfATranslation) {
  // |v . direction|^2 / 2 is |v|^2 / (2 D) on average.
  const auto a = clouds::uniform<double>(60, 3, 1);
  auto b = a;
  for (std::size_t k = 0; k < b.points.size(); k += 3)
    b.points[k] += 2;
  SlicedOptions options;
  options.directions = 4000;
  const auto result = slicedTransport<double>(a, b, options);
  EXPECT_NEAR(result.value, 4.0 / 6, 5 * result.standardError);
  EXPECT_LT(result.standardError, 0.02);
  // Never above transport in space, and the same for any number of threads.
  EXPECT_LE(result.value, exactTransport<double>(a, b).value);
  options.threads = 1;
  EXPECT_EQ(slicedTransport<double>(a, b, options).value, result.value);
  options.directions = 0;
  EXPECT_THAT(errorOf([&] { slicedTransport<double>(a, b, options); }),
              HasSubstr("directions: one or more"));
}

namespace {
template <class T> class Batched : public testing::Test {};
using Types = testing::Types<float, double>;
TYPED_TEST_SUITE(Batched, Types);
} // namespace

TYPED_TEST(Batched, IsALoop) {
  using T = TypeParam;
  const auto a = clouds::uniform<T>(100, 2, 1);
  const auto b = clouds::uniform<T>(90, 2, 2);
  const std::vector<T> weightsA(100, T(0.02)), weightsB(90, T(0.02));
  const std::vector<std::int64_t> rows = {0, 30, 31, 100};
  const std::vector<std::int64_t> columns = {0, 30, 31, 90};
  Options options;
  options.reach = 0.5;
  int calls = 0;
  options.progress = [&](const Progress &) { return ++calls > 0; };
  const auto results =
      solveBatch<T>({{a.view(), In<T>(weightsA)}, rows},
                    {{b.view(), In<T>(weightsB)}, columns}, options);
  ASSERT_EQ(results.size(), 3u);
  EXPECT_GT(calls, 3);
  for (int k = 0; k < 3; ++k) {
    const auto part = [&](const Cloud<T> &cloud,
                          const std::vector<std::int64_t> &offsets) {
      Cloud<T> result;
      result.points.assign(cloud.points.begin() + 2 * offsets[k],
                           cloud.points.begin() + 2 * offsets[k + 1]);
      result.weights.assign(offsets[k + 1] - offsets[k], T(0.02));
      return result;
    };
    const auto alone = solve<T>(part(a, rows), part(b, columns), options);
    EXPECT_EQ(results[k].value(), alone.value());
    EXPECT_EQ(results[k].gradX(), alone.gradX());
  }
}

TEST(Batches, Errors) {
  const auto a = clouds::uniform<float>(10, 2, 1);
  const auto batch = [&](std::vector<std::int64_t> offsets) {
    return Batch<float>{{a.view()}, std::move(offsets)};
  };
  const auto errorWith = [&](std::vector<std::int64_t> ofA,
                             std::vector<std::int64_t> ofB) {
    return errorOf([&] { solveBatch(batch(ofA), batch(ofB)); });
  };
  EXPECT_THAT(errorWith({0, 11}, {0, 10}),
              HasSubstr("a: offsets must ascend within the rows"));
  EXPECT_THAT(errorWith({0, 10}, {5, 3}), HasSubstr("b: offsets must ascend"));
  EXPECT_THAT(errorWith({0, 10}, {0, 5, 10}),
              HasSubstr("b: there are 2 clouds, of a 1"));
  EXPECT_THAT(errorWith({0, 5, 5}, {0, 5, 10}),
              HasSubstr("problem 1: a: a measure needs a point"));
  EXPECT_TRUE(solveBatch(batch({0}), batch({0})).empty());
}

/// Of translated copies of one cloud: the copy in between.
TEST(Barycentres, OfTranslations) {
  const auto a = clouds::uniform<double>(60, 2, 1);
  auto b = a;
  for (std::size_t k = 0; k < b.points.size(); k += 2)
    b.points[k] += 3;
  BarycentreOptions options;
  options.solver.blur = 0.1;
  options.solver.tolerance = 1e-6;
  options.tolerance = 1e-4;
  const auto result =
      barycentre<double>({a, b}, {0.75, 0.25}, a.view(), options);
  EXPECT_EQ(result.status, Status::Converged);
  // S of a copy moved by v is |v|^2 / 2.
  EXPECT_NEAR(result.value, 0.75 * 0.25 * 9 / 2, 1e-4);
  for (std::size_t k = 0; k < result.points.size(); ++k)
    EXPECT_NEAR(result.points[k], a.points[k] + (k % 2 ? 0 : 0.75), 1e-3);
}

/// Of Diracs, the weighted mean.
TEST(Barycentres, OfDiracs) {
  const auto left = clouds::make<float>({-1}, {1}, 1);
  const auto right = clouds::make<float>({1}, {1}, 1);
  const auto start = clouds::make<float>({0.3}, {1}, 1);
  const auto result =
      barycentre<float>({left, right}, {0.5, 0.5}, start.view());
  EXPECT_NEAR(result.points[0], 0, 1e-5);
  EXPECT_EQ(result.status, Status::Converged);
}

/// Later steps take fewer iterations than the first one: they start from it.
TEST(Barycentres, GoOnFromTheLastStep) {
  const auto a = clouds::uniform<float>(60, 2, 1);
  const auto b = clouds::uniform<float>(70, 2, 2, true, 0.5, 1);
  const auto start = clouds::uniform<float>(50, 2, 3);
  const auto iterations = [&](std::int64_t steps) {
    int count = 0;
    BarycentreOptions options;
    options.solver.blur = 0.1;
    options.solver.progress = [&](const Progress &) { return ++count > 0; };
    options.tolerance = 1e-9;
    options.steps = steps;
    const auto result =
        barycentre<float>({a, b}, {0.5, 0.5}, start.view(), options);
    EXPECT_EQ(result.steps, steps);
    return count;
  };
  EXPECT_LT(iterations(8), 4 * iterations(1));
}

TEST(Barycentres, Errors) {
  const auto a = clouds::make<float>({-1}, {1}, 1);
  EXPECT_THAT(errorOf([&] { barycentre<float>({a}, {0.5}, a.view()); }),
              HasSubstr("weights: one for each of the 1 measures"));
  EXPECT_THAT(errorOf([&] { barycentre<float>({a, a}, {1}, a.view()); }),
              HasSubstr("weights: one for each of the 2 measures"));
  BarycentreOptions options;
  options.solver.p = 1;
  EXPECT_THAT(errorOf([&] { barycentre<float>({a}, {1}, a.view(), options); }),
              HasSubstr("p: barycentres are those of p = 2"));
  options = {};
  options.progress = [](std::int64_t, double) { return false; };
  EXPECT_EQ(barycentre<float>({a}, {1}, a.view(), options).status,
            Status::Cancelled);
}
