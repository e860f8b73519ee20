//===- SimplifyScale.cpp - Factors that sink into what they multiply ------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// c · sqdist(x, y) with c ≥ 0 is sqdist(√c x, √c y): the factor costs nothing
// per pair when x and y are scaled outside. The result is that of inputs
// changed by a relative rounding error. A factor zero or infinite in a product
// with an infinity gives NaN, as it does in the formula.
//
// The exponential of f32 is computed in base 2: where log2(e) sinks into the
// argument like that, exp becomes exp2, and a log-sum-exp one in base 2. In f64
// rounding the scaled argument would cost digits of large arguments; there the
// base stays, unless the argument is a distance of points that are scaled
// already.
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/Simplify.h"

using namespace mlir;
using namespace kop::ir;
using namespace kop::transforms;

static constexpr double log2OfE = 1.44269504088896340736;
static constexpr double logOf2 = 0.69314718055994530942;

namespace {

/// Multiplies a value by a lower factor without an operation of the full
/// domain, where possible.
class Sink {
public:
  Sink(SimplifyContext &context, Domain all, Value factor)
      : context(context), all(all), factor(factor),
        factorDomain(context.of(factor)), factorSign(signOf(factor)) {}

  /// For a positive constant, to be made once it is known to sink.
  Sink(SimplifyContext &context, Domain all)
      : context(context), all(all), factorDomain(0),
        factorSign(Sign::NotNegative) {}
  void setFactor(Value constant) { factor = constant; }

  /// Whether the factor sinks into `value`. Other users of `value` would see
  /// it unscaled; `shared` says that all of them get the product.
  bool into(Value value, bool shared = false) const {
    if ((context.of(value) | factorDomain) != all)
      return true;
    Operation *op = value.getDefiningOp();
    if (!op || !(shared || value.hasOneUse()) || context.of(value) != all)
      return false;
    if (isa<arith::MulFOp>(op))
      return into(op->getOperand(0)) || into(op->getOperand(1));
    if (isa<arith::DivFOp>(op))
      return into(op->getOperand(0));
    // Terms of a row and of a column may cancel: their difference is exact
    // where that of the scaled ones would not be.
    if (isa<arith::AddFOp, arith::SubFOp>(op))
      return into(op->getOperand(0)) && into(op->getOperand(1)) &&
             !(isOutside(op->getOperand(0)) && isOutside(op->getOperand(1)));
    if (isa<arith::NegFOp>(op))
      return into(op->getOperand(0));
    if (isa<arith::SelectOp>(op))
      return into(op->getOperand(1)) && into(op->getOperand(2));
    if (isa<DotOp>(op))
      return isOutside(op->getOperand(0)) || isOutside(op->getOperand(1));
    if (isa<SqDistOp>(op))
      return factorSign != Sign::Unknown && canScale(op);
    if (auto root = dyn_cast<math::SqrtOp>(op)) {
      auto distance = root.getOperand().getDefiningOp<SqDistOp>();
      return factorSign != Sign::Unknown && distance && distance->hasOneUse() &&
             canScale(distance);
    }
    return false;
  }

  /// The product. Only where `into` agreed.
  Value multiply(OpBuilder &b, Location loc, Value value) const {
    if ((context.of(value) | factorDomain) != all)
      return arith::MulFOp::create(b, loc, value,
                                   spread(b, loc, factor, value.getType()));
    Operation *op = value.getDefiningOp();
    auto sunk = [&](unsigned number) {
      return multiply(b, loc, op->getOperand(number));
    };
    if (isa<arith::MulFOp>(op)) {
      // A factor that is computed outside anyway takes it first.
      bool first = isOutside(op->getOperand(0)) ||
                   (!isOutside(op->getOperand(1)) && into(op->getOperand(0)));
      unsigned at = first ? 0 : 1;
      return arith::MulFOp::create(b, loc, sunk(at), op->getOperand(1 - at));
    }
    if (isa<arith::DivFOp>(op))
      return arith::DivFOp::create(b, loc, sunk(0), op->getOperand(1));
    if (isa<arith::NegFOp>(op))
      return arith::NegFOp::create(b, loc, sunk(0));
    if (isa<arith::AddFOp, arith::SubFOp, arith::SelectOp>(op)) {
      // One after the other: arguments of a call have no order, and what kopc
      // writes must not depend on the compiler that built it.
      unsigned last = op->getNumOperands() - 1;
      Value right = sunk(last), left = sunk(last - 1);
      if (isa<arith::AddFOp>(op))
        return arith::AddFOp::create(b, loc, left, right);
      if (isa<arith::SubFOp>(op))
        return arith::SubFOp::create(b, loc, left, right);
      return arith::SelectOp::create(b, loc, op->getOperand(0), left, right);
    }
    if (isa<DotOp>(op)) {
      Value lhs = op->getOperand(0), rhs = op->getOperand(1);
      Value &scaled = isOutside(lhs) ? lhs : rhs;
      scaled = scale(b, loc, scaled, factor);
      return DotOp::create(b, loc, value.getType(), lhs, rhs);
    }
    return multiplyDistance(b, loc, op);
  }

private:
  /// Whether the product of the factor with `value` is computed outside.
  bool isOutside(Value value) const {
    return (context.of(value) | factorDomain) != all;
  }

  /// Whether both points of a distance can be scaled outside, and whether
  /// doing so leaves no difference or distance to be computed twice.
  bool canScale(Operation *distance) const {
    Value x = distance->getOperand(0), y = distance->getOperand(1);
    if (!isOutside(x) || !isOutside(y))
      return false;
    return llvm::none_of(x.getUsers(), [&](Operation *user) {
      return isa<arith::SubFOp, SqDistOp>(user) && user != distance &&
             llvm::is_contained(user->getOperands(), y) && x != y;
    });
  }

  static Value scale(OpBuilder &b, Location loc, Value vector, Value factor) {
    return arith::MulFOp::create(b, loc, vector,
                                 spread(b, loc, factor, vector.getType()));
  }

  /// c · sqdist(x, y) and c · √sqdist(x, y).
  Value multiplyDistance(OpBuilder &b, Location loc, Operation *op) const {
    bool negative = factorSign == Sign::NotPositive;
    Value size = factor;
    if (negative)
      size = arith::NegFOp::create(b, loc, size);
    auto root = dyn_cast<math::SqrtOp>(op);
    Operation *distance = root ? root.getOperand().getDefiningOp() : op;
    if (!root)
      size = math::SqrtOp::create(b, loc, size);
    Value x = scale(b, loc, distance->getOperand(0), size);
    Value y = scale(b, loc, distance->getOperand(1), size);
    Value result =
        SqDistOp::create(b, loc, distance->getResult(0).getType(), x, y);
    if (root)
      result = math::SqrtOp::create(b, loc, result);
    if (negative)
      result = arith::NegFOp::create(b, loc, result);
    return result;
  }

  SimplifyContext &context;
  Domain all;
  Value factor;
  Domain factorDomain;
  Sign factorSign;
};

/// c · v where c is lower and sinks into v.
struct SinkFactor : FormulaPattern<arith::MulFOp> {
  using FormulaPattern::FormulaPattern;

  LogicalResult matchAndRewrite(arith::MulFOp op,
                                PatternRewriter &rewriter) const override {
    if (isa<RankedTensorType>(op.getType()))
      return rewriter.notifyMatchFailure(op, "factors sink into scalars only");
    Domain all = context.of(op);
    for (auto [factor, value] : {std::pair(op.getLhs(), op.getRhs()),
                                 std::pair(op.getRhs(), op.getLhs())}) {
      if (context.of(factor) == all || context.of(value) != all)
        continue;
      Sink sink(context, all, factor);
      if (!sink.into(value))
        continue;
      context.acted(op.getLoc(), "a factor sinks into what it multiplies");
      rewriter.replaceOp(op, sink.multiply(rewriter, op.getLoc(), value));
      return success();
    }
    return rewriter.notifyMatchFailure(
        op, "no factor sinks: the other value is used elsewhere, or the sign "
            "of the factor is not known");
  }
};

/// Whether `op` multiplies two exponentials.
static bool isProductOfTwo(Operation *op) {
  return isa<arith::MulFOp>(op) && op->getOperand(0) != op->getOperand(1) &&
         llvm::all_of(op->getOperands(), [](Value factor) {
           return factor.getDefiningOp<math::ExpOp>() && factor.hasOneUse();
         });
}

/// Whether `value` is, but for signs, a distance of scaled points: another
/// factor of the scale costs no digits.
static bool isScaledDistance(Value value) {
  while (auto neg = value.getDefiningOp<arith::NegFOp>())
    value = neg.getOperand();
  auto distance = value.getDefiningOp<SqDistOp>();
  return distance && llvm::all_of(distance->getOperands(), [](Value point) {
           return point.getDefiningOp<arith::MulFOp>() != nullptr;
         });
}

/// exp(x) → exp2(log2(e) x) where log2(e) sinks into x.
struct ExpInBase2 : FormulaPattern<math::ExpOp> {
  using FormulaPattern::FormulaPattern;

  LogicalResult matchAndRewrite(math::ExpOp op,
                                PatternRewriter &rewriter) const override {
    if (!op.getType().isF32() &&
        !(op.getType().isF64() && isScaledDistance(op.getOperand())))
      return rewriter.notifyMatchFailure(
          op, "only scalars of f32 and scaled distances");
    Domain all = context.of(op);
    if (!all)
      return rewriter.notifyMatchFailure(op, "computed once anyway");
    if (op->hasOneUse() && isProductOfTwo(*op->user_begin()))
      return rewriter.notifyMatchFailure(op, "two exponentials become one");
    Sink sink(context, all);
    if (!sink.into(op.getOperand()))
      return rewriter.notifyMatchFailure(op, "log2(e) does not sink");
    sink.setFactor(floatConstant(rewriter, op.getLoc(), op.getType(), log2OfE));
    context.acted(op.getLoc(), "exp in base 2, its constant outside");
    Value argument = sink.multiply(rewriter, op.getLoc(), op.getOperand());
    rewriter.replaceOpWithNewOp<math::Exp2Op>(op, argument);
    return success();
  }
};

/// Scores of log-sum-exps and softmaxes in base 2 where log2(e) sinks into
/// them: all reductions of one score together.
struct ScoresInBase2 : FormulaPattern<ReduceOp> {
  using FormulaPattern::FormulaPattern;

  LogicalResult matchAndRewrite(ReduceOp op,
                                PatternRewriter &rewriter) const override {
    if (!takesScore(op) || op.getBase2())
      return rewriter.notifyMatchFailure(op, "no scores in base e");
    Value score = op.getArgs()[0];
    if (!score.getType().isF32() &&
        !(score.getType().isF64() && isScaledDistance(score)))
      return rewriter.notifyMatchFailure(
          op, "only scores of f32 and scaled distances");
    for (OpOperand &use : score.getUses()) {
      auto user = dyn_cast<ReduceOp>(use.getOwner());
      if (!user || !takesScore(user) || user.getBase2() ||
          use.getOperandNumber() != 0)
        return rewriter.notifyMatchFailure(op, "the score is used elsewhere");
    }
    Sink sink(context, context.of(score));
    if (!context.of(score) || !sink.into(score, /*shared=*/true))
      return rewriter.notifyMatchFailure(op, "log2(e) does not sink");
    context.acted(op.getLoc(), "scores in base 2, their constant outside");
    // Behind the score, in front of all of them.
    rewriter.setInsertionPointAfter(score.getDefiningOp());
    SmallVector<ReduceOp> users;
    for (Operation *user : score.getUsers())
      users.push_back(cast<ReduceOp>(user));
    sink.setFactor(
        floatConstant(rewriter, op.getLoc(), score.getType(), log2OfE));
    Value scaled = sink.multiply(rewriter, op.getLoc(), score);
    for (ReduceOp user : users)
      convert(rewriter, user, scaled);
    return success();
  }

private:
  static bool takesScore(ReduceOp op) {
    return op.getKind() == ReductionKind::LogSumExp ||
           op.getKind() == ReductionKind::SoftMax;
  }

  static void convert(PatternRewriter &rewriter, ReduceOp op, Value scaled) {
    OpBuilder::InsertionGuard guard(rewriter);
    rewriter.setInsertionPoint(op);
    SmallVector<Value> arguments(op.getArgs());
    arguments[0] = scaled;
    auto reduce = ReduceOp::create(
        rewriter, op.getLoc(), op.getResultTypes(), op.getKind(), op.getOver(),
        arguments, op.getCondition(), op.getKAttr(), /*base2=*/true);
    Value result = reduce.getResult(0);
    if (op.getKind() == ReductionKind::LogSumExp)
      result = arith::MulFOp::create(
          rewriter, op.getLoc(), result,
          floatConstant(rewriter, op.getLoc(), result.getType(), logOf2));
    rewriter.replaceOp(op, result);
  }
};

} // namespace

void kop::transforms::addScalePatterns(RewritePatternSet &patterns,
                                       SimplifyContext &context) {
  patterns.add<SinkFactor, ExpInBase2, ScoresInBase2>(patterns.getContext(),
                                                      context);
}
