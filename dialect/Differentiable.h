//===- Differentiable.h - Rules of derivatives ------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What an operation sees when it builds its derivative. `Adjoint` walks from
// results to operands, `Tangent` from operands to results; both are given by
// kop-differentiate.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_DIALECT_DIFFERENTIABLE_H
#define KOP_DIALECT_DIFFERENTIABLE_H

#include "dialect/Expressions.h"

namespace kop::ir {

/// Builds derivatives beside an operation.
class Derivative : public Expressions {
public:
  using Expressions::Expressions;
  virtual ~Derivative() = default;

  /// Operands and results as derivatives use them.
  virtual mlir::Value operand(unsigned n) { return op->getOperand(n); }
  virtual mlir::Value result(unsigned n = 0) { return op->getResult(n); }
  /// Whether an operand depends on the variable.
  virtual bool isActive(unsigned operand) = 0;

  /// The value of `term` with index `index` at an integer `position`; null
  /// where a reduction inside of the term binds an index of the position.
  virtual mlir::Value at(mlir::Value term, llvm::StringRef index,
                         mlir::Value position) = 0;
};

/// From results to operands.
class Adjoint : public Derivative {
public:
  using Derivative::Derivative;

  /// The cotangent of a result; null for 0.
  virtual mlir::Value cotangent(unsigned result = 0) = 0;
  /// Adds to the cotangent of an operand where `condition` (a scalar i1, or
  /// null) holds; nothing where the operand does not depend on the variable.
  virtual void add(unsigned operand, mlir::Value cotangent,
                   mlir::Value condition = {}) = 0;
  /// Adds to the cotangent of any value, from a place inside the reductions
  /// over the indices that it depends on, where `condition` holds.
  virtual void addTo(mlir::Value value, mlir::Value cotangent,
                     mlir::Value condition) = 0;
};

/// From operands to results.
class Tangent : public Derivative {
public:
  using Derivative::Derivative;

  /// The tangent of an operand; null for 0.
  virtual mlir::Value tangent(unsigned operand = 0) = 0;
  virtual void set(unsigned result, mlir::Value tangent) = 0;
  void set(mlir::Value tangent) { set(0, tangent); }
};

} // namespace kop::ir

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-parameter"
#include "dialect/Differentiable.h.inc"
#pragma GCC diagnostic pop

namespace kop::ir {
/// Gives operations of upstream dialects their derivatives.
void attachElementwiseDerivatives(mlir::MLIRContext *context);
} // namespace kop::ir

#endif // KOP_DIALECT_DIFFERENTIABLE_H
