//===- SimplifyArithmetic.cpp - Signs, divisions, powers ------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// x − x → 0, x · 0 → 0 and x + 0 → x hold for finite x (and up to the sign of
// zero); infinities and NaN of an input do not pass through them.
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/Simplify.h"

#include <cmath>

using namespace mlir;
using namespace kop::ir;
using namespace kop::transforms;

namespace {

/// x − x → 0.
struct SubtractItself : FormulaPattern<arith::SubFOp> {
  using FormulaPattern::FormulaPattern;

  LogicalResult matchAndRewrite(arith::SubFOp op,
                                PatternRewriter &rewriter) const override {
    if (op.getLhs() != op.getRhs())
      return rewriter.notifyMatchFailure(op, "of two different values");
    rewriter.replaceOp(op,
                       floatConstant(rewriter, op.getLoc(), op.getType(), 0.0));
    return success();
  }
};

/// x · 0 → 0.
struct MultiplyByZero : FormulaPattern<arith::MulFOp> {
  using FormulaPattern::FormulaPattern;

  LogicalResult matchAndRewrite(arith::MulFOp op,
                                PatternRewriter &rewriter) const override {
    if (floatConstantOf(op.getLhs()) != 0.0 &&
        floatConstantOf(op.getRhs()) != 0.0)
      return rewriter.notifyMatchFailure(op, "no factor is zero");
    rewriter.replaceOp(op,
                       floatConstant(rewriter, op.getLoc(), op.getType(), 0.0));
    return success();
  }
};

/// x · (−1) → −x.
struct MultiplyByMinusOne : FormulaPattern<arith::MulFOp> {
  using FormulaPattern::FormulaPattern;

  LogicalResult matchAndRewrite(arith::MulFOp op,
                                PatternRewriter &rewriter) const override {
    for (auto [factor, other] : {std::pair(op.getLhs(), op.getRhs()),
                                 std::pair(op.getRhs(), op.getLhs())})
      if (floatConstantOf(factor) == -1.0) {
        rewriter.replaceOpWithNewOp<arith::NegFOp>(op, other);
        return success();
      }
    return rewriter.notifyMatchFailure(op, "no factor is -1");
  }
};

/// x + 0 → x.
struct AddZero : FormulaPattern<arith::AddFOp> {
  using FormulaPattern::FormulaPattern;

  LogicalResult matchAndRewrite(arith::AddFOp op,
                                PatternRewriter &rewriter) const override {
    for (auto [term, other] : {std::pair(op.getLhs(), op.getRhs()),
                               std::pair(op.getRhs(), op.getLhs())})
      if (floatConstantOf(term) == 0.0) {
        rewriter.replaceOp(op, other);
        return success();
      }
    return rewriter.notifyMatchFailure(op, "no term is zero");
  }
};

/// x + x → 2 x, whose factor may leave a reduction or meet another one.
struct AddItself : FormulaPattern<arith::AddFOp> {
  using FormulaPattern::FormulaPattern;

  LogicalResult matchAndRewrite(arith::AddFOp op,
                                PatternRewriter &rewriter) const override {
    if (op.getLhs() != op.getRhs())
      return rewriter.notifyMatchFailure(op, "of two different values");
    Value two = floatConstant(rewriter, op.getLoc(),
                              getElementTypeOrSelf(op.getType()), 2.0);
    rewriter.replaceOpWithNewOp<arith::MulFOp>(
        op, op.getLhs(), spread(rewriter, op.getLoc(), two, op.getType()));
    return success();
  }
};

/// select(!c, a, b) → select(c, b, a).
struct SelectByNot : FormulaPattern<arith::SelectOp> {
  using FormulaPattern::FormulaPattern;

  LogicalResult matchAndRewrite(arith::SelectOp op,
                                PatternRewriter &rewriter) const override {
    auto negation = op.getCondition().getDefiningOp<arith::XOrIOp>();
    if (!negation || !matchPattern(negation.getRhs(), m_One()))
      return rewriter.notifyMatchFailure(op, "the condition is no negation");
    rewriter.replaceOpWithNewOp<arith::SelectOp>(
        op, negation.getLhs(), op.getFalseValue(), op.getTrueValue());
    return success();
  }
};

/// (−a) b: the sign goes to a lower factor, where it costs nothing, or out of
/// the product.
struct SignOfProduct : FormulaPattern<arith::MulFOp> {
  using FormulaPattern::FormulaPattern;

  LogicalResult matchAndRewrite(arith::MulFOp op,
                                PatternRewriter &rewriter) const override {
    Domain all = context.of(op);
    for (auto [factor, other] : {std::pair(op.getLhs(), op.getRhs()),
                                 std::pair(op.getRhs(), op.getLhs())}) {
      auto neg = factor.getDefiningOp<arith::NegFOp>();
      if (!neg || context.of(factor) != all)
        continue;
      Value inner = neg.getOperand();
      if (context.of(other) != all) {
        other = arith::NegFOp::create(rewriter, op.getLoc(), other);
        rewriter.replaceOpWithNewOp<arith::MulFOp>(op, inner, other);
      } else {
        Value product =
            arith::MulFOp::create(rewriter, op.getLoc(), inner, other);
        rewriter.replaceOpWithNewOp<arith::NegFOp>(op, product);
      }
      return success();
    }
    return rewriter.notifyMatchFailure(op, "no sign to move");
  }
};

/// −(a b) → a (−b) with b lower; −(a − b) → b − a; −(a / b) likewise.
struct SignOutside : FormulaPattern<arith::NegFOp> {
  using FormulaPattern::FormulaPattern;

  LogicalResult matchAndRewrite(arith::NegFOp op,
                                PatternRewriter &rewriter) const override {
    Value value = op.getOperand();
    if (!value.hasOneUse())
      return rewriter.notifyMatchFailure(op, "the value is used elsewhere");
    if (auto difference = value.getDefiningOp<arith::SubFOp>()) {
      rewriter.replaceOpWithNewOp<arith::SubFOp>(op, difference.getRhs(),
                                                 difference.getLhs());
      return success();
    }
    auto product = value.getDefiningOp<arith::MulFOp>();
    if (!product)
      return rewriter.notifyMatchFailure(op, "no product or difference");
    Domain all = context.of(op);
    for (auto [factor, other] : {std::pair(product.getLhs(), product.getRhs()),
                                 std::pair(product.getRhs(), product.getLhs())})
      if (context.of(factor) != all && context.of(other) == all) {
        factor = arith::NegFOp::create(rewriter, op.getLoc(), factor);
        rewriter.replaceOpWithNewOp<arith::MulFOp>(op, other, factor);
        return success();
      }
    return rewriter.notifyMatchFailure(op, "no lower factor");
  }
};

/// a + (−b) → a − b; (−a) + b → b − a.
struct AddNegative : FormulaPattern<arith::AddFOp> {
  using FormulaPattern::FormulaPattern;

  LogicalResult matchAndRewrite(arith::AddFOp op,
                                PatternRewriter &rewriter) const override {
    for (auto [term, other] : {std::pair(op.getRhs(), op.getLhs()),
                               std::pair(op.getLhs(), op.getRhs())})
      if (auto neg = term.getDefiningOp<arith::NegFOp>()) {
        rewriter.replaceOpWithNewOp<arith::SubFOp>(op, other, neg.getOperand());
        return success();
      }
    return rewriter.notifyMatchFailure(op, "no negative term");
  }
};

/// a − (−b) → a + b.
struct SubtractNegative : FormulaPattern<arith::SubFOp> {
  using FormulaPattern::FormulaPattern;

  LogicalResult matchAndRewrite(arith::SubFOp op,
                                PatternRewriter &rewriter) const override {
    auto neg = op.getRhs().getDefiningOp<arith::NegFOp>();
    if (!neg)
      return rewriter.notifyMatchFailure(op, "the subtrahend has no sign");
    rewriter.replaceOpWithNewOp<arith::AddFOp>(op, op.getLhs(),
                                               neg.getOperand());
    return success();
  }
};

/// (−a) / b → −(a / b).
struct SignOfQuotient : FormulaPattern<arith::DivFOp> {
  using FormulaPattern::FormulaPattern;

  LogicalResult matchAndRewrite(arith::DivFOp op,
                                PatternRewriter &rewriter) const override {
    auto neg = op.getLhs().getDefiningOp<arith::NegFOp>();
    if (!neg)
      return rewriter.notifyMatchFailure(op, "the dividend has no sign");
    Value quotient = arith::DivFOp::create(rewriter, op.getLoc(),
                                           neg.getOperand(), op.getRhs());
    rewriter.replaceOpWithNewOp<arith::NegFOp>(op, quotient);
    return success();
  }
};

/// a / b with b lower → a · (1 / b). Numbers keep their division unless the
/// reciprocal is exact, or the quotient one of f32 pairs.
struct DivideByLower : FormulaPattern<arith::DivFOp> {
  using FormulaPattern::FormulaPattern;

  LogicalResult matchAndRewrite(arith::DivFOp op,
                                PatternRewriter &rewriter) const override {
    Domain all = context.of(op), below = context.of(op.getRhs());
    Location loc = op.getLoc();
    if (all == below)
      return rewriter.notifyMatchFailure(op, "the divisor varies as much");
    if (std::optional<double> number = floatConstantOf(op.getRhs())) {
      int exponent;
      bool exact = std::abs(std::frexp(*number, &exponent)) == 0.5;
      bool pairs =
          llvm::popcount(all) > 1 && getElementTypeOrSelf(op.getType()).isF32();
      if (!exact && !pairs)
        return rewriter.notifyMatchFailure(op, "a number, kept exact");
    }
    // After the checks: it may create a constant, and a pattern that creates
    // but does not match would be tried for ever.
    Value divisor = scalarOf(rewriter, loc, op.getRhs());
    if (!divisor)
      return rewriter.notifyMatchFailure(op, "the divisor is a vector");
    Value one = floatConstant(rewriter, loc, divisor.getType(), 1.0);
    Value reciprocal = arith::DivFOp::create(rewriter, loc, one, divisor);
    context.acted(loc, "the reciprocal of the divisor is computed outside");
    rewriter.replaceOpWithNewOp<arith::MulFOp>(
        op, op.getLhs(), spread(rewriter, loc, reciprocal, op.getType()));
    return success();
  }
};

/// v / s of a vector and a scalar of pairs → v · (1 / s): one division.
struct DivideVector : FormulaPattern<arith::DivFOp> {
  using FormulaPattern::FormulaPattern;

  LogicalResult matchAndRewrite(arith::DivFOp op,
                                PatternRewriter &rewriter) const override {
    auto divisor = op.getRhs().getDefiningOp<BroadcastOp>();
    auto type = dyn_cast<RankedTensorType>(op.getType());
    if (!divisor || !type || nominalComponents(type) < 2)
      return rewriter.notifyMatchFailure(op, "not a vector over a scalar");
    if (llvm::popcount(context.of(op)) < 2)
      return rewriter.notifyMatchFailure(op, "not of pairs, kept exact");
    Value one =
        floatConstant(rewriter, op.getLoc(), divisor.getValue().getType(), 1.0);
    Value reciprocal =
        arith::DivFOp::create(rewriter, op.getLoc(), one, divisor.getValue());
    context.acted(op.getLoc(), "one division for all components");
    rewriter.replaceOpWithNewOp<arith::MulFOp>(
        op, op.getLhs(), spread(rewriter, op.getLoc(), reciprocal, type));
    return success();
  }
};

/// x^½ → √x, x^1 → x, x^2 → x x, x^−1 → 1 / x.
struct ConstantPower : FormulaPattern<math::PowFOp> {
  using FormulaPattern::FormulaPattern;

  LogicalResult matchAndRewrite(math::PowFOp op,
                                PatternRewriter &rewriter) const override {
    std::optional<double> exponent = floatConstantOf(op.getRhs());
    Value base = op.getLhs();
    if (exponent == 0.5) {
      rewriter.replaceOpWithNewOp<math::SqrtOp>(op, base);
    } else if (exponent == 1.0) {
      rewriter.replaceOp(op, base);
    } else if (exponent == 2.0) {
      rewriter.replaceOpWithNewOp<arith::MulFOp>(op, base, base);
    } else if (exponent == -1.0) {
      Value one = floatConstant(rewriter, op.getLoc(), op.getType(), 1.0);
      rewriter.replaceOpWithNewOp<arith::DivFOp>(op, one, base);
    } else {
      return rewriter.notifyMatchFailure(op, "no simple exponent");
    }
    return success();
  }
};

/// √a √a → a where a is not negative.
struct SquareOfRoot : FormulaPattern<arith::MulFOp> {
  using FormulaPattern::FormulaPattern;

  LogicalResult matchAndRewrite(arith::MulFOp op,
                                PatternRewriter &rewriter) const override {
    auto root = op.getLhs().getDefiningOp<math::SqrtOp>();
    if (!root || op.getLhs() != op.getRhs())
      return rewriter.notifyMatchFailure(op, "not the square of a root");
    if (signOf(root.getOperand()) != Sign::NotNegative)
      return rewriter.notifyMatchFailure(op, "the root may be of a negative");
    context.acted(op.getLoc(), "the square of a root is what is under it");
    rewriter.replaceOp(op, root.getOperand());
    return success();
  }
};

} // namespace

void kop::transforms::addArithmeticPatterns(RewritePatternSet &patterns,
                                            SimplifyContext &context) {
  patterns.add<SubtractItself, MultiplyByZero, MultiplyByMinusOne, AddZero,
               AddItself, SelectByNot, SignOfProduct, SignOutside, AddNegative,
               SubtractNegative, SignOfQuotient, DivideByLower, DivideVector,
               ConstantPower, SquareOfRoot>(patterns.getContext(), context);
}
