//===- Case.h - Formulas that pin down what operations do -------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The rows of docs/Semantics.md as formulas. Each is compiled for every
// instruction set, in f32 and f64, and compared with the interpreter on random
// and on special values.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_TESTS_CONFORMANCE_CASE_H
#define KOP_TESTS_CONFORMANCE_CASE_H

#include <map>
#include <string>
#include <vector>

namespace kop::test {

/// Random values of an input. Kept apart from the harness: the registry links
/// this table alone.
struct Values {
  double low = -1, high = 1;
  double grid = 0; ///< values are multiples of it; 0: any number
};

struct Case {
  std::string name;   ///< of the formula
  std::string covers; ///< operations and reductions, separated by blanks
  std::string parameters, body;
  std::map<std::string, Values> values = {};
  /// Rounding errors in units of u = 2^-24 or 2^-53. Outputs called p, q, r
  /// are functions of inputs: the error is relative to the value. Other
  /// outputs are sums or norms: the error is relative to `magnitude` (of a
  /// term) times the number of terms, plus 64 u for the order of the sum.
  double units = 4;
  double magnitude = 1;
  /// Also runs with these values among the inputs, and nothing but them:
  /// "nan inf -inf 0".
  std::string special = "";
  std::string generics = ""; ///< "(D = 3)"
  /// Real inputs, separated by blanks, in which there is no derivative.
  std::string fixed = "";
  /// Bound of the third derivatives of what is computed, times the number of
  /// terms, as far as it matters: differences for the first derivative may be
  /// off by 1e-6 times it.
  double slope = 1;
  /// No derivative: reads or gives no real number, or reads those of a format
  /// in which differences would be lost. The test of derivatives fails where
  /// this is not so.
  bool discrete = false;
};

/// A case without a derivative.
inline Case discrete(Case test) {
  test.discrete = true;
  return test;
}

/// Cases that are compiled together.
struct Group {
  std::string name;
  std::vector<Case> cases;
  /// What the cases are exported for, each.
  std::vector<std::string> types = {"f32", "f64 index i64"};
};

/// Also the formats that exist in memory only: for groups whose cases are about
/// reads and writes.
inline const std::vector<std::string> allTypes = {"f32", "f64 index i64", "f16",
                                                  "bf16"};

Group exponentials();
Group trigonometric();
Group specialFunctions();
Group arithmetic();
Group logic();
Group integers();
Group vectors();
Group tensors();
Group functions();
Group sums();
Group extrema();
Group exponentialReductions();
Group smallestK();
Group collected();
Group structure();
Group gathers();
Group lists();
Group distanceForms();
Group formats();
Group complexes();
Group integerData();

std::vector<Group> allGroups();

/// The text of a case, with its export for a type ("f32", "f64 index i64").
std::string text(const Case &test);
std::string exported(const Case &test, const std::string &type);

} // namespace kop::test

#endif // KOP_TESTS_CONFORMANCE_CASE_H
