//===- TableTest.cpp - Transport against known values ---------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Clouds.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace kop;
using namespace kop::ot;

namespace {

class Table : public testing::TestWithParam<tables::Case> {};

/// The greatest difference, in units of the greatest value.
template <class U>
double relativeError(const std::vector<U> &found,
                     const std::vector<double> &expected) {
  double error = 0, most = 0;
  EXPECT_EQ(found.size(), expected.size());
  for (std::size_t k = 0; k < expected.size(); ++k) {
    error = std::max(error, std::abs(double(found[k]) - expected[k]));
    most = std::max(most, std::abs(expected[k]));
  }
  return error / most;
}

/// Gradients in the weights of balanced problems, without their mean.
std::vector<double> centred(std::vector<double> gradient,
                            const tables::Case &test) {
  double mean = 0;
  if (std::isinf(test.rho))
    for (std::size_t i = 0; i < gradient.size(); ++i)
      mean += test.weights.a[i] * gradient[i];
  for (double &value : gradient)
    value -= mean;
  return gradient;
}

template <class T>
void check(const tables::Case &test, double tolerance, double marginalTolerance,
           double accuracy) {
  const auto a = clouds::tableA<T>(test), b = clouds::tableB<T>(test);
  Options options = clouds::optionsOf(test, tolerance);
  options.marginalTolerance = marginalTolerance;
  const auto result = solve<T>(a, b, options);
  EXPECT_EQ(result.status(), Status::Converged);
  EXPECT_LE(result.otInterval().width(), tolerance * result.dual());
  // What is known has 15 digits.
  const double known = 1e-15;
  EXPECT_LE(result.otInterval().lower - known, test.ot);
  EXPECT_GE(result.otInterval().upper + known, test.ot);
  EXPECT_LE(result.interval().lower - known, test.divergence);
  EXPECT_GE(result.interval().upper + known, test.divergence);
  EXPECT_NEAR(result.value(), test.divergence, accuracy * test.divergence);
  EXPECT_NEAR(result.dual(), test.ot, accuracy * test.ot);
  EXPECT_NEAR(result.transportCost(), test.cost, 3 * accuracy * test.cost);
  EXPECT_NEAR(result.entropy(), test.entropy, 3 * accuracy * test.entropy);
  std::vector<double> gradient;
  for (std::size_t i = 0; i < test.gradX0.size(); ++i) {
    gradient.push_back(test.gradX0[i]);
    gradient.push_back(test.gradX1[i]);
  }
  EXPECT_LE(relativeError(result.gradX(), gradient), accuracy);
}

/// Whether the plan falls apart into pieces that are joined by little mass:
/// about 1e-5 of it, or less than 1e-20 ("hardest").
bool isLoose(const tables::Case &test) {
  const std::string name = test.name;
  return name == "hard" || name == "hard narrow distance" || name == "hardest";
}

/// The piece of each row: rows that share a column with real mass.
template <class T>
std::vector<std::int64_t> piecesOf(const Plan<T> &plan, std::int64_t columns) {
  const PlanEntries entries = plan.entries(1e-3);
  std::vector<std::int64_t> piece(entries.offsets.size() - 1);
  std::iota(piece.begin(), piece.end(), 0);
  std::vector<std::int64_t> first(columns, -1);
  for (std::int64_t i = 0; i < std::int64_t(piece.size()); ++i)
    for (auto e = entries.offsets[i]; e < entries.offsets[i + 1]; ++e) {
      std::int64_t &row = first[entries.columns[e]];
      if (row < 0)
        row = i;
      const std::int64_t from = piece[i], to = piece[row];
      std::replace(piece.begin(), piece.end(), from, to);
    }
  return piece;
}

/// Gradients in the weights: within `whole`, and within `accuracy` when a
/// constant is free in every piece of the plan.
template <class T>
void checkWeights(const tables::Case &test, double tolerance,
                  double marginalTolerance, double accuracy, double whole) {
  Options options = clouds::optionsOf(test, tolerance);
  options.marginalTolerance = marginalTolerance;
  const auto b = clouds::tableB<T>(test);
  const auto result = solve<T>(clouds::tableA<T>(test), b, options);
  const auto found = centred(result.gradWeightsA(), test);
  EXPECT_LE(relativeError(found, test.gradA), whole);
  if (!isLoose(test))
    return;
  const auto piece = piecesOf(result.plan(), b.size());
  EXPECT_GT(*std::max_element(piece.begin(), piece.end()), 0);
  std::vector<double> left(found.size(), 0), right(found.size(), 0);
  for (std::size_t i = 0; i < found.size(); ++i) {
    left[i] = found[i] - found[piece[i]];
    right[i] = test.gradA[i] - test.gradA[piece[i]];
  }
  EXPECT_LE(relativeError(left, right), accuracy);
}

} // namespace

TEST_P(Table, Double) { check<double>(GetParam(), 1e-12, 1e-12, 1e-11); }
/// Gradients err by about as much as the marginals do, as "narrowest" shows:
/// 1.2e-4 where these are met to 8.5e-5, 2e-5 at the tolerance here.
TEST_P(Table, Single) { check<float>(GetParam(), 1e-4, 1e-5, 1e-4); }

/// Where pieces of the plan are joined by little, the value hardly depends on
/// the constants between their potentials: it is certified long before these
/// are known, and so gradients in the weights need a `marginalTolerance`. In
/// "hardest" no tolerance helps: the mass that joins the pieces is below what
/// doubles resolve beside 1.
TEST_P(Table, WeightGradients) {
  const bool isHardest = std::string(GetParam().name) == "hardest";
  checkWeights<double>(GetParam(), 1e-12, 1e-12, 1e-9, isHardest ? 0.2 : 1e-9);
}
/// The rounding of marginals in single precision (1e-7), divided by the part of
/// the mass that joins the pieces, is up to 3e-3.
TEST_P(Table, WeightGradientsSingle) {
  const bool isHardest = std::string(GetParam().name) == "hardest";
  checkWeights<float>(GetParam(), 1e-4, 1e-6, 1e-4,
                      isHardest             ? 0.2
                      : isLoose(GetParam()) ? 1e-2
                                            : 1e-4);
}

/// The one honest answer about a budget that is too small.
TEST_P(Table, BudgetIsSaid) {
  const tables::Case &test = GetParam();
  Options options = clouds::optionsOf(test, 1e-13);
  options.iterations = 1;
  const auto result = solve<double>(clouds::tableA<double>(test),
                                    clouds::tableB<double>(test), options);
  EXPECT_EQ(result.status(), Status::Budget);
  EXPECT_LE(result.interval().lower, test.divergence);
  EXPECT_GE(result.interval().upper, test.divergence);
}

INSTANTIATE_TEST_SUITE_P(All, Table, testing::ValuesIn(tables::cases),
                         [](const auto &info) {
                           std::string name = info.param.name;
                           std::replace(name.begin(), name.end(), ' ', '_');
                           return name;
                         });

/// The L1 error of the columns after plain iterations of Sinkhorn.
static double plainError(const tables::Case &test, int iterations) {
  const std::vector<double> &a = test.weights.a, &b = test.weights.b;
  const std::size_t n = a.size(), m = b.size();
  std::vector<double> kernel(n * m), u(n, 1), v(m, 1);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < m; ++j) {
      const double dx = tables::x[2 * i] - tables::y[2 * j];
      const double dy = tables::x[2 * i + 1] - tables::y[2 * j + 1];
      kernel[i * m + j] = std::exp(-(dx * dx + dy * dy) / 2 / test.epsilon);
    }
  double error = 0;
  for (int k = 0; k < iterations; ++k) {
    for (std::size_t i = 0; i < n; ++i) {
      double sum = 0;
      for (std::size_t j = 0; j < m; ++j)
        sum += kernel[i * m + j] * v[j];
      u[i] = a[i] / sum;
    }
    error = 0;
    for (std::size_t j = 0; j < m; ++j) {
      double sum = 0;
      for (std::size_t i = 0; i < n; ++i)
        sum += kernel[i * m + j] * u[i];
      error += std::abs(sum * v[j] - b[j]);
      v[j] = b[j] / sum;
    }
  }
  return error;
}

/// Newton steps settle what plain iterations hardly move: pieces of the plan
/// that are joined by little.
TEST(NearlyDegenerate, NeedsNewtonSteps) {
  const auto test = std::find_if(
      std::begin(tables::cases), std::end(tables::cases),
      [](const auto &known) { return std::string(known.name) == "hard"; });
  ASSERT_NE(test, std::end(tables::cases));
  const auto a = clouds::tableA<double>(*test),
             b = clouds::tableB<double>(*test);
  Options options = clouds::optionsOf(*test, 1e-11);
  options.debias = false;
  const auto fast = solve<double>(a, b, options);
  EXPECT_EQ(fast.status(), Status::Converged);
  EXPECT_LE(fast.marginalErrorB(), 1e-11);
  EXPECT_LT(fast.iterations(), 100);
  EXPECT_GT(plainError(*test, 10000), 1e-7);
  options.accelerate = false;
  EXPECT_EQ(solve<double>(a, b, options).status(), Status::Stalled);
}

/// Each point has a counterpart beside it, and the others are a few blurs away.
TEST(NearlyDegenerate, PointsBesideOthers) {
  const auto a = clouds::uniform<double>(200, 2, 1);
  auto b = a;
  for (std::size_t k = 0; k < b.points.size(); ++k)
    b.points[k] += 0.005 * std::cos(double(k * k));
  Options options;
  options.blur = 0.03;
  options.tolerance = 1e-10;
  options.debias = false;
  const auto result = solve<double>(a, b, options);
  EXPECT_EQ(result.status(), Status::Converged);
  EXPECT_LT(result.iterations(), 80);
}

/// Costs of many epsilons: sums of rows and of columns are rounded differently,
/// which no side of the interval takes for mass.
TEST(NearlyDegenerate, FarApart) {
  Options options;
  options.blur = 0.01;
  options.debias = false;
  for (const double reach : {balanced, 3.0}) {
    options.reach = reach;
    options.tolerance = 1e-6;
    const auto exact = solve<double>(
        clouds::uniform<double>(300, 3, 1),
        clouds::uniform<double>(300, 3, 2, false, 0.5, 3), options);
    ASSERT_EQ(exact.status(), Status::Converged);
    options.tolerance = 1e-2;
    const auto result =
        solve<float>(clouds::uniform<float>(300, 3, 1),
                     clouds::uniform<float>(300, 3, 2, false, 0.5, 3), options);
    EXPECT_EQ(result.status(), Status::Converged);
    EXPECT_LE(result.otInterval().lower, exact.otInterval().upper);
    EXPECT_GE(result.otInterval().upper, exact.otInterval().lower);
  }
}

/// Many points: errors that are small but smooth, which the interval pays for
/// and iterations hardly touch, are left to a Newton step.
TEST(NearlyDegenerate, SmoothErrorsOfManyPoints) {
  const auto a = clouds::uniform<float>(100000, 3, 1);
  const auto b = clouds::uniform<float>(100000, 3, 2);
  Options options;
  options.blur = 0.01;
  options.tolerance = 1e-2;
  options.debias = false;
  const auto result = solve<float>(a, b, options);
  EXPECT_EQ(result.status(), Status::Converged);
  EXPECT_LE(result.otInterval().width(), 1e-2 * result.dual());
  EXPECT_LT(result.iterations(), 300);
}

/// Potentials that the total variation holds at their bounds do not keep Newton
/// steps from the others.
TEST(NearlyDegenerate, TotalVariation) {
  const auto a = clouds::uniform<double>(200, 2, 1);
  const auto b = clouds::uniform<double>(220, 2, 2);
  Options options;
  options.blur = 0.03;
  options.reach = 0.2;
  options.divergence = Divergence::TotalVariation;
  options.tolerance = 1e-8;
  options.debias = false;
  const auto fast = solve<double>(a, b, options);
  EXPECT_EQ(fast.status(), Status::Converged);
  EXPECT_LT(fast.iterations(), 150);
  // f = min(max(softmin g, -rho), rho), and some are at the bounds.
  const double epsilon = options.blur * options.blur;
  const double rho = options.reach * options.reach;
  const auto f = fast.potentialA(), g = fast.potentialB();
  int held = 0;
  for (std::int64_t i = 0; i < a.size(); ++i) {
    double sum = 0;
    for (std::int64_t j = 0; j < b.size(); ++j) {
      const double dx = a.points[2 * i] - b.points[2 * j];
      const double dy = a.points[2 * i + 1] - b.points[2 * j + 1];
      sum += std::exp((g[j] - (dx * dx + dy * dy) / 2) / epsilon) /
             double(b.size());
    }
    EXPECT_NEAR(f[i], std::clamp(-epsilon * std::log(sum), -rho, rho),
                1e-3 * epsilon);
    held += std::abs(f[i]) == rho;
  }
  EXPECT_GT(held, 0);
  options.accelerate = false;
  const auto slow = solve<double>(a, b, options);
  EXPECT_GT(slow.iterations(), 10 * fast.iterations());
  EXPECT_LE(slow.otInterval().lower, fast.otInterval().upper);
  EXPECT_GE(slow.otInterval().upper, fast.otInterval().lower);
}

/// The dual never falls from one iteration to the next, whether it is one of
/// Sinkhorn or a Newton step.
TEST(NearlyDegenerate, TheDualNeverFalls) {
  for (const char *name : {"hard", "narrowest", "hard narrow distance"}) {
    const auto test = std::find_if(
        std::begin(tables::cases), std::end(tables::cases),
        [&](const auto &known) { return std::string(known.name) == name; });
    ASSERT_NE(test, std::end(tables::cases));
    Options options = clouds::optionsOf(*test, 1e-12);
    options.debias = false;
    const auto dualAfter = [&](int iterations, bool accelerate) {
      options.iterations = iterations;
      options.accelerate = accelerate;
      return solve<double>(clouds::tableA<double>(*test),
                           clouds::tableB<double>(*test), options)
          .dual();
    };
    double last = -tables::inf;
    for (int iterations = 1; iterations <= 40; ++iterations) {
      const double dual = dualAfter(iterations, true);
      EXPECT_GE(dual, last - 1e-15) << name << ' ' << iterations;
      EXPECT_LE(dual, test->ot + 1e-15) << name << ' ' << iterations;
      last = dual;
    }
    EXPECT_NEAR(last, test->ot, 1e-14) << name;
  }
}
