//===- Simplify.h - Algebra on formulas -------------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What the patterns of kop-simplify share. Each pattern is small, says why it
// declines, and tells the context when it acts.
//
// Most patterns move work out of the loop over pairs: they compare the domain
// of a value (the indices it depends on) with that of the expression around
// it. A value that depends on less is "lower": computing it again costs little.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_TRANSFORMS_SIMPLIFY_H
#define KOP_TRANSFORMS_SIMPLIFY_H

#include "dialect/Domain.h"
#include "dialect/Kop.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/IR/TypeUtilities.h"

namespace kop::transforms {

/// Domains that stay right while patterns rewrite, and the remarks.
class SimplifyContext : public mlir::RewriterBase::Listener {
public:
  SimplifyContext(ir::FormulaOp formula, bool remarks)
      : domains(formula), remarks(remarks) {}

  ir::Domain of(mlir::Value value) { return domains.of(value); }
  ir::Domain bit(mlir::Attribute index) const {
    return domains.bit(mlir::cast<mlir::StringAttr>(index).getValue());
  }

  /// Remarks that a pattern acted.
  void acted(mlir::Location loc, llvm::StringRef what) const {
    if (remarks)
      mlir::emitRemark(loc) << what;
  }

  void notifyOperationErased(mlir::Operation *op) override { forget(op); }
  void notifyOperationModified(mlir::Operation *op) override { forget(op); }

private:
  void forget(mlir::Operation *op) {
    for (mlir::Value result : op->getResults())
      domains.forget(result);
  }

  ir::DomainAnalysis domains;
  bool remarks;
};

/// A pattern on one operation of a formula.
template <typename OpT> struct FormulaPattern : mlir::OpRewritePattern<OpT> {
  FormulaPattern(mlir::MLIRContext *mlir, SimplifyContext &context,
                 mlir::PatternBenefit benefit = 1)
      : mlir::OpRewritePattern<OpT>(mlir, benefit), context(context) {}

  SimplifyContext &context;
};

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

/// The sign that a value has whatever the inputs are, NaN aside.
enum class Sign { Unknown, NotNegative, NotPositive };
Sign signOf(mlir::Value value);

/// A float constant of the type of `like`, a splat for tensors.
mlir::Value floatConstant(mlir::OpBuilder &b, mlir::Location loc,
                          mlir::Type like, double value);
/// Whether `value` is a float constant, a splat for tensors, and which.
std::optional<double> floatConstantOf(mlir::Value value);
/// The scalar that every component of `value` equals, from a broadcast or a
/// splat; `value` itself for scalars; null for other tensors.
mlir::Value scalarOf(mlir::OpBuilder &b, mlir::Location loc, mlir::Value value);
/// `scalar` with the shape of `like`.
mlir::Value spread(mlir::OpBuilder &b, mlir::Location loc, mlir::Value scalar,
                   mlir::Type like);

//===----------------------------------------------------------------------===//
// Patterns
//===----------------------------------------------------------------------===//

/// Exact rules, also for --math=precise: broadcasts, products of components.
void addComponentPatterns(mlir::RewritePatternSet &patterns,
                          SimplifyContext &context);
/// Products of a matrix with vectors whose parts depend on different indices.
void addConcatPatterns(mlir::RewritePatternSet &patterns,
                       SimplifyContext &context);
/// Signs, divisions, powers, differences.
void addArithmeticPatterns(mlir::RewritePatternSet &patterns,
                           SimplifyContext &context);
/// Divisors by their factors, roots, powers by odd multiples of ½.
void addQuotientPatterns(mlir::RewritePatternSet &patterns,
                         SimplifyContext &context);
/// Products grouped by what they depend on; products of exponentials.
void addProductPatterns(mlir::RewritePatternSet &patterns,
                        SimplifyContext &context);
/// Factors that sink into what they multiply; base 2.
void addScalePatterns(mlir::RewritePatternSet &patterns,
                      SimplifyContext &context);
/// Factors and terms that leave reductions.
void addReductionPatterns(mlir::RewritePatternSet &patterns,
                          SimplifyContext &context);
/// Sums of products to fused operations; the last step.
void addFmaPatterns(mlir::RewritePatternSet &patterns,
                    SimplifyContext &context);

} // namespace kop::transforms

#endif // KOP_TRANSFORMS_SIMPLIFY_H
