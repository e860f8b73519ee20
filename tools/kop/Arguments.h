//===- Arguments.h - Random arguments of a formula --------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_TOOLS_KOP_ARGUMENTS_H
#define KOP_TOOLS_KOP_ARGUMENTS_H

#include "kop/run.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace kop::tool {

/// The sizes of a call.
struct Sizes {
  std::int64_t rows = 0, columns = 0;
};

/// Inputs with random values, and outputs, in the order of kop_run.
class RandomArguments {
public:
  /// Indices that are rows of a pass over pairs get `sizes.rows` values, those
  /// that are only columns `sizes.columns`, and batches a few. Throws a Failure
  /// where an argument has a type this program does not know, or all are too
  /// large for this machine.
  RandomArguments(const kop_formula &formula, const Sizes &sizes);

  const kop_view *views() const { return operands.data(); }

  /// Pairs that one pass visits.
  double pairs(const kop_step &step) const;

private:
  void chooseExtents(const kop_formula &formula, const Sizes &sizes);
  std::vector<std::int64_t> shapeOf(const kop_operand &operand) const;
  void checkMemory(const kop_formula &formula) const;
  void add(const kop_operand &operand, bool isInput);

  struct Free {
    void operator()(void *memory) const;
  };
  std::vector<std::int64_t> extents;
  std::int64_t components = 8; ///< what plain integers stay below
  std::vector<std::unique_ptr<void, Free>> memory;
  std::vector<kop_view> operands;
};

} // namespace kop::tool

#endif // KOP_TOOLS_KOP_ARGUMENTS_H
