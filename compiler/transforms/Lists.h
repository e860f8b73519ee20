//===- Lists.h - Reductions whose columns have one row ----------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A list `nbr[i]: list(j)` is two arrays over an index of its own, the entries:
// the row i of every entry and its column j. `sum[j in nbr[i]] e` is a sum over
// the entries whose row is i:
//
//   kop.reduce sum over ["nbr.entries"] (%e …) where (%row == %i)
//
// with y[j] read by the column of the entry. That is all that differentiation
// or the interpreter see. The attribute `lists` of formula and kernel holds the
// numbers of the arrays of rows: they ascend, so that a pass over the entries
// knows which ones a row has.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_TRANSFORMS_LISTS_H
#define KOP_TRANSFORMS_LISTS_H

#include "dialect/Kop.h"

#include <optional>

namespace kop::transforms {

/// Whether an array of a formula or kernel holds the rows of list entries.
bool holdsRowsOfEntries(mlir::Value array);

/// The index whose value is the row of the entry wherever the reduction takes
/// a term; none for other reductions.
std::optional<llvm::StringRef> rowOfList(ir::ReduceOp op);

/// Pairs of two indices that count only in the row their label says.
struct LabelledPairs {
  llvm::StringRef row, first, second;
  mlir::Value label;
};

/// The label of a reduction over two indices: an integer in an array over both,
/// or component `second` of a vector that an earlier pass keeps for `first`.
std::optional<LabelledPairs> labelOfPairs(ir::ReduceOp op);

/// Whether an index counts entries of a list.
bool countsEntries(ir::FormulaOp formula, llvm::StringRef index);

} // namespace kop::transforms

#endif // KOP_TRANSFORMS_LISTS_H
