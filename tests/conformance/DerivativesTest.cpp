//===- DerivativesTest.cpp - Derivatives of every operation ---------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Every case with real inputs and outputs is differentiated both ways. Its
// tangent is compared with central differences of the interpreted formula, its
// cotangent with the tangent: <c, J t> = <J' c, t> for any c and t. Compiled
// code is compared with the interpreter in every instruction set.
//
//===----------------------------------------------------------------------===//

#include "tests/conformance/Case.h"
#include "tests/execution/Call.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

using namespace kop::test;
using kop::sema::Instance;

namespace {

/// A formula with its derivatives in all real inputs.
struct Derived {
  const Function *formula, *cotangent, *tangent;
};

bool isRealType(const kop::sema::Type &type) {
  return type.scalar == kop::sema::Scalar::Real;
}

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
  return std::any_of(
      instance.outputs.begin(), instance.outputs.end(),
      [](const auto &output) { return isRealType(output.type); });
}

/// The text of a case and of its derivatives, with exports.
std::string derivedText(const Case &test, const Instance &instance) {
  std::string list;
  for (const std::string &name : variables(test, instance))
    list += (list.empty() ? "" : ", ") + name;
  const std::string of = "(" + test.name + "; " + list + ");\n";
  return text(test) + "formula " + test.name + "_vjp = vjp" + of + "formula " +
         test.name + "_jvp = jvp" + of + exported(test, "f64") + "export " +
         test.name + "_vjp" + test.generics + ", " + test.name + "_jvp" +
         test.generics + ": f64;\n";
}

/// The values that a differentiated call works on.
struct Point {
  std::vector<Array> inputs;
  std::vector<size_t> real; ///< Numbers of the real inputs.
  std::vector<Array> tangents, cotangents;
};

double dot(const Array &x, const Array &y) {
  double sum = 0;
  for (size_t n = 0; n < x.reals.size(); ++n)
    sum += x.reals[n] * y.reals[n];
  return sum;
}

double norm(const Array &x) { return std::sqrt(dot(x, x)); }

Array randomLike(const Array &like, Random &random) {
  std::uniform_real_distribution<double> uniform(-1, 1);
  Array result = like;
  for (double &value : result.reals)
    value = uniform(random);
  return result;
}

class Derivatives : public testing::TestWithParam<size_t> {
protected:
  void check(const Case &test, const Derived &derived, const Extents &extents);
  bool interpret(const Function &function, const Extents &extents,
                 const std::vector<Array> &inputs, std::vector<Array> &outputs,
                 const Case &test);
  void compareCompiled(const Case &test, const Function &function,
                       const Extents &extents, const std::vector<Array> &inputs,
                       const std::vector<Array> &expected);

  Random random{20261127};
};

bool Derivatives::interpret(const Function &function, const Extents &extents,
                            const std::vector<Array> &inputs,
                            std::vector<Array> &outputs, const Case &test) {
  const std::string failure = runOracle(function, extents, inputs, outputs);
  if (failure.empty())
    return true;
  ADD_FAILURE() << function.name() << ": " << failure << "\n" << text(test);
  return false;
}

/// The compiled derivative may differ by what its terms lose by rounding, in
/// proportion to the largest number of an output.
void Derivatives::compareCompiled(const Case &test, const Function &function,
                                  const Extents &extents,
                                  const std::vector<Array> &inputs,
                                  const std::vector<Array> &expected) {
  std::vector<double> largest;
  for (const Array &output : expected) {
    double most = 0;
    for (double value : output.reals)
      if (std::isfinite(value))
        most = std::max(most, std::abs(value));
    largest.push_back(most);
  }
  const Tolerance tolerance = [&](size_t output, size_t, double) {
    return 1e-10 * (largest[output] + 1);
  };
  for (const std::string &cpu : instructionSets(function.formula)) {
    RunOptions options;
    options.cpu = cpu;
    std::vector<Array> found;
    std::string wrong = runCompiled(function, extents, inputs, options, found);
    if (wrong.empty())
      wrong = compare(function, expected, found, tolerance);
    EXPECT_EQ(wrong, "") << function.name() << " " << cpu << "\n" << text(test);
  }
}

void Derivatives::check(const Case &test, const Derived &derived,
                        const Extents &extents) {
  Point point;
  std::map<std::string, Range> ranges;
  // Away from the grid of the other tests: kinks lie on it.
  for (const auto &[name, values] : test.values)
    ranges[name] = {values.low, values.high, 0};
  point.inputs = randomInputs(*derived.formula, extents, ranges, random);
  const Instance &instance = *derived.formula->instance;
  for (size_t n = 0; n < instance.inputs.size(); ++n)
    if (isVariable(test, instance.inputs[n])) {
      point.real.push_back(n);
      point.tangents.push_back(randomLike(point.inputs[n], random));
    }

  // The tangent, against differences.
  std::vector<Array> tangent, forward[4];
  std::vector<Array> inputs = point.inputs;
  inputs.insert(inputs.end(), point.tangents.begin(), point.tangents.end());
  if (!interpret(*derived.tangent, extents, inputs, tangent, test))
    return;
  compareCompiled(test, *derived.tangent, extents, inputs, tangent);
  const double h = 1e-6;
  constexpr double steps[] = {-1, 1, -2, 2};
  for (int side = 0; side < 4; ++side) {
    std::vector<Array> moved = point.inputs;
    for (size_t k = 0; k < point.real.size(); ++k) {
      Array &array = moved[point.real[k]];
      for (size_t n = 0; n < array.reals.size(); ++n)
        array.reals[n] += steps[side] * h * point.tangents[k].reals[n];
    }
    if (!interpret(*derived.formula, extents, moved, forward[side], test))
      return;
  }
  size_t place = 0;
  for (size_t k = 0; k < instance.outputs.size(); ++k) {
    if (!isRealType(instance.outputs[k].type))
      continue;
    Array &found = tangent[place++];
    double scale = 1, error = 0;
    for (size_t n = 0; n < found.reals.size(); ++n) {
      const double above = forward[1][k].reals[n],
                   below = forward[0][k].reals[n];
      if (!std::isfinite(above) || !std::isfinite(below))
        continue;
      scale = std::max({scale, std::abs(above), std::abs(found.reals[n])});
      // To fourth order: some values lie near a pole.
      const double twice = forward[3][k].reals[n] - forward[2][k].reals[n];
      const double difference = (8 * (above - below) - twice) / (12 * h);
      error = std::max(error, std::abs(found.reals[n] - difference));
    }
    EXPECT_LE(error, 1e-6 * scale * test.slope)
        << test.name << ": tangent of " << instance.outputs[k].name << "\n"
        << text(test);
    // What has no value (a mean of nothing, say) has no slope either.
    point.cotangents.push_back(randomLike(found, random));
    for (size_t n = 0; n < found.reals.size(); ++n)
      if (!std::isfinite(forward[0][k].reals[n]))
        found.reals[n] = point.cotangents.back().reals[n] = 0;
  }

  // The cotangent, against the tangent.
  std::vector<Array> cotangent;
  inputs = point.inputs;
  inputs.insert(inputs.end(), point.cotangents.begin(), point.cotangents.end());
  if (!interpret(*derived.cotangent, extents, inputs, cotangent, test))
    return;
  compareCompiled(test, *derived.cotangent, extents, inputs, cotangent);
  double left = 0, right = 0, size = 1e-12;
  for (size_t k = 0; k < tangent.size(); ++k) {
    left += dot(tangent[k], point.cotangents[k]);
    size += norm(tangent[k]) * norm(point.cotangents[k]);
  }
  for (size_t k = 0; k < cotangent.size(); ++k) {
    right += dot(cotangent[k], point.tangents[k]);
    size += norm(cotangent[k]) * norm(point.tangents[k]);
  }
  EXPECT_LE(std::abs(left - right), 1e-12 * size)
      << test.name << ": cotangent against tangent\n"
      << text(test);
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
    if (!function || variables(test, *function->instance).empty() ||
        !hasRealOutput(*function->instance) ||
        hasOtherFormats(*function->instance))
      continue;
    smooth.push_back(test);
    derivedTexts += derivedText(test, *function->instance);
  }
  if (smooth.empty())
    GTEST_SKIP() << "no real numbers";
  const auto program = Program::compile(derivedTexts, error);
  ASSERT_TRUE(program) << error;
  for (const Case &test : smooth) {
    const Derived derived = {program->find(test.name),
                             program->find(test.name + "_vjp"),
                             program->find(test.name + "_jvp")};
    ASSERT_TRUE(derived.formula && derived.cotangent && derived.tangent);
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
