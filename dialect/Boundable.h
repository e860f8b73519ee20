//===- Boundable.h - Rules of bounds ----------------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What an operation sees when it bounds its results, and the arithmetic of
// intervals in f64. An interval holds the exact value of an operation for all
// exact operands in their intervals: ends that are rounded are moved outward by
// a bound of the error of the operations that computed them (docs/Semantics.md,
// docs/Functions.md). Points where the formula computes NaN do not count.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_DIALECT_BOUNDABLE_H
#define KOP_DIALECT_BOUNDABLE_H

#include "dialect/Expressions.h"

#include <limits>

namespace kop::ir {

/// From `lower` to `upper`, component by component. The same value twice is
/// known exactly. Of truth values, false is below true. No ends: an integer
/// that is not known.
struct Interval {
  mlir::Value lower, upper;

  bool isPoint() const { return lower == upper; }
  explicit operator bool() const { return bool(lower); }
};

/// What an operation sees, and expressions of intervals. None of them is NaN.
class Enclosure : public Expressions {
public:
  using Expressions::Expressions;
  virtual ~Enclosure() = default;

  static constexpr double infinity = std::numeric_limits<double>::infinity();

  /// Where an operand lies.
  virtual Interval operand(unsigned n) = 0;
  virtual void set(unsigned result, Interval interval) = 0;
  void set(Interval interval) { set(0, interval); }
  /// Says that there is no rule, and that nothing is known of the results.
  virtual void setUnknown() = 0;

  Interval point(mlir::Value x) { return {x, x}; }
  Interval point(mlir::Type like, double x) { return point(constant(like, x)); }
  /// All numbers, or both truth values.
  Interval whole(mlir::Type like);

  /// Moves computed ends outward by `units` times 2^-52 of themselves (units in
  /// the last place, or more), and into [low, high], where the exact ones lie.
  /// A NaN becomes low or high.
  Interval outward(Interval x, double units, double low = -infinity,
                   double high = infinity);
  /// The same by an error of `units` times 2^-52 of `size`.
  Interval outward(Interval x, double units, mlir::Value size,
                   double low = -infinity, double high = infinity);

  Interval hull(Interval x, Interval y);
  /// The greatest and the least magnitude.
  mlir::Value magnitude(Interval x);
  mlir::Value mignitude(Interval x);
  Interval absolute(Interval x);
  Interval negated(Interval x);
  Interval sum(Interval x, Interval y);
  Interval difference(Interval x, Interval y) { return sum(x, negated(y)); }
  Interval product(Interval x, Interval y);
  Interval squared(Interval x);
  Interval inverse(Interval x);
  /// Whether some integer lies in the interval: a truth value.
  mlir::Value holdsInteger(Interval x);

  /// The sum of all components, a scalar.
  Interval sumOfComponents(Interval x, double low = -infinity);
  using Expressions::absolute;
  using Expressions::sumOfComponents;
};

} // namespace kop::ir

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-parameter"
#include "dialect/Boundable.h.inc"
#pragma GCC diagnostic pop

namespace kop::ir {
/// Gives element-wise operations their bounds.
void attachElementwiseBounds(mlir::MLIRContext *context);
} // namespace kop::ir

#endif // KOP_DIALECT_BOUNDABLE_H
