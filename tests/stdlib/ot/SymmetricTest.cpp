//===- SymmetricTest.cpp - The scheme of GeomLoss -------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Clouds.h"

#include <gtest/gtest.h>

using namespace kop;
using namespace kop::ot;

namespace {

/// What `SamplesLoss("sinkhorn", p, blur, reach=reach, scaling=scaling,
/// debias=debias, backend="tensorized")` of GeomLoss 0.3.1 gives in double
/// precision, and the first row of its gradient.
struct Known {
  const tables::Weights &weights;
  double p, blur, reach, scaling;
  bool debias;
  double value, gradX0, gradX1;
  double massB = 1;
};

const Known known[] = {
    {tables::easy, 2, 0.1, balanced, 0.5, true, 0.0612608305634265,
     -0.011000191816, -0.0219997221051},
    {tables::easy, 2, 0.1, balanced, 0.9, true, 0.0606244665049813,
     -0.0109999671949, -0.0219997821847},
    {tables::easy, 1, 0.1, balanced, 0.5, true, 0.312964597245332,
     -0.0527582962733, -0.0901648518362},
    {tables::easy, 2, 0.05, balanced, 0.7, false, 0.0650830366894417, -0.011,
     -0.022},
    {tables::hard, 2, 0.1, balanced, 0.5, true, 0.0683343138268758,
     -0.0100020323328, -0.0199992067723},
    {tables::hard, 2, 0.1, balanced, 0.9, true, 0.0676498248354232,
     -0.0100049550573, -0.0199983675567},
    {tables::hard, 1, 0.1, balanced, 0.5, true, 0.330441267966425,
     -0.0510799268887, -0.0768635604577},
    {tables::easy, 2, 0.1, 0.5, 0.5, true, 0.0544153036678967, 0, 0},
    {tables::hard, 2, 0.1, 0.5, 0.5, true, 0.05848835576861, 0, 0},
    {tables::easy, 2, 0.1, 0.5, 0.5, true, 0.0802297203072936, 0, 0, 1.5},
    {tables::easy, 2, 0.1, 0.5, 0.9, true, 0.0597353512404840, 0, 0, 0.5},
    {tables::easy, 2, 0.1, 0.5, 0.5, false, 0.0941579035970648, 0, 0, 1.5},
};

template <class T> class Symmetric : public testing::Test {};
using Types = testing::Types<float, double>;
TYPED_TEST_SUITE(Symmetric, Types);

} // namespace

TYPED_TEST(Symmetric, IsGeomLossStepForStep) {
  using T = TypeParam;
  const bool isDouble = sizeof(T) == 8;
  const double rounding = isDouble ? 1e-12 : 1e-6;
  for (const Known &test : known) {
    const auto a = clouds::make<T>(tables::x, test.weights.a);
    auto b = clouds::make<T>(tables::y, test.weights.b);
    for (T &weight : b.weights)
      weight = T(test.massB * double(weight));
    Options options = fromGeomLoss(test.p, test.blur, test.reach);
    options.scaling = test.scaling;
    options.debias = test.debias;
    options.symmetric = true;
    const auto result = solve<T>(a, b, options);
    // Distances below 1e-4 are 1e-4 there, those of points to themselves, too.
    const double clamped = test.p == 1 ? 1e-4 : 0;
    EXPECT_NEAR(result.value(), test.value, rounding + clamped);
    // Gradients of unbalanced problems are wrong there by (rho + epsilon / 2) /
    // (rho + epsilon).
    if (test.reach == balanced) {
      EXPECT_NEAR(result.gradX()[0], test.gradX0, 10 * rounding + clamped / 10);
      EXPECT_NEAR(result.gradX()[1], test.gradX1, 10 * rounding + clamped / 10);
    }
    // Both ways the same to the last bits, whatever the number of steps.
    EXPECT_NEAR(solve<T>(b, a, options).value(), result.value(),
                isDouble ? 1e-15 : 1e-7);
    if (test.debias) {
      EXPECT_EQ(solve<T>(a, a, options).value(), 0);
    }
  }
}

/// It is not converged, and the interval says so.
TEST(SymmetricInterval, KnowsHowFarItIs) {
  const auto a = clouds::make<double>(tables::x, tables::easy.a);
  const auto b = clouds::make<double>(tables::y, tables::easy.b);
  Options options;
  options.blur = 0.1;
  options.symmetric = true;
  const auto result = solve<double>(a, b, options);
  EXPECT_EQ(result.status(), Status::Budget);
  EXPECT_TRUE(result.interval().contains(0.0642083030605144));
}
