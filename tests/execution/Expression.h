//===- Expression.h - Random terms with bounds on their errors --*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Terms of random formulas as trees, so that a failing one can be made
// smaller. Every term knows how large it can get and how far rounding can take
// it from its exact value, by the usual rules of error analysis: that is what
// results are compared with. Conditions, roundings and argmin are made of
// terms that are exact in f32 only; otherwise a rounding error could flip them.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_TESTS_EXECUTION_EXPRESSION_H
#define KOP_TESTS_EXECUTION_EXPRESSION_H

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace kop::test {

enum class Kind { Scalar, Vector, Bool };

/// What is known of the values of a term.
struct Bounds {
  double size = 0;  ///< largest absolute value
  double error = 0; ///< absolute error, in units of the roundoff u
  double grain = 0; ///< values are multiples of it, without error; 0: no
  bool isExact() const { return grain > 0; }
};

/// Numbers that the bounds of a formula depend on.
struct Sizes {
  int64_t dimension = 3; ///< of vectors
  int64_t terms = 1;     ///< largest extent of an index
};

struct Operation;

/// A term: an operation on terms, or a leaf.
struct Term {
  Kind kind = Kind::Scalar;
  const Operation *operation = nullptr; ///< null for a leaf
  std::vector<Term> operands;
  std::string leaf; ///< text of a leaf
  Bounds leafBounds;
  /// Replaces '%' in the format of a reduction: "j", "j : j != i".
  std::string over;

  std::string text() const;
  Bounds bounds(const Sizes &sizes) const;
  int count() const;
};

/// A row of the table of operations.
struct Operation {
  const char *format; ///< "$0 + $1"
  Kind result;
  std::vector<Kind> operands;
  /// All operands must be exact (the result is then as `bounds` says).
  bool needsExact;
  /// Can give an exact result from exact operands.
  bool keepsExact;
  /// 0: element-wise; 1: a reduction over the column index.
  bool isReduction;
  Bounds (*bounds)(const std::vector<Bounds> &operands, const Sizes &sizes);
};

const std::vector<Operation> &operations();

} // namespace kop::test

#endif // KOP_TESTS_EXECUTION_EXPRESSION_H
