//===- InterpreterReductionsTest.cpp - Reductions and their edges ---------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One test per row of the table of reductions in docs/Semantics.md.
//
//===----------------------------------------------------------------------===//

#include "tests/dialect/InterpreterCalls.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

using namespace kop::tests;
using testing::ElementsAre;
using testing::NanSensitiveDoubleEq;
using testing::Pointwise;
using Terms = std::vector<double>;

namespace {

kop::ir::InterpreterArray column(Terms terms) {
  int64_t size = terms.size();
  return reals({size}, std::move(terms));
}

/// A reduction of f64 scalars to one scalar.
double reduceReals(const std::string &kind, Terms terms) {
  Outcome outcome = reduce({"f64"}, kind + R"( over ["j"] (%a : f64))", {"f64"},
                           {column(std::move(terms))});
  EXPECT_EQ(outcome.error, "");
  return outcome.outputs[0].reals[0];
}

int64_t position(const std::string &kind, Terms terms) {
  Outcome outcome = reduce({"f64"}, kind + R"( over ["j"] (%a : f64))", {"i32"},
                           {column(std::move(terms))});
  EXPECT_EQ(outcome.error, "");
  return outcome.outputs[0].integers[0];
}

TEST(Reductions, Sum) {
  EXPECT_EQ(reduceReals("sum", {}), 0);
  EXPECT_EQ(reduceReals("sum", {1, 2, 3}), 6);
  EXPECT_EQ(reduceReals("sum", {1, infinity}), infinity);
  EXPECT_TRUE(std::isnan(reduceReals("sum", {infinity, -infinity})));
  EXPECT_TRUE(std::isnan(reduceReals("sum", {1, notANumber})));
  // Compensated: no order of the terms loses the small ones.
  EXPECT_EQ(reduceReals("sum", {1e100, 1, -1e100}), 1);
}

TEST(Reductions, SumOfVectorsAndIntegers) {
  Outcome vectors =
      reduce({"tensor<2xf64>"}, R"(sum over ["j"] (%a : tensor<2xf64>))",
             {"tensor<2xf64>"}, {reals({3}, {1, 2, 3, 4, 5, 6})});
  EXPECT_THAT(vectors.outputs[0].reals, ElementsAre(9, 12));
  Outcome count = reduce({"i32"}, R"(sum over ["j"] (%a : i32))", {"i32"},
                         {integers({3}, {1, 0, 1})});
  EXPECT_THAT(count.outputs[0].integers, ElementsAre(2));
}

TEST(Reductions, Count) {
  Outcome outcome = reduce({"f64"}, R"(count over ["j"] per ["j"])", {"f32"},
                           {column({1, notANumber, 3})});
  EXPECT_EQ(outcome.error, "");
  EXPECT_THAT(outcome.outputs[0].reals, ElementsAre(3));
}

/// The lists of all rows, one behind the other; NaN is not above anything.
TEST(Reductions, Collect) {
  Outcome outcome = interpret(
      R"(
kop.formula @f indices [i, j] (%x: !kop.array<["i"], f64>,
    %y: !kop.array<["j"], f64>) -> (n: !kop.array<["i"], i32>) index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %a = kop.read %x[%i : i32] : !kop.array<["i"], f64> -> f64
  %b = kop.read %y[%j : i32] : !kop.array<["j"], f64> -> f64
  %c = arith.cmpf ogt, %b, %a : f64
  %n = kop.reduce collect over ["j"] per ["i", "j"] where %c -> i32
  kop.output %n : i32
})",
      {{column({1, 9, notANumber, 2}), column({3, notANumber, 2, 5})}, {}, {}});
  ASSERT_EQ(outcome.error, "");
  EXPECT_THAT(outcome.outputs[0].integers, ElementsAre(3, 0, 0, 2));
  EXPECT_THAT(outcome.outputs[0].entries, ElementsAre(0, 2, 3, 0, 3));
}

/// The values of a term beside the lists.
TEST(Reductions, CollectWithValues) {
  Outcome outcome = interpret(
      R"(
kop.formula @f indices [i, j] (%x: !kop.array<["i"], f64>,
    %y: !kop.array<["j"], f64>, %z: !kop.array<["j"], tensor<2xf64>>)
    -> (v: !kop.array<["i"], tensor<2xf64>>, n: !kop.array<["i"], i32>)
    index i32 {
  %i = kop.index "i" : i32
  %j = kop.index "j" : i32
  %a = kop.read %x[%i : i32] : !kop.array<["i"], f64> -> f64
  %b = kop.read %y[%j : i32] : !kop.array<["j"], f64> -> f64
  %e = kop.read %z[%j : i32] : !kop.array<["j"], tensor<2xf64>> -> tensor<2xf64>
  %c = arith.cmpf ogt, %b, %a : f64
  %n, %v = kop.reduce collect over ["j"] per ["i", "j"] (%e : tensor<2xf64>) where %c {list = "n"} -> i32, tensor<2xf64>
  kop.output %v, %n : tensor<2xf64>, i32
})",
      {{column({1, 9, 2}), column({3, 0, 5}), reals({3}, {1, 2, 3, 4, 5, 6})},
       {},
       {}});
  ASSERT_EQ(outcome.error, "");
  EXPECT_THAT(outcome.outputs[0].reals, ElementsAre(1, 2, 5, 6, 1, 2, 5, 6));
  EXPECT_THAT(outcome.outputs[1].integers, ElementsAre(2, 0, 2));
  EXPECT_THAT(outcome.outputs[1].entries, ElementsAre(0, 2, 0, 2));
}

TEST(Reductions, CollectOfNothing) {
  Outcome outcome = reduce({"i1"}, R"(collect over ["j"] per ["j"] where %a)",
                           {"i32"}, {integers({0}, {})});
  ASSERT_EQ(outcome.error, "");
  EXPECT_THAT(outcome.outputs[0].integers, ElementsAre(0));
  EXPECT_TRUE(outcome.outputs[0].entries.empty());
}

TEST(Reductions, Prod) {
  EXPECT_EQ(reduceReals("prod", {}), 1);
  EXPECT_EQ(reduceReals("prod", {2, -3, 4}), -24);
}

TEST(Reductions, MinAndMax) {
  EXPECT_EQ(reduceReals("min", {}), infinity);
  EXPECT_EQ(reduceReals("max", {}), -infinity);
  EXPECT_EQ(reduceReals("min", {3, notANumber, -1, 2}), -1);
  EXPECT_EQ(reduceReals("max", {notANumber, 3, -1}), 3);
  EXPECT_EQ(reduceReals("min", {notANumber}), infinity);
}

TEST(Reductions, MinOfIntegers) {
  Outcome empty = reduce({"i32"}, R"(min over ["j"] (%a : i32))", {"i32"},
                         {integers({0}, {})});
  EXPECT_EQ(empty.outputs[0].integers[0], INT32_MAX);
}

TEST(Reductions, ArgMinAndArgMax) {
  EXPECT_EQ(position("argmin", {}), -1);
  EXPECT_EQ(position("argmin", {3, 1, 1, 2}), 1);
  EXPECT_EQ(position("argmax", {3, 5, 1, 5}), 1);
  EXPECT_EQ(position("argmin", {notANumber, 4}), 1);
  EXPECT_EQ(position("argmin", {infinity, infinity}), -1);
  EXPECT_EQ(position("argmax", {-infinity}), -1);
  EXPECT_EQ(position("argmin", {infinity, -infinity}), 1);
}

TEST(Reductions, ArgMinPerComponent) {
  Outcome outcome =
      reduce({"tensor<2xf64>"}, R"(argmin over ["j"] (%a : tensor<2xf64>))",
             {"tensor<2xi32>"}, {reals({3}, {1, 9, 0, 8, 2, 7})});
  EXPECT_THAT(outcome.outputs[0].integers, ElementsAre(1, 2));
}

TEST(Reductions, KMinAndKMax) {
  auto best = [](const std::string &kind, Terms terms) {
    return reduce({"f64"}, kind + R"( over ["j"] (%a : f64) k = 3)",
                  {"tensor<3xf64>", "tensor<3xi32>"}, {column(terms)});
  };
  Outcome outcome = best("kmin", {4, 2, notANumber, 2, 1});
  EXPECT_THAT(outcome.outputs[0].reals, ElementsAre(1, 2, 2));
  EXPECT_THAT(outcome.outputs[1].integers, ElementsAre(4, 1, 3));
  outcome = best("kmax", {4, 2, 4});
  EXPECT_THAT(outcome.outputs[0].reals, ElementsAre(4, 4, 2));
  EXPECT_THAT(outcome.outputs[1].integers, ElementsAre(0, 2, 1));
  outcome = best("kmin", {7, infinity});
  EXPECT_THAT(outcome.outputs[0].reals, ElementsAre(7, infinity, infinity));
  EXPECT_THAT(outcome.outputs[1].integers, ElementsAre(0, -1, -1));
  outcome = best("kmax", {});
  EXPECT_THAT(outcome.outputs[0].reals,
              ElementsAre(-infinity, -infinity, -infinity));
}

TEST(Reductions, KMinPerComponent) {
  Outcome outcome = reduce(
      {"tensor<2xf64>"}, R"(kmin over ["j"] (%a : tensor<2xf64>) k = 3)",
      {"tensor<3x2xf64>", "tensor<3x2xi32>"}, {reals({2}, {5, 1, 4, 1})});
  EXPECT_THAT(outcome.outputs[0].reals,
              ElementsAre(4, 1, 5, 1, infinity, infinity));
  EXPECT_THAT(outcome.outputs[1].integers, ElementsAre(1, 0, 0, 1, -1, -1));
}

TEST(Reductions, BestOfIntegers) {
  Outcome least = reduce({"i32"}, R"(kmin over ["j"] (%a : i32) k = 3)",
                         {"tensor<3xi32>", "tensor<3xi32>"},
                         {integers({3}, {7, INT32_MAX, -7})});
  EXPECT_THAT(least.outputs[0].integers, ElementsAre(-7, 7, INT32_MAX));
  EXPECT_THAT(least.outputs[1].integers, ElementsAre(2, 0, -1));
  Outcome argmax = reduce({"i64"}, R"(argmax over ["j"] (%a : i64))", {"i32"},
                          {integers({4}, {3, INT64_MAX, 4, INT64_MAX})});
  EXPECT_THAT(argmax.outputs[0].integers, ElementsAre(1));
  Outcome none = reduce({"i64"}, R"(argmax over ["j"] (%a : i64))", {"i32"},
                        {integers({1}, {INT64_MIN})});
  EXPECT_THAT(none.outputs[0].integers, ElementsAre(-1));
}

TEST(Reductions, LogSumExp) {
  EXPECT_EQ(reduceReals("logsumexp", {}), -infinity);
  EXPECT_EQ(reduceReals("logsumexp", {-infinity, -infinity}), -infinity);
  EXPECT_DOUBLE_EQ(reduceReals("logsumexp", {-infinity, 2}), 2);
  EXPECT_EQ(reduceReals("logsumexp", {1, infinity, infinity}), infinity);
  EXPECT_DOUBLE_EQ(reduceReals("logsumexp", {1000, 1000}),
                   1000 + std::log(2.0));
  EXPECT_DOUBLE_EQ(reduceReals("logsumexp", {-1e5, -1e5, -2e5}),
                   -1e5 + std::log(2.0));
  EXPECT_TRUE(std::isnan(reduceReals("logsumexp", {1, notANumber, 2})));
}

TEST(Reductions, LogSumExpWithWeights) {
  Outcome outcome =
      reduce({"f64", "tensor<2xf64>"},
             R"(logsumexp over ["j"] (%a, %b : f64, tensor<2xf64>))",
             {"tensor<2xf64>"}, {column({0, 1}), reals({2}, {1, 0, 2, 3})});
  EXPECT_DOUBLE_EQ(outcome.outputs[0].reals[0], std::log(1 + 2 * M_E));
  EXPECT_DOUBLE_EQ(outcome.outputs[0].reals[1], std::log(3 * M_E));
}

TEST(Reductions, LogSumExpBase2) {
  Outcome outcome = reduce({"f64"}, R"(logsumexp over ["j"] (%a : f64) base2)",
                           {"f64"}, {column({3, 3, 1, 1})});
  EXPECT_DOUBLE_EQ(outcome.outputs[0].reals[0], std::log2(20.0));
}

TEST(Reductions, LogSumExpSigned) {
  auto signedSum = [](Terms scores, Terms weights) {
    return reduce({"f64", "f64"},
                  R"(logsumexp_signed over ["j"] (%a, %b : f64, f64))",
                  {"f64", "f64"}, {column(scores), column(weights)});
  };
  Outcome outcome = signedSum({1, 2}, {1, -1});
  EXPECT_DOUBLE_EQ(outcome.outputs[0].reals[0],
                   std::log(std::exp(2.0) - std::exp(1.0)));
  EXPECT_EQ(outcome.outputs[1].reals[0], -1);
  outcome = signedSum({2, 2}, {1, -1});
  EXPECT_EQ(outcome.outputs[0].reals[0], -infinity);
  EXPECT_EQ(outcome.outputs[1].reals[0], 0);
}

TEST(Reductions, SoftMax) {
  auto softmax = [](Terms scores, Terms values) {
    return reduce({"f64", "f64"}, R"(softmax over ["j"] (%a, %b : f64, f64))",
                  {"f64"}, {column(scores), column(values)})
        .outputs[0]
        .reals[0];
  };
  EXPECT_DOUBLE_EQ(softmax({0, std::log(3.0)}, {4, 8}), 7);
  EXPECT_EQ(softmax({-infinity, 5}, {infinity, 8}), 8);
  EXPECT_TRUE(std::isnan(softmax({}, {})));
  EXPECT_TRUE(std::isnan(softmax({-infinity}, {1})));
}

TEST(Reductions, Variance) {
  EXPECT_DOUBLE_EQ(reduceReals("var", {1, 3}), 1);
  EXPECT_DOUBLE_EQ(reduceReals("var", {1e9 + 1, 1e9 + 3}), 1);
  EXPECT_EQ(reduceReals("var", {5}), 0);
  EXPECT_TRUE(std::isnan(reduceReals("var", {})));
}

TEST(Reductions, ConditionDropsTerms) {
  Outcome outcome =
      reduce({"f64", "i1"}, R"(argmin over ["j"] (%a : f64) where %b)", {"i32"},
             {column({1, 2, 3}), integers({3}, {0, 1, 1})});
  EXPECT_EQ(outcome.outputs[0].integers[0], 1);
}

} // namespace
