//===- Folds.cpp - Folds and canonical forms ------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Simplifications of one operation by what produces its operands. They move
// components and never compute: what rounds is the business of passes.
//
//===----------------------------------------------------------------------===//

#include "dialect/Kop.h"

#include "mlir/IR/Matchers.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace kop::ir;

/// A constant of `type` with the given components.
static Attribute makeConstant(Type type, ArrayRef<Attribute> components) {
  if (auto tensor = dyn_cast<RankedTensorType>(type))
    return DenseElementsAttr::get(tensor, components);
  return components.front();
}

/// The components of a constant in row-major order; empty for a null one.
static SmallVector<Attribute> componentsOf(Attribute constant) {
  if (auto dense = dyn_cast_or_null<DenseElementsAttr>(constant))
    return llvm::to_vector(dense.getValues<Attribute>());
  if (constant)
    return {constant};
  return {};
}

static int64_t numComponents(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor ? tensor.getNumElements() : 1;
}

/// The part of a concat that holds component `number`, which becomes the
/// number within the part.
static Value findPart(ConcatOp concat, int64_t &number) {
  for (Value part : concat.getParts()) {
    int64_t size = numComponents(part.getType());
    if (number < size)
      return part;
    number -= size;
  }
  return {};
}

//===----------------------------------------------------------------------===//
// kop.broadcast, kop.onehot, kop.reindex
//===----------------------------------------------------------------------===//

OpFoldResult BroadcastOp::fold(FoldAdaptor adaptor) {
  if (!adaptor.getValue() || isDynamic(getResult().getType()))
    return {};
  return DenseElementsAttr::get(cast<ShapedType>(getResult().getType()),
                                ArrayRef<Attribute>(adaptor.getValue()));
}

OpFoldResult OneHotOp::fold(FoldAdaptor adaptor) {
  auto position = dyn_cast_or_null<IntegerAttr>(adaptor.getPosition());
  if (!position)
    return {};
  auto type = cast<RankedTensorType>(getResult().getType());
  Type element = type.getElementType();
  SmallVector<Attribute> components;
  for (int64_t n = 0; n < type.getNumElements(); ++n) {
    bool one = position.getValue().getSExtValue() == n;
    components.push_back(isa<FloatType>(element)
                             ? Attribute(FloatAttr::get(element, one))
                             : IntegerAttr::get(element, one));
  }
  return makeConstant(type, components);
}

/// A constant is the same at every index.
OpFoldResult ReindexOp::fold(FoldAdaptor adaptor) { return adaptor.getValue(); }

//===----------------------------------------------------------------------===//
// kop.concat
//===----------------------------------------------------------------------===//

/// The value whose slices, one after the other, are the parts of a concat.
static Value sourceOfSlices(ConcatOp concat) {
  Value source;
  int64_t at = 0;
  for (Value part : concat.getParts()) {
    auto slice = part.getDefiningOp<SliceOp>();
    if (!slice || slice.getOffset() != uint64_t(at) ||
        (source && slice.getValue() != source))
      return {};
    source = slice.getValue();
    at += numComponents(part.getType());
  }
  return source;
}

OpFoldResult ConcatOp::fold(FoldAdaptor adaptor) {
  Type type = getResult().getType();
  if (getParts().size() == 1 && getParts()[0].getType() == type)
    return getParts()[0];
  Value source = sourceOfSlices(*this);
  if (source && source.getType() == type)
    return source;
  SmallVector<Attribute> components;
  for (Attribute part : adaptor.getParts())
    llvm::append_range(components, componentsOf(part));
  if (int64_t(components.size()) == numComponents(type))
    return makeConstant(type, components);
  return {};
}

namespace {
/// concat(concat(a, b), c) is concat(a, b, c).
struct FlattenConcat : OpRewritePattern<ConcatOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ConcatOp op,
                                PatternRewriter &rewriter) const override {
    SmallVector<Value> parts;
    for (Value part : op.getParts()) {
      if (auto inner = part.getDefiningOp<ConcatOp>())
        llvm::append_range(parts, inner.getParts());
      else
        parts.push_back(part);
    }
    if (parts.size() == op.getParts().size())
      return rewriter.notifyMatchFailure(op, "no part is a concat");
    rewriter.modifyOpInPlace(op, [&] { op->setOperands(parts); });
    return success();
  }
};
} // namespace

void ConcatOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                           MLIRContext *context) {
  patterns.add<FlattenConcat>(context);
}

//===----------------------------------------------------------------------===//
// kop.slice
//===----------------------------------------------------------------------===//

OpFoldResult SliceOp::fold(FoldAdaptor adaptor) {
  Type type = getResult().getType();
  if (getValue().getType() == type)
    return getValue();
  int64_t inner =
      numComponents(type) / cast<RankedTensorType>(type).getDimSize(0);
  if (auto components = componentsOf(adaptor.getValue()); !components.empty())
    return makeConstant(
        type,
        ArrayRef(components).slice(getOffset() * inner, numComponents(type)));
  if (auto slice = getValue().getDefiningOp<SliceOp>()) {
    setOffset(getOffset() + slice.getOffset());
    getValueMutable().assign(slice.getValue());
    return getResult();
  }
  auto concat = getValue().getDefiningOp<ConcatOp>();
  if (!concat)
    return {};
  int64_t offset = getOffset();
  Value part = findPart(concat, offset);
  if (!part || offset + numComponents(type) > numComponents(part.getType()))
    return {};
  if (part.getType() == type)
    return part;
  if (!isa<RankedTensorType>(part.getType()))
    return {}; // a vector of one component, cut out of scalars
  setOffset(offset);
  getValueMutable().assign(part);
  return getResult();
}

namespace {
/// The part of a broadcast, or the other shape of one, is a broadcast.
template <typename Op> struct ShrinkBroadcast : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;
  LogicalResult matchAndRewrite(Op op,
                                PatternRewriter &rewriter) const override {
    auto broadcast = op.getValue().template getDefiningOp<BroadcastOp>();
    if (!broadcast)
      return rewriter.notifyMatchFailure(op, "not of a broadcast");
    rewriter.replaceOpWithNewOp<BroadcastOp>(op, op.getResult().getType(),
                                             broadcast.getValue());
    return success();
  }
};
} // namespace

void SliceOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                          MLIRContext *context) {
  patterns.add<ShrinkBroadcast<SliceOp>>(context);
}

//===----------------------------------------------------------------------===//
// kop.component, kop.lookup
//===----------------------------------------------------------------------===//

/// The row-major number of a component.
static int64_t linearize(ArrayRef<int64_t> position, ArrayRef<int64_t> shape) {
  int64_t number = 0;
  for (auto [p, extent] : llvm::zip(position, shape))
    number = number * extent + p;
  return number;
}

static SmallVector<int64_t> delinearize(int64_t number,
                                        ArrayRef<int64_t> shape) {
  SmallVector<int64_t> position(shape.size());
  for (size_t axis = shape.size(); axis--;) {
    position[axis] = number % shape[axis];
    number /= shape[axis];
  }
  return position;
}

OpFoldResult ComponentOp::fold(FoldAdaptor adaptor) {
  auto type = cast<RankedTensorType>(getValue().getType());
  int64_t number = linearize(getPosition(), type.getShape());
  if (auto components = componentsOf(adaptor.getValue()); !components.empty())
    return components[number];
  Operation *source = getValue().getDefiningOp();
  if (auto broadcast = dyn_cast_or_null<BroadcastOp>(source))
    return broadcast.getValue();
  if (auto slice = dyn_cast_or_null<SliceOp>(source)) {
    SmallVector<int64_t> position(getPosition());
    position[0] += slice.getOffset();
    setPosition(position);
    getValueMutable().assign(slice.getValue());
    return getResult();
  }
  if (auto reshape = dyn_cast_or_null<ReshapeOp>(source)) {
    auto shape = cast<RankedTensorType>(reshape.getValue().getType());
    setPosition(delinearize(number, shape.getShape()));
    getValueMutable().assign(reshape.getValue());
    return getResult();
  }
  if (auto concat = dyn_cast_or_null<ConcatOp>(source)) {
    Value part = findPart(concat, number);
    if (!isa<RankedTensorType>(part.getType()))
      return part;
    setPosition({number});
    getValueMutable().assign(part);
    return getResult();
  }
  return {};
}

namespace {
/// A lookup at constants is a component.
struct LookupOfConstants : OpRewritePattern<LookupOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(LookupOp op,
                                PatternRewriter &rewriter) const override {
    if (isa<RankedTensorType>(op.getResult().getType()))
      return rewriter.notifyMatchFailure(op, "not of one component");
    SmallVector<int64_t> position;
    ArrayRef<int64_t> shape =
        cast<RankedTensorType>(op.getValue().getType()).getShape();
    for (auto [extent, integer] : llvm::zip(shape, op.getPosition())) {
      APInt value;
      if (!matchPattern(integer, m_ConstantInt(&value)))
        return rewriter.notifyMatchFailure(op, "not at constants");
      position.push_back(value.getSExtValue());
      if (position.back() < 0 || position.back() >= extent)
        return rewriter.notifyMatchFailure(op, "out of range");
    }
    rewriter.replaceOpWithNewOp<ComponentOp>(op, op.getResult().getType(),
                                             op.getValue(), position);
    return success();
  }
};
} // namespace

void LookupOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                           MLIRContext *context) {
  patterns.add<LookupOfConstants>(context);
}

//===----------------------------------------------------------------------===//
// kop.reshape
//===----------------------------------------------------------------------===//

OpFoldResult ReshapeOp::fold(FoldAdaptor adaptor) {
  Type type = getResult().getType();
  if (getValue().getType() == type)
    return getValue();
  if (auto components = componentsOf(adaptor.getValue()); !components.empty())
    return makeConstant(type, components);
  if (auto reshape = getValue().getDefiningOp<ReshapeOp>()) {
    getValueMutable().assign(reshape.getValue());
    return getResult();
  }
  return {};
}

void ReshapeOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                            MLIRContext *context) {
  patterns.add<ShrinkBroadcast<ReshapeOp>>(context);
}

//===----------------------------------------------------------------------===//
// kop.reduce
//===----------------------------------------------------------------------===//

namespace {
/// A filter that always holds is none.
struct DropTrueCondition : OpRewritePattern<ReduceOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ReduceOp op,
                                PatternRewriter &rewriter) const override {
    if (!op.getCondition() || !matchPattern(op.getCondition(), m_One()))
      return rewriter.notifyMatchFailure(op, "no filter that always holds");
    rewriter.modifyOpInPlace(op, [&] { op.getConditionMutable().clear(); });
    return success();
  }
};
} // namespace

void ReduceOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                           MLIRContext *context) {
  patterns.add<DropTrueCondition>(context);
}
