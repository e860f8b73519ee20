//===- InterpreterOperationsTest.cpp - Operations on values ---------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tests/dialect/InterpreterCalls.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

using namespace kop::tests;
using testing::ElementsAre;

namespace {

//===----------------------------------------------------------------------===//
// Upstream operations, one row each
//===----------------------------------------------------------------------===//

struct RealCase {
  const char *operation;
  std::vector<double> operands;
  double expected;
};

void PrintTo(const RealCase &row, std::ostream *out) { *out << row.operation; }

class RealOperation : public testing::TestWithParam<RealCase> {};

TEST_P(RealOperation, HasItsValue) {
  const RealCase &row = GetParam();
  std::vector<std::string> types(row.operands.size(), "f64");
  std::vector<kop::ir::InterpreterArray> arrays;
  std::string names;
  for (size_t n = 0; n < row.operands.size(); ++n) {
    arrays.push_back(scalar(row.operands[n]));
    names += std::string(n ? ", %" : " %") + char('a' + n);
  }
  double result =
      evaluate(types, std::string("%r = ") + row.operation + names + " : f64",
               "f64", arrays)
          .reals[0];
  if (std::isnan(row.expected))
    EXPECT_TRUE(std::isnan(result)) << result;
  else
    EXPECT_DOUBLE_EQ(result, row.expected);
}

const double root2 = 1.4142135623730951;

INSTANTIATE_TEST_SUITE_P(
    All, RealOperation,
    testing::Values(
        RealCase{"arith.addf", {1.5, 2}, 3.5},
        RealCase{"arith.subf", {1.5, 2}, -0.5},
        RealCase{"arith.mulf", {1.5, 2}, 3},
        RealCase{"arith.divf", {1, 0}, infinity},
        RealCase{"arith.remf", {-7, 3}, -1}, RealCase{"arith.negf", {2}, -2},
        RealCase{"arith.minnumf", {notANumber, 2}, 2},
        RealCase{"arith.maxnumf", {1, 2}, 2},
        RealCase{"arith.minimumf", {notANumber, 2}, notANumber},
        RealCase{"arith.maximumf", {3, 2}, 3}, RealCase{"math.absf", {-3}, 3},
        RealCase{"math.sqrt", {2}, root2}, RealCase{"math.rsqrt", {4}, 0.5},
        RealCase{"math.cbrt", {-8}, -2},
        RealCase{"math.exp", {1}, 2.718281828459045},
        RealCase{"math.exp2", {-3}, 0.125},
        RealCase{"math.expm1", {1e-20}, 1e-20},
        RealCase{"math.log", {2.718281828459045}, 1},
        RealCase{"math.log2", {8}, 3}, RealCase{"math.log10", {1000}, 3},
        RealCase{"math.log1p", {1e-20}, 1e-20},
        RealCase{"math.powf", {2, 0.5}, root2},
        RealCase{"math.sin", {0.5}, 0.479425538604203},
        RealCase{"math.cos", {0.5}, 0.8775825618903728},
        RealCase{"math.tan", {0.5}, 0.5463024898437905},
        RealCase{"math.asin", {1}, 1.5707963267948966},
        RealCase{"math.acos", {-1}, 3.141592653589793},
        RealCase{"math.atan", {1}, 0.7853981633974483},
        RealCase{"math.atan2", {1, -1}, 2.356194490192345},
        RealCase{"math.sinh", {1}, 1.1752011936438014},
        RealCase{"math.cosh", {1}, 1.543080634815244},
        RealCase{"math.tanh", {0.5}, 0.46211715726000973},
        RealCase{"math.asinh", {1}, 0.881373587019543},
        RealCase{"math.acosh", {2}, 1.3169578969248166},
        RealCase{"math.atanh", {0.5}, 0.5493061443340549},
        RealCase{"math.erf", {0.5}, 0.5204998778130465},
        RealCase{"math.erfc", {0.5}, 0.4795001221869535},
        RealCase{"math.floor", {-1.5}, -2}, RealCase{"math.ceil", {-1.5}, -1},
        RealCase{"math.round", {2.5}, 3}, RealCase{"math.roundeven", {2.5}, 2},
        RealCase{"math.trunc", {-1.5}, -1},
        RealCase{"math.copysign", {3, -0.0}, -3},
        RealCase{"math.fma", {2, 3, 4}, 10}));

struct IntegerCase {
  const char *operation;
  int64_t lhs, rhs, expected;
};

void PrintTo(const IntegerCase &row, std::ostream *out) {
  *out << row.operation;
}

class IntegerOperation : public testing::TestWithParam<IntegerCase> {};

TEST_P(IntegerOperation, HasItsValue) {
  const IntegerCase &row = GetParam();
  EXPECT_EQ(evaluate({"i32", "i32"},
                     std::string("%r = ") + row.operation + " %a, %b : i32",
                     "i32", {integer(row.lhs), integer(row.rhs)})
                .integers[0],
            row.expected);
}

INSTANTIATE_TEST_SUITE_P(
    All, IntegerOperation,
    testing::Values(IntegerCase{"arith.addi", INT32_MAX, 1, INT32_MIN},
                    IntegerCase{"arith.subi", 2, 5, -3},
                    IntegerCase{"arith.muli", -4, 5, -20},
                    IntegerCase{"arith.divsi", -7, 2, -3},
                    IntegerCase{"arith.remsi", -7, 2, -1},
                    IntegerCase{"arith.floordivsi", -7, 2, -4},
                    IntegerCase{"arith.floordivsi", 7, -2, -4},
                    IntegerCase{"arith.ceildivsi", 7, 2, 4},
                    IntegerCase{"arith.andi", 6, 3, 2},
                    IntegerCase{"arith.ori", 6, 3, 7},
                    IntegerCase{"arith.xori", 6, 3, 5},
                    IntegerCase{"arith.minsi", -1, 2, -1},
                    IntegerCase{"arith.maxsi", -1, 2, 2}));

bool compareReals(const std::string &predicate, double x, double y) {
  return evaluate({"f64", "f64"},
                  "%r = arith.cmpf " + predicate + ", %a, %b : f64", "i1",
                  {scalar(x), scalar(y)})
      .integers[0];
}

TEST(Operations, ComparisonsOfReals) {
  const char *predicates[] = {"oeq", "one", "olt", "ole", "ogt", "oge", "ord",
                              "ueq", "une", "ult", "ule", "ugt", "uge", "uno"};
  for (const char *name : predicates) {
    std::string predicate = name;
    bool unordered = predicate[0] == 'u';
    std::string rest = predicate.substr(1);
    EXPECT_EQ(compareReals(predicate, notANumber, 1), unordered) << name;
    if (predicate == "uno" || predicate == "ord") {
      EXPECT_EQ(compareReals(predicate, 1, 2), predicate == "ord");
      continue;
    }
    EXPECT_EQ(compareReals(predicate, 1, 2),
              rest == "ne" || rest == "lt" || rest == "le")
        << name;
    EXPECT_EQ(compareReals(predicate, 2, 2),
              rest == "eq" || rest == "le" || rest == "ge")
        << name;
    EXPECT_EQ(compareReals(predicate, 3, 2),
              rest == "ne" || rest == "gt" || rest == "ge")
        << name;
  }
}

TEST(Operations, ComparisonsOfIntegers) {
  auto compare = [](const std::string &predicate, int64_t x, int64_t y) {
    return evaluate({"i32", "i32"},
                    "%r = arith.cmpi " + predicate + ", %a, %b : i32", "i1",
                    {integer(x), integer(y)})
        .integers[0];
  };
  EXPECT_TRUE(compare("eq", 2, 2));
  EXPECT_FALSE(compare("ne", 2, 2));
  EXPECT_TRUE(compare("slt", -1, 2));
  EXPECT_FALSE(compare("ult", -1, 2));
  EXPECT_TRUE(compare("sge", 2, 2));
}

TEST(Operations, SelectPicksByComponent) {
  EXPECT_THAT(
      evaluate({"tensor<2xi1>", "tensor<2xf64>", "tensor<2xf64>"},
               "%r = arith.select %a, %b, %c : tensor<2xi1>, "
               "tensor<2xf64>",
               "tensor<2xf64>",
               {integers({}, {1, 0}), reals({}, {1, 2}), reals({}, {3, 4})})
          .reals,
      ElementsAre(1, 4));
  EXPECT_THAT(evaluate({"i1", "tensor<2xf64>", "tensor<2xf64>"},
                       "%r = arith.select %a, %b, %c : tensor<2xf64>",
                       "tensor<2xf64>",
                       {integer(0), reals({}, {1, 2}), reals({}, {3, 4})})
                  .reals,
              ElementsAre(3, 4));
}

TEST(Operations, Conversions) {
  EXPECT_EQ(evaluate({"i32"}, "%r = arith.sitofp %a : i32 to f32", "f32",
                     {integer(-3)})
                .reals[0],
            -3);
  EXPECT_EQ(evaluate({"f32"}, "%r = arith.fptosi %a : f32 to i32", "i32",
                     {scalar(-3.7)})
                .integers[0],
            -3);
}

TEST(Operations, ConstantsAreThoseOfTheirType) {
  EXPECT_EQ(
      evaluate({}, "%r = arith.constant 1.0e-1 : f32", "f32", {}).reals[0],
      double(0.1f));
}

//===----------------------------------------------------------------------===//
// Operations of the dialect
//===----------------------------------------------------------------------===//

const kop::ir::InterpreterArray abc = reals({}, {1, 2, 3});

TEST(Operations, Broadcast) {
  EXPECT_THAT(evaluate({"f64"}, "%r = kop.broadcast %a : f64 to tensor<2xf64>",
                       "tensor<2xf64>", {scalar(5)})
                  .reals,
              ElementsAre(5, 5));
}

TEST(Operations, Components) {
  auto fold = [](const std::string &kind, std::vector<double> values) {
    return evaluate({"tensor<3xf64>"},
                    "%r = kop.components " + kind +
                        " %a : tensor<3xf64> -> f64",
                    "f64", {reals({}, std::move(values))})
        .reals[0];
  };
  EXPECT_EQ(fold("sum", {1, 2, 4}), 7);
  EXPECT_EQ(fold("prod", {3, 2, 4}), 24);
  EXPECT_EQ(fold("min", {3, notANumber, 4}), 3);
  EXPECT_EQ(fold("max", {3, notANumber, 4}), 4);
  EXPECT_EQ(fold("min", {notANumber, notANumber, notANumber}), infinity);
}

TEST(Operations, ComponentsPositions) {
  auto fold = [](const std::string &kind, std::vector<double> values) {
    return evaluate({"tensor<3xf64>"},
                    "%r = kop.components " + kind +
                        " %a : tensor<3xf64> -> i32",
                    "i32", {reals({}, std::move(values))})
        .integers[0];
  };
  EXPECT_EQ(fold("argmin", {3, 1, 1}), 1);
  EXPECT_EQ(fold("argmax", {notANumber, 1, 1}), 1);
  EXPECT_EQ(fold("argmin", {notANumber, infinity, infinity}), -1);
}

TEST(Operations, DotAndSquaredDistance) {
  EXPECT_EQ(evaluate({"tensor<3xf64>", "tensor<3xf64>"},
                     "%r = kop.dot %a, %b : tensor<3xf64> -> f64", "f64",
                     {abc, reals({}, {4, 5, 6})})
                .reals[0],
            32);
  EXPECT_EQ(evaluate({"tensor<3xf64>", "tensor<3xf64>"},
                     "%r = kop.sqdist %a, %b : tensor<3xf64> -> f64", "f64",
                     {abc, reals({}, {2, 4, 6})})
                .reals[0],
            14);
}

TEST(Operations, Einsum) {
  auto matrix = reals({}, {1, 2, 3, 4, 5, 6});
  EXPECT_THAT(evaluate({"tensor<2x3xf64>", "tensor<3xf64>"},
                       "%r = kop.einsum \"ab,b->a\" %a, %b : "
                       "(tensor<2x3xf64>, tensor<3xf64>) -> tensor<2xf64>",
                       "tensor<2xf64>", {matrix, abc})
                  .reals,
              ElementsAre(14, 32));
  EXPECT_THAT(evaluate({"tensor<2x3xf64>"},
                       "%r = kop.einsum \"ab->ba\" %a : (tensor<2x3xf64>) -> "
                       "tensor<3x2xf64>",
                       "tensor<3x2xf64>", {matrix})
                  .reals,
              ElementsAre(1, 4, 2, 5, 3, 6));
  EXPECT_THAT(evaluate({"tensor<2x2xf64>"},
                       "%r = kop.einsum \"aa->\" %a : (tensor<2x2xf64>) -> f64",
                       "f64", {reals({}, {1, 2, 3, 4})})
                  .reals,
              ElementsAre(5));
}

TEST(Operations, ConcatAndSlice) {
  EXPECT_THAT(evaluate({"f64", "tensor<3xf64>"},
                       "%r = kop.concat %a, %b : f64, tensor<3xf64> -> "
                       "tensor<4xf64>",
                       "tensor<4xf64>", {scalar(9), abc})
                  .reals,
              ElementsAre(9, 1, 2, 3));
  EXPECT_THAT(evaluate({"tensor<3x2xf64>"},
                       "%r = kop.slice %a[1] : tensor<3x2xf64> -> "
                       "tensor<2x2xf64>",
                       "tensor<2x2xf64>", {reals({}, {1, 2, 3, 4, 5, 6})})
                  .reals,
              ElementsAre(3, 4, 5, 6));
}

TEST(Operations, ComponentAndLookup) {
  auto matrix = reals({}, {1, 2, 3, 4, 5, 6});
  EXPECT_EQ(evaluate({"tensor<2x3xf64>"},
                     "%r = kop.component %a [1, 2] : tensor<2x3xf64> -> f64",
                     "f64", {matrix})
                .reals[0],
            6);
  auto lookup = [&](int64_t row, int64_t column) {
    return evaluate({"tensor<2x3xf64>", "i32", "i32"},
                    "%r = kop.lookup %a[%b, %c : i32, i32] : "
                    "tensor<2x3xf64> -> f64",
                    "f64", {matrix, integer(row), integer(column)})
        .reals[0];
  };
  EXPECT_EQ(lookup(1, 0), 4);
  EXPECT_TRUE(std::isnan(lookup(2, 0)));
}

TEST(Operations, OneHot) {
  auto onehot = [](int64_t position) {
    return evaluate({"i32"}, "%r = kop.onehot %a : i32 -> tensor<3xf64>",
                    "tensor<3xf64>", {integer(position)})
        .reals;
  };
  EXPECT_THAT(onehot(1), ElementsAre(0, 1, 0));
  EXPECT_THAT(onehot(-1), ElementsAre(0, 0, 0));
  EXPECT_THAT(onehot(3), ElementsAre(0, 0, 0));
}

TEST(Operations, Reshape) {
  EXPECT_THAT(evaluate({"tensor<2x2xf64>"},
                       "%r = kop.reshape %a : tensor<2x2xf64> to tensor<4xf64>",
                       "tensor<4xf64>", {reals({}, {1, 2, 3, 4})})
                  .reals,
              ElementsAre(1, 2, 3, 4));
}

} // namespace
