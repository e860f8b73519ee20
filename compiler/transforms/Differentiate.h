//===- Differentiate.h - Walks of derivatives -------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What the parts of kop-differentiate share. Derivatives of operations are
// built by DifferentiableOpInterface; the walks know about indices: what is
// summed, and what is read elsewhere.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_TRANSFORMS_DIFFERENTIATE_H
#define KOP_TRANSFORMS_DIFFERENTIATE_H

#include "dialect/Domain.h"
#include "dialect/Kop.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SetVector.h"

namespace kop::transforms {

/// A formula whose derivatives are expanded, and where new operations go.
class DerivativeContext {
public:
  DerivativeContext(ir::FormulaOp formula, mlir::OpBuilder &builder)
      : formula(formula), builder(builder), domains(formula) {}

  ir::FormulaOp formula;
  mlir::OpBuilder &builder;
  ir::DomainAnalysis domains;

  ir::Domain of(mlir::Value value) {
    return value ? domains.of(value) : ir::Domain(0);
  }
  ir::Domain of(mlir::ArrayAttr names) const;
  mlir::StringAttr name(unsigned index) {
    return mlir::cast<mlir::StringAttr>(formula.getIndices()[index]);
  }

  /// The operations in front of the place of the derivative, in order.
  llvm::SmallVector<mlir::Operation *> before() const;

  /// The value of `term` with `index` at an integer `position`; null where a
  /// reduction inside of the term binds an index of the position.
  mlir::Value at(mlir::Value term, llvm::StringRef index, mlir::Value position);
  /// Clones what computes `term` from `from`, with `to` in its place.
  mlir::Value replace(mlir::Value term, mlir::Value from, mlir::Value to);

  /// Puts the integers that the condition fixes indices of `over` at in the
  /// place of these: Σ_j [j = n] v(j) is v(n) where n is a row.
  void collapse(mlir::Location loc, mlir::Value &value, ir::Domain &over,
                mlir::Value &condition);
  /// The sum of `value` over indices, where `condition` (or null) holds. An
  /// index that the condition fixes at an integer is not visited.
  mlir::Value sumOver(mlir::Location loc, mlir::Value value, ir::Domain over,
                      mlir::Value condition);
  /// `value` where `condition` (or null) holds, else 0.
  mlir::Value where(mlir::Location loc, mlir::Value condition,
                    mlir::Value value);
  mlir::Value zero(mlir::Location loc, mlir::Type type);
  mlir::Value both(mlir::Location loc, mlir::Value x, mlir::Value y);

  /// The operations that compute `value` and depend on what `selects` holds
  /// for, in order.
  llvm::SmallVector<mlir::Operation *>
  slice(mlir::Value value,
        llvm::function_ref<bool(mlir::Operation *)> selects) const;
};

/// The variable of a derivative: an array of the formula, wherever it is read,
/// or a value.
class Variable {
public:
  explicit Variable(mlir::Value by) : by(by) {}

  bool isArray() const { return mlir::isa<ir::ArrayType>(by.getType()); }
  /// Whether `value` is the variable, or an element of it in the format of the
  /// formula.
  bool is(mlir::Value value) const {
    return isArray() ? bool(read(value)) : value == by;
  }
  /// The read behind a value that `is` holds for.
  ir::ReadOp read(mlir::Value value) const;

  mlir::Value by;
};

/// Values that depend on variables.
class Activity {
public:
  explicit Activity(llvm::SmallVector<Variable> variables)
      : variables(std::move(variables)) {}

  /// Looks at an operation; operations come in order.
  void add(mlir::Operation *op);
  bool is(mlir::Value value) const { return active.contains(value); }

private:
  llvm::SmallVector<Variable> variables;
  llvm::DenseSet<mlir::Value> active;
};

/// A cotangent walk from values to one variable.
struct AdjointQuery {
  AdjointQuery(mlir::Location loc, mlir::Value by, mlir::Type type)
      : loc(loc), by(by), type(type) {}

  mlir::Location loc;
  mlir::Value by;
  mlir::Type type; ///< of the result
  llvm::SmallVector<mlir::Value> of, cotangents;
  /// What stands for forward values.
  llvm::DenseMap<mlir::Value, mlir::Value> given;
  /// Indices that are not summed over.
  ir::Domain fixed = 0;
};

/// Builds the cotangent; null after an error that is reported.
mlir::Value buildCotangent(DerivativeContext &context,
                           const AdjointQuery &query);
/// Builds the tangent of `of`.
mlir::Value buildTangent(DerivativeContext &context, mlir::Location loc,
                         mlir::Value of, mlir::ValueRange by,
                         mlir::ValueRange tangents);
/// Walks build more than they need, and the same things twice.
void removeUnusedAndEqual(ir::FormulaOp formula);
/// Builds a Jacobian, divergence or Laplacian.
mlir::Value buildForm(DerivativeContext &context, mlir::Operation *form);

} // namespace kop::transforms

#endif // KOP_TRANSFORMS_DIFFERENTIATE_H
