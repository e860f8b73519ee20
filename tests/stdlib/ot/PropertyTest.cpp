//===- PropertyTest.cpp - What holds for every transport problem ----------===//
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
using clouds::Cloud;

namespace {

template <class T> class Transport : public testing::Test {
protected:
  static constexpr bool isDouble = sizeof(T) == 8;
  static constexpr double near = isDouble ? 1e-12 : 1e-5;
  /// As far as rounding lets it go: the interval may stay wider than that.
  static Options options(double blur = 0.1) {
    return withTolerance(blur, isDouble ? 1e-13 : 1e-6);
  }
  /// What the interval can prove.
  static Options provable(double blur = 0.1) {
    return withTolerance(blur, isDouble ? 1e-11 : 1e-4);
  }

private:
  static Options withTolerance(double blur, double tolerance) {
    Options result;
    result.blur = blur;
    result.tolerance = result.marginalTolerance = tolerance;
    return result;
  }
};
using Types = testing::Types<float, double>;
TYPED_TEST_SUITE(Transport, Types);

/// Moved by v, and stretched by s before.
template <class T>
Cloud<T> moved(Cloud<T> cloud, const std::vector<double> &v, double s = 1) {
  for (std::size_t k = 0; k < cloud.points.size(); ++k)
    cloud.points[k] =
        T(s * double(cloud.points[k]) + v[k % std::size_t(cloud.dimension)]);
  return cloud;
}

template <class T> std::vector<double> meanOf(const Cloud<T> &cloud) {
  std::vector<double> mean(cloud.dimension);
  for (std::int64_t i = 0; i < cloud.size(); ++i)
    for (std::int64_t k = 0; k < cloud.dimension; ++k)
      mean[k] += double(cloud.points[i * cloud.dimension + k]) *
                 (cloud.weights.empty() ? 1.0 / double(cloud.size())
                                        : double(cloud.weights[i]));
  return mean;
}

} // namespace

TYPED_TEST(Transport, IsZeroBetweenEqualMeasures) {
  using T = TypeParam;
  const auto a = clouds::uniform<T>(40, 3, 1, true);
  for (double reach : {balanced, 0.5}) {
    Options options = this->options();
    options.reach = reach;
    const auto result = solve<T>(a, a, options);
    EXPECT_NEAR(result.value(), 0, this->near * 1e-1);
    for (T value : result.gradX())
      EXPECT_NEAR(value, 0, this->near);
  }
}

TYPED_TEST(Transport, IsSymmetric) {
  using T = TypeParam;
  const auto a = clouds::uniform<T>(30, 2, 1, true);
  const auto b = clouds::uniform<T>(50, 2, 2, true);
  const auto one = solve<T>(a, b, this->options());
  const auto other = solve<T>(b, a, this->options());
  EXPECT_NEAR(one.value(), other.value(), this->near * one.value());
  const auto x = one.gradX(), y = other.gradY();
  for (std::size_t k = 0; k < x.size(); ++k)
    EXPECT_NEAR(x[k], y[k], this->near);
}

TYPED_TEST(Transport, IsExactBetweenDiracs) {
  using T = TypeParam;
  for (double p : {1.0, 1.5, 2.0})
    for (double blur : {0.01, 0.3, 1.0, 100.0}) {
      Options options = this->options(blur);
      options.p = p;
      const auto result = solve<T>(clouds::make<T>({0.25, 1}, {1}),
                                   clouds::make<T>({3.25, 5}, {1}), options);
      const double cost = std::pow(5, p) / p;
      EXPECT_NEAR(result.value(), cost, this->near * cost);
      EXPECT_NEAR(result.dual(), cost, this->near * cost);
      const auto gradient = result.gradX();
      EXPECT_NEAR(gradient[0], -3 * std::pow(5, p - 2), this->near * 5);
      EXPECT_NEAR(gradient[1], -4 * std::pow(5, p - 2), this->near * 5);
    }
}

TYPED_TEST(Transport, FollowsTranslations) {
  using T = TypeParam;
  const auto a = clouds::uniform<T>(30, 2, 1, true);
  const auto b = clouds::uniform<T>(35, 2, 2, true);
  const std::vector<double> v = {0.5, -0.25};
  const auto before = solve<T>(a, b, this->options());
  const auto after = solve<T>(a, moved(b, v), this->options());
  const auto x = meanOf(a), y = meanOf(b);
  double expected = before.value();
  for (int k = 0; k < 2; ++k)
    expected += v[k] * v[k] / 2 + v[k] * (y[k] - x[k]);
  EXPECT_NEAR(after.value(), expected, this->near * expected);
  // Both moved: nothing changes.
  const auto both = solve<T>(moved(a, v), moved(b, v), this->options());
  EXPECT_NEAR(both.value(), before.value(), this->near * before.dual());
}

TYPED_TEST(Transport, Scales) {
  using T = TypeParam;
  const auto a = clouds::uniform<T>(30, 2, 1), b = clouds::uniform<T>(35, 2, 2);
  for (double p : {1.0, 2.0}) {
    Options options = this->options(0.2);
    options.p = p;
    const auto small = solve<T>(a, b, options);
    options.blur *= 4;
    const auto large =
        solve<T>(moved(a, {0, 0}, 4), moved(b, {0, 0}, 4), options);
    EXPECT_NEAR(large.dual(), std::pow(4, p) * small.dual(),
                this->near * large.dual());
    EXPECT_NEAR(large.value(), std::pow(4, p) * small.value(),
                this->near * large.dual());
  }
}

TYPED_TEST(Transport, IgnoresOrderWeightlessPointsAndSplitting) {
  using T = TypeParam;
  auto a = clouds::uniform<T>(20, 2, 1, true);
  const auto b = clouds::uniform<T>(25, 2, 2, true);
  const auto before = solve<T>(a, b, this->options());
  Cloud<T> changed;
  for (std::int64_t i = a.size() - 1; i >= 0; --i) {
    const bool split = i == 3;
    for (int copy = 0; copy < (split ? 2 : 1); ++copy) {
      changed.points.push_back(a.points[2 * i]);
      changed.points.push_back(a.points[2 * i + 1]);
      changed.weights.push_back(T(double(a.weights[i]) / (split ? 2 : 1)));
    }
  }
  changed.points.push_back(T(0.5));
  changed.points.push_back(T(40));
  changed.weights.push_back(T(0));
  const auto after = solve<T>(changed, b, this->options());
  EXPECT_NEAR(after.value(), before.value(), this->near * before.value());
  const auto gradient = after.gradX();
  EXPECT_EQ(gradient[gradient.size() - 1], T(0));
  EXPECT_EQ(gradient[gradient.size() - 2], T(0));
}

TYPED_TEST(Transport, GradientsSumToTheDifferenceOfMeans) {
  using T = TypeParam;
  const auto a = clouds::uniform<T>(30, 3, 1, true);
  const auto b = clouds::uniform<T>(45, 3, 2, true);
  const auto result = solve<T>(a, b, this->options());
  const auto x = meanOf(a), y = meanOf(b);
  const auto gradX = result.gradX(), gradY = result.gradY();
  for (int k = 0; k < 3; ++k) {
    double sumX = 0, sumY = 0;
    for (std::size_t n = k; n < gradX.size(); n += 3)
      sumX += gradX[n];
    for (std::size_t n = k; n < gradY.size(); n += 3)
      sumY += gradY[n];
    EXPECT_NEAR(sumX, x[k] - y[k], this->near);
    EXPECT_NEAR(sumY, y[k] - x[k], this->near);
  }
}

/// Against central differences, in points and weights, of every cost and every
/// way to hold the marginals.
TYPED_TEST(Transport, GradientsAreSlopes) {
  using T = TypeParam;
  const auto a = clouds::uniform<T>(12, 2, 1, true, 1, 0.5);
  const auto b = clouds::uniform<T>(15, 2, 2, true, 1, 0.5);
  const double h = this->isDouble ? 1e-5 : 2e-2;
  const double accuracy = this->isDouble ? 1e-6 : 1e-2;
  std::vector<Options> all;
  for (double reach : {balanced, 0.6})
    for (double p : {1.0, 1.5, 2.0, 3.0}) {
      all.push_back(this->options(0.3));
      all.back().p = p;
      all.back().reach = reach;
    }
  all.push_back(this->options(0.2));
  all.back().cost = cosineCost();
  all.push_back(this->options(0.3));
  all.back().reach = 0.25;
  all.back().divergence = Divergence::TotalVariation;
  for (const Options &options : all) {
    const auto result = solve<T>(a, b, options);
    const auto gradX = result.gradX(), gradY = result.gradY();
    const auto gradA = result.gradWeightsA(), gradB = result.gradWeightsB();
    const auto valueOf = [&](const Cloud<T> &x, const Cloud<T> &y) {
      return solve<T>(x, y, options).value();
    };
    for (std::size_t k : {0u, 7u, 13u}) {
      auto up = a, down = a;
      up.points[k] += T(h);
      down.points[k] -= T(h);
      EXPECT_NEAR((valueOf(up, b) - valueOf(down, b)) / (2 * h), gradX[k],
                  accuracy);
      up = down = b;
      up.points[k] += T(h);
      down.points[k] -= T(h);
      EXPECT_NEAR((valueOf(a, up) - valueOf(a, down)) / (2 * h), gradY[k],
                  accuracy);
    }
    // Mass moves from one point to another, so that it stays.
    const double m = 0.2 * h;
    auto up = a, down = a;
    up.weights[2] += T(m), up.weights[5] -= T(m);
    down.weights[2] -= T(m), down.weights[5] += T(m);
    EXPECT_NEAR((valueOf(up, b) - valueOf(down, b)) / (2 * m),
                gradA[2] - gradA[5], 2 * accuracy);
    up = down = b;
    up.weights[2] += T(m), up.weights[5] -= T(m);
    down.weights[2] -= T(m), down.weights[5] += T(m);
    EXPECT_NEAR((valueOf(a, up) - valueOf(a, down)) / (2 * m),
                gradB[2] - gradB[5], 2 * accuracy);
    // Unbalanced problems may gain mass.
    if (std::isinf(options.reach))
      continue;
    up = down = a;
    up.weights[4] += T(m), down.weights[4] -= T(m);
    EXPECT_NEAR((valueOf(up, b) - valueOf(down, b)) / (2 * m), gradA[4],
                accuracy);
  }
}

/// With growing epsilon: half the squared distance of the means.
TYPED_TEST(Transport, TendsToMomentsForLargeBlur) {
  using T = TypeParam;
  const auto a = clouds::uniform<T>(20, 2, 1), b = clouds::uniform<T>(25, 2, 2);
  // Rounding is a part of epsilon.
  const Options options = this->options(this->isDouble ? 100 : 10);
  const auto x = meanOf(a), y = meanOf(b);
  double expected = 0;
  for (int k = 0; k < 2; ++k)
    expected += (x[k] - y[k]) * (x[k] - y[k]) / 2;
  EXPECT_NEAR(solve<T>(a, b, options).value(), expected,
              this->isDouble ? 1e-6 : 5e-5);
}

/// P, applied to ones and to points, is what its marginals and maps say.
TYPED_TEST(Transport, PlanActsAsAMatrix) {
  using T = TypeParam;
  const auto a = clouds::uniform<T>(21, 2, 1, true);
  const auto b = clouds::uniform<T>(34, 2, 2, true);
  const auto result = solve<T>(a, b, this->options());
  const auto f = result.potentialA(), g = result.potentialB();
  std::vector<double> P(21 * 34);
  double cost = 0;
  for (int i = 0; i < 21; ++i)
    for (int j = 0; j < 34; ++j) {
      const double dx = double(a.points[2 * i]) - double(b.points[2 * j]);
      const double dy =
          double(a.points[2 * i + 1]) - double(b.points[2 * j + 1]);
      const double c = (dx * dx + dy * dy) / 2;
      P[i * 34 + j] = double(a.weights[i]) * double(b.weights[j]) *
                      std::exp((f[i] + g[j] - c) / result.epsilon());
      cost += P[i * 34 + j] * c;
    }
  EXPECT_NEAR(result.transportCost(), cost, this->near * cost);
  const auto plan = result.plan();
  std::vector<T> out(21 * 2), back(34), v(34), u(21);
  for (int j = 0; j < 34; ++j)
    v[j] = T(std::cos(j));
  plan.apply(b.view(), Out<T>(out.data(), 21, 2));
  plan.apply(v, u);
  plan.applyTransposed(u, back);
  const auto rows = plan.rowMarginal(), columns = plan.columnMarginal();
  const auto map = result.barycentricMap();
  const auto best = plan.rowArgmax();
  std::vector<double> sum(34), transposed(34);
  for (int i = 0; i < 21; ++i) {
    double mean[2] = {0, 0}, value = 0, row = 0;
    int argmax = 0;
    for (int j = 0; j < 34; ++j) {
      const double p = P[i * 34 + j];
      row += p;
      sum[j] += p;
      transposed[j] += p * double(u[i]);
      value += p * double(v[j]);
      mean[0] += p * double(b.points[2 * j]);
      mean[1] += p * double(b.points[2 * j + 1]);
      if (p > P[i * 34 + argmax])
        argmax = j;
    }
    EXPECT_NEAR(rows[i], row, this->near);
    EXPECT_NEAR(row, double(a.weights[i]), this->near);
    EXPECT_NEAR(u[i], value, this->near);
    EXPECT_EQ(best[i], argmax);
    for (int k = 0; k < 2; ++k) {
      EXPECT_NEAR(out[2 * i + k], mean[k], this->near);
      EXPECT_NEAR(map[2 * i + k], mean[k] / row, 10 * this->near);
    }
  }
  for (int j = 0; j < 34; ++j) {
    EXPECT_NEAR(columns[j], sum[j], this->near);
    EXPECT_NEAR(back[j], transposed[j], this->near);
  }
  // The greatest entries come first, and are those of the matrix.
  const auto top = plan.top(3);
  ASSERT_EQ(top.size(), 63u);
  for (const auto &entry : top)
    EXPECT_NEAR(entry.mass, P[entry.row * 34 + entry.column], this->near);
  EXPECT_EQ(top[0].column, best[0]);
  EXPECT_GE(top[0].mass, top[1].mass);
  // A sparse part of the matrix; thresholds lie between two of its entries.
  std::vector<double> ascending(P);
  std::sort(ascending.begin(), ascending.end());
  for (const double part : {0.0, 0.5, 0.9, 1.0}) {
    const auto skipped = std::size_t(part * double(P.size()));
    const double threshold =
        skipped == 0 ? ascending[0] / 2
        : skipped == P.size()
            ? 2 * ascending.back()
            : (ascending[skipped - 1] + ascending[skipped]) / 2;
    const auto entries = plan.entries(threshold);
    ASSERT_EQ(entries.offsets.size(), 22u);
    ASSERT_EQ(entries.columns.size(), P.size() - skipped);
    std::size_t next = 0;
    for (int i = 0; i < 21; ++i) {
      EXPECT_EQ(entries.offsets[i], std::int64_t(next));
      for (int j = 0; j < 34; ++j)
        if (P[i * 34 + j] >= threshold) {
          ASSERT_LT(next, entries.columns.size());
          EXPECT_EQ(entries.columns[next], j);
          EXPECT_NEAR(entries.masses[next], P[i * 34 + j], this->near);
          ++next;
        }
    }
    EXPECT_EQ(entries.offsets[21], std::int64_t(next));
  }
}

TYPED_TEST(Transport, PotentialsExtendToOtherPoints) {
  using T = TypeParam;
  const auto a = clouds::uniform<T>(21, 2, 1), b = clouds::uniform<T>(34, 2, 2);
  const auto result = solve<T>(a, b, this->options());
  const auto inside = result.potentialA(), again = result.potentialAt(a.view());
  for (std::size_t i = 0; i < inside.size(); ++i)
    EXPECT_NEAR(again[i], inside[i], this->near);
  // And so does the map.
  const auto map = result.barycentricMap();
  const auto other = result.barycentricMapAt(a.view());
  for (std::size_t k = 0; k < map.size(); ++k)
    EXPECT_NEAR(other[k], map[k], this->near);
  EXPECT_EQ(result.barycentricMapAt(b.view()).size(), std::size_t(34 * 2));
}

/// f = -rho / (rho + epsilon) epsilon log sum b exp((g - C) / epsilon).
TYPED_TEST(Transport, UnbalancedPotentialsAreFixedPoints) {
  using T = TypeParam;
  const auto a = clouds::uniform<T>(20, 2, 1, true);
  auto b = clouds::uniform<T>(25, 2, 2, true);
  for (T &weight : b.weights)
    weight = T(1.5 * double(weight));
  Options options = this->options(0.2);
  options.reach = 0.5;
  const auto result = solve<T>(a, b, options);
  const auto f = result.potentialA(), g = result.potentialB();
  const double epsilon = 0.04, rho = 0.25;
  for (std::int64_t i = 0; i < a.size(); ++i) {
    double sum = 0;
    for (std::int64_t j = 0; j < b.size(); ++j) {
      const double dx = double(a.points[2 * i]) - double(b.points[2 * j]);
      const double dy =
          double(a.points[2 * i + 1]) - double(b.points[2 * j + 1]);
      sum += double(b.weights[j]) *
             std::exp((g[j] - (dx * dx + dy * dy) / 2) / epsilon);
    }
    EXPECT_NEAR(f[i], -rho / (rho + epsilon) * epsilon * std::log(sum),
                this->near);
  }
  options.tolerance = options.marginalTolerance = this->provable().tolerance;
  EXPECT_EQ(solve<T>(a, b, options).status(), Status::Converged);
}

TYPED_TEST(Transport, LargeReachIsBalanced) {
  using T = TypeParam;
  const auto a = clouds::uniform<T>(20, 2, 1), b = clouds::uniform<T>(25, 2, 2);
  const auto balancedResult = solve<T>(a, b, this->options());
  Options options = this->options();
  options.reach = 300;
  const auto result = solve<T>(a, b, options);
  EXPECT_NEAR(result.dual(), balancedResult.dual(),
              (this->isDouble ? 1e-5 : 1e-3) * balancedResult.dual());
}

/// Too far to move: all is destroyed and created.
TYPED_TEST(Transport, FarDiracsCostTheReach) {
  using T = TypeParam;
  for (Divergence divergence :
       {Divergence::KullbackLeibler, Divergence::TotalVariation}) {
    Options options = this->provable(0.1);
    options.reach = 0.5;
    options.debias = false;
    options.divergence = divergence;
    const auto result = solve<T>(clouds::make<T>({0, 0}, {1}),
                                 clouds::make<T>({30, 0}, {2}), options);
    EXPECT_TRUE(result.status() == Status::Converged || !this->isDouble);
    // rho (m_a + m_b) + epsilon m_a m_b for the plan that is zero.
    EXPECT_NEAR(result.value(), 0.25 * 3 + 0.01 * 2, 1e-4);
    EXPECT_LE(result.otInterval().lower, 0.25 * 3 + 0.01 * 2 + 1e-6);
  }
}

/// One side is met exactly, the other gives way.
TYPED_TEST(Transport, OneSideMayBeFree) {
  using T = TypeParam;
  const auto a = clouds::uniform<T>(20, 2, 1, true);
  const auto b = clouds::uniform<T>(25, 2, 2, true, 1, 0.5);
  Options options = this->options();
  options.debias = false;
  options.reachB = 0.2;
  const auto result = solve<T>(a, b, options);
  const auto rows = result.plan().rowMarginal();
  for (std::size_t i = 0; i < rows.size(); ++i)
    EXPECT_NEAR(rows[i], a.weights[i], this->near);
  const auto columns = result.plan().columnMarginal();
  double away = 0;
  for (std::size_t j = 0; j < columns.size(); ++j)
    away += std::abs(double(columns[j]) - double(b.weights[j]));
  EXPECT_GT(away, 0.1);
  options.tolerance = options.marginalTolerance = this->provable().tolerance;
  EXPECT_EQ(solve<T>(a, b, options).status(), Status::Converged);
}

TYPED_TEST(Transport, WorksInOneAndInManyDimensions) {
  using T = TypeParam;
  for (std::int64_t d : {1, 5, 100, 900}) {
    const auto a = clouds::uniform<T>(15, d, 1);
    const auto b = clouds::uniform<T>(20, d, 2);
    Options options = this->provable(0.3 * std::sqrt(double(d)));
    // In single precision, D squares add up with D roundings in each exponent:
    // no interval can be proven that is narrower than about 2 D of them.
    if (!this->isDouble)
      options.tolerance = std::max(options.tolerance, 5e-6 * double(d));
    const auto result = solve<T>(a, b, options);
    EXPECT_EQ(result.status(), Status::Converged);
    EXPECT_TRUE(result.interval().contains(result.value()));
    EXPECT_EQ(result.gradX().size(), std::size_t(15 * d));
    double sum = 0;
    for (T value : result.gradX())
      sum += double(value);
    const auto x = meanOf(a), y = meanOf(b);
    EXPECT_NEAR(sum,
                std::accumulate(x.begin(), x.end(), 0.0) -
                    std::accumulate(y.begin(), y.end(), 0.0),
                this->near * double(d));
  }
}

TYPED_TEST(Transport, CosineCost) {
  using T = TypeParam;
  Options options = this->provable(0.1);
  options.cost = cosineCost();
  const auto result = solve<T>(clouds::make<T>({2, 0}, {1}),
                               clouds::make<T>({1, 1}, {1}), options);
  EXPECT_NEAR(result.value(), 1 - std::sqrt(0.5), this->near);
  EXPECT_EQ(result.status(), Status::Converged);
  const auto a = clouds::uniform<T>(20, 4, 1), b = clouds::uniform<T>(30, 4, 2);
  EXPECT_EQ(solve<T>(a, b, options).status(), Status::Converged);
}

TYPED_TEST(Transport, IsTheSameInEveryRun) {
  using T = TypeParam;
  const auto a = clouds::uniform<T>(1500, 3, 1);
  const auto b = clouds::uniform<T>(1500, 3, 2);
  Options options;
  options.tolerance = 1e-2;
  const auto one = solve<T>(a, b, options);
  options.threads = 1;
  const auto other = solve<T>(a, b, options);
  EXPECT_EQ(one.value(), other.value());
  EXPECT_EQ(one.potentialA(), other.potentialA());
  EXPECT_EQ(one.gradX(), other.gradX());
}

/// Far from the origin nothing changes but the rounding of the points
/// themselves: distances are computed around the middle of the clouds.
TEST(TransportSingle, KeepsItsDigitsFarFromTheOrigin) {
  const double offset = 1e3;
  const auto a = clouds::uniform<float>(40, 2, 1, true, 1, offset);
  const auto b = clouds::uniform<float>(50, 2, 2, true, 1, offset + 0.3);
  const auto exact = [](const Cloud<float> &cloud) {
    Cloud<double> wide{{cloud.points.begin(), cloud.points.end()},
                       {cloud.weights.begin(), cloud.weights.end()},
                       2};
    const double mass =
        std::accumulate(wide.weights.begin(), wide.weights.end(), 0.0);
    for (double &weight : wide.weights)
      weight /= mass;
    return wide;
  };
  for (double p : {1.0, 2.0}) {
    Options options;
    options.p = p;
    options.tolerance = options.marginalTolerance = 1e-5;
    const auto single = solve<float>(a, b, options);
    options.tolerance = options.marginalTolerance = 1e-11;
    const auto known = solve<double>(exact(a), exact(b), options);
    EXPECT_NEAR(single.value(), known.value(), 1e-6 * known.dual());
    EXPECT_NEAR(single.dual(), known.dual(), 1e-6 * known.dual());
    EXPECT_TRUE(single.interval().contains(known.value()));
    const auto x = single.gradX();
    const auto y = known.gradX();
    for (std::size_t k = 0; k < x.size(); ++k)
      EXPECT_NEAR(x[k], y[k], 1e-6);
  }
}

/// A tolerance that the type of the points does not allow ends with all that it
/// does, and the status says so.
TYPED_TEST(Transport, SaysWhenPrecisionLimits) {
  using T = TypeParam;
  const auto a = clouds::uniform<T>(40, 2, 1), b = clouds::uniform<T>(40, 2, 2);
  Options options;
  options.tolerance = this->isDouble ? 1e-17 : 1e-9;
  const auto result = solve<T>(a, b, options);
  EXPECT_EQ(result.status(), Status::PrecisionLimited);
  EXPECT_GT(result.otInterval().width(), options.tolerance * result.dual());
  EXPECT_LE(result.otInterval().width(),
            (this->isDouble ? 1e-11 : 1e-3) * result.dual());
  EXPECT_LT(result.iterations(), 500);
  options.tolerance = 1e-10;
  const auto known = solve<double>(clouds::uniform<double>(40, 2, 1),
                                   clouds::uniform<double>(40, 2, 2), options);
  EXPECT_EQ(known.status(), Status::Converged);
  EXPECT_NEAR(result.dual(), known.dual(),
              (this->isDouble ? 1e-10 : 1e-5) * known.dual());
}

/// Labels go with the mass: b is a, moved, so each point of a gets the labels
/// of the cluster that its own went to.
TYPED_TEST(Transport, CarriesLabels) {
  using T = TypeParam;
  Cloud<T> a, b;
  std::vector<T> labels;
  const int n = 30;
  for (int k = 0; k < n; ++k) {
    const int cluster = k % 3;
    a.points.push_back(T(cluster + 0.02 * (k % 5)));
    a.points.push_back(T(0.02 * (k % 7)));
    // In another order.
    const int other = 7 * k % n;
    b.points.push_back(T(other % 3 + 0.02 * (other % 5) + 0.1));
    b.points.push_back(T(0.02 * (other % 7) - 0.2));
    for (int label = 0; label < 3; ++label)
      labels.push_back(T(other % 3 == label));
  }
  const auto plan = solve<T>(a, b, this->options()).plan();
  std::vector<T> carried(n * 3);
  plan.apply(In<T>(labels, n, 3), Out<T>(carried.data(), n, 3));
  for (int k = 0; k < n; ++k)
    for (int label = 0; label < 3; ++label)
      EXPECT_NEAR(carried[3 * k + label], k % 3 == label ? 1.0 / n : 0,
                  this->near);
}
