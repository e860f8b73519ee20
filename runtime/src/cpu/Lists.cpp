//===- Lists.cpp - Lists of columns that a call gives ---------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Lists.h"

#include "../Failure.h"
#include "Buffer.h"

#include <algorithm>

using namespace kop::runtime;

template <class Integer>
static void copyOffsets(const kop_view &view, std::vector<int64_t> &offsets) {
  const Integer *from = static_cast<const Integer *>(view.data);
  for (size_t n = 0; n < offsets.size(); ++n)
    offsets[n] = from[int64_t(n) * view.strides[0]];
}

/// Always checked: reading them is little work, and what lies outside of the
/// entries would be read.
static void checkOffsets(const std::vector<int64_t> &offsets, int64_t entries,
                         const std::string &what) {
  if (offsets.front() < 0 || offsets.back() > entries)
    throw Failure(KOP_ERROR_INDEX, what + "the offsets go from " +
                                       std::to_string(offsets.front()) +
                                       " to " + std::to_string(offsets.back()) +
                                       ", there are " +
                                       std::to_string(entries) + " entries");
  for (size_t n = 1; n < offsets.size(); ++n)
    if (offsets[n] < offsets[n - 1])
      throw Failure(KOP_ERROR_INDEX, what + "the offsets descend from " +
                                         std::to_string(offsets[n - 1]) +
                                         " to " + std::to_string(offsets[n]) +
                                         " at row " + std::to_string(n - 1));
}

template <class Integer>
static void fill(const std::vector<int64_t> &offsets, int64_t entries,
                 Integer *to) {
  std::fill(to, to + entries, Integer(-1));
  for (size_t row = 0; row + 1 < offsets.size(); ++row)
    std::fill(to + offsets[row], to + offsets[row + 1], Integer(row));
}

/// Writes the row of each entry; -1 for entries that no row has.
static void fillRows(List &list, const kop_operand &operand, int64_t entries) {
  // A vector may be read whole behind the last element.
  list.rows.resize(entries * typeSize(operand.type) + alignment);
  if (operand.type == KOP_TYPE_I64)
    fill(list.offsets, entries, reinterpret_cast<int64_t *>(list.rows.data()));
  else
    fill(list.offsets, entries, reinterpret_cast<int32_t *>(list.rows.data()));
}

void kop::runtime::readLists(const Arguments &arguments,
                             const std::vector<int64_t> &extents,
                             std::vector<List> &lists) {
  const kop_formula &formula = arguments.formula;
  size_t count = 0;
  for (int n = 0; n < formula.n_inputs; ++n) {
    const kop_operand &operand = formula.inputs[n];
    if (!isOffsets(operand))
      continue;
    if (count == lists.size())
      lists.emplace_back();
    List &list = lists[count++];
    list.operand = n;
    list.offsets.resize(extents[operand.target] + 1);
    if (operand.type == KOP_TYPE_I64)
      copyOffsets<int64_t>(arguments.views[n], list.offsets);
    else
      copyOffsets<int32_t>(arguments.views[n], list.offsets);
    const int64_t entries = extents[operand.axes[0].index];
    checkOffsets(list.offsets, entries,
                 shortName(formula) + ": " + describeArgument(arguments, n) +
                     ": ");
    if (operand.list == KOP_LIST_ROWS)
      fillRows(list, operand, entries);
  }
  lists.resize(count);
}
