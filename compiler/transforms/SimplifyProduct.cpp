//===- SimplifyProduct.cpp - Products grouped by domain -------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In k(i, j) · a(i) · b(j) · c the factors a and c are multiplied per row: a
// product is rewritten so that as few multiplications as possible remain that
// depend on all its indices, and those on scalars where there is a choice.
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/Simplify.h"

using namespace mlir;
using namespace kop::ir;
using namespace kop::transforms;

namespace {

struct Factor {
  Value value;
  Domain domain;
  bool isUniform; ///< a scalar, or a broadcast one
};

/// A product as a list of factors. Factors are multiplied two at a time.
class Product {
public:
  Product(SimplifyContext &context, arith::MulFOp root)
      : context(context), type(root.getType()), all(context.of(root)) {
    collect(root, /*isRoot=*/true);
  }

  size_t size() const { return factors.size(); }

  /// Multiplications of the full domain, counted in scalars.
  int64_t cost() const { return present; }

  /// Orders the multiplications. With `b` they are built, and the result
  /// returned; without, only `grouped` counts.
  Value group(OpBuilder *b, Location loc) {
    std::vector<Factor> left = factors;
    grouped = 0;
    while (left.size() > 1) {
      auto [first, second] = cheapest(left);
      Factor a = left[first], c = left[second];
      left.erase(left.begin() + second);
      Domain domain = a.domain | c.domain;
      bool isUniform = a.isUniform && c.isUniform;
      if (domain == all)
        grouped += isUniform ? 1 : components();
      Value value;
      if (b)
        value = arith::MulFOp::create(*b, loc, a.value, c.value);
      left[first] = {value, domain, isUniform};
    }
    return left[0].value;
  }
  int64_t groupedCost() const { return grouped; }

private:
  /// Collects the factors of `value`; returns whether it is uniform.
  bool collect(Value value, bool isRoot) {
    auto product = value.getDefiningOp<arith::MulFOp>();
    if (!product || !(isRoot || value.hasOneUse())) {
      bool isUniform = !isa<RankedTensorType>(value.getType()) ||
                       value.getDefiningOp<BroadcastOp>() ||
                       floatConstantOf(value);
      factors.push_back({value, context.of(value), isUniform});
      return isUniform;
    }
    bool isUniform = collect(product.getLhs(), false);
    isUniform &= collect(product.getRhs(), false);
    if (context.of(value) == all)
      present += isUniform ? 1 : components();
    return isUniform;
  }

  /// The two factors whose product depends on the fewest indices; scalars
  /// before vectors.
  std::pair<size_t, size_t> cheapest(const std::vector<Factor> &left) const {
    std::pair<size_t, size_t> best{0, 1};
    std::pair<int, int> lowest{INT_MAX, 0};
    for (size_t a = 0; a < left.size(); ++a)
      for (size_t c = a + 1; c < left.size(); ++c) {
        std::pair<int, int> rank{
            llvm::popcount(left[a].domain | left[c].domain),
            !(left[a].isUniform && left[c].isUniform)};
        if (rank < lowest) {
          lowest = rank;
          best = {a, c};
        }
      }
    return best;
  }

  int64_t components() const { return nominalComponents(type); }

  SimplifyContext &context;
  Type type;
  Domain all;
  std::vector<Factor> factors;
  int64_t present = 0, grouped = 0;
};

struct GroupFactors : FormulaPattern<arith::MulFOp> {
  using FormulaPattern::FormulaPattern;

  LogicalResult matchAndRewrite(arith::MulFOp op,
                                PatternRewriter &rewriter) const override {
    if (op->hasOneUse() && isa<arith::MulFOp>(*op->user_begin()))
      return rewriter.notifyMatchFailure(op, "part of a larger product");
    Product product(context, op);
    if (product.size() < 3)
      return rewriter.notifyMatchFailure(op, "two factors have one order");
    product.group(nullptr, op.getLoc());
    if (product.groupedCost() >= product.cost())
      return rewriter.notifyMatchFailure(op, "no order is cheaper");
    context.acted(op.getLoc(), "factors grouped by what they depend on");
    rewriter.replaceOp(op, product.group(&rewriter, op.getLoc()));
    return success();
  }
};

/// exp(a) exp(b) → exp(a + b) where both are used here only and neither could
/// be computed outside.
template <typename ExpT>
struct ProductOfExponentials : FormulaPattern<arith::MulFOp> {
  using FormulaPattern<arith::MulFOp>::FormulaPattern;

  LogicalResult matchAndRewrite(arith::MulFOp op,
                                PatternRewriter &rewriter) const override {
    auto a = op.getLhs().template getDefiningOp<ExpT>();
    auto b = op.getRhs().template getDefiningOp<ExpT>();
    if (!a || !b || a == b)
      return rewriter.notifyMatchFailure(op, "not of two exponentials");
    Domain all = this->context.of(op);
    if (this->context.of(a) != all || this->context.of(b) != all)
      return rewriter.notifyMatchFailure(op, "one is computed outside");
    if (!a->hasOneUse() || !b->hasOneUse())
      return rewriter.notifyMatchFailure(op, "one is used elsewhere");
    Value sum = arith::AddFOp::create(rewriter, op.getLoc(), a.getOperand(),
                                      b.getOperand());
    this->context.acted(op.getLoc(), "two exponentials are one of the sum");
    rewriter.replaceOpWithNewOp<ExpT>(op, sum);
    return success();
  }
};

/// dot(s a, b) → s dot(a, b) for a scalar s: one product instead of one per
/// component.
struct FactorOutOfDot : FormulaPattern<DotOp> {
  using FormulaPattern::FormulaPattern;

  LogicalResult matchAndRewrite(DotOp op,
                                PatternRewriter &rewriter) const override {
    for (auto [scaled, other] : {std::pair(op.getLhs(), op.getRhs()),
                                 std::pair(op.getRhs(), op.getLhs())}) {
      auto product = scaled.getDefiningOp<arith::MulFOp>();
      if (!product || context.of(product) != context.of(op))
        continue; // computed outside
      for (auto [factor, vector] :
           {std::pair(product.getLhs(), product.getRhs()),
            std::pair(product.getRhs(), product.getLhs())}) {
        auto scalar = factor.getDefiningOp<BroadcastOp>();
        if (!scalar || other == scaled)
          continue;
        context.acted(op.getLoc(), "a factor leaves the dot");
        Value dot = DotOp::create(rewriter, op.getLoc(),
                                  op.getResult().getType(), vector, other);
        rewriter.replaceOpWithNewOp<arith::MulFOp>(op, scalar.getValue(), dot);
        return success();
      }
    }
    return rewriter.notifyMatchFailure(op, "no vector is scaled");
  }
};

} // namespace

void kop::transforms::addProductPatterns(RewritePatternSet &patterns,
                                         SimplifyContext &context) {
  patterns.add<FactorOutOfDot, GroupFactors, ProductOfExponentials<math::ExpOp>,
               ProductOfExponentials<math::Exp2Op>>(patterns.getContext(),
                                                    context);
}
