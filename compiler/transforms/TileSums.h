//===- TileSums.h - Floating-point sums inside a tile -----------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_TRANSFORMS_TILESUMS_H
#define KOP_TRANSFORMS_TILESUMS_H

#include "compiler/transforms/TileReduction.h"

namespace kop::transforms {

/// A reduction that adds. Terms go into the sum of their block of columns,
/// with one rounding each. Sums of blocks are added together with what their
/// additions round away, so that the error of a sum does not grow with the
/// number of blocks. A compensated reduction adds every term like a block.
///
/// Such a sum takes three cells, one after the other.
class SummingReduction : public TileReduction {
public:
  explicit SummingReduction(ReductionSpec s)
      : TileReduction(std::move(s)), type(spec.attr.getAccumulator()),
        compensated(spec.attr.getCompensated()) {}

protected:
  enum { Sum, Rest, Block, CellsOfSum };

  /// The cells of `count` sums.
  llvm::SmallVector<Cell> cellsOf(int64_t count) const {
    return {{type, count, true},
            {type, count, true},
            {type, compensated ? 0 : count, false}};
  }

  /// For every column c of the group: `add(c, acc)` is acc plus its term, or
  /// the term where there is no acc.
  using AddTerm = llvm::function_ref<Value(int64_t c, Value acc)>;
  void addTerms(TileBuilder &t, unsigned cell, int64_t row, Value e,
                AddTerm add);
  /// Ends a block of columns.
  void flushSums(TileBuilder &t, unsigned cell, int64_t count);
  /// Adds the sums of another state, as `other(cell, element)` gives them.
  void mergeSums(TileBuilder &t, unsigned cell, int64_t count, int64_t row,
                 const OtherState &other);
  Value sumOf(TileBuilder &t, unsigned cell, int64_t row, Value e) {
    return load(t, cell, row, e).value(t);
  }

  Type type;
  bool compensated;

private:
  /// A sum and what roundings have taken from it. Both are NaN, or the rest
  /// alone, where the sum is not finite.
  struct ExactSum {
    Value sum, rest;

    /// What the addition rounds away is exactly known (Knuth).
    void add(TileBuilder &t, Value term);
    Value value(TileBuilder &t) const;
  };

  ExactSum load(TileBuilder &t, unsigned cell, int64_t row, Value e) {
    return {get(t, cell + Sum, row, e), get(t, cell + Rest, row, e)};
  }
  void store(TileBuilder &t, unsigned cell, int64_t row, Value e,
             ExactSum sum) {
    set(t, cell + Sum, row, e, sum.sum);
    set(t, cell + Rest, row, e, sum.rest);
  }
};

} // namespace kop::transforms

#endif // KOP_TRANSFORMS_TILESUMS_H
