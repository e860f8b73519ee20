//===- Derivatives.h - Derivatives against differences ----------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A formula is differentiated both ways. Its tangent is compared with central
// differences of the interpreted formula, its cotangent with the tangent:
// <c, J t> = <J' c, t> for any c and t.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_TESTS_EXECUTION_DERIVATIVES_H
#define KOP_TESTS_EXECUTION_DERIVATIVES_H

#include "tests/execution/Call.h"

namespace kop::test {

/// A formula in f64 with its derivatives in some of its inputs.
struct Derived {
  const Function *formula, *cotangent, *tangent;

  /// The formula `name` of a program with the text of its derivatives.
  static Derived find(const Program &program, const std::string &name);
  explicit operator bool() const { return formula && cotangent && tangent; }
};

/// The declarations of the derivatives of a formula, `name`_vjp and _jvp.
std::string derivativesOf(const std::string &name,
                          const std::vector<std::string> &variables);

bool isRealType(const sema::Type &type);

/// Where derivatives are compared, and what the interpreter finds there.
struct DerivativePoint {
  std::vector<Array> inputs; ///< of the formula
  std::vector<Array> tangentInputs, cotangentInputs;
  std::vector<Array> tangents, cotangents;
};

/// What may differ.
struct DerivativeRoom {
  double step = 1e-6; ///< of differences
  /// Inputs move along multiples of this times the step; 0: along any number.
  double grid = 0;
  /// Of a difference, where the values and slopes of output `n` are at most
  /// `scale`, which is at least 1.
  std::function<double(size_t n, double scale)> difference;
  /// Of the two products, relative to the norms of what is multiplied and to
  /// `least`.
  double product = 1e-12, least = 1e-12;
};

/// Compares derivatives in the inputs of these numbers at `point.inputs`, and
/// fills the rest of the point. Empty, or what is wrong.
std::string checkDerivatives(const Derived &derived, const Extents &extents,
                             const std::vector<size_t> &variables,
                             const DerivativeRoom &room, Random &random,
                             DerivativePoint &point);

/// Runs a compiled derivative in every instruction set. It may differ by
/// `relative` times the largest number of an output, plus 1. Empty, or what is
/// wrong.
std::string compareCompiled(const Function &derivative, const Extents &extents,
                            const std::vector<Array> &inputs,
                            const std::vector<Array> &expected,
                            double relative);

} // namespace kop::test

#endif // KOP_TESTS_EXECUTION_DERIVATIVES_H
