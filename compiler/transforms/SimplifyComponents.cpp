//===- SimplifyComponents.cpp - Broadcasts and folds of components --------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Rules that keep every value as it is, up to the order in which components
// are added.
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/Simplify.h"

using namespace mlir;
using namespace kop::ir;
using namespace kop::transforms;

namespace {

/// op(broadcast a, broadcast b) → broadcast(op(a, b)).
struct PushBroadcast : RewritePattern {
  PushBroadcast(MLIRContext *mlir, SimplifyContext &context)
      : RewritePattern(MatchAnyOpTypeTag(), 1, mlir), context(context) {}

  LogicalResult matchAndRewrite(Operation *op,
                                PatternRewriter &rewriter) const override {
    if (!op->hasTrait<OpTrait::Elementwise>() || op->getNumResults() != 1 ||
        !isa<RankedTensorType>(op->getResult(0).getType()))
      return rewriter.notifyMatchFailure(op, "not element-wise on tensors");
    bool isBroadcast = false;
    for (Value operand : op->getOperands()) {
      isBroadcast |= bool(operand.getDefiningOp<BroadcastOp>());
      DenseElementsAttr elements;
      if (isa<RankedTensorType>(operand.getType()) &&
          !operand.getDefiningOp<BroadcastOp>() &&
          !(matchPattern(operand, m_Constant(&elements)) && elements.isSplat()))
        return rewriter.notifyMatchFailure(op, "an operand is not broadcast");
    }
    if (!isBroadcast)
      return rewriter.notifyMatchFailure(op, "constants only");
    Type type = op->getResult(0).getType();
    SmallVector<Value> scalars;
    for (Value operand : op->getOperands())
      scalars.push_back(scalarOf(rewriter, op->getLoc(), operand));
    OperationState state(op->getLoc(), op->getName());
    state.addOperands(scalars);
    state.addTypes(getElementTypeOrSelf(type));
    state.addAttributes(op->getAttrs());
    Value scalar = rewriter.create(state)->getResult(0);
    context.acted(op->getLoc(), "computed once for all components");
    rewriter.replaceOpWithNewOp<BroadcastOp>(op, type, scalar);
    return success();
  }

  SimplifyContext &context;
};

/// Σ aₖ bₖ → dot(a, b); Σ (aₖ − bₖ)² → sqdist(a, b); Σ s = n s.
struct SumOfComponents : FormulaPattern<ComponentsOp> {
  using FormulaPattern::FormulaPattern;

  LogicalResult matchAndRewrite(ComponentsOp op,
                                PatternRewriter &rewriter) const override {
    if (op.getKind() != ComponentKind::Sum ||
        !isa<FloatType>(op.getResult().getType()))
      return rewriter.notifyMatchFailure(op, "not a sum of floats");
    Type type = op.getResult().getType();
    auto broadcast = op.getValue().getDefiningOp<BroadcastOp>();
    if (broadcast && !isDynamic(op.getValue().getType())) {
      double count =
          cast<RankedTensorType>(op.getValue().getType()).getNumElements();
      Value factor = floatConstant(rewriter, op.getLoc(), type, count);
      rewriter.replaceOpWithNewOp<arith::MulFOp>(op, broadcast.getValue(),
                                                 factor);
      return success();
    }
    auto product = op.getValue().getDefiningOp<arith::MulFOp>();
    if (!product)
      return rewriter.notifyMatchFailure(op, "the components are no products");
    context.acted(op.getLoc(), "a sum of products of components is a dot");
    rewriter.replaceOpWithNewOp<DotOp>(op, type, product.getLhs(),
                                       product.getRhs());
    return success();
  }
};

/// dot(a − b, a − b) → sqdist(a, b); dot(a, broadcast s) → s · Σ a; of one
/// component, a product, whose factors may leave reductions.
struct SimplifyDot : FormulaPattern<DotOp> {
  using FormulaPattern::FormulaPattern;

  LogicalResult matchAndRewrite(DotOp op,
                                PatternRewriter &rewriter) const override {
    Type type = op.getResult().getType();
    auto difference = op.getLhs().getDefiningOp<arith::SubFOp>();
    if (op.getLhs() == op.getRhs() && difference) {
      context.acted(op.getLoc(), "a dot of a difference is a sqdist");
      rewriter.replaceOpWithNewOp<SqDistOp>(op, type, difference.getLhs(),
                                            difference.getRhs());
      return success();
    }
    auto vector = cast<RankedTensorType>(op.getLhs().getType());
    if (nominalComponents(vector) == 1) {
      SmallVector<int64_t> first(vector.getRank(), 0);
      auto component = [&](Value value) -> Value {
        return ComponentOp::create(rewriter, op.getLoc(), type, value, first);
      };
      Value lhs = component(op.getLhs()), rhs = component(op.getRhs());
      rewriter.replaceOpWithNewOp<arith::MulFOp>(op, lhs, rhs);
      return success();
    }
    for (auto [factor, other] : {std::pair(op.getLhs(), op.getRhs()),
                                 std::pair(op.getRhs(), op.getLhs())}) {
      auto broadcast = factor.getDefiningOp<BroadcastOp>();
      if (!broadcast)
        continue;
      Value sum = ComponentsOp::create(rewriter, op.getLoc(), type,
                                       ComponentKind::Sum, other);
      rewriter.replaceOpWithNewOp<arith::MulFOp>(op, sum, broadcast.getValue());
      return success();
    }
    return rewriter.notifyMatchFailure(op, "of two different vectors");
  }
};

/// einsum "a,a->" → dot, for any number of axes in the same order.
struct EinsumToDot : FormulaPattern<EinsumOp> {
  using FormulaPattern::FormulaPattern;

  LogicalResult matchAndRewrite(EinsumOp op,
                                PatternRewriter &rewriter) const override {
    auto [letters, result] = op.getSpecification().split("->");
    auto [lhs, rhs] = letters.split(',');
    if (op.getOperands_().size() != 2 || !result.empty() || lhs.empty() ||
        lhs != rhs)
      return rewriter.notifyMatchFailure(op, "axes are not summed in pairs");
    for (size_t n = 0; n < lhs.size(); ++n)
      if (lhs.find(lhs[n], n + 1) != StringRef::npos)
        return rewriter.notifyMatchFailure(op, "a diagonal");
    if (!isa<FloatType>(op.getResult().getType()) ||
        op.getOperands_()[0].getType() != op.getOperands_()[1].getType())
      return rewriter.notifyMatchFailure(op, "not of two equal float shapes");
    rewriter.replaceOpWithNewOp<DotOp>(op, op.getResult().getType(),
                                       op.getOperands_()[0],
                                       op.getOperands_()[1]);
    return success();
  }
};

/// A reduction of equal components is one of scalars.
struct ReduceOfBroadcast : FormulaPattern<ReduceOp> {
  using FormulaPattern::FormulaPattern;

  LogicalResult matchAndRewrite(ReduceOp op,
                                PatternRewriter &rewriter) const override {
    if (!llvm::is_contained({ReductionKind::Sum, ReductionKind::Prod,
                             ReductionKind::Min, ReductionKind::Max,
                             ReductionKind::Var, ReductionKind::ArgMin,
                             ReductionKind::ArgMax},
                            op.getKind()))
      return rewriter.notifyMatchFailure(op, "arguments of different shapes");
    auto broadcast = op.getArgs()[0].getDefiningOp<BroadcastOp>();
    if (!broadcast)
      return rewriter.notifyMatchFailure(op, "not of a broadcast value");
    Type type = op.getResult(0).getType();
    auto reduce =
        ReduceOp::create(rewriter, op.getLoc(), getElementTypeOrSelf(type),
                         op.getKind(), op.getOver(), broadcast.getValue(),
                         op.getCondition(), op.getKAttr(), op.getBase2());
    context.acted(op.getLoc(), "reduced once for all components");
    rewriter.replaceOpWithNewOp<BroadcastOp>(op, type, reduce.getResult(0));
    return success();
  }
};

} // namespace

void kop::transforms::addComponentPatterns(RewritePatternSet &patterns,
                                           SimplifyContext &context) {
  patterns.add<PushBroadcast, SumOfComponents, SimplifyDot, EinsumToDot,
               ReduceOfBroadcast>(patterns.getContext(), context);
}
