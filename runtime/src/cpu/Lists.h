//===- Lists.h - Lists of columns that a call gives -------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_RUNTIME_CPU_LISTS_H
#define KOP_RUNTIME_CPU_LISTS_H

#include "../Arguments.h"
#include <cstddef>
#include <vector>

namespace kop::runtime {

/// The offsets of one list argument.
struct List {
  int operand = -1;             ///< its number
  std::vector<int64_t> offsets; ///< entries of row r: [r], [r + 1]
  std::vector<std::byte> rows;  ///< of each entry, where steps ask for it
};

/// Reads the list arguments of a call. Throws a Failure where offsets descend
/// or leave the entries.
void readLists(const Arguments &arguments, const std::vector<int64_t> &extents,
               std::vector<List> &lists);

} // namespace kop::runtime

#endif // KOP_RUNTIME_CPU_LISTS_H
