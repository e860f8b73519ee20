//===- Differentiate.cpp - Derivatives to operations ----------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The pass kop-differentiate: expands derivatives in the order of the block, so
// that those of derivatives find them expanded.
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/Differentiate.h"
#include "compiler/transforms/Passes.h"

#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace kop::ir;
using namespace kop::transforms;

namespace kop::transforms {
#define GEN_PASS_DEF_KOPDIFFERENTIATE
#include "compiler/transforms/Passes.h.inc"
} // namespace kop::transforms

namespace {
struct Differentiate
    : kop::transforms::impl::KopDifferentiateBase<Differentiate> {
  using KopDifferentiateBase::KopDifferentiateBase;

  void runOnOperation() override {
    FormulaOp formula = getOperation();
    SmallVector<Operation *> derivatives;
    for (Operation &op : formula.getBody().front())
      if (isa<VjpOp, JvpOp, JacobianOp, DivergenceOp, LaplacianOp>(op))
        derivatives.push_back(&op);
    if (derivatives.empty())
      return;
    for (Operation *op : derivatives)
      if (failed(expand(formula, op)))
        return signalPassFailure();
    removeUnusedAndEqual(formula);
  }

  LogicalResult expand(FormulaOp formula, Operation *op) {
    OpBuilder builder(op);
    DerivativeContext context(formula, builder);
    Value value = build(context, op);
    if (!value)
      return failure();
    if (remarks)
      emitRemark(op->getLoc())
          << "`" << op->getName().stripDialect() << "` depends on ["
          << context.domains.str(context.of(value)) << "]";
    op->getResult(0).replaceAllUsesWith(value);
    op->erase();
    return success();
  }

  Value build(DerivativeContext &context, Operation *op) {
    if (auto vjp = dyn_cast<VjpOp>(op)) {
      AdjointQuery query(op->getLoc(), vjp.getBy(), vjp.getType());
      llvm::append_range(query.of, vjp.getOf());
      llvm::append_range(query.cotangents, vjp.getCotangents());
      query.fixed = context.of(vjp.getFixed());
      ArrayRef<int64_t> positions =
          vjp.getGivenPositions().value_or(ArrayRef<int64_t>());
      for (auto [position, given] : llvm::zip(positions, vjp.getGiven()))
        query.given[vjp.getOf()[position]] = given;
      return buildCotangent(context, query);
    }
    if (auto jvp = dyn_cast<JvpOp>(op))
      return buildTangent(context, op->getLoc(), jvp.getOf(), jvp.getBy(),
                          jvp.getTangents());
    return buildForm(context, op);
  }
};
} // namespace
