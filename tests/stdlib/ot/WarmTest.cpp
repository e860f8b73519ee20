//===- WarmTest.cpp - Starts from known potentials ------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Clouds.h"

#include "kop/ot/target.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

using namespace kop;
using namespace kop::ot;
using clouds::Cloud;
using clouds::errorOf;
using testing::HasSubstr;

namespace {

/// Below and above the size where levels and masks are used.
class Warm : public testing::TestWithParam<std::int64_t> {
protected:
  Cloud<float> a = clouds::uniform<float>(GetParam(), 2, 1, true);
  Cloud<float> b = clouds::uniform<float>(GetParam() + 50, 2, 2, true);
};

Options optionsOf(double reach = balanced) {
  Options options;
  options.blur = 0.05;
  options.reach = reach;
  options.tolerance = 1e-2;
  return options;
}

/// Both are certain, so they have something in common.
void expectSame(const Result<float> &warm, const Result<float> &cold) {
  EXPECT_EQ(warm.status(), Status::Converged);
  EXPECT_TRUE(warm.interval().contains(warm.value()));
  EXPECT_LE(warm.otInterval().lower, cold.otInterval().upper);
  EXPECT_GE(warm.otInterval().upper, cold.otInterval().lower);
  EXPECT_LE(warm.interval().lower, cold.interval().upper);
  EXPECT_GE(warm.interval().upper, cold.interval().lower);
  EXPECT_LE(warm.otInterval().width(), 1e-2 * warm.dual());
}

} // namespace

INSTANTIATE_TEST_SUITE_P(Sizes, Warm, testing::Values(200, 1500));

TEST_P(Warm, FromItsOwnPotentials) {
  for (double reach : {balanced, 0.3}) {
    const Options options = optionsOf(reach);
    const auto cold = solve<float>(a, b, options);
    const auto warm = solve<float>(a, b, options, cold.potentials());
    expectSame(warm, cold);
    EXPECT_LE(warm.iterations(), 4);
    EXPECT_GE(cold.iterations(), 10);
  }
}

TEST_P(Warm, FromOneSide) {
  const Options options = optionsOf();
  const auto cold = solve<float>(a, b, options);
  Potentials start;
  start.b = cold.potentialB();
  const auto fromB = solve<float>(a, b, options, start);
  expectSame(fromB, cold);
  EXPECT_LE(fromB.iterations(), 4);
  start = {};
  start.a = cold.potentialA();
  const auto fromA = solve<float>(a, b, options, start);
  expectSame(fromA, cold);
  EXPECT_LE(fromA.iterations(), 4);
}

/// Bad ones do no harm.
TEST_P(Warm, FromNonsense) {
  for (double reach : {balanced, 0.3})
    for (double size : {1e-3, 0.1, 1e3}) {
      const Options options = optionsOf(reach);
      const auto cold = solve<float>(a, b, options);
      Potentials start = cold.potentials();
      for (auto *potential : {&start.a, &start.b, &start.selfA, &start.selfB})
        for (std::size_t i = 0; i < potential->size(); ++i)
          (*potential)[i] += size * std::cos(double(i * i));
      const auto warm = solve<float>(a, b, options, start);
      expectSame(warm, cold);
      EXPECT_LE(warm.iterations(), 2 * cold.iterations());
    }
}

/// Points on their way, as `solve` sees them and with fewer iterations.
TEST_P(Warm, TargetOfAFlow) {
  const Options options = optionsOf();
  Target<float> target(b, options);
  std::int64_t warmIterations = 0, coldIterations = 0;
  for (int step = 0; step < 6; ++step) {
    const auto warm = target.solve(a), cold = solve<float>(a, b, options);
    expectSame(warm, cold);
    warmIterations += warm.iterations();
    coldIterations += cold.iterations();
    const auto x = warm.gradX(), y = cold.gradX();
    double error = 0, most = 0;
    for (std::size_t k = 0; k < x.size(); ++k) {
      error += std::pow(double(x[k]) - double(y[k]), 2);
      most += std::pow(double(y[k]), 2);
      const double weight = double(a.weights[k / 2]);
      a.points[k] -= float(0.05 * double(x[k]) / weight);
    }
    EXPECT_LE(std::sqrt(error / most), 0.1);
  }
  EXPECT_LT(warmIterations, coldIterations / 2);
}

/// The self term of the target is solved once, and again when it must be.
TEST_P(Warm, TargetKeepsItsSelfTerm) {
  Target<float> target(b, optionsOf());
  const auto first = target.solve(a);
  Cloud<float> moved = a;
  for (float &x : moved.points)
    x += 0.5f;
  const auto second = target.solve(moved);
  EXPECT_EQ(first.selfPotentialB(), second.selfPotentialB());
  EXPECT_EQ(first.gradWeightsB().size(), second.gradWeightsB().size());
  target.options().blur = 0.06;
  const auto third = target.solve(moved);
  EXPECT_NE(first.selfPotentialB(), third.selfPotentialB());
  expectSame(third, solve<float>(moved, b, target.options()));
}

/// Another number of points, other options, no self terms.
TEST_P(Warm, TargetOfMany) {
  Target<float> target(b, optionsOf());
  target.solve(a);
  const auto few = clouds::uniform<float>(100, 2, 3);
  expectSame(target.solve(few), solve<float>(few, b, target.options()));
  target.options().debias = false;
  target.options().reach = 0.3;
  expectSame(target.solve(a), solve<float>(a, b, target.options()));
  target.options() = optionsOf();
  Target<float> elsewhere = std::move(target);
  expectSame(elsewhere.solve(a), solve<float>(a, b, elsewhere.options()));
}

TEST(WarmStarts, TightInDouble) {
  const auto a = clouds::uniform<double>(60, 2, 1, true);
  const auto b = clouds::uniform<double>(70, 2, 2, true);
  Options options;
  options.blur = 0.1;
  options.tolerance = 1e-10;
  const auto cold = solve<double>(a, b, options);
  Target<double> target(b, options);
  target.options().tolerance = 1e-2;
  target.solve(a);
  target.options().tolerance = 1e-10;
  const auto warm = target.solve(a);
  EXPECT_EQ(warm.status(), Status::Converged);
  EXPECT_NEAR(warm.value(), cold.value(), 1e-10 * cold.dual());
}

TEST(WarmStarts, Errors) {
  const auto a = clouds::make<double>({0, 0, 1, 0}, {0.5, 0.5});
  const auto line = clouds::make<double>({0, 1}, {0.5, 0.5}, 1);
  const auto errorWith = [&](const Potentials &start) {
    return errorOf([&] { solve<double>(a, a, {}, start); });
  };
  EXPECT_THAT(errorWith({{1}, {}, {}, {}}),
              HasSubstr("start.a: potentials to start from are none, or one "
                        "for each of the 2 points, not 1"));
  EXPECT_THAT(errorWith({{}, {1, NAN}, {}, {}}),
              HasSubstr("start.b: potentials to start from are finite, not "
                        "nan"));
  EXPECT_THAT(errorWith({{}, {}, {1}, {}}), HasSubstr("start.selfA: "));
  EXPECT_THAT(errorWith({{}, {}, {}, {1}}), HasSubstr("start.selfB: "));
  Target<double> target(a);
  EXPECT_THAT(errorOf([&] { target.solve(line); }),
              HasSubstr("points have 2 components, those of a 1"));
  target.options().p = 1;
  EXPECT_THAT(errorOf([&] { target.solve(a); }),
              HasSubstr("p: a target keeps its exponent and its cost, not 1"));
  EXPECT_THAT(errorOf([&] { Target<double>(clouds::make<double>({}, {})); }),
              HasSubstr("b: a measure needs a point"));
}
