//===- DerivativesTest.cpp - Derivatives of every operation ---------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Every case with real inputs and outputs is differentiated both ways and
// compared with differences; compiled code is compared with the interpreter in
// every instruction set.
//
//===----------------------------------------------------------------------===//

#include "tests/execution/Derivatives.h"
#include "tests/conformance/Case.h"

#include <gtest/gtest.h>

#include <algorithm>

using namespace kop::test;
using kop::sema::Instance;

namespace {

/// Whether the case has a derivative in an input.
bool isVariable(const Case &test, const kop::sema::Input &input) {
  const std::string fixed = " " + test.fixed + " ";
  return isRealType(input.type) &&
         fixed.find(" " + input.name + " ") == std::string::npos;
}

/// The names of the inputs that a case is differentiated by, in order.
std::vector<std::string> variables(const Case &test, const Instance &instance) {
  std::vector<std::string> names;
  for (const auto &input : instance.inputs)
    if (isVariable(test, input))
      names.push_back(input.name);
  return names;
}

/// Whether numbers of other formats are read: differences would be lost there.
bool hasOtherFormats(const Instance &instance) {
  return std::any_of(
      instance.inputs.begin(), instance.inputs.end(), [&](const auto &input) {
        return isRealType(input.type) && input.type.real != instance.compute;
      });
}

bool hasRealOutput(const Instance &instance) {
  return std::any_of(instance.outputs.begin(), instance.outputs.end(),
                     [](const auto &output) {
                       return isRealType(output.type) && !output.isListed;
                     });
}

bool hasDerivative(const Case &test, const Instance &instance) {
  return !variables(test, instance).empty() && hasRealOutput(instance) &&
         !hasOtherFormats(instance);
}

/// The text of a case and of its derivatives, with exports.
std::string derivedText(const Case &test, const Instance &instance) {
  return text(test) + derivativesOf(test.name, variables(test, instance)) +
         exported(test, "f64") + "export " + test.name + "_vjp" +
         test.generics + ", " + test.name + "_jvp" + test.generics + ": f64;\n";
}

class Derivatives : public testing::TestWithParam<size_t> {
protected:
  void check(const Case &test, const Derived &derived, const Extents &extents);

  Random random{20261127};
};

void Derivatives::check(const Case &test, const Derived &derived,
                        const Extents &extents) {
  std::map<std::string, Range> ranges;
  // Away from the grid of the other tests: kinks lie on it.
  for (const auto &[name, values] : test.values)
    ranges[name] = {values.low, values.high, 0};
  DerivativePoint point;
  point.inputs = randomInputs(*derived.formula, extents, ranges, random);
  const Instance &instance = *derived.formula->instance;
  std::vector<size_t> numbers;
  for (size_t n = 0; n < instance.inputs.size(); ++n)
    if (isVariable(test, instance.inputs[n]))
      numbers.push_back(n);
  DerivativeRoom room;
  room.difference = [&](size_t, double scale) {
    return 1e-6 * scale * test.slope;
  };
  const std::string wrong =
      checkDerivatives(derived, extents, numbers, room, random, point);
  EXPECT_EQ(wrong, "") << test.name << "\n" << text(test);
  // What derivatives lose by rounding goes with their largest number.
  const double relative = 1e-10;
  if (!point.tangents.empty()) {
    EXPECT_EQ(compareCompiled(*derived.tangent, extents, point.tangentInputs,
                              point.tangents, relative),
              "")
        << text(test);
  }
  if (!point.cotangents.empty()) {
    EXPECT_EQ(compareCompiled(*derived.cotangent, extents,
                              point.cotangentInputs, point.cotangents,
                              relative),
              "")
        << text(test);
  }
}

/// Compiles the formulas of a group first, to see which inputs are real.
TEST_P(Derivatives, OfAllCases) {
  const Group group = allGroups()[GetParam()];
  if (std::none_of(
          group.types.begin(), group.types.end(),
          [](const std::string &type) { return type.rfind("f64", 0) == 0; }))
    GTEST_SKIP() << "not in f64";
  std::string error, all = "module c;\n";
  for (const Case &test : group.cases)
    all += text(test) + exported(test, "f64");
  const auto forward = Program::interpretOnly(all, error);
  ASSERT_TRUE(forward) << error;
  std::vector<Case> smooth;
  std::string derivedTexts = "module c;\n";
  for (const Case &test : group.cases) {
    const Function *function = forward->find(test.name);
    ASSERT_TRUE(function) << test.name;
    EXPECT_EQ(hasDerivative(test, *function->instance), !test.discrete)
        << test.name;
    if (test.discrete)
      continue;
    smooth.push_back(test);
    derivedTexts += derivedText(test, *function->instance);
  }
  if (smooth.empty())
    GTEST_SKIP() << "no real numbers";
  const auto program = Program::compile(derivedTexts, error);
  ASSERT_TRUE(program) << error;
  for (const Case &test : smooth) {
    const Derived derived = Derived::find(*program, test.name);
    ASSERT_TRUE(derived);
    for (const auto &[n, m] :
         {std::pair<int64_t, int64_t>(19, 13), {5, 70}, {1, 1}, {0, 3}}) {
      const bool shared = test.parameters.find('|') != std::string::npos;
      check(test, derived,
            {{"i", n},
             {"j", shared ? n : m},
             {"k", 5},
             {"l", 4},
             {"s", 3},
             {"t", 2}});
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, Derivatives,
                         testing::Range<size_t>(0, allGroups().size()),
                         [](const testing::TestParamInfo<size_t> &info) {
                           return allGroups()[info.param].name;
                         });

} // namespace
