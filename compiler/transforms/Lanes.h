//===- Lanes.h - Tiles to vectors -------------------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A tile says what one lane computes. For a CPU the lanes are the elements of
// vectors; for a GPU each is a thread and the tile stays scalar.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_TRANSFORMS_LANES_H
#define KOP_TRANSFORMS_LANES_H

#include "dialect/Kop.h"

namespace kop::transforms {

/// Rewrites the body of `tile` for `lanes` lanes, in place.
///
/// Values that differ between lanes become vectors of `lanes` elements,
/// uniform ones stay scalars and are broadcast where a vector needs them.
/// `kop.lane_load` and `kop.lane_store` become accesses of LLVM: scalar,
/// contiguous or gather and scatter, after the offset. `kop.any` becomes a
/// reduction, `kop.lanes` a constant.
///
/// With one lane every value is scalar, `kop.any` is the identity, and
/// `kop.lane`, `kop.lanes` are left to the kernel around the tile, which knows
/// the threads. `kop.frame` always stays.
///
/// Fails, with an error at the operation, on a branch or loop bound that
/// differs between lanes and on operations without a vector form.
mlir::LogicalResult rewriteLanes(ir::TileOp tile, unsigned lanes);

} // namespace kop::transforms

#endif // KOP_TRANSFORMS_LANES_H
