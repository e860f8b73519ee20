//===- Ranges.h - Block-sparse ranges of a call -----------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_RUNTIME_RANGES_H
#define KOP_RUNTIME_RANGES_H

#include "kop/run.h"

#include <string>
#include <vector>

namespace kop::runtime {

/// A block of rows and its intervals, positions in BlockSparse::intervals.
struct Block {
  int64_t begin, end;
  int64_t firstInterval, nIntervals;
};

/// Valid ranges: non-empty blocks in ascending order that share no rows,
/// non-empty intervals in ascending order.
struct BlockSparse {
  std::vector<Block> blocks;
  std::vector<int64_t> intervals; ///< pairs [begin, end)

  /// The block that holds a row, or null.
  const Block *find(int64_t row) const;
};

/// Checks ranges over `rows` rows and `columns` columns and brings them into
/// order. `what` starts the messages. Throws a Failure.
BlockSparse readRanges(const kop_ranges &ranges, int64_t rows, int64_t columns,
                       const std::string &what);

/// The same pairs with rows and columns swapped.
BlockSparse transpose(const BlockSparse &ranges);

} // namespace kop::runtime

#endif // KOP_RUNTIME_RANGES_H
