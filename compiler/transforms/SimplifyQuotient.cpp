//===- SimplifyQuotient.cpp - Divisors, roots, powers of halves -----------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Divisions and roots per pair that need not be: divisors that are products of
// values of a row and of a column, and powers by odd multiples of ½.
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/Simplify.h"

#include <cmath>

using namespace mlir;
using namespace kop::ir;
using namespace kop::transforms;

/// The two factors of a scalar that are both lower than it.
static std::pair<Value, Value> lowerFactors(SimplifyContext &context,
                                            Value value) {
  auto product = value.getDefiningOp<arith::MulFOp>();
  if (!product || isa<RankedTensorType>(value.getType()))
    return {};
  Domain all = context.of(value);
  for (Value factor : product->getOperands())
    if (context.of(factor) == all)
      return {};
  return {product.getLhs(), product.getRhs()};
}

static bool isOfPairs(SimplifyContext &context, Value value) {
  return llvm::popcount(context.of(value)) > 1;
}

/// Such factors under a root, neither of them negative.
static std::pair<Value, Value> factorsOfRoot(SimplifyContext &context,
                                             math::SqrtOp root) {
  auto [f, g] = lowerFactors(context, root.getOperand());
  if (!f || signOf(f) != Sign::NotNegative || signOf(g) != Sign::NotNegative)
    return {};
  return {f, g};
}

namespace {

/// a / (f(i) g(j)) → a · (1 / f(i)) · (1 / g(j)).
struct DivideByFactors : FormulaPattern<arith::DivFOp> {
  using FormulaPattern::FormulaPattern;

  LogicalResult matchAndRewrite(arith::DivFOp op,
                                PatternRewriter &rewriter) const override {
    auto [f, g] = lowerFactors(context, op.getRhs());
    if (!f)
      return rewriter.notifyMatchFailure(op, "a factor varies as much");
    Value result = op.getLhs();
    Location loc = op.getLoc();
    for (Value factor : {f, g}) {
      Value one = floatConstant(rewriter, loc, op.getType(), 1.0);
      Value reciprocal = arith::DivFOp::create(rewriter, loc, one, factor);
      result = arith::MulFOp::create(rewriter, loc, result, reciprocal);
    }
    context.acted(loc, "the reciprocals of the factors are computed outside");
    rewriter.replaceOp(op, result);
    return success();
  }
};

/// √(f(i) g(j)) → √f(i) √g(j) where neither is negative.
struct RootOfFactors : FormulaPattern<math::SqrtOp> {
  using FormulaPattern::FormulaPattern;

  LogicalResult matchAndRewrite(math::SqrtOp op,
                                PatternRewriter &rewriter) const override {
    auto [f, g] = factorsOfRoot(context, op);
    if (!f)
      return rewriter.notifyMatchFailure(
          op, "a factor varies as much or may be negative");
    context.acted(op.getLoc(), "the roots of the factors are computed outside");
    Value first = math::SqrtOp::create(rewriter, op.getLoc(), f);
    Value second = math::SqrtOp::create(rewriter, op.getLoc(), g);
    rewriter.replaceOpWithNewOp<arith::MulFOp>(op, first, second);
    return success();
  }
};

/// a / √s → a · rsqrt(s) for pairs; in f64, where targets have no better than
/// the quotient, 1 / √s only.
struct DivideByRoot : FormulaPattern<arith::DivFOp> {
  using FormulaPattern::FormulaPattern;

  LogicalResult matchAndRewrite(arith::DivFOp op,
                                PatternRewriter &rewriter) const override {
    auto root = op.getRhs().getDefiningOp<math::SqrtOp>();
    if (!root || isa<RankedTensorType>(op.getType()))
      return rewriter.notifyMatchFailure(op, "the divisor is no root");
    if (!root->hasOneUse() || !isOfPairs(context, root))
      return rewriter.notifyMatchFailure(op, "the root is needed, or cheap");
    if (factorsOfRoot(context, root).first)
      return rewriter.notifyMatchFailure(op, "the root has lower factors");
    bool isReciprocal = floatConstantOf(op.getLhs()) == 1.0;
    if (!isReciprocal && !op.getType().isF32())
      return rewriter.notifyMatchFailure(op, "no reciprocal");
    Value result =
        math::RsqrtOp::create(rewriter, op.getLoc(), root.getOperand());
    if (!isReciprocal)
      result =
          arith::MulFOp::create(rewriter, op.getLoc(), op.getLhs(), result);
    rewriter.replaceOp(op, result);
    return success();
  }
};

/// Whether x^exponent is a few multiplications and a root within the accuracy
/// of a power.
static bool isPowerOfRoot(double exponent) {
  return exponent == -1.5 || exponent == -0.5 || exponent == 1.5 ||
         exponent == 2.5;
}

/// x^1.5 = x √x and so on.
static Value powerOfRoot(OpBuilder &b, Location loc, Value x, double exponent) {
  auto times = [&](Value lhs, Value rhs) -> Value {
    return arith::MulFOp::create(b, loc, lhs, rhs);
  };
  if (exponent < 0) {
    Value root = math::RsqrtOp::create(b, loc, x);
    if (exponent == -0.5)
      return root;
    Value one = floatConstant(b, loc, x.getType(), 1.0);
    return times(root, arith::DivFOp::create(b, loc, one, x));
  }
  Value root = math::SqrtOp::create(b, loc, x);
  return times(exponent == 1.5 ? x : times(x, x), root);
}

/// a / x^c → a · x^−c for such powers.
struct DivideByPower : FormulaPattern<arith::DivFOp> {
  using FormulaPattern::FormulaPattern;

  LogicalResult matchAndRewrite(arith::DivFOp op,
                                PatternRewriter &rewriter) const override {
    auto power = op.getRhs().getDefiningOp<math::PowFOp>();
    if (!power || isa<RankedTensorType>(op.getType()))
      return rewriter.notifyMatchFailure(op, "the divisor is no power");
    std::optional<double> exponent = floatConstantOf(power.getRhs());
    if (!isOfPairs(context, op) || !exponent || !isPowerOfRoot(-*exponent))
      return rewriter.notifyMatchFailure(op, "no such exponent");
    Value result =
        powerOfRoot(rewriter, op.getLoc(), power.getLhs(), -*exponent);
    rewriter.replaceOpWithNewOp<arith::MulFOp>(op, op.getLhs(), result);
    return success();
  }
};

/// The power of a root, where it does not wait to become a divisor.
struct PowerOfRoot : FormulaPattern<math::PowFOp> {
  using FormulaPattern::FormulaPattern;

  LogicalResult matchAndRewrite(math::PowFOp op,
                                PatternRewriter &rewriter) const override {
    std::optional<double> exponent = floatConstantOf(op.getRhs());
    if (isa<RankedTensorType>(op.getType()) || !isOfPairs(context, op) ||
        !exponent || !isPowerOfRoot(*exponent))
      return rewriter.notifyMatchFailure(op, "no such exponent");
    if (isDivisor(op) && isPowerOfRoot(-*exponent))
      return rewriter.notifyMatchFailure(op, "its reciprocal is as good");
    rewriter.replaceOp(
        op, powerOfRoot(rewriter, op.getLoc(), op.getLhs(), *exponent));
    return success();
  }

private:
  static bool isDivisor(Value value) {
    return llvm::any_of(value.getUses(), [](OpOperand &use) {
      if (auto broadcast = dyn_cast<BroadcastOp>(use.getOwner()))
        return isDivisor(broadcast);
      return isa<arith::DivFOp>(use.getOwner()) && use.getOperandNumber() == 1;
    });
  }
};

} // namespace

void kop::transforms::addQuotientPatterns(RewritePatternSet &patterns,
                                          SimplifyContext &context) {
  patterns.add<DivideByFactors, RootOfFactors, DivideByRoot, DivideByPower,
               PowerOfRoot>(patterns.getContext(), context);
}
