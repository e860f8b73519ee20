//===- ErrorTest.cpp - Arguments that transport cannot take ---------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Clouds.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>

using namespace kop;
using namespace kop::ot;
using clouds::errorOf;
using testing::HasSubstr;

namespace {

using Cloud = clouds::Cloud<double>;
const Cloud a = clouds::make<double>({0, 0, 1, 0}, {0.5, 0.5});
const Cloud b = clouds::make<double>({0, 1, 1, 2}, {0.25, 0.75});

std::string errorWith(const std::function<void(Options &)> &change) {
  Options options;
  change(options);
  return errorOf([&] { solve<double>(a, b, options); });
}
std::string errorOfMeasure(const Cloud &cloud) {
  return errorOf([&] { solve<double>(a, cloud); });
}

} // namespace

TEST(TransportErrors, Measures) {
  EXPECT_THAT(errorOfMeasure(clouds::make<double>({}, {})),
              HasSubstr("b: a measure needs a point"));
  EXPECT_THAT(errorOfMeasure(clouds::make<double>({0, 0}, {0})),
              HasSubstr("b: all weights are 0"));
  EXPECT_THAT(
      errorOfMeasure(clouds::make<double>({0, 0, 1, 1}, {2, -1e-9})),
      HasSubstr("b: weight 1 is -1e-09; weights are finite and 0 or more"));
  EXPECT_THAT(errorOfMeasure(clouds::make<double>({0, 0}, {NAN})),
              HasSubstr("b: weight 0 is nan"));
  EXPECT_THAT(errorOfMeasure(clouds::make<double>({0, INFINITY}, {1})),
              HasSubstr("b: component 1 of point 0 is not finite"));
  EXPECT_THAT(errorOfMeasure(clouds::make<double>({0, 0, NAN, 0}, {1, 1})),
              HasSubstr("b: component 0 of point 1 is not finite"));
  const auto single = clouds::make<float>({0, 0}, {1});
  EXPECT_THAT(errorOf([&] {
                solve<float>(clouds::make<float>({0, NAN}, {1}), single);
              }),
              HasSubstr("a: component 1 of point 0 is not finite"));
  EXPECT_THAT(errorOfMeasure(clouds::make<double>({0, 0, 0}, {1}, 3)),
              HasSubstr("b: points have 3 components, those of a 2"));
  EXPECT_THAT(
      errorOfMeasure(clouds::make<double>({0, 0}, {2})),
      HasSubstr("b: its mass is 2, that of a 1; balanced transport needs equal "
                "ones"));
  EXPECT_THAT(errorOfMeasure(clouds::make<double>({0, 0}, {0.5, 0.5})),
              HasSubstr("b: weights must have the shape (1)"));
  const std::vector<double> cube(8);
  EXPECT_THAT(
      errorOf([&] { solve<double>({In<double>(cube.data(), 2, 2, 2)}, b); }),
      HasSubstr("a: points have the shape (N, D) or (N), not 3 axes"));
}

TEST(TransportErrors, Options) {
  EXPECT_THAT(errorWith([](Options &o) { o.p = 0.5; }),
              HasSubstr("p: an exponent is 1 or more, not 0.5"));
  EXPECT_THAT(errorWith([](Options &o) { o.blur = 0; }),
              HasSubstr("blur: a positive number is needed, not 0"));
  EXPECT_THAT(errorWith([](Options &o) { o.blur = NAN; }),
              HasSubstr("blur: a positive number is needed, not nan"));
  EXPECT_THAT(errorWith([](Options &o) { o.reach = -1; }), HasSubstr("reach:"));
  EXPECT_THAT(errorWith([](Options &o) { o.reachA = 0; }),
              HasSubstr("reachA:"));
  EXPECT_THAT(errorWith([](Options &o) { o.reachB = NAN; }),
              HasSubstr("reachB:"));
  EXPECT_THAT(errorWith([](Options &o) { o.tolerance = 0; }),
              HasSubstr("tolerance:"));
  EXPECT_THAT(errorWith([](Options &o) { o.marginalTolerance = 0; }),
              HasSubstr("marginalTolerance:"));
  EXPECT_THAT(errorWith([](Options &o) { o.iterations = 0; }),
              HasSubstr("iterations:"));
  EXPECT_THAT(errorWith([](Options &o) { o.seconds = 0; }),
              HasSubstr("seconds:"));
  EXPECT_THAT(errorWith([](Options &o) { o.scaling = 1; }),
              HasSubstr("scaling: a number between 0 and 1 is needed"));
  EXPECT_THAT(errorWith([](Options &o) { o.diameter = -1; }),
              HasSubstr("diameter:"));
}

/// A blur that the numbers cannot resolve is an error that says by how much.
TEST(TransportErrors, BlurBelowPrecision) {
  const auto x = clouds::make<float>({0, 0, 1000, 0}, {0.5, 0.5});
  Options options;
  options.blur = 1e-3;
  EXPECT_THAT(errorOf([&] { solve<float>(x, x, options); }),
              HasSubstr("blur: epsilon = 1e-06 is too small for numbers of "
                        "32 bits"));
  const auto wide = clouds::make<double>({0, 0, 1000, 0}, {0.5, 0.5});
  EXPECT_EQ(solve<double>(wide, wide, options).status(), Status::Converged);
}

TEST(TransportErrors, PlanAndPotentials) {
  const auto result = solve<double>(a, b);
  const std::vector<double> three(3);
  std::vector<double> two(2);
  EXPECT_THAT(errorOf([&] { result.plan().apply(three, two); }),
              HasSubstr("v: a value per point is needed, of the shape (2)"));
  EXPECT_THAT(errorOf([&] {
                std::vector<double> out(3);
                result.plan().apply(two, out);
              }),
              HasSubstr("out: the shape must be (2, 1)"));
  EXPECT_THAT(errorOf([&] { result.plan().top(9); }),
              HasSubstr("count: 1 to 8 entries"));
  for (double threshold : {0.0, -1.0, std::nan("")})
    EXPECT_THAT(errorOf([&] { result.plan().entries(threshold); }),
                HasSubstr("threshold: entries from a positive mass on"));
  EXPECT_THAT(errorOf([&] { result.potentialAt(three); }),
              HasSubstr("points: they have 1 components"));
}

/// Problems with nothing to do have an answer, too.
TEST(TransportErrors, DegenerateProblems) {
  const auto point = clouds::make<float>({3, 4}, {1});
  for (double p : {1.0, 2.0}) {
    Options options;
    options.p = p;
    const auto same = solve<float>(point, point, options);
    EXPECT_EQ(same.status(), Status::Converged);
    EXPECT_EQ(same.value(), 0);
    EXPECT_EQ(same.gradX(), (std::vector<float>{0, 0}));
  }
  // All points at one place.
  const clouds::Cloud<float> heap = {std::vector<float>(20, 1.5f), {}, 2};
  const auto heaps = solve<float>(heap, heap);
  EXPECT_EQ(heaps.status(), Status::Converged);
  EXPECT_NEAR(heaps.value(), 0, 1e-7);
}

TEST(TransportStatus, Cancelled) {
  Options options;
  options.blur = 1e-3;
  int calls = 0;
  options.progress = [&](const Progress &progress) {
    EXPECT_GT(progress.epsilon, 0);
    EXPECT_EQ(progress.points, 4);
    return ++calls < 3;
  };
  const auto result = solve<double>(a, b, options);
  EXPECT_EQ(result.status(), Status::Cancelled);
  EXPECT_EQ(calls, 3);
  EXPECT_TRUE(std::isfinite(result.value()));
}

/// However early it ends, at potentials that are far from the answer: the
/// interval holds S, and consists of numbers.
TEST(TransportStatus, EarlyEndsKeepTheInterval) {
  const auto x = clouds::uniform<double>(40, 2, 1, true);
  const auto y = clouds::uniform<double>(50, 2, 2, true, 1, 0.5);
  for (const Divergence divergence :
       {Divergence::KullbackLeibler, Divergence::TotalVariation})
    for (const double reach : {balanced, 1.0, 5.0}) {
      Options options;
      options.blur = 0.01;
      options.reach = reach;
      options.divergence = divergence;
      options.tolerance = 1e-4;
      const auto known = solve<double>(x, y, options);
      ASSERT_EQ(known.status(), Status::Converged);
      for (const int last : {1, 2, 10, 40}) {
        int calls = 0;
        options.progress = [&](const Progress &) { return ++calls < last; };
        const auto early = solve<double>(x, y, options);
        EXPECT_EQ(early.status(), Status::Cancelled);
        EXPECT_TRUE(std::isfinite(early.value()));
        EXPECT_TRUE(std::isfinite(early.interval().width()));
        EXPECT_LE(early.interval().lower, known.interval().upper);
        EXPECT_GE(early.interval().upper, known.interval().lower);
        // No mass moved costs no more than rho for each.
        if (reach < 2) {
          EXPECT_LE(early.interval().width(), 8 * reach * reach);
        }
      }
      options.progress = nullptr;
    }
}

TEST(TransportStatus, Names) {
  EXPECT_STREQ(toString(Status::Converged), "converged");
  EXPECT_STREQ(toString(Status::PrecisionLimited), "precision-limited");
}

/// Half the cost |x - y|^2, epsilon and rho of the peers.
TEST(TransportOptions, Converters) {
  const Options geomLoss = fromGeomLoss(1, 0.1, 0.5);
  EXPECT_EQ(geomLoss.p, 1);
  EXPECT_EQ(geomLoss.blur, 0.1);
  EXPECT_EQ(geomLoss.reach, 0.5);
  EXPECT_TRUE(geomLoss.debias);
  const Options pot = fromPOT(0.02, 0.5);
  EXPECT_DOUBLE_EQ(pot.blur * pot.blur, 0.01);
  EXPECT_DOUBLE_EQ(pot.reach * pot.reach, 0.25);
  EXPECT_FALSE(pot.debias);
  const Options ott = fromOTT(0.02, 25.0 / 26);
  EXPECT_DOUBLE_EQ(ott.blur * ott.blur, 0.01);
  EXPECT_NEAR(ott.reach * ott.reach, 0.25, 1e-12);
  EXPECT_EQ(fromOTT(0.02).reach, balanced);
  EXPECT_THAT(errorOf([] { fromOTT(0.1, 1.5); }),
              HasSubstr("tau: a number between 0 and 1"));
}
