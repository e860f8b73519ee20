//===- LossTest.cpp - Exact transport, kernels, Hausdorff -----------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Assignment.h"
#include "Clouds.h"

#include "kop/error.h"
#include "kop/ot/exact.h"
#include "kop/ot/hausdorff.h"
#include "kop/ot/kernel.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

using namespace kop;
using namespace kop::ot;
using clouds::Cloud;
using testing::HasSubstr;

namespace {

double costOf(const Cloud<double> &a, std::int64_t i, const Cloud<double> &b,
              std::int64_t j, double p) {
  double square = 0;
  for (std::int64_t k = 0; k < a.dimension; ++k)
    square += std::pow(
        a.points[i * a.dimension + k] - b.points[j * a.dimension + k], 2);
  return std::pow(square, p / 2) / p;
}

/// The plan has the marginals, costs what it says, and the potentials prove it.
void expectOptimal(const Cloud<double> &a, const Cloud<double> &b, double p,
                   const ExactTransport &result) {
  EXPECT_EQ(result.status, Status::Converged);
  std::vector<double> rows(a.size()), columns(b.size());
  double cost = 0;
  for (const auto &entry : result.plan) {
    EXPECT_GT(entry.mass, 0);
    rows[entry.row] += entry.mass;
    columns[entry.column] += entry.mass;
    cost += entry.mass * costOf(a, entry.row, b, entry.column, p);
  }
  EXPECT_NEAR(cost, result.value, 1e-12);
  double dual = 0;
  for (std::int64_t i = 0; i < a.size(); ++i) {
    const double weight =
        a.weights.empty() ? 1.0 / double(a.size()) : a.weights[i];
    EXPECT_NEAR(rows[i], weight, 1e-14);
    dual += weight * result.potentialA[i];
  }
  for (std::int64_t j = 0; j < b.size(); ++j) {
    const double weight =
        b.weights.empty() ? 1.0 / double(b.size()) : b.weights[j];
    EXPECT_NEAR(columns[j], weight, 1e-14);
    dual += weight * result.potentialB[j];
  }
  for (std::int64_t i = 0; i < a.size(); ++i)
    for (std::int64_t j = 0; j < b.size(); ++j)
      ASSERT_LE(result.potentialA[i] + result.potentialB[j],
                costOf(a, i, b, j, p) + 1e-12);
  EXPECT_NEAR(dual, cost, 1e-11);
  EXPECT_TRUE(result.interval.contains(result.value));
  EXPECT_LE(result.interval.width(), 1e-11);
}

} // namespace

TEST(ExactTransport, Tables) {
  for (const auto &[weights, p, expected] :
       {std::tuple{tables::easy, 2.0, 0.0677},
        {tables::easy, 1.0, 0.3513356993},
        {tables::hard, 2.0, 0.069},
        {tables::hard, 1.0, 0.357710690101}}) {
    const auto a = clouds::make<double>(tables::x, weights.a);
    const auto b = clouds::make<double>(tables::y, weights.b);
    Options options;
    options.p = p;
    const auto result = exactTransport<double>(a, b, options);
    EXPECT_NEAR(result.value, expected, 1e-10);
    expectOptimal(a, b, p, result);
  }
}

TEST(ExactTransport, Assignments) {
  for (std::int64_t n : {1, 2, 17, 120, 300})
    for (double p : {1.0, 2.0, 3.0}) {
      const auto a = clouds::uniform<double>(n, 2, int(n));
      const auto b = clouds::uniform<double>(n, 2, int(n) + 1);
      Options options;
      options.p = p;
      const auto result = exactTransport<double>(a, b, options);
      std::vector<std::vector<double>> cost(n, std::vector<double>(n));
      for (std::int64_t i = 0; i < n; ++i)
        for (std::int64_t j = 0; j < n; ++j)
          cost[i][j] = costOf(a, i, b, j, p);
      EXPECT_NEAR(result.value, clouds::cheapestAssignment(cost) / double(n),
                  1e-12);
      expectOptimal(a, b, p, result);
      // A permutation.
      EXPECT_EQ(std::int64_t(result.plan.size()), n);
      auto columns = result.assignment();
      std::sort(columns.begin(), columns.end());
      for (std::int64_t i = 0; i < n; ++i)
        EXPECT_EQ(columns[i], i);
    }
}

/// Costs that know nothing of lengths, points that point everywhere.
TEST(ExactTransport, OtherCosts) {
  const std::int64_t n = 150;
  const auto a = clouds::uniform<double>(n, 3, 1, false, 2, -1);
  const auto b = clouds::uniform<double>(n, 3, 2, false, 2, -1);
  std::vector<std::vector<double>> cost(n, std::vector<double>(n));
  for (std::int64_t i = 0; i < n; ++i)
    for (std::int64_t j = 0; j < n; ++j) {
      double xy = 0, xx = 0, yy = 0;
      for (int k = 0; k < 3; ++k) {
        const double x = a.points[3 * i + k], y = b.points[3 * j + k];
        xy += x * y;
        xx += x * x;
        yy += y * y;
      }
      cost[i][j] = 1 - xy / std::sqrt(xx * yy);
    }
  Options options;
  options.cost = cosineCost();
  const auto result = exactTransport<double>(a, b, options);
  EXPECT_EQ(result.status, Status::Converged);
  EXPECT_NEAR(result.value, clouds::cheapestAssignment(cost) / double(n),
              1e-12);
  EXPECT_TRUE(result.interval.contains(result.value));
  EXPECT_LE(result.interval.width(), 1e-11);
  for (std::int64_t i = 0; i < n; ++i)
    for (std::int64_t j = 0; j < n; ++j)
      ASSERT_LE(result.potentialA[i] + result.potentialB[j],
                cost[i][j] + 1e-12);
}

TEST(ExactTransport, DifferentSizesAndWeights) {
  for (std::int64_t d : {1, 3, 10}) {
    auto a = clouds::uniform<double>(200, d, 1, true);
    const auto b = clouds::uniform<double>(333, d, 2, true);
    a.weights[0] += a.weights[7];
    a.weights[7] = 0; // a point without weight
    expectOptimal(a, b, 2, exactTransport<double>(a, b));
  }
}

/// Weights that are multiples of 1/60: as many points at one place, assigned.
TEST(ExactTransport, WeightsAreCopies) {
  for (double p : {1.0, 2.0}) {
    auto a = clouds::uniform<double>(15, 2, 5);
    auto b = clouds::uniform<double>(20, 2, 6);
    std::vector<std::int64_t> copiesA, copiesB;
    const auto weigh = [](Cloud<double> &cloud, std::int64_t most,
                          std::vector<std::int64_t> &copies) {
      for (std::int64_t i = 0; i < cloud.size(); ++i) {
        const std::int64_t count = i % 2 ? 1 : most - 1;
        copies.insert(copies.end(), std::size_t(count), i);
        cloud.weights.push_back(double(count));
      }
      copies.insert(copies.end(), 60 - copies.size(), 0);
      cloud.weights[0] =
          double(std::count(copies.begin(), copies.end(), std::int64_t(0)));
      for (double &weight : cloud.weights)
        weight /= 60;
    };
    weigh(a, 7, copiesA);
    weigh(b, 5, copiesB);
    std::vector<std::vector<double>> cost(60, std::vector<double>(60));
    for (std::size_t i = 0; i < 60; ++i)
      for (std::size_t j = 0; j < 60; ++j)
        cost[i][j] = costOf(a, copiesA[i], b, copiesB[j], p);
    Options options;
    options.p = p;
    const auto result = exactTransport<double>(a, b, options);
    EXPECT_NEAR(result.value, clouds::cheapestAssignment(cost) / 60, 1e-14);
    expectOptimal(a, b, p, result);
  }
}

/// In single precision: costs are rounded, the plan is optimal for them.
TEST(ExactTransport, SinglePrecision) {
  const auto a = clouds::uniform<float>(200, 3, 1);
  const auto b = clouds::uniform<float>(333, 3, 2, false, 0.5, 0.7);
  const auto wide = [](const Cloud<float> &cloud) {
    return Cloud<double>{{cloud.points.begin(), cloud.points.end()}, {}, 3};
  };
  const auto single = exactTransport<float>(a, b);
  const auto exact = exactTransport<double>(wide(a), wide(b));
  EXPECT_EQ(single.status, Status::Converged);
  EXPECT_NEAR(single.value, exact.value, 1e-6 * exact.value);
  // The plan of floats, paid with true costs: no plan is cheaper.
  double cost = 0;
  std::vector<double> rows(200), columns(333);
  for (const auto &entry : single.plan) {
    rows[entry.row] += entry.mass;
    columns[entry.column] += entry.mass;
    cost += entry.mass * costOf(wide(a), entry.row, wide(b), entry.column, 2);
  }
  EXPECT_GE(cost, exact.value - 1e-12);
  EXPECT_LE(cost, exact.value * (1 + 1e-6));
  // Each weight is rounded to 2^-52; one of them gets what is left.
  for (double row : rows)
    EXPECT_NEAR(row, 1.0 / 200, 1e-13);
  for (double column : columns)
    EXPECT_NEAR(column, 1.0 / 333, 1e-13);
}

TEST(ExactTransport, EqualCloudsCostNothing) {
  const auto a = clouds::uniform<float>(500, 3, 1);
  const auto result = exactTransport<float>(a, a);
  EXPECT_EQ(result.status, Status::Converged);
  EXPECT_EQ(result.value, 0);
  const Cloud<float> heap = {std::vector<float>(20, 1.5f), {}, 2};
  EXPECT_EQ(exactTransport<float>(heap, heap).value, 0);
}

/// OT_0 <= OT_epsilon <= OT_0 + epsilon min(H(a), H(b)).
TEST(ExactTransport, IsTheLimitOfSmallBlur) {
  const auto a = clouds::uniform<double>(100, 2, 1);
  const auto b = clouds::uniform<double>(100, 2, 2);
  const double exact = exactTransport<double>(a, b).value;
  for (double blur : {0.3, 0.1, 0.03, 0.01}) {
    Options options;
    options.blur = blur;
    options.tolerance = 1e-6;
    const auto result = solve<double>(a, b, options);
    EXPECT_GE(result.otInterval().upper, exact);
    EXPECT_LE(result.otInterval().lower, exact + blur * blur * std::log(100.0));
  }
}

TEST(ExactTransport, Errors) {
  const auto a = clouds::uniform<double>(3, 2, 1);
  const auto errorOf = [&](const Options &options) -> std::string {
    try {
      exactTransport<double>(a, a, options);
    } catch (const Error &error) {
      return error.what();
    }
    return "no error";
  };
  Options options;
  options.reach = 1;
  EXPECT_THAT(errorOf(options),
              HasSubstr("reach: exact transport is balanced"));
  // Weights of floats add up to 1 as far as floats can.
  const auto one = clouds::make<float>({0, 0}, {1});
  const auto other = clouds::make<float>({0, 2, 2, 0}, {0.5, 0.5 + 1e-6});
  EXPECT_NEAR(exactTransport<float>(one, other).value, 2, 1e-12);
}

TEST(ExactTransport, Cancelled) {
  const auto a = clouds::uniform<double>(400, 2, 1);
  const auto b = clouds::uniform<double>(400, 2, 2);
  Options options;
  options.progress = [](const Progress &) { return false; };
  const auto result = exactTransport<double>(a, b, options);
  EXPECT_EQ(result.status, Status::Cancelled);
  EXPECT_LE(result.interval.lower, result.interval.upper);
  // One word ends it, also in the annealing; nobody is asked again.
  int calls = 0;
  options.progress = [&](const Progress &) { return ++calls != 3; };
  const auto early = exactTransport<double>(a, b, options);
  EXPECT_EQ(early.status, Status::Cancelled);
  EXPECT_EQ(calls, 3);
  EXPECT_EQ(early.pivots, 0);
  EXPECT_LE(early.interval.lower, exactTransport<double>(a, b).value);
}

namespace {
template <class T> class KernelNorms : public testing::Test {};
using Types = testing::Types<float, double>;
TYPED_TEST_SUITE(KernelNorms, Types);
} // namespace

TYPED_TEST(KernelNorms, Table) {
  using T = TypeParam;
  const auto a = clouds::make<T>(tables::x, tables::easy.a);
  const auto b = clouds::make<T>(tables::y, tables::easy.b);
  const double near = sizeof(T) == 8 ? 1e-14 : 1e-7;
  const auto norm = [&](const Kernel &kernel) {
    return kernelNorm<T>(a, b, kernel).value;
  };
  EXPECT_NEAR(norm(energyKernel()), 0.0984927197124208, near);
  EXPECT_NEAR(norm(gaussianKernel(0.5)), 0.0641995770653581, near);
  EXPECT_NEAR(norm(gaussianKernel(0.1)), 0.244360944593422, near);
  EXPECT_NEAR(norm(laplacianKernel(0.5)), 0.127168057146117, near);
  EXPECT_NEAR(norm(laplacianKernel(0.1)), 0.239601530255837, near);
}

TYPED_TEST(KernelNorms, AreZeroForEqualMeasuresAndHaveSlopes) {
  using T = TypeParam;
  const auto a = clouds::uniform<T>(30, 3, 1, true);
  const auto b = clouds::uniform<T>(40, 3, 2, true);
  const bool isDouble = sizeof(T) == 8;
  const double h = isDouble ? 1e-5 : 1e-2;
  for (const Kernel &kernel :
       {energyKernel(), gaussianKernel(0.3), laplacianKernel(0.3)}) {
    EXPECT_NEAR(kernelNorm<T>(a, a, kernel).value, 0, isDouble ? 1e-15 : 1e-7);
    const auto norm = kernelNorm<T>(a, b, kernel);
    EXPECT_GT(norm.value, 0);
    const auto valueOf = [&](const Cloud<T> &x, const Cloud<T> &y) {
      return kernelNorm<T>(x, y, kernel).value;
    };
    auto up = a, down = a;
    up.points[4] += T(h), down.points[4] -= T(h);
    EXPECT_NEAR(norm.gradX[4], (valueOf(up, b) - valueOf(down, b)) / (2 * h),
                isDouble ? 1e-8 : 1e-4);
    up = down = b;
    up.points[5] += T(h), down.points[5] -= T(h);
    EXPECT_NEAR(norm.gradY[5], (valueOf(a, up) - valueOf(a, down)) / (2 * h),
                isDouble ? 1e-8 : 1e-4);
    up = down = a;
    up.weights[3] += T(h), down.weights[3] -= T(h);
    EXPECT_NEAR(norm.gradWeightsA[3],
                (valueOf(up, b) - valueOf(down, b)) / (2 * h),
                isDouble ? 1e-8 : 1e-4);
    up = down = b;
    up.weights[3] += T(h), down.weights[3] -= T(h);
    EXPECT_NEAR(norm.gradWeightsB[3],
                (valueOf(a, up) - valueOf(a, down)) / (2 * h),
                isDouble ? 1e-8 : 1e-4);
  }
  EXPECT_THROW(gaussianKernel(0), Error);
  EXPECT_THROW(laplacianKernel(-1), Error);
}

TYPED_TEST(KernelNorms, HausdorffTable) {
  using T = TypeParam;
  const bool isDouble = sizeof(T) == 8;
  const double near = isDouble ? 1e-11 : 2e-6;
  const auto a = clouds::make<T>(tables::x, tables::easy.a);
  const auto b = clouds::make<T>(tables::y, tables::easy.b);
  for (const auto &[epsilon, expected] :
       {std::pair{0.25, 0.0268750823315649}, {0.01, 0.0497918992244046}}) {
    Options options;
    options.blur = std::sqrt(epsilon);
    options.tolerance = options.marginalTolerance = isDouble ? 1e-11 : 1e-4;
    const auto result = hausdorffDivergence<T>(a, b, options);
    EXPECT_EQ(result.status, Status::Converged);
    EXPECT_NEAR(result.value, expected, near);
    EXPECT_NEAR(hausdorffDivergence<T>(b, a, options).value, expected, near);
    EXPECT_NEAR(hausdorffDivergence<T>(a, a, options).value, 0, near / 10);
  }
  Options options;
  options.reach = 1;
  EXPECT_THROW(hausdorffDivergence<T>(a, b, options), Error);
}
