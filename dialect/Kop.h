//===- Kop.h - The kop dialect ----------------------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Everything of the kop dialect: its types, attributes and operations.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_DIALECT_KOP_H
#define KOP_DIALECT_KOP_H

#include "dialect/Boundable.h"
#include "dialect/Differentiable.h"

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/Dialect/LLVMIR/LLVMTypes.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-parameter"
#include "dialect/KopDialect.h.inc"
#include "dialect/KopEnums.h.inc"

#define GET_TYPEDEF_CLASSES
#include "dialect/KopTypes.h.inc"

#define GET_ATTRDEF_CLASSES
#include "dialect/KopAttributes.h.inc"

#define GET_OP_CLASSES
#include "dialect/KopOps.h.inc"

#pragma GCC diagnostic pop

namespace kop::ir {

/// Whether an operation is a function that takes many instructions.
bool isFunction(mlir::Operation *op);

/// The attribute of formulas and kernels that names the index whose extent is
/// the dimension known only at the call.
/// Of a tile with lanes over columns: for how many halves of a vector of rows
/// it is faster than lanes over rows.
inline constexpr llvm::StringLiteral fewRowsAttribute = "few_rows";
/// Of a tile of several rows: the one for rows that do not fill another.
inline constexpr llvm::StringLiteral restAttribute = "rest";
/// Marks the step that packs columns for the passes behind it.
inline constexpr llvm::StringLiteral packAttribute = "pack";
inline constexpr llvm::StringLiteral dimensionAttribute = "dimension";

/// The attribute of formulas whose operations keep their rounding, as with
/// --math=precise.
inline constexpr llvm::StringLiteral preciseAttribute = "precise";

/// The attribute of a tile that says how many bytes of scratch per lane it
/// takes for each component of that dimension, behind `scratch`.
inline constexpr llvm::StringLiteral scratchPerComponentAttribute =
    "scratch_per_component";

/// Whether a value has as many components as the call says.
bool isDynamic(mlir::Type type);

/// Components of a value, for costs: a dimension that is known only at the
/// call counts as `nominalDimension`.
inline constexpr int64_t nominalDimension = 16;
int64_t nominalComponents(mlir::Type type);

/// A value of type `type` whose components all equal `scalar`.
mlir::Value splat(mlir::OpBuilder &b, mlir::Location loc, mlir::Type type,
                  mlir::TypedAttr scalar);

} // namespace kop::ir

#endif // KOP_DIALECT_KOP_H
