//===- Expressions.h - Expressions beside an operation ----------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_DIALECT_EXPRESSIONS_H
#define KOP_DIALECT_EXPRESSIONS_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/OpDefinition.h"

namespace kop::ir {

/// Builds expressions beside an operation. Scalars meet tensors: they are
/// repeated.
class Expressions {
public:
  Expressions(mlir::OpBuilder &b, mlir::Operation *op)
      : b(b), loc(op->getLoc()), op(op) {}

  mlir::OpBuilder &b;
  mlir::Location loc;
  mlir::Operation *op;

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
  mlir::Value minimum(mlir::Value x, mlir::Value y);
  mlir::Value maximum(mlir::Value x, mlir::Value y);
  mlir::Value absolute(mlir::Value x);
  mlir::Value isNot(mlir::Value condition);
  /// Conditions may be null: true.
  mlir::Value both(mlir::Value x, mlir::Value y);
  mlir::Value either(mlir::Value x, mlir::Value y);
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

} // namespace kop::ir

#endif // KOP_DIALECT_EXPRESSIONS_H
