//===- ExpandMath.h - Functions to arithmetic -------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_CODEGEN_MATH_EXPANDMATH_H
#define KOP_CODEGEN_MATH_EXPANDMATH_H

#include "compiler/codegen/math/MathBuilder.h"

namespace kop::codegen::math {

/// One row of the registry: an operation and what builds its value.
struct Expansion {
  llvm::StringLiteral op;
  Num (*build)(llvm::ArrayRef<Num> operands);
  enum Code { Inlined, Outlined };
  /// Outlined: long enough to be a function of its own.
  Code code = Inlined;
};

/// Every operation that is expanded, by name.
llvm::ArrayRef<Expansion> expansions();

/// The value of `op` by a call of a function that is made where the module has
/// none yet; null where the operation is in no function of a module.
mlir::Value callOutlined(mlir::Operation &op, const Expansion &row,
                         MathBuilder &m);

/// Replaces conversions from and to f16 and bf16 by arithmetic on bits where
/// the target has no instruction. See Half.cpp.
void expandHalves(mlir::Operation *root, const InstructionSet &target);

/// Replaces the operations of the registry under `root`, on scalars and
/// vectors of f32 and f64, by arithmetic the target has instructions for.
/// Fails where an operation of `math` is left that would become a call.
mlir::LogicalResult expandMath(mlir::Operation *root,
                               const InstructionSet &target, Accuracy accuracy);

} // namespace kop::codegen::math

#endif // KOP_CODEGEN_MATH_EXPANDMATH_H
