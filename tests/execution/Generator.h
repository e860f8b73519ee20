//===- Generator.h - Random well-typed formulas -----------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_TESTS_EXECUTION_GENERATOR_H
#define KOP_TESTS_EXECUTION_GENERATOR_H

#include "tests/execution/Call.h"
#include "tests/execution/Expression.h"

namespace kop::test {

/// An assignment of a random formula.
struct Line {
  std::string target; ///< "a[i]"
  Term value;
  /// kmin, kmax: "kmin[j; 3]" in front of the value; two targets then.
  std::string selection;
};

/// A random formula, a tree that can be made smaller.
struct RandomFormula {
  std::string name, parameters;
  std::vector<std::string> reals; ///< parameters of real numbers, in order
  std::vector<Line> lines;
  Sizes sizes;
  Extents extents;

  std::string text() const;

  /// What the outputs of a call may differ by.
  Tolerance tolerance(double roundoff) const;

  /// Formulas with one subterm replaced by a smaller one, or without a line.
  std::vector<RandomFormula> smaller() const;
};

/// The formula of a seed. Inputs are multiples of 1/8 between -2 and 2; those
/// of matrices multiples of 1/4 between -1 and 1.
RandomFormula randomFormula(uint64_t seed);

/// A formula to differentiate: smaller, and what stands inside of others is
/// finite, as the slope of what an infinity is put into may be anything.
RandomFormula randomFiniteFormula(uint64_t seed);

/// Where the inputs of all random formulas come from. `grid`: multiples of this
/// instead.
std::map<std::string, Range> randomFormulaRanges(double grid = 0);

} // namespace kop::test

#endif // KOP_TESTS_EXECUTION_GENERATOR_H
