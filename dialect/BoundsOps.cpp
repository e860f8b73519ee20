//===- BoundsOps.cpp - Bounds of values -----------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialect/Kop.h"

#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace kop::ir;

LogicalResult BoundsOp::verify() {
  if (!getElementTypeOrSelf(getOf()).isF64())
    return emitOpError("expects a value of f64, found ") << getOf().getType();
  for (auto [by, to] : llvm::zip(getBy(), getTo())) {
    if (by.getType() != to.getType())
      return emitOpError("expects upper ends like the lower ones, ")
             << by.getType() << ", found " << to.getType();
    Type element = cast<ArrayType>(by.getType()).getElement();
    if (!isa<FloatType>(getElementTypeOrSelf(element)))
      return emitOpError("expects arrays of floating-point type, found ")
             << by.getType();
  }
  return success();
}
