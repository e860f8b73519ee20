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

#include "mlir/IR/Builders.h"
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

/// What a formula and a kernel begin with:
/// `@name indices [i, j] (%x: type) ->`, outputs, `index type`.
struct Head {
  mlir::StringAttr symbol;
  mlir::ArrayAttr indices;
  llvm::SmallVector<int64_t> extents;
  llvm::SmallVector<mlir::OpAsmParser::Argument> arguments;
  llvm::SmallVector<mlir::Attribute> inputNames, outputNames;
  mlir::Type indexType;

  /// Up to the arrow, and behind the outputs.
  mlir::ParseResult parseInputs(mlir::OpAsmParser &parser);
  mlir::ParseResult parseIndexType(mlir::OpAsmParser &parser);

  template <typename OpT>
  void addAttributes(mlir::Builder &builder,
                     mlir::OperationState &result) const {
    auto name = result.name;
    result.addAttribute(OpT::getSymNameAttrName(name), symbol);
    result.addAttribute(OpT::getIndicesAttrName(name), indices);
    result.addAttribute(OpT::getExtentsAttrName(name),
                        builder.getDenseI64ArrayAttr(extents));
    result.addAttribute(OpT::getInputNamesAttrName(name),
                        builder.getArrayAttr(inputNames));
    result.addAttribute(OpT::getOutputNamesAttrName(name),
                        builder.getArrayAttr(outputNames));
    result.addAttribute(OpT::getIndexTypeAttrName(name),
                        mlir::TypeAttr::get(indexType));
  }
};

/// `[i, j]`: a list of names.
void printNames(mlir::OpAsmPrinter &p, mlir::ArrayAttr names);
mlir::ParseResult parseNames(mlir::OpAsmParser &parser, mlir::ArrayAttr &names);

} // namespace kop::ir::assembly

#endif // KOP_DIALECT_ASMFORMAT_H
