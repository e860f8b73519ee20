//===- SimplifyReduction.cpp - What leaves reductions ---------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Factors that do not depend on the reduced index leave sums and softmaxes;
// terms that do not depend on it leave log-sum-exps and softmaxes. A call may
// restrict the pairs by ranges: so a sum of equal terms is not replaced by a
// product with the extent, and what stays of terms per pair is per pair.
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/Simplify.h"

using namespace mlir;
using namespace kop::ir;
using namespace kop::transforms;

/// The indices that `op` reduces over.
static Domain reducedIndices(SimplifyContext &context, ReduceOp op) {
  Domain over = 0;
  for (Attribute index : op.getOver())
    over |= context.bit(index);
  return over;
}

/// Whether terms that need `rest` (and the filter) are per value of the same
/// indices as those of `op`; indices of constant extent are beyond the reach of
/// ranges.
static bool staysPerPair(SimplifyContext &context, ReduceOp op, Domain rest) {
  Domain all = 0, varying = 0;
  for (Value operand : op.getOperands())
    all |= context.of(operand);
  if (Value condition = op.getCondition())
    rest |= context.of(condition);
  auto formula = op->getParentOfType<FormulaOp>();
  for (auto [index, extent] :
       llvm::zip(formula.getIndices(), formula.getExtents()))
    varying |= extent < 0 ? context.bit(index) : 0;
  return !(reducedIndices(context, op) & varying) || !(all & ~rest & varying);
}

/// A copy of `op` with another argument number `number`.
static Value withArgument(PatternRewriter &rewriter, ReduceOp op,
                          unsigned number, Value argument) {
  SmallVector<Value> arguments(op.getArgs());
  arguments[number] = argument;
  return ReduceOp::create(rewriter, op.getLoc(), op.getResultTypes(),
                          op.getKind(), op.getOver(), arguments,
                          op.getCondition(), op.getKAttr(), op.getBase2())
      .getResult(0);
}

/// The number of the argument in which a reduction is linear, if any.
static std::optional<unsigned> linearArgument(ReduceOp op) {
  switch (op.getKind()) {
  case ReductionKind::Sum:
    return 0;
  case ReductionKind::SoftMax:
    return 1;
  default:
    return std::nullopt;
  }
}

/// Whether reductions over these lists of indices may share a pass.
static bool mayShareAPass(ArrayAttr over, ArrayAttr other) {
  return llvm::any_of(
      over, [&](Attribute index) { return llvm::is_contained(other, index); });
}

/// Whether only linear reductions over `over` use `value`, perhaps through
/// further products: then nobody needs it with its factor. Those over other
/// indices (the cotangents of columns, beside those of rows) compute it in a
/// pass of their own anyway.
static bool onlyReduced(Value value, ArrayAttr over) {
  return llvm::all_of(value.getUsers(), [&](Operation *user) {
    if (isa<arith::MulFOp, arith::NegFOp, BroadcastOp>(user))
      return onlyReduced(user->getResult(0), over);
    auto reduce = dyn_cast<ReduceOp>(user);
    if (!reduce || !linearArgument(reduce) ||
        reduce.getArgs()[*linearArgument(reduce)] != value ||
        llvm::count(reduce.getOperands(), value) != 1)
      return false;
    return reduce.getOver() == over || !mayShareAPass(over, reduce.getOver());
  });
}

namespace {

/// Σⱼ a(i) b(i, j) → a(i) Σⱼ b(i, j), the same for softmax.
struct FactorOut : FormulaPattern<ReduceOp> {
  using FormulaPattern::FormulaPattern;

  LogicalResult matchAndRewrite(ReduceOp op,
                                PatternRewriter &rewriter) const override {
    std::optional<unsigned> number = linearArgument(op);
    if (!number ||
        !isa<FloatType>(getElementTypeOrSelf(op.getResult(0).getType())))
      return rewriter.notifyMatchFailure(op, "not linear");
    Value value = op.getArgs()[*number];
    if (!onlyReduced(value, op.getOver()))
      return rewriter.notifyMatchFailure(op, "the product is used elsewhere");
    Factors factors;
    split(value, op, factors);
    if (factors.outside.empty() ||
        (factors.inside.empty() && factors.insideScalars.empty()))
      return rewriter.notifyMatchFailure(op, "no factor to take out");
    Domain rest = 0;
    for (Value factor : factors.inside)
      rest |= context.of(factor);
    for (Value factor : factors.insideScalars)
      rest |= context.of(factor);
    if (*number == 1) // the scores of a softmax
      rest |= context.of(op.getArgs()[0]);
    if (!staysPerPair(context, op, rest))
      return rewriter.notifyMatchFailure(op, "all that is per pair leaves");
    context.acted(op.getLoc(), "a factor leaves the reduction");
    Location loc = op.getLoc();
    auto product = [&](ArrayRef<Value> values) {
      Value result = values[0];
      for (Value factor : values.drop_front())
        result = arith::MulFOp::create(rewriter, loc, result, factor);
      return result;
    };
    auto shaped = [&](Value scalar) {
      return scalar.getType() == value.getType()
                 ? scalar
                 : spread(rewriter, loc, scalar, value.getType());
    };
    if (!factors.insideScalars.empty())
      factors.inside.insert(factors.inside.begin(),
                            shaped(product(factors.insideScalars)));
    SmallVector<Value> results{
        withArgument(rewriter, op, *number, product(factors.inside))};
    for (Value factor : factors.outside)
      results.push_back(shaped(factor));
    Value result = product(results);
    if (factors.isNegative)
      result = arith::NegFOp::create(rewriter, loc, result);
    rewriter.replaceOp(op, result);
    return success();
  }

private:
  /// Factors of a product, those of a broadcast one and its sign apart.
  struct Factors {
    SmallVector<Value> inside, insideScalars, outside;
    bool isNegative = false;
  };

  void split(Value value, ReduceOp op, Factors &factors,
             bool isBroadcast = false) const {
    auto product = value.getDefiningOp<arith::MulFOp>();
    auto broadcast = value.getDefiningOp<BroadcastOp>();
    auto negative = value.getDefiningOp<arith::NegFOp>();
    bool reduced = onlyReduced(value, op.getOver());
    if (!(context.of(value) & reducedIndices(context, op))) {
      factors.outside.push_back(value);
    } else if (product && reduced) {
      split(product.getLhs(), op, factors, isBroadcast);
      split(product.getRhs(), op, factors, isBroadcast);
    } else if (negative && reduced) {
      factors.isNegative = !factors.isNegative;
      split(negative.getOperand(), op, factors, isBroadcast);
    } else if (broadcast && reduced) {
      split(broadcast.getValue(), op, factors, /*isBroadcast=*/true);
    } else {
      (isBroadcast ? factors.insideScalars : factors.inside).push_back(value);
    }
  }
};

/// Σ −a → −Σ a.
struct SignOut : FormulaPattern<ReduceOp> {
  using FormulaPattern::FormulaPattern;

  LogicalResult matchAndRewrite(ReduceOp op,
                                PatternRewriter &rewriter) const override {
    std::optional<unsigned> number = linearArgument(op);
    if (!number)
      return rewriter.notifyMatchFailure(op, "not linear");
    auto neg = op.getArgs()[*number].getDefiningOp<arith::NegFOp>();
    if (!neg)
      return rewriter.notifyMatchFailure(op, "no sign");
    Value reduced = withArgument(rewriter, op, *number, neg.getOperand());
    rewriter.replaceOpWithNewOp<arith::NegFOp>(op, reduced);
    return success();
  }
};

/// logsumexpⱼ(a(i) + b(i, j)) → a(i) + logsumexpⱼ(b(i, j)); a softmax does not
/// see a(i) at all. An infinite a(i) is not told apart from a neutral score.
struct TermOutOfScore : FormulaPattern<ReduceOp> {
  using FormulaPattern::FormulaPattern;

  LogicalResult matchAndRewrite(ReduceOp op,
                                PatternRewriter &rewriter) const override {
    bool isLogSumExp = op.getKind() == ReductionKind::LogSumExp;
    if (!isLogSumExp && op.getKind() != ReductionKind::SoftMax)
      return rewriter.notifyMatchFailure(op, "takes no score");
    Value score = op.getArgs()[0];
    if (!score.hasOneUse())
      return rewriter.notifyMatchFailure(op, "the score is used elsewhere");
    Domain over = reducedIndices(context, op);
    std::optional<Domain> needs = domainOfRest(score, over);
    if (!needs)
      return rewriter.notifyMatchFailure(op, "every term depends on the index");
    for (Value weight : op.getArgs().drop_front())
      *needs |= context.of(weight);
    if (!staysPerPair(context, op, *needs))
      return rewriter.notifyMatchFailure(op, "all that is per pair leaves");
    Value term, rest;
    if (!extract(rewriter, score, over, term, rest))
      return rewriter.notifyMatchFailure(op, "every term depends on the index");
    context.acted(op.getLoc(), "a term leaves the scores");
    Value reduced = withArgument(rewriter, op, 0, rest);
    if (isLogSumExp) // a weighted sum has the shape of the weight
      reduced = arith::AddFOp::create(
          rewriter, op.getLoc(), reduced,
          spread(rewriter, op.getLoc(), term, reduced.getType()));
    rewriter.replaceOp(op, reduced);
    return success();
  }

private:
  /// What the rest depends on that `extract` would leave.
  std::optional<Domain> domainOfRest(Value value, Domain over) const {
    Operation *op = value.getDefiningOp();
    if (!op || !value.hasOneUse() || !isa<arith::AddFOp, arith::SubFOp>(op))
      return std::nullopt;
    Value a = op->getOperand(0), b = op->getOperand(1);
    if (!(context.of(a) & over))
      return context.of(b);
    if (!(context.of(b) & over))
      return context.of(a);
    if (auto inner = domainOfRest(a, over))
      return *inner | context.of(b);
    if (auto inner = domainOfRest(b, over))
      return *inner | context.of(a);
    return std::nullopt;
  }

  /// Splits `value` into a term without `over` and the rest.
  bool extract(PatternRewriter &rewriter, Value value, Domain over, Value &term,
               Value &rest) const {
    Operation *op = value.getDefiningOp();
    if (!op || !value.hasOneUse() || !isa<arith::AddFOp, arith::SubFOp>(op))
      return false;
    Location loc = op->getLoc();
    Value a = op->getOperand(0), b = op->getOperand(1);
    bool isSum = isa<arith::AddFOp>(op);
    auto negative = [&](Value v) -> Value {
      return arith::NegFOp::create(rewriter, loc, v);
    };
    if (!(context.of(a) & over)) {
      term = a;
      rest = isSum ? b : negative(b);
      return true;
    }
    if (!(context.of(b) & over)) {
      term = isSum ? b : negative(b);
      rest = a;
      return true;
    }
    auto combine = [&](Value left, Value right) -> Value {
      if (isSum)
        return arith::AddFOp::create(rewriter, loc, left, right);
      return arith::SubFOp::create(rewriter, loc, left, right);
    };
    Value inner;
    if (extract(rewriter, a, over, term, inner)) {
      rest = combine(inner, b);
      return true;
    }
    if (extract(rewriter, b, over, term, inner)) {
      term = isSum ? term : negative(term);
      rest = combine(a, inner);
      return true;
    }
    return false;
  }
};

} // namespace

void kop::transforms::addReductionPatterns(RewritePatternSet &patterns,
                                           SimplifyContext &context) {
  patterns.add<FactorOut, SignOut, TermOutOfScore>(patterns.getContext(),
                                                   context);
}
