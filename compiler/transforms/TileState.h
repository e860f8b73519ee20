//===- TileState.h - Where reductions leave their cells ---------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The state of a pass has, for every row of a task and every segment of its
// columns, the stored cells of all reductions, one behind the other; those that
// grow with the dimension of the call are behind all others (abi.h).
//
//===----------------------------------------------------------------------===//

#ifndef KOP_COMPILER_TRANSFORMS_TILESTATE_H
#define KOP_COMPILER_TRANSFORMS_TILESTATE_H

#include "compiler/transforms/TileReduction.h"

#include <memory>
#include <vector>

namespace kop::transforms {

using Reductions = std::vector<std::unique_ptr<TileReduction>>;

/// A cell of a reduction, and what is in front of it in the state.
struct StatePlace {
  Cell cell;
  StateSize before;
};

/// The places of the cells of a reduction behind what `size` counts, to which
/// they are added.
llvm::SmallVector<StatePlace> placesOf(const TileReduction &reduction,
                                       StateSize &size);

/// Code that writes and reads the state, of `all` components.
class TileState {
public:
  TileState(TileBuilder &t, StateSize all) : t(t), all(all) {}

  /// Reductions write their direct cells themselves: tells them where.
  void give(Reductions &reductions);
  /// Stores all other cells, in `segment` (null: the one of the task).
  void store(Reductions &reductions, int64_t rows, Value segment);
  /// Adds what a segment left to the cells.
  void merge(Reductions &reductions, int64_t rows, Value segment);

private:
  Value offset(const StatePlace &place, Value element, Value row,
               Value segment);
  Value components(int64_t fixed, int64_t perComponent);

  TileBuilder &t;
  StateSize all;
};

} // namespace kop::transforms

#endif // KOP_COMPILER_TRANSFORMS_TILESTATE_H
