//===- ConformanceTest.cpp - Compiled code against the interpreter --------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tests/conformance/Case.h"
#include "tests/execution/Call.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <sstream>

using namespace kop::test;

namespace {

/// Extents of all indices a case may have: i and j as given, few of others.
Extents extentsFor(int64_t n, int64_t m) {
  return {{"i", n}, {"j", m}, {"k", 5}, {"l", 4}, {"s", 3}, {"t", 2}};
}

/// The tolerance that `Case::units` and `magnitude` stand for.
Tolerance toleranceOf(const Case &test, const Function &function,
                      const Extents &extents) {
  const double u = unitRoundoff(function);
  const double smallest = function.isDouble() ? 1e-300 : 1.2e-38;
  const double terms = double(std::max(
      {extents.at("i"), extents.at("j"), extents.at("k"), int64_t(1)}));
  return [=, &function, &test](size_t output, size_t, double expected) {
    const kop_operand &operand = function.formula->outputs[output];
    const std::string name = operand.name;
    const double stored = storageError(operand.type, expected);
    if (name == "p" || name == "q" || name == "r")
      return test.units * u * std::abs(expected) + smallest + stored;
    return (test.units + 64) * u *
               (test.magnitude * terms + std::abs(expected)) +
           stored;
  };
}

std::map<std::string, Range> rangesOf(const Case &test) {
  std::map<std::string, Range> result;
  for (const auto &[name, values] : test.values)
    result[name] = {values.low, values.high, values.grid};
  return result;
}

std::vector<double> specialValues(const Case &test) {
  std::vector<double> result;
  std::istringstream words(test.special);
  for (std::string word; words >> word;)
    result.push_back(std::stod(word));
  return result;
}

/// Replaces one real in `rarity` by one of `values`.
void sprinkle(const Function &function, std::vector<Array> &inputs,
              const std::vector<double> &values, unsigned rarity,
              Random &random) {
  for (size_t n = 0; n < inputs.size(); ++n)
    for (double &value : inputs[n].reals)
      if (random() % rarity == 0)
        value = rounded(function.formula->inputs[n].type,
                        values[random() % values.size()]);
}

class Conformance : public testing::TestWithParam<size_t> {
protected:
  /// Runs a function on inputs for every instruction set.
  void check(const Case &test, const Function &function, const Extents &extents,
             const std::vector<Array> &inputs, const std::string &what) {
    std::vector<Array> expected;
    const std::string failure = runOracle(function, extents, inputs, expected);
    if (!failure.empty()) {
      if (reported.insert(test.name).second)
        ADD_FAILURE() << test.name << " " << what << ": " << failure;
      return;
    }
    // One report a case and instruction set is enough.
    const Tolerance tolerance = toleranceOf(test, function, extents);
    for (const std::string &cpu : instructionSets(function.formula)) {
      const std::string key =
          test.name + cpu + (function.isDouble() ? "f64" : "f32");
      if (reported.count(key))
        continue;
      RunOptions options;
      options.cpu = cpu;
      options.layout = allLayouts[calls++ % std::size(allLayouts)];
      std::vector<Array> found;
      std::string wrong =
          runCompiled(function, extents, inputs, options, found);
      if (wrong.empty())
        wrong = compare(function, expected, found, tolerance);
      if (!wrong.empty() && reported.insert(key).second)
        ADD_FAILURE() << test.name << " "
                      << (function.isDouble() ? "f64 " : "f32 ") << cpu << ' '
                      << name(options.layout) << ' ' << what
                      << " i=" << extents.at("i") << " j=" << extents.at("j")
                      << "\n"
                      << wrong << text(test);
    }
  }

  void check(const Case &test, const Function &function) {
    constexpr std::pair<int64_t, int64_t> sizes[] = {
        {131, 66}, {17, 70}, {70, 5}, {3, 129},
        {1, 1},    {0, 5},   {5, 0},  {1, 300}};
    for (const auto &[n, m] : sizes) {
      const Extents extents =
          extentsFor(n, test.parameters.find('|') != std::string::npos ? n : m);
      check(test, function, extents,
            randomInputs(function, extents, rangesOf(test), random), "random");
    }
    const std::vector<double> special = specialValues(test);
    if (special.empty())
      return;
    const Extents extents = extentsFor(37, 70);
    for (unsigned rarity : {8u, 2u, 1u}) {
      std::vector<Array> inputs =
          randomInputs(function, extents, rangesOf(test), random);
      sprinkle(function, inputs, special, rarity, random);
      check(test, function, extents, inputs,
            "one special value in " + std::to_string(rarity));
    }
    for (double value : special) {
      std::vector<Array> inputs =
          randomInputs(function, extents, rangesOf(test), random);
      sprinkle(function, inputs, {value}, 1, random);
      check(test, function, extents, inputs,
            "nothing but " + std::to_string(value));
    }
  }

  Random random{20240501};
  size_t calls = 0;
  std::set<std::string> reported;
};

/// One program of all cases; when it does not compile, one program each, so
/// that the message names the case.
std::vector<std::unique_ptr<Program>> compileGroup(const Group &group,
                                                   const std::string &type) {
  std::vector<std::unique_ptr<Program>> programs;
  std::string all, exports, error;
  for (const Case &test : group.cases) {
    all += text(test);
    exports += exported(test, type);
  }
  programs.push_back(Program::compile("module c;\n" + all + exports, error));
  if (programs.back())
    return programs;
  programs.clear();
  for (const Case &test : group.cases) {
    programs.push_back(Program::compile(
        "module c;\n" + text(test) + exported(test, type), error));
    if (!programs.back()) {
      programs.pop_back();
      ADD_FAILURE() << test.name << " does not compile for " << type << ":\n"
                    << error;
    }
  }
  return programs;
}

/// A group and what its cases are exported for.
struct Run {
  Group group;
  std::string type;
};

std::vector<Run> allRuns() {
  std::vector<Run> runs;
  for (const Group &group : allGroups())
    for (const std::string &type : group.types)
      runs.push_back({group, type});
  return runs;
}

TEST_P(Conformance, AgreesWithInterpreter) {
  const auto [group, type] = allRuns()[GetParam()];
  for (const auto &program : compileGroup(group, type))
    for (const Case &test : group.cases)
      if (const Function *function = program->find(test.name))
        check(test, *function);
}

INSTANTIATE_TEST_SUITE_P(All, Conformance,
                         testing::Range<size_t>(0, allRuns().size()),
                         [](const testing::TestParamInfo<size_t> &info) {
                           const Run run = allRuns()[info.param];
                           std::string type =
                               run.type.substr(0, run.type.find(' '));
                           for (char &c : type)
                             c = std::toupper(static_cast<unsigned char>(c));
                           return run.group.name + type;
                         });

} // namespace
