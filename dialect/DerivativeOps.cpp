//===- DerivativeOps.cpp - Derivatives of values --------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialect/Kop.h"

#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace kop::ir;

/// The type of the elements that a variable stands for.
static Type elementOf(Value variable) {
  if (auto array = dyn_cast<ArrayType>(variable.getType()))
    return array.getElement();
  return variable.getType();
}

static ArrayRef<int64_t> shapeOf(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor ? tensor.getShape() : ArrayRef<int64_t>();
}

static LogicalResult expectReal(Operation *op, Type type, StringRef what) {
  if (isa<FloatType>(getElementTypeOrSelf(type)))
    return success();
  return op->emitOpError("expects ")
         << what << " of floating-point type, found " << type;
}

static int64_t count(Type type) {
  int64_t number = 1;
  for (int64_t extent : shapeOf(type))
    number *= extent;
  return number;
}

LogicalResult VjpOp::verify() {
  if (getOf().empty() || getOf().size() != getCotangents().size())
    return emitOpError("expects one cotangent per value, found ")
           << getCotangents().size() << " for " << getOf().size();
  for (auto [value, cotangent] : llvm::zip(getOf(), getCotangents())) {
    if (failed(expectReal(*this, value.getType(), "values")))
      return failure();
    if (value.getType() != cotangent.getType())
      return emitOpError("expects a cotangent of type ")
             << value.getType() << ", found " << cotangent.getType();
  }
  ArrayRef<int64_t> positions =
      getGivenPositions().value_or(ArrayRef<int64_t>());
  if (positions.size() != getGiven().size())
    return emitOpError("expects one position per given value, found ")
           << positions.size() << " for " << getGiven().size();
  for (auto [position, given] : llvm::zip(positions, getGiven())) {
    if (position < 0 || position >= int64_t(getOf().size()))
      return emitOpError("has no value number ") << position;
    if (given.getType() != getOf()[position].getType())
      return emitOpError("expects given values of the type of the others");
  }
  if (failed(expectReal(*this, elementOf(getBy()), "a variable")))
    return failure();
  if (shapeOf(elementOf(getBy())) != shapeOf(getResult().getType()))
    return emitOpError("expects a result of the shape of the variable, ")
           << elementOf(getBy()) << ", found " << getResult().getType();
  return success();
}

LogicalResult JvpOp::verify() {
  if (getBy().size() != getTangents().size())
    return emitOpError("expects one tangent per variable, found ")
           << getTangents().size() << " for " << getBy().size();
  for (auto [by, tangent] : llvm::zip(getBy(), getTangents())) {
    auto array = dyn_cast<ArrayType>(by.getType());
    auto other = dyn_cast<ArrayType>(tangent.getType());
    if (bool(array) != bool(other) ||
        shapeOf(elementOf(by)) != shapeOf(elementOf(tangent)))
      return emitOpError("expects a tangent like its variable, ")
             << by.getType() << ", found " << tangent.getType();
    if (array && array.getAxes() != other.getAxes())
      return emitOpError("expects a tangent with the axes ")
             << array.getAxes() << ", found " << other.getAxes();
  }
  if (getResult().getType() != getOf().getType())
    return emitOpError("expects a result of type ")
           << getOf().getType() << ", found " << getResult().getType();
  return expectReal(*this, getOf().getType(), "a value");
}

LogicalResult JacobianOp::verify() {
  Type expected = RankedTensorType::get(
      {count(getOf().getType()), count(getBy().getType())},
      getElementTypeOrSelf(getOf()));
  if (getResult().getType() != expected)
    return emitOpError("expects a result of type ")
           << expected << ", found " << getResult().getType();
  return expectReal(*this, getOf().getType(), "a value");
}

/// Divergence and Laplacian are scalars.
static LogicalResult verifyTrace(Operation *op, Type of,
                                 ArrayRef<int64_t> shape, StringRef what) {
  if (shapeOf(of) != shape)
    return op->emitOpError("expects ") << what << ", found " << of;
  if (op->getResult(0).getType() != getElementTypeOrSelf(of))
    return op->emitOpError("expects a scalar result of its elements, found ")
           << op->getResult(0).getType();
  return expectReal(op, of, "a value");
}

LogicalResult DivergenceOp::verify() {
  return verifyTrace(*this, getOf().getType(), shapeOf(getBy().getType()),
                     "a value of the shape of its variable");
}

LogicalResult LaplacianOp::verify() {
  return verifyTrace(*this, getOf().getType(), {}, "a scalar");
}
