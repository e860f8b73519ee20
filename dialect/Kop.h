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

} // namespace kop::ir

#endif // KOP_DIALECT_KOP_H
