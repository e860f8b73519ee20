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

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/OpDefinition.h"

namespace kop::ir {

/// Builds expressions beside an operation. Scalars meet tensors: they are
/// repeated.
class Derivative {
public:
  Derivative(mlir::OpBuilder &b, mlir::Operation *op)
      : b(b), loc(op->getLoc()), op(op) {}
  virtual ~Derivative() = default;

  mlir::OpBuilder &b;
  mlir::Location loc;
  mlir::Operation *op;

  /// Operands and results as derivatives use them.
  virtual mlir::Value operand(unsigned n) { return op->getOperand(n); }
  virtual mlir::Value result(unsigned n = 0) { return op->getResult(n); }
  /// Whether an operand depends on the variable.
  virtual bool isActive(unsigned operand) = 0;

  /// The value of `term` with index `index` at an integer `position`; null
  /// where a reduction inside of the term binds an index of the position.
  virtual mlir::Value at(mlir::Value term, llvm::StringRef index,
                         mlir::Value position) = 0;

  mlir::Value constant(mlir::Type like, double value);
  /// `scalar` with the shape of `like`.
  mlir::Value spread(mlir::Value scalar, mlir::Type like);
  mlir::Value add(mlir::Value x, mlir::Value y);
  mlir::Value sub(mlir::Value x, mlir::Value y);
  mlir::Value mul(mlir::Value x, mlir::Value y);
  mlir::Value div(mlir::Value x, mlir::Value y);
  mlir::Value neg(mlir::Value x);
  mlir::Value scale(mlir::Value x, double factor) {
    return mul(constant(x.getType(), factor), x);
  }
  mlir::Value square(mlir::Value x) { return mul(x, x); }
  mlir::Value exp(mlir::Value x);
  /// 0 where x is 0.
  mlir::Value rsqrt(mlir::Value x);
  /// 1 / x, and 0 where x is 0.
  mlir::Value inverseOrZero(mlir::Value x);
  mlir::Value compare(mlir::arith::CmpFPredicate how, mlir::Value x,
                      mlir::Value y);
  mlir::Value compare(mlir::arith::CmpFPredicate how, mlir::Value x, double y) {
    return compare(how, x, constant(x.getType(), y));
  }
  /// A condition of a scalar may choose between tensors.
  mlir::Value select(mlir::Value condition, mlir::Value x, mlir::Value y);
  mlir::Value isNot(mlir::Value condition);
  /// Conditions may be null: true.
  mlir::Value both(mlir::Value x, mlir::Value y);
  /// The scalar sum of the products of components.
  mlir::Value dot(mlir::Value x, mlir::Value y);
  mlir::Value sumOfComponents(mlir::Value x);
  mlir::Value reshape(mlir::Value x, mlir::Type like);
  /// A tensor with `part` from component `offset` on, in row-major order, and 0
  /// elsewhere.
  mlir::Value embed(mlir::Value part, int64_t offset, mlir::Type like);
  /// Components of a tensor in row-major order; a part like `like`.
  mlir::Value extract(mlir::Value tensor, int64_t offset, mlir::Type like);

private:
  /// Gives scalars the shape of the other value.
  void agree(mlir::Value &x, mlir::Value &y);
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
