//===- KopDialect.cpp - Dialect, types and attributes ---------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialect/Kop.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "mlir/Interfaces/FoldInterfaces.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace kop::ir;

#pragma GCC diagnostic ignored "-Wunused-parameter"

#include "dialect/KopDialect.cpp.inc"
#include "dialect/KopEnums.cpp.inc"

#define GET_TYPEDEF_CLASSES
#include "dialect/KopTypes.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "dialect/KopAttributes.cpp.inc"

namespace {
/// Constants stay in the region of a pass that uses them: the block of a kernel
/// holds temporaries and passes only.
struct KopFoldInterface : DialectFoldInterface {
  using DialectFoldInterface::DialectFoldInterface;
  bool shouldMaterializeInto(Region *region) const final {
    return isa<PassOp>(region->getParentOp());
  }
};
} // namespace

void KopDialect::initialize() {
  addInterfaces<KopFoldInterface>();
  addTypes<
#define GET_TYPEDEF_LIST
#include "dialect/KopTypes.cpp.inc"
      >();
  addAttributes<
#define GET_ATTRDEF_LIST
#include "dialect/KopAttributes.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "dialect/KopOps.cpp.inc"
      >();
  attachElementwiseBounds(getContext());
  attachElementwiseDerivatives(getContext());
}

bool kop::ir::isFunction(Operation *op) {
  if (isa_and_nonnull<math::MathDialect>(op->getDialect()))
    return !isa<math::SqrtOp, math::AbsFOp, math::FmaOp>(op);
  return isa_and_nonnull<KopDialect>(op->getDialect()) &&
         op->hasTrait<OpTrait::Elementwise>();
}

Operation *KopDialect::materializeConstant(OpBuilder &builder, Attribute value,
                                           Type type, Location loc) {
  return arith::ConstantOp::materialize(builder, value, type, loc);
}

LogicalResult ArrayType::verify(function_ref<InFlightDiagnostic()> emitError,
                                ArrayAttr axes, Type element) {
  for (Attribute axis : axes) {
    auto name = dyn_cast<StringAttr>(axis);
    if (!name)
      return emitError()
             << "expected the name of an index for each axis, found " << axis;
    auto [first, second] = name.getValue().split('|');
    if (first.empty() || second.contains('|') ||
        (name.getValue().contains('|') && second.empty()))
      return emitError() << "expected an axis \"i\" or \"i|j\", found " << axis;
  }
  Type scalar = element;
  if (auto tensor = dyn_cast<RankedTensorType>(element)) {
    if (!tensor.hasStaticShape() && tensor.getRank() != 1)
      return emitError() << "expected an element of static shape or a vector, "
                            "found "
                         << element;
    scalar = tensor.getElementType();
  }
  if (!isa<FloatType>(scalar) && !scalar.isSignlessInteger())
    return emitError() << "expected an element that is a float, an integer or "
                          "a tensor of them, found "
                       << element;
  return success();
}
