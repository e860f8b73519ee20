//===- Shape.cpp - Shapes of register tiles to try ------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tools/kop/Shape.h"

using namespace kop::tool;

std::string kop::tool::tileOption(const Shape &shape) {
  std::string text;
  auto add = [&](const char *name, int value) {
    if (value)
      text += (text.empty() ? "" : ",") + std::string(name) + "=" +
              std::to_string(value);
  };
  add("rows", shape.rows);
  add("columns", shape.columns);
  add("block", shape.block);
  add("unroll", shape.unroll);
  return text;
}

std::string kop::tool::describe(const Shape &shape) {
  std::string text =
      std::to_string(shape.rows) + " x " + std::to_string(shape.columns);
  if (shape.block)
    text += ", block " + std::to_string(shape.block);
  if (shape.unroll)
    text += ", unroll " + std::to_string(shape.unroll);
  return text;
}

/// A tile of rows × columns values keeps one register for each, or, of costly
/// ones, fills the registers several times over: that never pays.
std::vector<Shape> kop::tool::tileCandidates(int registers) {
  std::vector<Shape> shapes;
  for (int rows : {1, 2, 3, 4})
    for (int columns : {1, 2, 4, 6, 8})
      if (rows * columns <= registers)
        shapes.push_back({rows, columns});
  return shapes;
}

/// Blocks are never larger than kopc's 256: the errors of sums grow with them,
/// and accuracy does not pay for speed.
std::vector<Shape> kop::tool::blockCandidates(
    const Shape &best,
    const std::function<bool(std::int64_t, std::int64_t)> &hasSizes) {
  std::vector<Shape> shapes;
  for (int block : {64, 128})
    shapes.push_back({best.rows, best.columns, block});
  // kopc's is 8.
  if (hasSizes(4, 8))
    shapes.push_back({best.rows, best.columns, 0, 4});
  if (hasSizes(8, 16))
    shapes.push_back({best.rows, best.columns, 0, 16});
  return shapes;
}
