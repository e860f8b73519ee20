//===- RandomDerivativesTest.cpp - Derivatives of random formulas ---------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Interpreted derivatives are compared with differences of the interpreted
// formula; of one formula in ten they are compiled too, and compared with the
// interpreter.
//
// Formulas have kinks and steps, where differences say nothing. They are hit by
// accident: a derivative is wrong that is wrong at several places.
//
// KOP_RANDOM_FORMULAS  how many formulas (default 300)
// KOP_RANDOM_SEED      seed of the first one (default 1)
//
//===----------------------------------------------------------------------===//

#include "tests/execution/Derivatives.h"
#include "tests/execution/RandomRun.h"

#include <gtest/gtest.h>

#include <algorithm>

using namespace kop::test;

namespace {

constexpr uint64_t formulasPerProgram = 20;
constexpr int places = 3;

bool isCompiled(uint64_t seed) { return seed % 10 == 0; }

std::string textOf(const RandomFormula &formula) {
  const std::string &name = formula.name;
  return formula.text() + derivativesOf(name, formula.reals) + "export " +
         name + ", " + name + "_vjp, " + name + "_jvp: f64;\n";
}

/// Sums of multiples of the step are exact, so that what is equal by algebra is
/// equal in numbers where a formula compares.
DerivativeRoom roomFor(const RandomFormula &formula) {
  DerivativeRoom room;
  room.step = 0x1p-20;
  room.grid = 0x1p-3;
  const Tolerance rounding = formula.tolerance(0x1p-53);
  room.difference = [=](size_t output, double scale) {
    return 1e-6 * scale + 2 * rounding(output, 0, 0) / room.step;
  };
  room.product = 1e-10;
  room.least = 1e-3;
  return room;
}

std::string compiled(const Function &derivative, const RandomFormula &formula,
                     const std::vector<Array> &inputs,
                     const std::vector<Array> &expected) {
  if (!derivative.formula->n_cpu)
    return "";
  return compareCompiled(derivative, formula.extents, inputs, expected, 1e-9);
}

std::string check(const RandomFormula &formula, const Program &program,
                  uint64_t seed) {
  const Derived derived = Derived::find(program, formula.name);
  const kop::sema::Instance &instance = *derived.formula->instance;
  std::vector<size_t> variables;
  for (size_t n = 0; n < instance.inputs.size(); ++n)
    if (isRealType(instance.inputs[n].type))
      variables.push_back(n);
  Random random(seed);
  std::string wrong;
  for (int place = 0; place < places; ++place) {
    DerivativePoint point;
    point.inputs = randomInputs(*derived.formula, formula.extents,
                                randomFormulaRanges(0x1p-20), random);
    wrong = checkDerivatives(derived, formula.extents, variables,
                             roomFor(formula), random, point);
    if (wrong.empty())
      wrong = compiled(*derived.tangent, formula, point.tangentInputs,
                       point.tangents) +
              compiled(*derived.cotangent, formula, point.cotangentInputs,
                       point.cotangents);
    if (wrong.empty())
      return "";
  }
  return wrong;
}

/// What docs/Language.md says of derivatives in an array that is read by value
/// at its own index.
bool isLimit(const std::string &error) {
  return error.find("needs a second name for it") != std::string::npos;
}

/// Takes a formula by itself.
std::string checkAlone(const RandomFormula &formula, uint64_t seed) {
  std::string error;
  const std::string text = "module r;\n" + textOf(formula);
  const auto program = isCompiled(seed) ? Program::compile(text, error)
                                        : Program::interpretOnly(text, error);
  return program ? check(formula, *program, seed) : isLimit(error) ? "" : error;
}

void report(const RandomFormula &formula, uint64_t seed, std::string failure) {
  const RandomFormula small = minimise(
      formula,
      [&](const RandomFormula &smaller) { return checkAlone(smaller, seed); },
      failure);
  ADD_FAILURE() << "seed " << seed << " (i=" << formula.extents.at("i")
                << " j=" << formula.extents.at("j") << ")\n"
                << formula.text() << "made smaller:\n"
                << textOf(small) << failure;
}

class RandomDerivatives : public testing::TestWithParam<uint64_t> {};

TEST_P(RandomDerivatives, AgreeWithDifferences) {
  const uint64_t start = setting("KOP_RANDOM_SEED", 1);
  const uint64_t first = start + GetParam();
  const uint64_t last = std::min(first + formulasPerProgram,
                                 start + setting("KOP_RANDOM_FORMULAS", 300));
  std::vector<RandomFormula> formulas;
  std::string interpretedText = "module r;\n", compiledText = "module r;\n";
  for (uint64_t seed = first; seed < last; ++seed) {
    formulas.push_back(randomFiniteFormula(seed));
    (isCompiled(seed) ? compiledText : interpretedText) +=
        textOf(formulas.back());
  }
  std::string error;
  const auto interpreted = Program::interpretOnly(interpretedText, error);
  const auto withCode = Program::compile(compiledText, error);
  for (uint64_t seed = first; seed < last; ++seed) {
    const RandomFormula &formula = formulas[seed - first];
    const auto &program = isCompiled(seed) ? withCode : interpreted;
    const std::string failure =
        program ? check(formula, *program, seed) : checkAlone(formula, seed);
    if (!failure.empty())
      report(formula, seed, failure);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Seeds, RandomDerivatives,
    testing::Range<uint64_t>(0, setting("KOP_RANDOM_FORMULAS", 300),
                             formulasPerProgram),
    [](const testing::TestParamInfo<uint64_t> &info) {
      return "From" + std::to_string(info.param);
    });

} // namespace
