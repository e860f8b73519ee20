//===- Skeleton.h - Functions around tiles on a CPU -------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_CODEGEN_CPU_SKELETON_H
#define KOP_CODEGEN_CPU_SKELETON_H

#include "compiler/codegen/math/MathBuilder.h"
#include "dialect/Kop.h"

namespace kop::codegen {

/// What the descriptor says of the function of a tile (kop_step_code).
struct TileCode {
  std::string symbol;
  unsigned lanes;
  int64_t tileRows;     ///< rows of one register tile
  int64_t scratchBytes; ///< of all lanes
  int64_t scratchPerComponent;
  int64_t columnsRows; ///< rows up to which lanes over columns are the faster
};

/// Lanes of a tile: by its attribute `element` (bits), otherwise by the widest
/// float it computes with.
unsigned lanesOf(ir::TileOp tile, const InstructionSet &set);

/// Whether a tile is compiled for an instruction set.
bool isCompiledFor(ir::TileOp tile, const InstructionSet &set);

/// The function of a tile for an instruction set.
TileCode describeTile(ir::TileOp tile, const InstructionSet &set);

/// Whether a tile is a part of the function of another.
bool isRest(ir::TileOp tile);

/// Makes that function in front of `tile`, which stays as it is: vectors,
/// expanded functions, the loop over the row tiles of the task.
mlir::LogicalResult buildFunction(ir::TileOp tile, const InstructionSet &set,
                                  math::Accuracy accuracy);

/// What is done to a pointer of the frame before a tile uses it.
using AdaptPointer =
    llvm::function_ref<mlir::Value(mlir::Value pointer, llvm::StringRef field)>;

/// Replaces every `kop.frame` under `root` by loads from `frame`, a pointer to
/// a kop_frame, at the insertion point of `b`.
mlir::LogicalResult lowerFrames(
    mlir::Operation *root, mlir::Value frame, mlir::OpBuilder &b,
    AdaptPointer adapt = [](mlir::Value pointer, llvm::StringRef) {
      return pointer;
    });

} // namespace kop::codegen

#endif // KOP_CODEGEN_CPU_SKELETON_H
