//===- PeerTest.cpp - What other libraries find ---------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Options that are made of the parameters of GeomLoss 0.3.1, POT 0.9.7 and OTT
// 0.6.0 lead to what these libraries find, in double precision.
//
//===----------------------------------------------------------------------===//

#include "Clouds.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace kop;
using namespace kop::ot;
using clouds::Cloud;

namespace {

const std::vector<double> points = {0, 0, 1, 0.5, 0.25, 0.75};
const std::vector<double> others = {0.5, 0.25, 1, 1};
const std::vector<double> weights = {0.5, 0.25, 0.25};
const std::vector<double> larger = {0.5, 1}, shares = {1 / 3.0, 2 / 3.0};

std::vector<double> powers(std::vector<double> values, double exponent) {
  for (double &value : values)
    value = std::pow(value, exponent);
  return values;
}

void expectPlan(Options options, const std::vector<double> &a,
                const std::vector<double> &b,
                const std::vector<double> &expected, double error) {
  options.tolerance = options.marginalTolerance = 1e-13;
  const auto result = solve<double>(clouds::make<double>(points, a),
                                    clouds::make<double>(others, b), options);
  const PlanEntries plan = result.plan().entries(1e-20);
  ASSERT_EQ(plan.masses.size(), expected.size());
  for (std::size_t k = 0; k < expected.size(); ++k)
    EXPECT_NEAR(plan.masses[k], expected[k], error) << k;
}

double divergenceOf(Options options) {
  options.tolerance = options.marginalTolerance = 1e-12;
  return solve<double>(clouds::make<double>(points, weights),
                       clouds::make<double>(others, shares), options)
      .value();
}

} // namespace

/// ot.sinkhorn(a, b, ot.dist(x, y), 0.2).
TEST(POT, BalancedPlan) {
  expectPlan(fromPOT(0.2), weights, shares,
             {3.327416946095e-01, 1.672583053905e-01, 7.878543511664e-05,
              2.499212145649e-01, 5.128532887660e-04, 2.494871467112e-01},
             1e-12);
}

/// ot.unbalanced.sinkhorn_unbalanced(a, b, ot.dist(x, y), 0.2, 0.5,
/// reg_type="kl").
TEST(POT, UnbalancedPlan) {
  expectPlan(fromPOT(0.2, 0.5), weights, larger,
             {0.306469849058, 0.000608689705, 0.023867936382, 0.299157427628,
              0.071339611396, 0.137124009753},
             1e-11);
}

/// LinearProblem(PointCloud(x, y, epsilon), a, b, tau_a=tau, tau_b=tau): the
/// plan here is that of weights to the power tau.
TEST(OTT, UnbalancedPlan) {
  expectPlan(fromOTT(0.2, 0.8), powers(weights, 0.8), powers(larger, 0.8),
             {0.404864351821, 0.000924924716, 0.026114364745, 0.376489638334,
              0.091616915897, 0.202556916364},
             1e-11);
  expectPlan(fromOTT(0.05, 0.9), powers(weights, 0.9), powers(larger, 0.9),
             {3.272590785168e-01, 2.911062149351e-13, 2.565474942321e-04,
              3.619381965060e-01, 1.043571588326e-01, 8.142921973501e-02},
             1e-11);
}

/// SamplesLoss("sinkhorn", p, blur, reach, scaling=0.999): its steps of the
/// annealing do not quite end in the solution.
TEST(GeomLoss, Divergences) {
  EXPECT_NEAR(divergenceOf(fromGeomLoss(2, 0.3)), 0.2834499048384792, 1e-6);
  EXPECT_NEAR(divergenceOf(fromGeomLoss(2, 0.3, 0.5)), 0.13062324735587696,
              1e-5);
  EXPECT_NEAR(divergenceOf(fromGeomLoss(1, 0.3)), 0.5911090657882032, 1e-4);
}
