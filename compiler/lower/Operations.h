//===- Operations.h - Operations of calls -----------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Translates `Call` nodes by the table of Builtins.def.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_LOWER_OPERATIONS_H
#define KOP_LOWER_OPERATIONS_H

#include "compiler/sema/Typed.h"

#include "mlir/IR/Builders.h"

namespace kop::lower {

/// A `Call` node with its operands translated.
struct Call {
  mlir::OpBuilder &builder;
  mlir::Location loc;
  const sema::Node &node;
  mlir::ValueRange operands;
  mlir::Type type; ///< of the result
};

/// Builds the operations of a call; null when no row of the table fits.
mlir::Value buildCall(const Call &call);

/// A constant number of `type`, in every component of a tensor.
mlir::Value buildNumber(mlir::OpBuilder &builder, mlir::Location loc,
                        mlir::Type type, int64_t number);

} // namespace kop::lower

#endif // KOP_LOWER_OPERATIONS_H
