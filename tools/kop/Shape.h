//===- Shape.h - Shapes of register tiles to try ----------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_TOOLS_KOP_SHAPE_H
#define KOP_TOOLS_KOP_SHAPE_H

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace kop::tool {

/// The shape of a register tile, as `kopc --tile=` takes it; 0 is kopc's
/// choice.
struct Shape {
  int rows = 0, columns = 0, block = 0, unroll = 0;

  bool operator==(const Shape &) const = default;
};

/// "rows=2,columns=8,block=256".
std::string tileOption(const Shape &shape);

/// "2 x 8, block 256".
std::string describe(const Shape &shape);

/// Rows and columns to try where there are so many vector registers.
std::vector<Shape> tileCandidates(int registers);

/// Shapes with the rows and columns of `best`, other blocks of columns, and
/// other numbers of components up to which values are unrolled, where
/// `hasSizes(least, most)` says that something has so many: (least, most].
std::vector<Shape> blockCandidates(
    const Shape &best,
    const std::function<bool(std::int64_t, std::int64_t)> &hasSizes);

} // namespace kop::tool

#endif // KOP_TOOLS_KOP_SHAPE_H
