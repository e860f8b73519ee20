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
// The other way round, an estimate plus what rounding explains (`bound`) is not
// below the distance less the norm of the row: K estimates bound the K-th
// smallest distance before any distance is computed.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_TRANSFORMS_TILEFILTER_H
#define KOP_TRANSFORMS_TILEFILTER_H

#include "compiler/transforms/TileBuilder.h"

#include <optional>

namespace kop::transforms {

/// What |s - (d - |x'|²)| may be, as kop-expand derives it: a part of the norms
/// of row and column, and for each of them half of what is flushed to zero.
struct FilterError {
  double ofNorm, flushed;
};
FilterError filterError(mlir::FloatType type, int64_t components);

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
  /// The estimates of columns `first` … `first + count - 1` for one row.
  llvm::SmallVector<Value> estimates(TileBuilder &t, int64_t row, int64_t first,
                                     int64_t count) const;
  /// What an estimate must not exceed for a distance below `best`.
  Value threshold(TileBuilder &t, int64_t row, Value best) const;
  /// Whether the distance behind the estimate has to be computed.
  Value mayEnter(TileBuilder &t, Value estimate, Value threshold) const;

  /// What a threshold of `row` may be for the column of the estimate to enter;
  /// NaN where the estimate says nothing.
  Value bound(TileBuilder &t, int64_t row, Value estimate) const;

private:
  explicit TileFilter(ir::ExpansionOp op) : op(op) {}

  mutable ir::ExpansionOp op;
};

} // namespace kop::transforms

#endif // KOP_TRANSFORMS_TILEFILTER_H
