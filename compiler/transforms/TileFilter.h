//===- TileFilter.h - Columns that cannot be among the nearest --*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A filter (a `kop.expansion` without limit) gives an estimate of a squared
// distance less the norm of the row, which never exceeds it by more than
// rounding explains: kop-expand has lowered the norms by that. A column can
// beat a distance only where the estimate does not exceed the distance less the
// norm. Infinities and NaN exclude nothing.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_TRANSFORMS_TILEFILTER_H
#define KOP_TRANSFORMS_TILEFILTER_H

#include "compiler/transforms/TileBuilder.h"

#include <optional>

namespace kop::transforms {

class TileFilter {
public:
  /// The filter of what a reduction takes; none where it has none.
  static std::optional<TileFilter> of(Value argument);

  /// Whether the tile that is written uses estimates.
  bool isActive(const TileBuilder &t) const { return t.expanded; }
  /// Whether distances are loops over components: worth a branch each.
  bool isLong(const TileBuilder &t) const {
    return !t.isSmall(op.getRow().getType());
  }

  Value estimate(TileBuilder &t, Instance at) const;
  /// What an estimate must not exceed for a distance below `best`.
  Value threshold(TileBuilder &t, int64_t row, Value best) const;
  /// Whether the distance behind the estimate has to be computed.
  Value mayEnter(TileBuilder &t, Value estimate, Value threshold) const;

private:
  explicit TileFilter(ir::ExpansionOp op) : op(op) {}

  mutable ir::ExpansionOp op;
};

} // namespace kop::transforms

#endif // KOP_TRANSFORMS_TILEFILTER_H
