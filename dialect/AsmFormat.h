//===- AsmFormat.h - Pieces of the custom assembly --------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Pieces that kop.formula, kop.kernel and kop.pass print and parse alike.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_DIALECT_ASMFORMAT_H
#define KOP_DIALECT_ASMFORMAT_H

#include "mlir/IR/OpImplementation.h"

namespace kop::ir::assembly {

/// `[i, j, k = 10]`: names of indices with their extents where known.
void printIndices(mlir::OpAsmPrinter &p, mlir::ArrayAttr names,
                  llvm::ArrayRef<int64_t> extents);
mlir::ParseResult parseIndices(mlir::OpAsmParser &parser,
                               mlir::ArrayAttr &names,
                               llvm::SmallVectorImpl<int64_t> &extents);

/// `(%x: type, %y: type)`: block arguments. The name of an argument is that
/// of its value; where a printer had to choose another one it is written
/// between the two: `%arg0 "x": type`.
void printArguments(mlir::OpAsmPrinter &p,
                    llvm::ArrayRef<mlir::BlockArgument> arguments,
                    llvm::ArrayRef<mlir::Attribute> names);
mlir::ParseResult
parseArguments(mlir::OpAsmParser &parser,
               llvm::SmallVectorImpl<mlir::OpAsmParser::Argument> &arguments,
               llvm::SmallVectorImpl<mlir::Attribute> &names);

/// `[i, j]`: a list of names.
void printNames(mlir::OpAsmPrinter &p, mlir::ArrayAttr names);
mlir::ParseResult parseNames(mlir::OpAsmParser &parser, mlir::ArrayAttr &names);

} // namespace kop::ir::assembly

#endif // KOP_DIALECT_ASMFORMAT_H
