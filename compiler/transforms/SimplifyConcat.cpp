//===- SimplifyConcat.cpp - Layers of a network by domain -----------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In W [y(j) - x(i), f(j)] the columns of W that meet f need no pairs: the
// product is the sum of two, and W₂ f(j) is computed once per column. What
// depends on both indices stays together, so that no difference is taken apart.
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/Simplify.h"

#include <algorithm>

using namespace mlir;
using namespace kop::ir;
using namespace kop::transforms;

namespace {

/// Neighbouring parts of a concat that depend on the same indices.
struct PartRange {
  Domain domain;
  SmallVector<Value> parts;
  int64_t start, size;
};

/// einsum(A, concat(p, q)) → einsum(A₁, p) + einsum(A₂, q) where one of them
/// depends on less than the whole.
struct SplitConcat : FormulaPattern<EinsumOp> {
  using FormulaPattern::FormulaPattern;

  LogicalResult matchAndRewrite(EinsumOp op,
                                PatternRewriter &rewriter) const override {
    if (op.getOperands_().size() != 2 ||
        !isa<FloatType>(getElementTypeOrSelf(op.getType())))
      return rewriter.notifyMatchFailure(op, "not of two float operands");
    auto [inputs, result] = op.getSpecification().split("->");
    auto [lhs, rhs] = inputs.split(',');
    for (unsigned side : {0u, 1u}) {
      auto concat = op.getOperands_()[side].getDefiningOp<ConcatOp>();
      StringRef letter = side ? rhs : lhs, matrix = side ? lhs : rhs;
      if (!concat || letter.size() != 1 || matrix.count(letter) != 1 ||
          result.contains(letter))
        continue;
      Value other = op.getOperands_()[1 - side];
      SmallVector<PartRange> ranges = rangesOf(concat);
      Domain all = context.of(op), shared = context.of(other);
      if (ranges.size() > 1 && llvm::any_of(ranges, [&](PartRange &range) {
            return (range.domain | shared) != all;
          })) {
        context.acted(op.getLoc(), "parts of a vector meet the matrix by what "
                                   "they depend on");
        rewriter.replaceOp(
            op, split(rewriter, op, other, matrix.str(), letter[0], ranges));
        return success();
      }
    }
    return rewriter.notifyMatchFailure(op, "no part depends on less");
  }

private:
  SmallVector<PartRange> rangesOf(ConcatOp concat) const {
    SmallVector<PartRange> ranges;
    int64_t start = 0;
    for (Value part : concat.getParts()) {
      auto vector = dyn_cast<RankedTensorType>(part.getType());
      int64_t size = vector ? vector.getNumElements() : 1;
      Domain domain = context.of(part);
      if (ranges.empty() || ranges.back().domain != domain)
        ranges.push_back({domain, {}, start, 0});
      ranges.back().parts.push_back(part);
      ranges.back().size += size;
      start += size;
    }
    return ranges;
  }

  /// The sum of the products of all ranges. Slices go along the first axis, so
  /// the summed one is brought there.
  static Value split(PatternRewriter &rewriter, EinsumOp op, Value matrix,
                     std::string letters, char summed,
                     ArrayRef<PartRange> ranges) {
    Location loc = op.getLoc();
    auto type = cast<RankedTensorType>(matrix.getType());
    SmallVector<int64_t> shape(type.getShape());
    if (size_t axis = letters.find(summed); axis != 0) {
      std::string before = letters;
      std::rotate(letters.begin(), letters.begin() + axis,
                  letters.begin() + axis + 1);
      std::rotate(shape.begin(), shape.begin() + axis,
                  shape.begin() + axis + 1);
      matrix = EinsumOp::create(
          rewriter, loc, RankedTensorType::get(shape, type.getElementType()),
          rewriter.getStringAttr(before + "->" + letters), ValueRange{matrix});
    }
    std::string specification = letters + "," + summed + "->" +
                                op.getSpecification().split("->").second.str();
    Value sum;
    for (const PartRange &range : ranges) {
      shape[0] = range.size;
      auto vector = RankedTensorType::get({range.size}, type.getElementType());
      Value part = range.parts[0];
      if (part.getType() != vector)
        part = ConcatOp::create(rewriter, loc, vector, range.parts);
      Value rows = SliceOp::create(
          rewriter, loc, RankedTensorType::get(shape, type.getElementType()),
          matrix, range.start);
      Value product = EinsumOp::create(rewriter, loc, op.getResult().getType(),
                                       rewriter.getStringAttr(specification),
                                       ValueRange{rows, part});
      sum = sum ? Value(arith::AddFOp::create(rewriter, loc, sum, product))
                : product;
    }
    return sum;
  }
};

} // namespace

void kop::transforms::addConcatPatterns(RewritePatternSet &patterns,
                                        SimplifyContext &context) {
  patterns.add<SplitConcat>(patterns.getContext(), context);
}
