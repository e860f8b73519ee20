//===- ComponentDerivatives.cpp - Derivatives of tensor operations --------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialect/Kop.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace kop::ir;
using arith::CmpFPredicate;

static int64_t componentCount(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor ? tensor.getNumElements() : 1;
}

//===----------------------------------------------------------------------===//
// Linear in one operand
//===----------------------------------------------------------------------===//

void BroadcastOp::vjp(Adjoint &a) {
  a.add(0, a.sumOfComponents(a.cotangent()));
}

void BroadcastOp::jvp(Tangent &t) {
  if (Value tangent = t.tangent())
    t.set(t.spread(tangent, getType()));
}

void ReshapeOp::vjp(Adjoint &a) {
  a.add(0, a.reshape(a.cotangent(), getValue().getType()));
}

void ReshapeOp::jvp(Tangent &t) {
  if (Value tangent = t.tangent())
    t.set(t.reshape(tangent, getType()));
}

/// Components before those of a slice, in row-major order.
static int64_t offsetOf(SliceOp op) {
  auto source = cast<RankedTensorType>(op.getValue().getType());
  return op.getOffset() * (source.getNumElements() / source.getDimSize(0));
}

void SliceOp::vjp(Adjoint &a) {
  a.add(0, a.embed(a.cotangent(), offsetOf(*this), getValue().getType()));
}

void SliceOp::jvp(Tangent &t) {
  if (Value tangent = t.tangent())
    t.set(SliceOp::create(t.b, t.loc, getType(), tangent, getOffset()));
}

static int64_t offsetOf(ComponentOp op) {
  auto source = cast<RankedTensorType>(op.getValue().getType());
  int64_t offset = 0;
  for (auto [extent, at] : llvm::zip(source.getShape(), op.getPosition()))
    offset = offset * extent + at;
  return offset;
}

void ComponentOp::vjp(Adjoint &a) {
  a.add(0, a.embed(a.cotangent(), offsetOf(*this), getValue().getType()));
}

void ComponentOp::jvp(Tangent &t) {
  if (Value tangent = t.tangent())
    t.set(ComponentOp::create(t.b, t.loc, getType(), tangent, getPosition()));
}

void ConcatOp::vjp(Adjoint &a) {
  int64_t offset = 0;
  for (auto [n, part] : llvm::enumerate(getParts())) {
    if (a.isActive(n))
      a.add(n, a.extract(a.cotangent(), offset, part.getType()));
    offset += componentCount(part.getType());
  }
}

void ConcatOp::jvp(Tangent &t) {
  SmallVector<Value> parts;
  bool moves = false;
  for (auto [n, part] : llvm::enumerate(getParts())) {
    Value tangent = t.tangent(n);
    moves |= bool(tangent);
    parts.push_back(tangent ? tangent : t.constant(part.getType(), 0));
  }
  if (moves)
    t.set(ConcatOp::create(t.b, t.loc, getType(), parts));
}

void ReindexOp::vjp(Adjoint &a) {
  a.add(0, ReindexOp::create(a.b, a.loc, a.cotangent(), getTo(), getFrom()));
}

void ReindexOp::jvp(Tangent &t) {
  if (Value tangent = t.tangent())
    t.set(ReindexOp::create(t.b, t.loc, tangent, getFrom(), getTo()));
}

//===----------------------------------------------------------------------===//
// Products
//===----------------------------------------------------------------------===//

void DotOp::vjp(Adjoint &a) {
  for (unsigned n : {0, 1})
    if (a.isActive(n))
      a.add(n, a.mul(a.cotangent(), a.operand(1 - n)));
}

void DotOp::jvp(Tangent &t) {
  Value sum;
  for (unsigned n : {0, 1})
    if (Value tangent = t.tangent(n)) {
      Value term = t.dot(tangent, t.operand(1 - n));
      sum = sum ? t.add(sum, term) : term;
    }
  if (sum)
    t.set(sum);
}

void SqDistOp::vjp(Adjoint &a) {
  Value half =
      a.mul(a.scale(a.cotangent(), 2), a.sub(a.operand(0), a.operand(1)));
  if (a.isActive(0))
    a.add(0, half);
  if (a.isActive(1))
    a.add(1, a.neg(half));
}

void SqDistOp::jvp(Tangent &t) {
  Value x = t.tangent(0), y = t.tangent(1);
  if (!x && !y)
    return;
  Value way = !y ? x : !x ? t.neg(y) : t.sub(x, y);
  t.set(t.scale(t.dot(t.sub(t.operand(0), t.operand(1)), way), 2));
}

//===----------------------------------------------------------------------===//
// kop.einsum
//===----------------------------------------------------------------------===//

namespace {
/// A specification under construction.
struct Einsum {
  SmallVector<std::string> letters;
  SmallVector<Value> operands;
  std::string result;

  explicit Einsum(EinsumOp op) {
    auto [inputs, output] = op.getSpecification().split("->");
    SmallVector<StringRef> parts;
    inputs.split(parts, ',');
    for (StringRef part : parts)
      letters.push_back(part.str());
    result = output.str();
    llvm::append_range(operands, op.getOperands_());
  }

  bool uses(char letter) const {
    return llvm::any_of(letters, [&](const std::string &part) {
      return part.find(letter) != std::string::npos;
    });
  }

  char unusedLetter() const {
    for (char letter = 'a';; letter = letter == 'z' ? 'A' : letter + 1)
      if (!uses(letter) && result.find(letter) == std::string::npos)
        return letter;
  }

  void append(std::string part, Value operand) {
    letters.push_back(std::move(part));
    operands.push_back(operand);
  }

  Value create(Derivative &d, Type type) const {
    return EinsumOp::create(d.b, d.loc, type,
                            llvm::join(letters, ",") + "->" + result, operands);
  }
};
} // namespace

/// The identity matrix, which makes one letter of two.
static Value identity(Derivative &d, Type element, int64_t extent) {
  SmallVector<Attribute> entries(extent * extent, d.b.getFloatAttr(element, 0));
  for (int64_t n = 0; n < extent; ++n)
    entries[n * extent + n] = d.b.getFloatAttr(element, 1);
  return arith::ConstantOp::create(
      d.b, d.loc,
      DenseElementsAttr::get(RankedTensorType::get({extent, extent}, element),
                             entries));
}

/// The cotangent of an operand is a sum of products of the others and of the
/// cotangent of the result. Letters that stand in this operand only are summed
/// with a factor of 1; a repeated letter picks a diagonal.
void EinsumOp::vjp(Adjoint &a) {
  for (unsigned n = 0; n < getOperands_().size(); ++n) {
    if (!a.isActive(n))
      continue;
    Einsum product(*this);
    Type type = getOperands_()[n].getType();
    Type element = getElementTypeOrSelf(type);
    std::string wanted = product.letters[n];
    product.letters.erase(product.letters.begin() + n);
    product.operands.erase(product.operands.begin() + n);
    for (unsigned k = 0; k < product.operands.size(); ++k)
      product.operands[k] = a.operand(k < n ? k : k + 1);
    product.append(product.result, a.cotangent());
    product.result.clear();
    for (size_t axis = 0; axis < wanted.size(); ++axis) {
      int64_t extent = cast<RankedTensorType>(type).getDimSize(axis);
      char letter = wanted[axis];
      if (product.result.find(letter) != std::string::npos) {
        char fresh = product.unusedLetter();
        product.append({letter, fresh}, identity(a, element, extent));
        letter = fresh;
      } else if (!product.uses(letter)) {
        product.append({letter},
                       a.constant(RankedTensorType::get({extent}, element), 1));
      }
      product.result += letter;
    }
    a.add(n, product.create(a, type));
  }
}

void EinsumOp::jvp(Tangent &t) {
  Value sum;
  for (unsigned n = 0; n < getOperands_().size(); ++n) {
    Value tangent = t.tangent(n);
    if (!tangent)
      continue;
    Einsum product(*this);
    for (unsigned k = 0; k < product.operands.size(); ++k)
      product.operands[k] = k == n ? tangent : t.operand(k);
    Value term = product.create(t, getType());
    sum = sum ? t.add(sum, term) : term;
  }
  if (sum)
    t.set(sum);
}

//===----------------------------------------------------------------------===//
// Positions
//===----------------------------------------------------------------------===//

static Value oneHot(Derivative &d, Value position, int64_t size, Type element) {
  return OneHotOp::create(d.b, d.loc, RankedTensorType::get({size}, element),
                          position);
}

/// The cotangent stands at the position that was looked up.
void LookupOp::vjp(Adjoint &a) {
  auto source = cast<RankedTensorType>(getValue().getType());
  Value flat;
  int64_t size = 1;
  for (auto [axis, position] : llvm::enumerate(getPosition())) {
    int64_t extent = source.getDimSize(axis);
    size *= extent;
    if (flat) {
      Value factor = arith::ConstantOp::create(
          a.b, a.loc, a.b.getIntegerAttr(position.getType(), extent));
      flat = arith::MulIOp::create(a.b, a.loc, flat, factor);
      flat = arith::AddIOp::create(a.b, a.loc, flat, position);
    } else {
      flat = position;
    }
  }
  Type element = source.getElementType();
  Value place = oneHot(a, flat, size, element), ct = a.cotangent();
  if (!isa<RankedTensorType>(ct.getType()))
    return a.add(0, a.reshape(a.mul(ct, place), source));
  int64_t rest = source.getNumElements() / size;
  ct = a.reshape(ct, RankedTensorType::get({rest}, element));
  Value product =
      EinsumOp::create(a.b, a.loc, RankedTensorType::get({size, rest}, element),
                       "a,b->ab", ValueRange{place, ct});
  a.add(0, a.reshape(product, source));
}

void LookupOp::jvp(Tangent &t) {
  if (Value tangent = t.tangent())
    t.set(LookupOp::create(t.b, t.loc, getType(), tangent, getPosition()));
}

/// 1 at the component that a minimum or maximum takes.
static Value chosenComponent(Derivative &d, ComponentsOp op) {
  auto kind = op.getKind() == ComponentKind::Min ? ComponentKind::ArgMin
                                                 : ComponentKind::ArgMax;
  auto source = cast<RankedTensorType>(op.getValue().getType());
  Value position =
      ComponentsOp::create(d.b, d.loc, d.b.getI32Type(), kind, d.operand(0));
  return d.reshape(
      oneHot(d, position, source.getNumElements(), source.getElementType()),
      source);
}

/// The products of all other components, also where some are zero.
static Value otherFactors(Derivative &d, ComponentsOp op) {
  Value x = d.operand(0), zero = d.constant(x.getType(), 0),
        one = d.constant(x.getType(), 1);
  Type scalar = op.getType();
  Value isZero = d.compare(CmpFPredicate::OEQ, x, zero);
  Value nonZero = d.select(isZero, one, x);
  Value product =
      ComponentsOp::create(d.b, d.loc, scalar, ComponentKind::Prod, nonZero);
  Value zeros = d.sumOfComponents(d.select(isZero, one, zero));
  Value here = d.select(isZero, one, zero);
  // With the zero at this component, if any, no other one may be left.
  Value none = d.compare(CmpFPredicate::OEQ, d.sub(zeros, here), 0);
  return d.select(none, d.div(product, nonZero), zero);
}

void ComponentsOp::vjp(Adjoint &a) {
  switch (getKind()) {
  case ComponentKind::Sum:
    return a.add(0, a.spread(a.cotangent(), getValue().getType()));
  case ComponentKind::Prod:
    return a.add(0, a.mul(a.cotangent(), otherFactors(a, *this)));
  case ComponentKind::Min:
  case ComponentKind::Max:
    return a.add(0, a.mul(a.cotangent(), chosenComponent(a, *this)));
  case ComponentKind::ArgMin:
  case ComponentKind::ArgMax:
    return;
  }
}

void ComponentsOp::jvp(Tangent &t) {
  Value tangent = t.tangent();
  if (!tangent)
    return;
  switch (getKind()) {
  case ComponentKind::Sum:
    return t.set(t.sumOfComponents(tangent));
  case ComponentKind::Prod:
    return t.set(t.dot(tangent, otherFactors(t, *this)));
  case ComponentKind::Min:
  case ComponentKind::Max:
    return t.set(t.dot(tangent, chosenComponent(t, *this)));
  case ComponentKind::ArgMin:
  case ComponentKind::ArgMax:
    return;
  }
}
