//===- RandomTest.cpp - Random formulas, compiled and interpreted ---------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// KOP_RANDOM_FORMULAS  how many formulas (default 500)
// KOP_RANDOM_SEED      seed of the first one (default 1)
//
//===----------------------------------------------------------------------===//

#include "tests/execution/RandomRun.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

using namespace kop::test;

namespace {

constexpr uint64_t formulasPerProgram = 20;

/// Type and instruction sets go with the seed, so that a seed alone repeats a
/// failure.
std::string typeOf(uint64_t seed) {
  return seed % 3 == 0 ? "f64 index i64" : "f32";
}

std::string exportOf(const RandomFormula &formula, uint64_t seed) {
  return "export " + formula.name + ": " + typeOf(seed) + ";\n";
}

/// Whether `found` would be right if what either of the two has as an infinity
/// or NaN were left out.
bool agreesWhereFinite(const Function &function,
                       const std::vector<Array> &expected,
                       std::vector<Array> found, const Tolerance &tolerance) {
  for (size_t output = 0; output < found.size(); ++output)
    for (size_t n = 0; n < expected[output].reals.size(); ++n)
      if (!std::isfinite(expected[output].reals[n]) ||
          !std::isfinite(found[output].reals[n]))
        found[output].reals[n] = expected[output].reals[n];
  return compare(function, expected, found, tolerance).empty();
}

std::string checkAlone(const RandomFormula &formula, uint64_t seed,
                       bool precise = false);

/// Runs one compiled formula; empty, or what is wrong. Algebra may change what
/// comes of infinities (docs/Semantics.md, "Numbers"): where nothing else
/// differs, the formula has to agree with `--math=precise`.
std::string check(const RandomFormula &formula, const Function &function,
                  uint64_t seed, bool precise = false) {
  Random random(seed);
  const std::vector<Array> inputs =
      randomInputs(function, formula.extents, randomFormulaRanges(), random);
  std::vector<Array> expected;
  std::string wrong = runOracle(function, formula.extents, inputs, expected);
  if (!wrong.empty())
    return wrong;
  const Tolerance tolerance = formula.tolerance(unitRoundoff(function));
  for (const std::string &cpu : instructionSets(function.formula)) {
    RunOptions options;
    options.cpu = cpu;
    options.threads = 1 + seed % 2;
    options.layout = allLayouts[seed % std::size(allLayouts)];
    std::vector<Array> found;
    wrong = runCompiled(function, formula.extents, inputs, options, found);
    if (wrong.empty())
      wrong = compare(function, expected, found, tolerance);
    if (!wrong.empty() && !precise && !found.empty() &&
        agreesWhereFinite(function, expected, found, tolerance))
      return checkAlone(formula, seed, /*precise=*/true);
    if (!wrong.empty())
      return cpu + ", " + name(options.layout) + ":\n" + wrong;
  }
  return "";
}

/// Compiles a formula by itself and runs it.
std::string checkAlone(const RandomFormula &formula, uint64_t seed,
                       bool precise) {
  std::string error;
  const auto program =
      Program::compile("module r;\n" + formula.text() + exportOf(formula, seed),
                       error, precise ? "--math=precise" : "");
  if (!program)
    return error;
  return check(formula, program->functions().front(), seed, precise);
}

void report(const RandomFormula &formula, uint64_t seed, std::string failure) {
  const RandomFormula small = minimise(
      formula,
      [&](const RandomFormula &smaller) { return checkAlone(smaller, seed); },
      failure);
  ADD_FAILURE() << "seed " << seed << " (" << typeOf(seed)
                << ", i=" << formula.extents.at("i")
                << " j=" << formula.extents.at("j") << ")\n"
                << formula.text() << "made smaller:\n"
                << small.text() << exportOf(small, seed) << failure;
}

class RandomFormulas : public testing::TestWithParam<uint64_t> {};

TEST_P(RandomFormulas, AgreeWithInterpreter) {
  const uint64_t first = setting("KOP_RANDOM_SEED", 1) + GetParam();
  const uint64_t last = std::min(first + formulasPerProgram,
                                 setting("KOP_RANDOM_SEED", 1) +
                                     setting("KOP_RANDOM_FORMULAS", 500));
  std::string text = "module r;\n", error;
  std::vector<RandomFormula> formulas;
  for (uint64_t seed = first; seed < last; ++seed) {
    formulas.push_back(randomFormula(seed));
    text += formulas.back().text() + exportOf(formulas.back(), seed);
  }
  const auto program = Program::compile(text, error);
  for (uint64_t seed = first; seed < last; ++seed) {
    const RandomFormula &formula = formulas[seed - first];
    const Function *function = program ? program->find(formula.name) : nullptr;
    const std::string failure =
        function ? check(formula, *function, seed) : checkAlone(formula, seed);
    if (!failure.empty())
      report(formula, seed, failure);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Seeds, RandomFormulas,
    testing::Range<uint64_t>(0, setting("KOP_RANDOM_FORMULAS", 500),
                             formulasPerProgram),
    [](const testing::TestParamInfo<uint64_t> &info) {
      return "From" + std::to_string(info.param);
    });

} // namespace
