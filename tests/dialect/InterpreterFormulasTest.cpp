//===- InterpreterFormulasTest.cpp - Whole formulas -----------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Indices, gathers, reductions of reductions, subsets of rows, wrong calls.
//
//===----------------------------------------------------------------------===//

#include "tests/dialect/InterpreterCalls.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cmath>

using namespace kop::tests;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

/// a[i] = sum[j] exp(-(x[i] - y[j])^2) * b[j], with 1 for exp.
const char *kernelSum = R"(
kop.formula @f indices [i, j] (%x: !kop.array<["i"], f64>, %y: !kop.array<["j"], f64>)
    -> (a: !kop.array<["i"], f64>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %xi = kop.read %x[%i : i32] : !kop.array<["i"], f64> -> f64
  %yj = kop.read %y[%j : i32] : !kop.array<["j"], f64> -> f64
  %d = arith.subf %xi, %yj : f64
  %d2 = arith.mulf %d, %d : f64
  %n = arith.negf %d2 : f64
  %k = math.exp %n : f64
  %a = kop.reduce sum over ["j"] (%k : f64) -> f64
  kop.output %a : f64
})";

TEST(Formulas, ReductionPerRow) {
  Outcome outcome = interpret(
      kernelSum, {{reals({2}, {0, 1}), reals({3}, {0, 1, 2})}, {}, {}});
  ASSERT_EQ(outcome.error, "");
  double e1 = std::exp(-1.0), e4 = std::exp(-4.0);
  EXPECT_DOUBLE_EQ(outcome.outputs[0].reals[0], 1 + e1 + e4);
  EXPECT_DOUBLE_EQ(outcome.outputs[0].reals[1], 1 + 2 * e1);
}

/// |x[i] - 1|^2 / D in the dimension that the call gives.
TEST(Formulas, DimensionOfTheCall) {
  const char *text = R"(
kop.formula @f indices [i, D] (%x: !kop.array<["i"], tensor<?xf64>>)
    -> (a: !kop.array<["i"], f64>, b: !kop.array<["i"], tensor<?xf64>>)
    index i32 attributes {dimension = "D"} {
  %i = kop.index "i" : i32
  %xi = kop.read %x[%i : i32] : !kop.array<["i"], tensor<?xf64>> -> tensor<?xf64>
  %one = arith.constant 1.0 : f64
  %ones = kop.broadcast %one : f64 to tensor<?xf64>
  %s = kop.sqdist %xi, %ones : tensor<?xf64> -> f64
  %n = kop.extent "D" : i32
  %size = arith.sitofp %n : i32 to f64
  %a = arith.divf %s, %size : f64
  kop.output %a, %xi : f64, tensor<?xf64>
})";
  Outcome outcome =
      interpret(text, {{reals({2}, {1, 3, 0, 0})}, {{"D", 2}}, {}});
  ASSERT_EQ(outcome.error, "");
  EXPECT_THAT(outcome.outputs[0].reals, ElementsAre(2, 1));
  EXPECT_THAT(outcome.outputs[1].reals, ElementsAre(1, 3, 0, 0));
  outcome = interpret(text, {{reals({2}, {1, 3, 0, 0})}, {}, {}});
  EXPECT_EQ(outcome.error, "the call has to give the dimension D");
}

TEST(Formulas, SubsetOfRows) {
  Outcome outcome = interpret(
      kernelSum,
      {{reals({3}, {5, 1, 0}), reals({1}, {0})}, {}, {{"i", {2, 1}}}});
  ASSERT_EQ(outcome.error, "");
  EXPECT_THAT(outcome.outputs[0].extents, ElementsAre(2));
  EXPECT_DOUBLE_EQ(outcome.outputs[0].reals[0], 1);
  EXPECT_DOUBLE_EQ(outcome.outputs[0].reals[1], std::exp(-1.0));
}

TEST(Formulas, QuickEnoughForAMillionPairs) {
  std::vector<double> points(1000);
  for (size_t n = 0; n < points.size(); ++n)
    points[n] = n * 1e-3;
  auto begin = std::chrono::steady_clock::now();
  Outcome outcome = interpret(
      kernelSum, {{reals({1000}, points), reals({1000}, points)}, {}, {}});
  EXPECT_EQ(outcome.error, "");
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
}

// A row value (the mass) read at the other index: every row is needed although
// one is asked for.
TEST(Formulas, ReindexedReduction) {
  Outcome outcome = interpret(R"(
kop.formula @f indices [i, j] (%q: !kop.array<["i|j"], f64>)
    -> (a: !kop.array<["i"], f64>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %qi = kop.read %q[%i : i32] : !kop.array<["i|j"], f64> -> f64
  %qj = kop.read %q[%j : i32] : !kop.array<["i|j"], f64> -> f64
  %p = arith.mulf %qi, %qj : f64
  %mass = kop.reduce sum over ["j"] (%p : f64) -> f64
  %mass_j = kop.reindex %mass "i" to "j" : f64
  %w = arith.mulf %mass_j, %qi : f64
  %a = kop.reduce sum over ["j"] (%w : f64) -> f64
  kop.output %a : f64
})",
                              {{reals({3}, {1, 2, 3})}, {}, {{"i", {1}}}});
  ASSERT_EQ(outcome.error, "");
  // mass = 6, 12, 18; their sum is 36.
  EXPECT_THAT(outcome.outputs[0].reals, ElementsAre(72));
}

TEST(Formulas, GatherOfMinusOneIsZero) {
  Outcome outcome =
      interpret(R"(
kop.formula @f indices [i, j] (%y: !kop.array<["j"], f64>, %n: !kop.array<["i"], i32>)
    -> (a: !kop.array<["i"], f64>) index i32 {
  %i = kop.index "i" : i32
  %n_i = kop.read %n[%i : i32] : !kop.array<["i"], i32> -> i32
  %a = kop.read %y[%n_i : i32] : !kop.array<["j"], f64> -> f64
  kop.output %a : f64
})",
                {{reals({2}, {7, 8}), integers({3}, {1, -1, 0})}, {}, {}});
  ASSERT_EQ(outcome.error, "");
  EXPECT_THAT(outcome.outputs[0].reals, ElementsAre(8, 0, 7));
}

// sum over k of a gather: the output of kmin looked up at k.
TEST(Formulas, LookupAtAnIndex) {
  Outcome outcome = interpret(R"(
kop.formula @f indices [j, k = 2] (%y: !kop.array<["j"], f64>)
    -> (d: !kop.array<["k"], f64>, s: !kop.array<[], f64>) index i32 {
  %j = kop.index "j" : i32
  %k = kop.index "k" : i32
  %y_j = kop.read %y[%j : i32] : !kop.array<["j"], f64> -> f64
  %m:2 = kop.reduce kmin over ["j"] (%y_j : f64) k = 2 -> tensor<2xf64>, tensor<2xi32>
  %d = kop.lookup %m#0[%k : i32] : tensor<2xf64> -> f64
  %p = kop.lookup %m#1[%k : i32] : tensor<2xi32> -> i32
  %y_p = kop.read %y[%p : i32] : !kop.array<["j"], f64> -> f64
  %s = kop.reduce sum over ["k"] (%y_p : f64) -> f64
  kop.output %d, %s : f64, f64
})",
                              {{reals({3}, {5, 3, 4})}, {}, {}});
  ASSERT_EQ(outcome.error, "");
  EXPECT_THAT(outcome.outputs[0].reals, ElementsAre(3, 4));
  EXPECT_THAT(outcome.outputs[1].reals, ElementsAre(7));
}

const char *labels = R"(
kop.formula @f indices [i, l] (%x: !kop.array<["i"], i32>)
    -> (n: !kop.array<["l"], i32>) index i32 {
  %i = kop.index "i" : i32
  %l = kop.index "l" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], i32> -> i32
  %c = arith.cmpi eq, %x_i, %l : i32
  %one = arith.constant 1 : i32
  %n = kop.reduce sum over ["i"] (%one : i32) where %c -> i32
  kop.output %n : i32
})";

TEST(Formulas, IndexOfOutputsOnly) {
  Outcome outcome =
      interpret(labels, {{integers({4}, {2, 0, 2, -1})}, {{"l", 3}}, {}});
  ASSERT_EQ(outcome.error, "");
  EXPECT_THAT(outcome.outputs[0].integers, ElementsAre(1, 0, 2));
}

TEST(Formulas, ReductionOverTwoIndicesAndExtent) {
  Outcome outcome = interpret(
      R"(
kop.formula @f indices [i, j] (%x: !kop.array<["i"], f64>, %y: !kop.array<["i", "j"], f64>)
    -> (e: !kop.array<[], f64>, m: !kop.array<[], i32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %x_i = kop.read %x[%i : i32] : !kop.array<["i"], f64> -> f64
  %y_ij = kop.read %y[%i, %j : i32, i32] : !kop.array<["i", "j"], f64> -> f64
  %p = arith.mulf %x_i, %y_ij : f64
  %e = kop.reduce sum over ["i", "j"] (%p : f64) -> f64
  %m = kop.extent "j" : i32
  kop.output %e, %m : f64, i32
})",
      {{reals({2}, {1, 10}), reals({2, 3}, {1, 2, 3, 4, 5, 6})}, {}, {}});
  ASSERT_EQ(outcome.error, "");
  EXPECT_THAT(outcome.outputs[0].reals, ElementsAre(156));
  EXPECT_THAT(outcome.outputs[1].integers, ElementsAre(3));
}

//===----------------------------------------------------------------------===//
// Calls that do not fit
//===----------------------------------------------------------------------===//

std::string errorOf(const char *formula, kop::ir::InterpreterCall call) {
  return interpret(formula, std::move(call)).error;
}

TEST(WrongCalls, AreRejectedWithAReason) {
  EXPECT_EQ(errorOf(kernelSum, {{scalar(1)}, {}, {}}),
            "the formula takes 2 inputs, found 1");
  EXPECT_EQ(errorOf(kernelSum, {{reals({2}, {1, 2}), scalar(1)}, {}, {}}),
            "input y has 1 indices, found an array of 0");
  EXPECT_EQ(errorOf(kernelSum, {{reals({2}, {1}), reals({1}, {1})}, {}, {}}),
            "input x needs 2 reals, found 1");
  EXPECT_EQ(
      errorOf(kernelSum, {{reals({1}, {1}), reals({1}, {1})}, {{"i", 2}}, {}}),
      "input x has 1 values of index i, expected 2");
  EXPECT_EQ(errorOf(kernelSum,
                    {{reals({1}, {1}), reals({1}, {1})}, {}, {{"i", {1}}}}),
            "row 1 of index i is not in [0, 1)");
  EXPECT_EQ(
      errorOf(kernelSum, {{reals({1}, {1}), reals({1}, {1})}, {{"z", 2}}, {}}),
      "the formula has no index z");
  EXPECT_EQ(errorOf(labels, {{integers({1}, {0})}, {}, {}}),
            "no input carries index l; the call has to give its extent");
}

TEST(WrongCalls, SubscriptOutOfRange) {
  EXPECT_THAT(errorOf(R"(
kop.formula @f indices [j] (%y: !kop.array<["j"], f64>)
    -> (a: !kop.array<[], f64>) index i32 {
  %n = arith.constant 3 : i32
  %a = kop.read %y[%n : i32] : !kop.array<["j"], f64> -> f64
  kop.output %a : f64
})",
                      {{reals({2}, {7, 8})}, {}, {}}),
              HasSubstr("subscript 3"));
}

} // namespace
