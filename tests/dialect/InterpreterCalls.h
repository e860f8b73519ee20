//===- InterpreterCalls.h - Formulas written in a test ----------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Parses a formula from its assembly and interprets it on arrays.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_TESTS_DIALECT_INTERPRETERCALLS_H
#define KOP_TESTS_DIALECT_INTERPRETERCALLS_H

#include "dialect/Interpreter.h"

#include <limits>
#include <string>
#include <vector>

namespace kop::tests {

inline constexpr double infinity = std::numeric_limits<double>::infinity();
inline constexpr double notANumber = std::numeric_limits<double>::quiet_NaN();

ir::InterpreterArray scalar(double value);
ir::InterpreterArray integer(int64_t value);
ir::InterpreterArray reals(std::vector<int64_t> extents,
                           std::vector<double> elements);
ir::InterpreterArray integers(std::vector<int64_t> extents,
                              std::vector<int64_t> elements);

struct Outcome {
  std::vector<ir::InterpreterArray> outputs;
  std::string error; ///< empty on success
};

/// Interprets the one formula of `assembly`.
Outcome interpret(const std::string &assembly, ir::InterpreterCall call);

/// The first output of a formula without indices: `body` computes %r of type
/// `type` from inputs `%a`, `%b` … of the types in `inputs`.
ir::InterpreterArray evaluate(const std::vector<std::string> &inputs,
                              const std::string &body, const std::string &type,
                              std::vector<ir::InterpreterArray> arrays);

/// The first output of `%r = kop.reduce <reduction>` over j, where `%a`,
/// `%b` … read arrays on j with elements of the types in `inputs`.
Outcome reduce(const std::vector<std::string> &inputs,
               const std::string &reduction,
               const std::vector<std::string> &types,
               std::vector<ir::InterpreterArray> arrays);

} // namespace kop::tests

#endif // KOP_TESTS_DIALECT_INTERPRETERCALLS_H
