//===- Simplify.cpp - Algebra on formulas ---------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The pass kop-simplify: common subexpressions, the patterns to a fixpoint,
// and at last fused multiply-adds, which would hide products from the others.
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/Simplify.h"
#include "compiler/transforms/Passes.h"

#include "mlir/IR/Dominance.h"
#include "mlir/Transforms/CSE.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

#include <cmath>

using namespace mlir;
using namespace kop::ir;
using namespace kop::transforms;

namespace kop::transforms {
#define GEN_PASS_DEF_KOPSIMPLIFY
#include "compiler/transforms/Passes.h.inc"
} // namespace kop::transforms

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

Value kop::transforms::floatConstant(OpBuilder &b, Location loc, Type like,
                                     double value) {
  return splat(b, loc, like, b.getFloatAttr(getElementTypeOrSelf(like), value));
}

std::optional<double> kop::transforms::floatConstantOf(Value value) {
  if (auto broadcast = value.getDefiningOp<BroadcastOp>())
    value = broadcast.getValue();
  APFloat constant(0.0);
  if (!matchPattern(value, m_ConstantFloat(&constant)))
    return std::nullopt;
  bool inexact;
  constant.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven,
                   &inexact);
  return constant.convertToDouble();
}

Value kop::transforms::scalarOf(OpBuilder &b, Location loc, Value value) {
  if (!isa<RankedTensorType>(value.getType()))
    return value;
  if (auto broadcast = value.getDefiningOp<BroadcastOp>())
    return broadcast.getValue();
  DenseElementsAttr elements;
  if (matchPattern(value, m_Constant(&elements)) && elements.isSplat())
    return arith::ConstantOp::create(
        b, loc, cast<TypedAttr>(elements.getSplatValue<Attribute>()));
  return {};
}

Value kop::transforms::spread(OpBuilder &b, Location loc, Value scalar,
                              Type like) {
  auto tensor = dyn_cast<RankedTensorType>(like);
  if (!tensor)
    return scalar;
  return BroadcastOp::create(
      b, loc, RankedTensorType::get(tensor.getShape(), scalar.getType()),
      scalar);
}

/// Sign of a product or quotient.
static Sign product(Sign a, Sign b) {
  if (a == Sign::Unknown || b == Sign::Unknown)
    return Sign::Unknown;
  return a == b ? Sign::NotNegative : Sign::NotPositive;
}

static Sign opposite(Sign sign) { return product(sign, Sign::NotPositive); }

static Sign signOf(Value value, unsigned depth) {
  Operation *op = value.getDefiningOp();
  if (!op || depth == 0)
    return Sign::Unknown;
  if (std::optional<double> constant = floatConstantOf(value))
    return std::isnan(*constant) ? Sign::Unknown
           : *constant >= 0      ? Sign::NotNegative
                                 : Sign::NotPositive;
  auto operand = [&](unsigned number) {
    return signOf(op->getOperand(number), depth - 1);
  };
  auto both = [&](unsigned first) {
    Sign sign = operand(first);
    return sign == operand(first + 1) ? sign : Sign::Unknown;
  };
  if (isa<math::ExpOp, math::Exp2Op, math::SqrtOp, math::RsqrtOp, math::AbsFOp,
          SqDistOp>(op))
    return Sign::NotNegative;
  if (isa<arith::MulFOp, DotOp>(op) && op->getOperand(0) == op->getOperand(1))
    return Sign::NotNegative;
  if (isa<arith::MulFOp, arith::DivFOp>(op))
    return product(operand(0), operand(1));
  if (isa<arith::NegFOp>(op))
    return opposite(operand(0));
  if (isa<arith::AddFOp>(op))
    return both(0);
  if (isa<arith::SelectOp>(op))
    return both(1);
  if (isa<arith::MaxNumFOp>(op))
    return operand(0) == Sign::NotNegative || operand(1) == Sign::NotNegative
               ? Sign::NotNegative
               : both(0);
  if (isa<BroadcastOp, ReshapeOp, SliceOp, ComponentOp, ReindexOp>(op))
    return operand(0);
  if (auto fold = dyn_cast<ComponentsOp>(op))
    return fold.getKind() == ComponentKind::Sum ? operand(0) : Sign::Unknown;
  return Sign::Unknown;
}

Sign kop::transforms::signOf(Value value) { return ::signOf(value, 12); }

//===----------------------------------------------------------------------===//
// Pass
//===----------------------------------------------------------------------===//

namespace {
/// Folds constants, except through functions: those would be computed by the
/// mathematics library of the host, and objects must not depend on it.
struct Fold : RewritePattern {
  explicit Fold(MLIRContext *mlir)
      : RewritePattern(MatchAnyOpTypeTag(), 2, mlir) {}

  LogicalResult matchAndRewrite(Operation *op,
                                PatternRewriter &rewriter) const override {
    if (op->hasTrait<OpTrait::ConstantLike>() || op->getNumResults() == 0)
      return rewriter.notifyMatchFailure(op, "nothing to fold");
    if (isFunction(op))
      return rewriter.notifyMatchFailure(op, "functions are not folded");
    SmallVector<Value> results;
    rewriter.setInsertionPoint(op);
    if (failed(rewriter.tryFold(op, results)))
      return rewriter.notifyMatchFailure(op, "does not fold");
    if (results.empty()) { // changed in place
      rewriter.modifyOpInPlace(op, [] {});
      return success();
    }
    rewriter.replaceOp(op, results);
    return success();
  }
};

struct Simplify : kop::transforms::impl::KopSimplifyBase<Simplify> {
  using KopSimplifyBase::KopSimplifyBase;

  void runOnOperation() override {
    FormulaOp formula = getOperation();
    const bool keepsRounding = precise || formula->hasAttr(preciseAttribute);
    SimplifyContext context(formula, remarks);
    RewritePatternSet algebra(&getContext()), fusion(&getContext());
    for (RewritePatternSet *patterns : {&algebra, &fusion})
      patterns->add<Fold>(&getContext());
    addComponentPatterns(algebra, context);
    if (!keepsRounding) {
      addConcatPatterns(algebra, context);
      addArithmeticPatterns(algebra, context);
      addQuotientPatterns(algebra, context);
      addProductPatterns(algebra, context);
      addScalePatterns(algebra, context);
      addReductionPatterns(algebra, context);
      addFmaPatterns(fusion, context);
    }
    FrozenRewritePatternSet algebraPatterns(std::move(algebra));
    // Merging equal values can make a value used once, which lets patterns
    // act, and rewriting can make values equal.
    mergeEqualValues(context);
    for (unsigned round = 0; round < 4; ++round) {
      bool rewritten = rewrite(algebraPatterns, context);
      if (!mergeEqualValues(context) && !rewritten)
        break;
    }
    rewrite(FrozenRewritePatternSet(std::move(fusion)), context);
    mergeEqualValues(context);
  }

  bool rewrite(const FrozenRewritePatternSet &patterns,
               SimplifyContext &context) {
    GreedyRewriteConfig config;
    config.enableFolding(false).enableConstantCSE(false).setListener(&context);
    bool changed = false;
    if (failed(
            applyPatternsGreedily(getOperation(), patterns, config, &changed)))
      getOperation().emitWarning("simplification stopped before its end");
    return changed;
  }

  bool mergeEqualValues(SimplifyContext &context) {
    IRRewriter rewriter(&getContext(), &context);
    DominanceInfo dominance(getOperation());
    bool changed = false;
    eliminateCommonSubExpressions(rewriter, dominance, getOperation(),
                                  &changed);
    return changed;
  }
};
} // namespace
