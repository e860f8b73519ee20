//===- BoundsTest.cpp - Bounds of every operation -------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Every case with real inputs and outputs is bounded in all of its inputs, on
// random boxes: values at random points of a box lie within the bounds, which
// shrink with the box where there are rules for all that the case computes.
//
//===----------------------------------------------------------------------===//

#include "tests/conformance/Case.h"
#include "tests/execution/Call.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

using namespace kop::test;
using kop::sema::Instance;

namespace {

/// Cases of operations and reductions without bounds (docs/Language.md), in
/// some output at least.
const std::set<std::string> unbounded = {"c_arg_used",
                                         "c_attention",
                                         "c_bessel_j0",
                                         "c_bessel_j1",
                                         "c_bspline",
                                         "c_complex_sums",
                                         "c_digamma",
                                         "c_digamma_negative",
                                         "c_folds",
                                         "c_gamma_poles",
                                         "c_gather_arg",
                                         "c_gather_chain",
                                         "c_gather_nearest",
                                         "c_grouped_extrema",
                                         "c_kmax",
                                         "c_kmin",
                                         "c_kmin_filter",
                                         "c_kmin_many",
                                         "c_kmin_matrix",
                                         "c_kmin_one",
                                         "c_kmin_over_i",
                                         "c_kmin_used",
                                         "c_kmin_vector",
                                         "c_kmin_vector_registers",
                                         "c_kmin_vector_used",
                                         "c_lgamma",
                                         "c_lgamma_negative",
                                         "c_list",
                                         "c_list_indices",
                                         "c_list_weights",
                                         "c_logsumexp_filter",
                                         "c_matern_of_order",
                                         "c_matern_parameter",
                                         "c_polygamma",
                                         "c_polygamma_high",
                                         "c_prod",
                                         "c_softmax",
                                         "c_softmax_infinite",
                                         "c_stored_best",
                                         "e_filter_coarse_long",
                                         "e_filter_integers",
                                         "e_filter_integers_long",
                                         "e_filter_long",
                                         "e_filter_shifted",
                                         "e_score_lse"};

bool isRealNumber(const kop::sema::Type &type) {
  return type.scalar == kop::sema::Scalar::Real;
}

bool isBoundable(const Instance &instance) {
  const auto isReal = [](const auto &input) {
    return isRealNumber(input.type);
  };
  const auto hasBounds = [](const auto &output) {
    return isRealNumber(output.type) && !output.isListed;
  };
  return std::any_of(instance.inputs.begin(), instance.inputs.end(), isReal) &&
         std::any_of(instance.outputs.begin(), instance.outputs.end(),
                     hasBounds);
}

std::string boundsOf(const Case &test, const Instance &instance) {
  std::string names;
  for (const auto &input : instance.inputs)
    if (isRealNumber(input.type))
      names += (names.empty() ? "" : ", ") + input.name;
  return "formula " + test.name + "_bounds = bounds(" + test.name + "; " +
         names + ");\nexport " + test.name + "_bounds" + test.generics +
         ": f64;\n";
}

/// What the bounds of the outputs may be: pairs, in the order of real outputs.
struct Box {
  std::vector<Array> lower, upper; ///< inputs of the case
  std::vector<Array> inputs;       ///< of the bounds
};

class Bounds : public testing::TestWithParam<size_t> {
protected:
  /// A box around a random place; `radius` is a part of the ranges.
  Box randomBox(const Case &test, const Function &function,
                const Extents &extents, double radius);
  std::vector<Array> pointOf(const Box &box);
  void check(const Case &test, const Function &function, const Function &bounds,
             const Extents &extents, bool compiled);

  /// Counts the real numbers of an output that the bounds hold, and those that
  /// they hold closely.
  void compare(const Case &test, const std::vector<Array> &values,
               const std::vector<Array> &bounds, bool isSmall,
               const std::string &how);

  Random random{20261201};
  size_t close = 0, counted = 0;
  std::set<std::string> reported;
};

Box Bounds::randomBox(const Case &test, const Function &function,
                      const Extents &extents, double radius) {
  std::map<std::string, Range> ranges;
  for (const auto &[name, values] : test.values)
    ranges[name] = {values.low, values.high, 0};
  Box box;
  box.lower = randomInputs(function, extents, ranges, random);
  box.upper = box.lower;
  std::uniform_real_distribution<double> part(0, 1);
  const Instance &instance = *function.instance;
  for (size_t n = 0; n < box.lower.size(); ++n) {
    const bool isReal = isRealNumber(instance.inputs[n].type);
    const auto found = test.values.find(instance.inputs[n].name);
    const Values values = found == test.values.end() ? Values() : found->second;
    for (size_t k = 0; isReal && k < box.lower[n].reals.size(); ++k) {
      const double middle = box.lower[n].reals[k];
      const double reach = radius * (values.high - values.low) * part(random);
      // Some numbers are known exactly.
      if (part(random) < 0.2)
        continue;
      box.lower[n].reals[k] = std::max(values.low, middle - reach);
      box.upper[n].reals[k] = std::min(values.high, middle + reach);
    }
    box.inputs.push_back(box.lower[n]);
    if (isReal)
      box.inputs.push_back(box.upper[n]);
  }
  return box;
}

std::vector<Array> Bounds::pointOf(const Box &box) {
  std::uniform_real_distribution<double> part(-0.2, 1.2); // ends are frequent
  std::vector<Array> point = box.lower;
  for (size_t n = 0; n < point.size(); ++n)
    for (size_t k = 0; k < point[n].reals.size(); ++k) {
      const double low = box.lower[n].reals[k], high = box.upper[n].reals[k];
      const double t = std::clamp(part(random), 0.0, 1.0);
      point[n].reals[k] = std::clamp(low + t * (high - low), low, high);
    }
  return point;
}

void Bounds::compare(const Case &test, const std::vector<Array> &values,
                     const std::vector<Array> &bounds, bool isSmall,
                     const std::string &how) {
  size_t pair = 0;
  for (const Array &value : values) {
    if (value.reals.empty())
      continue;
    ASSERT_LT(2 * pair + 1, bounds.size()) << test.name;
    const Array &lower = bounds[2 * pair], &upper = bounds[2 * pair + 1];
    ++pair;
    ASSERT_EQ(lower.reals.size(), value.reals.size()) << test.name;
    for (size_t k = 0; k < value.reals.size(); ++k) {
      const double v = value.reals[k];
      if (std::isnan(v))
        continue;
      const bool holds = lower.reals[k] <= v && v <= upper.reals[k];
      if (!holds && reported.insert(test.name + how).second)
        ADD_FAILURE() << test.name << ' ' << how << ": " << v << " is not in ["
                      << lower.reals[k] << ", " << upper.reals[k] << "]\n"
                      << text(test);
      if (!isSmall)
        continue;
      ++counted;
      close += upper.reals[k] - lower.reals[k] <=
               1e-4 * (1 + std::abs(v) + test.magnitude);
    }
  }
}

void Bounds::check(const Case &test, const Function &function,
                   const Function &bounds, const Extents &extents,
                   bool compiled) {
  close = counted = 0;
  for (double radius : {0.3, 1e-2, 1e-9}) {
    const Box box = randomBox(test, function, extents, radius);
    std::vector<Array> ends;
    std::string failure = runOracle(bounds, extents, box.inputs, ends);
    ASSERT_EQ(failure, "") << test.name << "\n" << text(test);
    std::vector<std::pair<std::string, std::vector<Array>>> found;
    found.push_back({"interpreted", std::move(ends)});
    if (compiled)
      for (const std::string &cpu : instructionSets(bounds.formula)) {
        RunOptions options;
        options.cpu = cpu;
        failure = runCompiled(bounds, extents, box.inputs, options, ends);
        ASSERT_EQ(failure, "") << test.name << ' ' << cpu;
        found.push_back({cpu, std::move(ends)});
      }
    for (int point = 0; point < 8; ++point) {
      std::vector<Array> values;
      failure = runOracle(function, extents, pointOf(box), values);
      ASSERT_EQ(failure, "") << test.name << "\n" << text(test);
      for (const auto &[how, bound] : found)
        compare(test, values, bound, radius < 1e-6, how);
    }
  }
  if (counted == 0)
    return;
  const bool shrinks = double(close) >= 0.9 * double(counted);
  EXPECT_EQ(shrinks, !unbounded.count(test.name))
      << test.name << ": " << close << " of " << counted
      << " bounds shrink with the box\n"
      << text(test);
}

/// Compiles the formulas of a group first, to see which operands are real.
TEST_P(Bounds, OfAllCases) {
  const Group group = allGroups()[GetParam() / 2];
  const bool compiled = GetParam() % 2;
  if (std::none_of(
          group.types.begin(), group.types.end(),
          [](const std::string &type) { return type.rfind("f64", 0) == 0; }))
    GTEST_SKIP() << "not in f64";
  std::string error, all = "module c;\n", more;
  for (const Case &test : group.cases)
    all += text(test) + exported(test, "f64");
  const auto forward = Program::interpretOnly(all, error);
  ASSERT_TRUE(forward) << error;
  std::vector<Case> cases;
  for (const Case &test : group.cases) {
    const Function *function = forward->find(test.name);
    ASSERT_TRUE(function) << test.name;
    if (!isBoundable(*function->instance))
      continue;
    cases.push_back(test);
    more += boundsOf(test, *function->instance);
  }
  if (cases.empty())
    GTEST_SKIP() << "no real numbers";
  const auto program = compiled ? Program::compile(all + more, error)
                                : Program::interpretOnly(all + more, error);
  ASSERT_TRUE(program) << error;
  for (const Case &test : cases) {
    const Function *function = program->find(test.name);
    const Function *bounds = program->find(test.name + "_bounds");
    ASSERT_TRUE(function && bounds) << test.name;
    const bool shared = test.parameters.find('|') != std::string::npos;
    check(test, *function, *bounds,
          {{"i", 11},
           {"j", shared ? 11 : 9},
           {"k", 5},
           {"l", 4},
           {"s", 3},
           {"t", 2}},
          compiled);
  }
}

/// All groups by the interpreter; one as code, which the back end makes of
/// bounds as of any other formula.
static std::vector<size_t> allRuns() {
  std::vector<size_t> runs;
  for (size_t group = 0; group < allGroups().size(); ++group) {
    runs.push_back(2 * group);
    if (allGroups()[group].name == "Arithmetic")
      runs.push_back(2 * group + 1);
  }
  return runs;
}

INSTANTIATE_TEST_SUITE_P(All, Bounds, testing::ValuesIn(allRuns()),
                         [](const testing::TestParamInfo<size_t> &info) {
                           return allGroups()[info.param / 2].name +
                                  (info.param % 2 ? "Compiled" : "Interpreted");
                         });

} // namespace
