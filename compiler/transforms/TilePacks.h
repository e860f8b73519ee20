//===- TilePacks.h - Columns without their packs ----------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A pack computes what the pairs need of a column once, for all rows, and lays
// it down as a record, to be broadcast to lanes that are rows. Where lanes are
// columns there are few rows: to read the columns where they lie, and to
// compute the same again for every row, takes less than to write records and
// to read them. A call all of whose tasks do that skips the step of the pack.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_TRANSFORMS_TILEPACKS_H
#define KOP_TRANSFORMS_TILEPACKS_H

#include "compiler/transforms/TileBuilder.h"

namespace kop::transforms {

/// Numbers of the steps that pack what pairs of `pass` read, and that lanes
/// over columns do without.
llvm::SmallVector<int64_t> skippedPacks(ir::PassOp pass);

/// Says that what pairs of `pass` read from those packs is what was packed.
void readBehindPacks(TileBuilder &t, ir::PassOp pass);

} // namespace kop::transforms

#endif // KOP_TRANSFORMS_TILEPACKS_H
