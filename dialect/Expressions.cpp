//===- Expressions.cpp - Expressions beside an operation ------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialect/Kop.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace kop::ir;
using arith::CmpFPredicate;

static bool isTensor(Value value) {
  return isa<RankedTensorType>(value.getType());
}

static int64_t componentCount(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor ? tensor.getNumElements() : 1;
}

/// Whether a value is a constant, the same in all components.
static bool isConstant(Value value, double expected) {
  if (auto broadcast = value.getDefiningOp<BroadcastOp>())
    value = broadcast.getValue();
  APFloat constant(0.0);
  return matchPattern(value, m_ConstantFloat(&constant)) &&
         constant.convertToDouble() == expected;
}

Value Expressions::constant(Type like, double value) {
  return splat(b, loc, like, b.getFloatAttr(getElementTypeOrSelf(like), value));
}

Value Expressions::spread(Value scalar, Type like) {
  auto tensor = dyn_cast<RankedTensorType>(like);
  if (!tensor || isTensor(scalar))
    return scalar;
  return BroadcastOp::create(b, loc, tensor.clone(scalar.getType()), scalar);
}

void Expressions::agree(Value &x, Value &y) {
  x = spread(x, y.getType());
  y = spread(y, x.getType());
}

Value Expressions::add(Value x, Value y) {
  agree(x, y);
  return arith::AddFOp::create(b, loc, x, y);
}

Value Expressions::sub(Value x, Value y) {
  agree(x, y);
  return arith::SubFOp::create(b, loc, x, y);
}

Value Expressions::mul(Value x, Value y) {
  // Cotangents begin with 1, those of differences go on with -1.
  for (auto [factor, other] : {std::pair(x, y), std::pair(y, x)}) {
    if (isConstant(factor, 1))
      return spread(other, factor.getType());
    if (isConstant(factor, -1))
      return neg(spread(other, factor.getType()));
  }
  agree(x, y);
  return arith::MulFOp::create(b, loc, x, y);
}

Value Expressions::div(Value x, Value y) {
  agree(x, y);
  return arith::DivFOp::create(b, loc, x, y);
}

Value Expressions::neg(Value x) { return arith::NegFOp::create(b, loc, x); }

Value Expressions::exp(Value x) { return math::ExpOp::create(b, loc, x); }

Value Expressions::rsqrt(Value x) {
  Value zero = constant(x.getType(), 0);
  return arith::SelectOp::create(b, loc, compare(CmpFPredicate::OEQ, x, zero),
                                 zero, math::RsqrtOp::create(b, loc, x));
}

Value Expressions::inverseOrZero(Value x) {
  Value zero = constant(x.getType(), 0);
  return arith::SelectOp::create(b, loc, compare(CmpFPredicate::OEQ, x, zero),
                                 zero, div(constant(x.getType(), 1), x));
}

Value Expressions::compare(CmpFPredicate how, Value x, Value y) {
  agree(x, y);
  return arith::CmpFOp::create(b, loc, how, x, y);
}

Value Expressions::select(Value condition, Value x, Value y) {
  agree(x, y);
  return arith::SelectOp::create(b, loc, spread(condition, x.getType()), x, y);
}

Value Expressions::minimum(Value x, Value y) {
  agree(x, y);
  return x == y ? x : arith::MinNumFOp::create(b, loc, x, y);
}

Value Expressions::maximum(Value x, Value y) {
  agree(x, y);
  return x == y ? x : arith::MaxNumFOp::create(b, loc, x, y);
}

Value Expressions::absolute(Value x) { return math::AbsFOp::create(b, loc, x); }

Value Expressions::isNot(Value condition) {
  Value truth = splat(b, loc, condition.getType(), b.getBoolAttr(true));
  return arith::XOrIOp::create(b, loc, condition, truth);
}

Value Expressions::both(Value x, Value y) {
  if (!x || !y || x == y)
    return x ? x : y;
  return arith::AndIOp::create(b, loc, x, y);
}

Value Expressions::either(Value x, Value y) {
  return x == y ? x : arith::OrIOp::create(b, loc, x, y);
}

Value Expressions::dot(Value x, Value y) {
  agree(x, y);
  if (!isTensor(x))
    return mul(x, y);
  return DotOp::create(b, loc, getElementTypeOrSelf(x), x, y);
}

Value Expressions::sumOfComponents(Value x) {
  if (!isTensor(x))
    return x;
  return ComponentsOp::create(b, loc, getElementTypeOrSelf(x),
                              ComponentKind::Sum, x);
}

Value Expressions::reshape(Value x, Type like) {
  auto shape = cast<RankedTensorType>(like);
  Type type = shape.clone(getElementTypeOrSelf(x));
  if (x.getType() == type)
    return x;
  return ReshapeOp::create(b, loc, type, x);
}

Value Expressions::embed(Value part, int64_t offset, Type like) {
  Type element = getElementTypeOrSelf(part);
  int64_t size = componentCount(part.getType()), total = componentCount(like);
  SmallVector<Value> parts;
  auto zeros = [&](int64_t number) {
    if (number)
      parts.push_back(constant(RankedTensorType::get({number}, element), 0));
  };
  zeros(offset);
  parts.push_back(isTensor(part)
                      ? reshape(part, RankedTensorType::get({size}, element))
                      : part);
  zeros(total - offset - size);
  Value flat =
      ConcatOp::create(b, loc, RankedTensorType::get({total}, element), parts);
  return reshape(flat, like);
}

Value Expressions::extract(Value tensor, int64_t offset, Type like) {
  Type element = getElementTypeOrSelf(tensor);
  int64_t total = componentCount(tensor.getType());
  Value flat = reshape(tensor, RankedTensorType::get({total}, element));
  auto shape = dyn_cast<RankedTensorType>(like);
  if (!shape)
    return ComponentOp::create(b, loc, element, flat, ArrayRef{offset});
  Value slice = flat;
  if (shape.getNumElements() != total)
    slice = SliceOp::create(
        b, loc, RankedTensorType::get({shape.getNumElements()}, element), flat,
        offset);
  return reshape(slice, like);
}
