//===- MultiscaleTest.cpp - Coarse levels and masks -----------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Clouds.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace kop;
using namespace kop::ot;

namespace {

/// Beyond the size where levels and masks are used.
constexpr std::int64_t n = 1600;

struct Setting {
  const char *name;
  double p, blur, reach, edge, shift;
  std::int64_t dimension = 3;
  bool isDouble = false;
};

class Multiscale : public testing::TestWithParam<Setting> {};

} // namespace

template <class T> static void agreesWithAllPairs(const Setting &setting) {
  const std::int64_t d = setting.dimension;
  const auto a = clouds::uniform<T>(n, d, 1, true);
  const auto b =
      clouds::uniform<T>(n + 100, d, 2, true, setting.edge, setting.shift);
  Options options;
  options.p = setting.p;
  options.blur = setting.blur;
  options.reach = setting.reach;
  options.tolerance = 1e-2;
  const auto fast = solve<T>(a, b, options);
  options.multiscale = false;
  options.tolerance = 1e-3;
  const auto dense = solve<T>(a, b, options);
  EXPECT_EQ(fast.status(), Status::Converged);
  EXPECT_EQ(dense.status(), Status::Converged);
  EXPECT_LE(fast.otInterval().lower, dense.otInterval().upper);
  EXPECT_GE(fast.otInterval().upper, dense.otInterval().lower);
  EXPECT_LE(fast.interval().lower, dense.interval().upper);
  EXPECT_GE(fast.interval().upper, dense.interval().lower);
  EXPECT_LE(fast.otInterval().width(), 1e-2 * fast.dual());
  EXPECT_LE(fast.omittedMass(), 1e-4);
  EXPECT_EQ(dense.omittedMass(), 0);
  EXPECT_LT(fast.trace().front().points, 1000);
  EXPECT_EQ(dense.trace().front().points, 2 * n + 100);
  const auto x = fast.gradX(), y = dense.gradX();
  double error = 0, most = 0;
  for (std::size_t k = 0; k < x.size(); ++k) {
    error += std::pow(double(x[k]) - double(y[k]), 2);
    most += std::pow(double(y[k]), 2);
  }
  EXPECT_LE(std::sqrt(error / most), 0.1);
}

/// It gives the same as all pairs, within what both prove.
TEST_P(Multiscale, AgreesWithAllPairs) {
  if (GetParam().isDouble)
    agreesWithAllPairs<double>(GetParam());
  else
    agreesWithAllPairs<float>(GetParam());
}

INSTANTIATE_TEST_SUITE_P(
    All, Multiscale,
    testing::Values(Setting{"wide", 2, 0.2, balanced, 1, 0},
                    Setting{"middle", 2, 0.05, balanced, 1, 0},
                    Setting{"narrow", 2, 0.02, balanced, 1, 0},
                    Setting{"elsewhere", 2, 0.05, balanced, 0.3, 2},
                    Setting{"distance", 1, 0.05, balanced, 1, 0.5},
                    Setting{"between", 1.5, 0.05, balanced, 1, 0.2},
                    Setting{"steep", 3, 0.1, balanced, 1, 0.2},
                    Setting{"unbalanced", 2, 0.05, 0.3, 1, 0.5},
                    Setting{"double", 2, 0.05, balanced, 1, 0.5, 3, true},
                    Setting{"four", 2, 0.1, balanced, 1, 0.3, 4},
                    Setting{"seven", 2, 0.2, balanced, 1, 0.3, 7, true}),
    [](const auto &info) { return info.param.name; });

/// Where masks pay: few pairs are met at the end.
TEST(MultiscaleMasks, MeetFewPairs) {
  const auto a = clouds::uniform<float>(5000, 2, 1);
  const auto b = clouds::uniform<float>(5000, 2, 2);
  Options options;
  options.blur = 0.01;
  options.tolerance = 0.05;
  const auto result = solve<float>(a, b, options);
  EXPECT_EQ(result.status(), Status::Converged);
  EXPECT_LT(result.trace().back().pairs, 0.15);
}

/// Many points at one place, and far clusters.
TEST(MultiscaleMasks, ClusteredClouds) {
  clouds::Cloud<float> a, b;
  for (int k = 0; k < 2000; ++k) {
    a.points.push_back(k % 3 == 0 ? 0.0f : 100.0f);
    a.points.push_back(k % 3 == 1 ? 1e-3f * float(k) : 0.0f);
    b.points.push_back(k % 2 == 0 ? 0.0f : 100.0f);
    b.points.push_back(1.0f);
  }
  Options options;
  options.blur = 1;
  options.tolerance = 1e-2;
  const auto result = solve<float>(a, b, options);
  EXPECT_EQ(result.status(), Status::Converged);
  // A sixth of the mass moves by 100, all of it by about one.
  EXPECT_NEAR(result.value(), 5000.0 / 6, 20);
}

/// A sparse matrix with nearly all of the mass, whatever the order of points
/// inside, the pairs that are met, and the dimension: its rows and columns sum
/// up to the marginals, and act as the plan does.
TEST(PlanEntries, HoldTheMass) {
  for (const std::int64_t dimension : {3, 7}) {
    const auto a = clouds::uniform<float>(n, dimension, 1, true);
    const auto b = clouds::uniform<float>(n + 100, dimension, 2, true);
    Options options;
    options.blur = 0.1;
    options.tolerance = 1e-2;
    const auto plan = solve<float>(a, b, options).plan();
    const double threshold = 1e-9;
    const auto entries = plan.entries(threshold);
    ASSERT_EQ(entries.offsets.size(), std::size_t(n + 1));
    ASSERT_EQ(entries.columns.size(), entries.masses.size());
    EXPECT_LT(entries.columns.size(), std::size_t(n * (n + 100) / 2));
    std::vector<float> v(std::size_t(n + 100)), out(std::size_t(n), 0.0f);
    for (std::size_t j = 0; j < v.size(); ++j)
      v[j] = float(std::cos(double(j)));
    plan.apply(v, out);
    const auto rows = plan.rowMarginal();
    // What is left out is below the threshold, for every column.
    const double left = threshold * double(n + 100);
    for (std::int64_t i = 0; i < n; ++i) {
      double row = 0, product = 0;
      for (std::int64_t e = entries.offsets[i]; e < entries.offsets[i + 1];
           ++e) {
        ASSERT_GE(entries.masses[e], threshold);
        if (e > entries.offsets[i]) {
          ASSERT_GT(entries.columns[e], entries.columns[e - 1]);
        }
        row += entries.masses[e];
        product += entries.masses[e] * double(v[entries.columns[e]]);
      }
      EXPECT_NEAR(row, rows[i], left + 1e-4 * rows[i]) << i;
      EXPECT_NEAR(product, out[i], left + 1e-4 * rows[i]) << i;
    }
  }
}
