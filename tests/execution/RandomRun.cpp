//===- RandomRun.cpp - What tests of random formulas share ----------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tests/execution/RandomRun.h"

#include <algorithm>
#include <cstdlib>

using namespace kop::test;

uint64_t kop::test::setting(const char *name, uint64_t otherwise) {
  const char *value = std::getenv(name);
  return value ? std::strtoull(value, nullptr, 10) : otherwise;
}

/// Failures of one kind count as the same while a formula is made smaller.
static std::string kindOf(const std::string &failure) {
  for (const char *kind :
       {"rejects", "kopc", "fails", "tangent of", "cotangent"})
    if (failure.find(kind) != std::string::npos)
      return kind;
  return "value";
}

RandomFormula kop::test::minimise(RandomFormula formula,
                                  const RandomCheck &check,
                                  std::string &failure) {
  int tries = 80;
  for (bool found = true; found && tries > 0;) {
    found = false;
    std::vector<RandomFormula> candidates = formula.smaller();
    std::stable_sort(candidates.begin(), candidates.end(),
                     [](const RandomFormula &a, const RandomFormula &b) {
                       return a.text().size() < b.text().size();
                     });
    for (const RandomFormula &candidate : candidates) {
      if (--tries < 0)
        break;
      const std::string other = check(candidate);
      if (!other.empty() && kindOf(other) == kindOf(failure)) {
        formula = candidate;
        failure = other;
        found = true;
        break;
      }
    }
  }
  return formula;
}
