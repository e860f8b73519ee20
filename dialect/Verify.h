//===- Verify.h - Checks that operations share ------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to the dialect. Every check emits its error and says whether the
// operation is right.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_DIALECT_VERIFY_H
#define KOP_DIALECT_VERIFY_H

#include "dialect/Kop.h"

namespace kop::ir::verify {

/// The attribute `lists` of a formula or kernel, where it has one: numbers of
/// inputs that are integers over one index, the rows of list entries.
mlir::LogicalResult lists(mlir::Operation *op, mlir::Block &body,
                          size_t inputs);

/// Names of indices: distinct, at most 64, one extent each, -1 for unknown.
mlir::LogicalResult indexList(mlir::Operation *op, mlir::ArrayAttr indices,
                              llvm::ArrayRef<int64_t> extents);

/// The type of integers is i32 or i64.
mlir::LogicalResult indexType(mlir::Operation *op, mlir::Type type);

/// Names of operands: one per operand and distinct.
mlir::LogicalResult operandNames(mlir::Operation *op, mlir::ArrayAttr names,
                                 size_t operands, llvm::StringRef what);

/// Every axis of an array names declared indices. `shared` allows "i|j".
mlir::LogicalResult axes(mlir::Operation *op, ArrayType type,
                         mlir::ArrayAttr indices, llvm::StringRef what,
                         bool shared);

/// The indices that operations in `region` name are declared, and integers
/// that stand for indices have the type `indexType`.
mlir::LogicalResult indexUses(mlir::Region &region, mlir::ArrayAttr indices,
                              mlir::Type indexType);

/// An access to an array has a subscript per axis and the type of an element.
mlir::LogicalResult access(mlir::Operation *op, ArrayType array,
                           mlir::ValueRange subscripts, mlir::Type value);

/// What a reduction takes and yields.
struct ReductionShape {
  ReductionKind kind;
  llvm::SmallVector<mlir::Type> args, results;
  int64_t k; ///< 0 for none
};
mlir::LogicalResult
reduction(const ReductionShape &shape,
          llvm::function_ref<mlir::InFlightDiagnostic()> emitError);

/// How many results a reduction has.
unsigned numResults(ReductionKind kind);

} // namespace kop::ir::verify

#endif // KOP_DIALECT_VERIFY_H
