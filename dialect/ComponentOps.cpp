//===- ComponentOps.cpp - Operations on components ------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialect/Kop.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/StringExtras.h"

#include <map>

using namespace mlir;
using namespace kop::ir;

static ArrayRef<int64_t> shapeOf(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor ? tensor.getShape() : ArrayRef<int64_t>();
}

bool kop::ir::isDynamic(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor && !tensor.hasStaticShape();
}

int64_t kop::ir::nominalComponents(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor)
    return 1;
  return isDynamic(type) ? nominalDimension : tensor.getNumElements();
}

Value kop::ir::splat(OpBuilder &b, Location loc, Type type, TypedAttr scalar) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (tensor && tensor.hasStaticShape())
    scalar = DenseElementsAttr::get(tensor, Attribute(scalar));
  Value value = arith::ConstantOp::create(b, loc, scalar);
  return isDynamic(type) ? BroadcastOp::create(b, loc, type, value) : value;
}

/// Checks that a result has elements of the type of `source`.
static LogicalResult verifyElement(Operation *op, Type source, Type result) {
  Type expected = getElementTypeOrSelf(source);
  if (getElementTypeOrSelf(result) == expected)
    return success();
  return op->emitOpError("expects a result of ")
         << expected << " elements, found " << result;
}

LogicalResult BroadcastOp::verify() {
  return verifyElement(*this, getValue().getType(), getResult().getType());
}

LogicalResult ComponentsOp::verify() {
  bool position =
      getKind() == ComponentKind::ArgMin || getKind() == ComponentKind::ArgMax;
  Type result = getResult().getType();
  if (!position)
    return verifyElement(*this, getValue().getType(), result);
  if (!result.isSignlessInteger(32) && !result.isSignlessInteger(64))
    return emitOpError() << "`" << stringifyComponentKind(getKind())
                         << "` expects a result of i32 or i64, found "
                         << result;
  return success();
}

static LogicalResult verifyPair(Operation *op) {
  Type operand = op->getOperand(0).getType();
  if (!isa<FloatType>(getElementTypeOrSelf(operand)))
    return op->emitOpError("expects operands of floating-point type, found ")
           << operand;
  return verifyElement(op, operand, op->getResult(0).getType());
}

LogicalResult DotOp::verify() { return verifyPair(*this); }
LogicalResult SqDistOp::verify() { return verifyPair(*this); }

LogicalResult ExpansionOp::verify() {
  if (getWeight() && !getLimit())
    return emitOpError("expects a `limit` where there is a `weight`");
  if (getLimit() && !(getLimit()->convertToDouble() > 0))
    return emitOpError("expects a positive limit, found ")
           << getLimit()->convertToDouble();
  return verifyElement(*this, getRow().getType(), getResult().getType());
}

//===----------------------------------------------------------------------===//
// kop.einsum
//===----------------------------------------------------------------------===//

/// Checks the letters of an operand (or of the result) against its shape and
/// collects the extent of each.
static LogicalResult bindLetters(EinsumOp op, StringRef letters, Type type,
                                 const Twine &what,
                                 std::map<char, int64_t> &extents) {
  ArrayRef<int64_t> shape = shapeOf(type);
  if (letters.size() != shape.size())
    return op.emitOpError() << what << " expects one letter per axis of "
                            << type << ", found \"" << letters << "\"";
  for (auto [letter, extent] : llvm::zip(letters, shape)) {
    if (!llvm::isAlpha(letter))
      return op.emitOpError() << what << " has '" << StringRef(&letter, 1)
                              << "' where a letter is expected";
    auto [known, isNew] = extents.try_emplace(letter, extent);
    if (!isNew && known->second != extent)
      return op.emitOpError() << "axis '" << StringRef(&letter, 1) << "' has "
                              << extent << " components in " << what << " and "
                              << known->second << " before";
  }
  return success();
}

LogicalResult EinsumOp::verify() {
  StringRef specification = getSpecification();
  if (specification.count("->") != 1)
    return emitOpError("expects a specification \"ab,b->a\" with one arrow, "
                       "found \"")
           << specification << "\"";
  auto [inputs, output] = specification.split("->");
  SmallVector<StringRef> parts;
  inputs.split(parts, ',');
  if (parts.size() != getOperands_().size() || getOperands_().empty())
    return emitOpError("specifies ")
           << parts.size() << " operands, found " << getOperands_().size();
  std::map<char, int64_t> extents;
  for (auto [n, letters, operand] : llvm::enumerate(parts, getOperands_())) {
    if (failed(verifyElement(*this, operand.getType(), getResult().getType())))
      return failure();
    if (failed(bindLetters(*this, letters, operand.getType(),
                           "operand " + Twine(n), extents)))
      return failure();
  }
  for (size_t n = 0; n < output.size(); ++n) {
    if (!extents.count(output[n]))
      return emitOpError("the letter '")
             << output.substr(n, 1) << "' of the result stands in no operand";
    if (output.find(output[n]) != n)
      return emitOpError("the letter '")
             << output.substr(n, 1) << "' stands twice in the result";
  }
  return bindLetters(*this, output, getResult().getType(), "the result",
                     extents);
}

//===----------------------------------------------------------------------===//
// Parts of tensors
//===----------------------------------------------------------------------===//

LogicalResult ConcatOp::verify() {
  auto result = cast<RankedTensorType>(getResult().getType());
  if (result.getRank() != 1)
    return emitOpError("expects a vector as its result, found ") << result;
  int64_t size = 0;
  for (auto [n, part] : llvm::enumerate(getParts())) {
    if (shapeOf(part.getType()).size() > 1)
      return emitOpError("expects scalars and vectors, part ")
             << n << " is " << part.getType();
    if (failed(verifyElement(*this, part.getType(), result)))
      return failure();
    auto tensor = dyn_cast<RankedTensorType>(part.getType());
    size += tensor ? tensor.getNumElements() : 1;
  }
  if (size != result.getNumElements())
    return emitOpError("has parts of ")
           << size << " components in all, found a result of "
           << result.getNumElements();
  return success();
}

LogicalResult SliceOp::verify() {
  auto source = cast<RankedTensorType>(getValue().getType());
  auto result = cast<RankedTensorType>(getResult().getType());
  if (failed(verifyElement(*this, source, result)))
    return failure();
  if (source.getRank() == 0 || source.getRank() != result.getRank() ||
      source.getShape().drop_front() != result.getShape().drop_front())
    return emitOpError("expects a result that differs from ")
           << source << " in the first axis only, found " << result;
  int64_t begin = getOffset(), end = begin + result.getDimSize(0);
  if (begin < 0 || end > source.getDimSize(0))
    return emitOpError("takes components [")
           << begin << ", " << end << ") of an axis of "
           << source.getDimSize(0);
  return success();
}

LogicalResult ComponentOp::verify() {
  auto source = cast<RankedTensorType>(getValue().getType());
  if (failed(verifyElement(*this, source, getResult().getType())))
    return failure();
  if (getPosition().size() != size_t(source.getRank()))
    return emitOpError("expects one position per axis of ")
           << source << ", found " << getPosition().size();
  for (auto [n, position, extent] :
       llvm::enumerate(getPosition(), source.getShape()))
    if (position < 0 || position >= extent)
      return emitOpError("position ") << position << " of axis " << n
                                      << " is not in [0, " << extent << ")";
  return success();
}

LogicalResult LookupOp::verify() {
  auto source = cast<RankedTensorType>(getValue().getType());
  if (failed(verifyElement(*this, source, getResult().getType())))
    return failure();
  size_t axes = getPosition().size();
  if (axes == 0 || axes > size_t(source.getRank()))
    return emitOpError("expects an integer for each of the first axes of ")
           << source << ", found " << axes;
  ArrayRef<int64_t> rest = source.getShape().drop_front(axes);
  auto result = dyn_cast<RankedTensorType>(getResult().getType());
  if (rest != (result ? result.getShape() : ArrayRef<int64_t>()))
    return emitOpError("expects a result of the ")
           << rest.size() << " axes that are left of " << source << ", found "
           << getResult().getType();
  return success();
}

LogicalResult OneHotOp::verify() {
  auto result = cast<RankedTensorType>(getResult().getType());
  if (result.getRank() != 1)
    return emitOpError("expects a vector as its result, found ") << result;
  return success();
}

LogicalResult ReshapeOp::verify() {
  auto source = cast<RankedTensorType>(getValue().getType());
  auto result = cast<RankedTensorType>(getResult().getType());
  if (failed(verifyElement(*this, source, result)))
    return failure();
  if (source.getNumElements() != result.getNumElements())
    return emitOpError("expects a result of ")
           << source.getNumElements() << " components, found " << result;
  return success();
}
