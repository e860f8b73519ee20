//===- Tile.h - Register tiles of passes ------------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// From `kop.pass` to `kop.tile`: tensors become scalars and loops over
// components, columns come in groups, every reduction gets its state.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_TRANSFORMS_TILE_H
#define KOP_TRANSFORMS_TILE_H

#include "dialect/Kop.h"

#include "mlir/IR/BuiltinTypes.h"

namespace kop::transforms {

/// What the shape of a register tile depends on.
struct TileOptions {
  /// Vector registers of the instruction set (32 on AVX-512, NEON; 16 on AVX2).
  int64_t registers = 32;
  /// Bits of such a register.
  int64_t vectorBits = 512;
  /// Values with at most this many components live in registers and are
  /// unrolled; larger ones are loops over components.
  int64_t unroll = 8;
  /// Overrides of the shape; 0 lets the cost decide.
  int64_t rows = 0, columns = 0, block = 0;
};

/// Rows per lane and columns per group of a pass.
struct TileShape {
  int64_t rows = 1;
  int64_t columns = 1;
  /// Columns between two flushes of the sums (a multiple of `columns`).
  int64_t block = 256;
  /// For how many halves of a vector of rows lanes over columns are faster, and
  /// how many rows share a column there.
  int64_t fewRows = 1, rowsOfColumn = 1;
};

/// Whether the code of a pair is so long that it should be there once.
bool isLong(ir::PassOp pass);

/// The shape kop-tile gives a pass: what the options or the attribute `tile`
/// of the pass ask for, or else what its cost suggests.
TileShape chooseTileShape(ir::PassOp pass, const TileOptions &options);
/// `options` with what the attribute `tile` of the pass asks for.
TileOptions optionsFor(ir::PassOp pass, TileOptions options);

/// Bits of the widest floating-point value a pass computes with; it decides how
/// many lanes a vector register has, the same for all tiles of a step.
int64_t elementBits(ir::PassOp pass);

/// How many components the state of a pass has (see abi.h): so many, and behind
/// them so many for each component of the call's dimension.
struct StateSize {
  int64_t fixed = 0, perComponent = 0;
  /// One more cell, of `count` components (kDynamic: of the dimension).
  void add(int64_t count) {
    if (count == mlir::ShapedType::kDynamic)
      ++perComponent;
    else
      fixed += count;
  }
};
StateSize stateSize(ir::PassOp pass);

/// Appends the tiles of every pass of `kernel` behind it: for step n the
/// symbols `<kernel>.<n>.pass`, and with reductions `<kernel>.<n>.columns` and
/// `<kernel>.<n>.finish`. The kernel itself stays as it is.
mlir::LogicalResult tileKernel(ir::KernelOp kernel, const TileOptions &options);

} // namespace kop::transforms

#endif // KOP_TRANSFORMS_TILE_H
