//===- SimplifyFma.cpp - Fused multiply-adds ------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// a b + c → fma(a, b, c). Targets do not contract by themselves. A product that
// has other users stays: fusing would compute it twice.
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/Simplify.h"

using namespace mlir;
using namespace kop::ir;
using namespace kop::transforms;

/// The product behind `value` when nobody else uses it.
static arith::MulFOp soleProduct(Value value) {
  auto product = value.getDefiningOp<arith::MulFOp>();
  return product && value.hasOneUse() ? product : arith::MulFOp();
}

namespace {

/// a b + c → fma(a, b, c).
struct FuseAdd : FormulaPattern<arith::AddFOp> {
  using FormulaPattern::FormulaPattern;

  LogicalResult matchAndRewrite(arith::AddFOp op,
                                PatternRewriter &rewriter) const override {
    Domain all = context.of(op);
    arith::MulFOp product = soleProduct(op.getLhs());
    Value term = op.getRhs();
    auto other = soleProduct(op.getRhs());
    // Of two products, fuse the one that is computed as often as the sum.
    if (!product || (other && context.of(product) != all)) {
      product = other;
      term = op.getLhs();
    }
    if (!product)
      return rewriter.notifyMatchFailure(op, "no product used here only");
    if (context.of(product) != all)
      return rewriter.notifyMatchFailure(op, "the product is computed outside");
    rewriter.replaceOpWithNewOp<math::FmaOp>(op, product.getLhs(),
                                             product.getRhs(), term);
    return success();
  }
};

/// a b − c → fma(a, b, −c); c − a b → fma(−a, b, c), the sign on a lower
/// factor where there is one.
struct FuseSubtract : FormulaPattern<arith::SubFOp> {
  using FormulaPattern::FormulaPattern;

  LogicalResult matchAndRewrite(arith::SubFOp op,
                                PatternRewriter &rewriter) const override {
    Domain all = context.of(op);
    auto negative = [&](Value value) -> Value {
      return arith::NegFOp::create(rewriter, op.getLoc(), value);
    };
    auto isFused = [&](arith::MulFOp product) {
      return product && context.of(product) == all;
    };
    if (auto product = soleProduct(op.getRhs()); isFused(product)) {
      Value a = product.getLhs(), b = product.getRhs();
      if (context.of(a) == all)
        std::swap(a, b);
      rewriter.replaceOpWithNewOp<math::FmaOp>(op, negative(a), b, op.getLhs());
      return success();
    }
    if (auto product = soleProduct(op.getLhs()); isFused(product)) {
      rewriter.replaceOpWithNewOp<math::FmaOp>(
          op, product.getLhs(), product.getRhs(), negative(op.getRhs()));
      return success();
    }
    return rewriter.notifyMatchFailure(op, "no product used here only");
  }
};

} // namespace

void kop::transforms::addFmaPatterns(RewritePatternSet &patterns,
                                     SimplifyContext &context) {
  patterns.add<FuseAdd, FuseSubtract>(patterns.getContext(), context);
}
