//===- RandomRun.h - What tests of random formulas share --------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_TESTS_EXECUTION_RANDOMRUN_H
#define KOP_TESTS_EXECUTION_RANDOMRUN_H

#include "tests/execution/Generator.h"

#include <functional>

namespace kop::test {

/// The number in a variable of the environment, or `otherwise`.
uint64_t setting(const char *name, uint64_t otherwise);

/// Empty, or what is wrong with a formula.
using RandomCheck = std::function<std::string(const RandomFormula &)>;

/// A smaller formula that fails in the same way as `failure`, within a few
/// tries; `failure` becomes what it fails with.
RandomFormula minimise(RandomFormula formula, const RandomCheck &check,
                       std::string &failure);

} // namespace kop::test

#endif // KOP_TESTS_EXECUTION_RANDOMRUN_H
