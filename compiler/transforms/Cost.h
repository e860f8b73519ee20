//===- Cost.h - What passes cost --------------------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Counts of operations, of bytes read and written, and of values that live at
// the same time. A count of one means one scalar operation of one pair (or
// row); a fused multiply-add counts once.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_TRANSFORMS_COST_H
#define KOP_TRANSFORMS_COST_H

#include "dialect/Kop.h"

#include <map>
#include <string>

namespace kop::transforms {

/// Operations by name ("add", "fma", "exp2", …) and bytes of a region.
struct RegionCost {
  std::map<std::string, int64_t> operations;
  int64_t bytes = 0;

  int64_t total() const;
  void add(const std::string &name, int64_t count);
};

/// Adds what `op` costs, once; `mul` whose only use is a sum is left to it.
void addOperationCost(mlir::Operation *op, RegionCost &cost);

/// The largest number of scalars that live at once in the pair region of
/// `pass`, with its accumulators and the values of the row.
int64_t liveScalars(ir::PassOp pass);

/// The `cost` of a pass: `{row = {…}, pair = {…}, registers = n}` where a
/// region has an entry per operation, `operations` (their sum) and `bytes`.
mlir::DictionaryAttr passCost(ir::PassOp pass);

} // namespace kop::transforms

#endif // KOP_TRANSFORMS_COST_H
