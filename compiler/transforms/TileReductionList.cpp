//===- TileReductionList.cpp - collect in a tile --------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The state of a row is the number of its hits and the columns that were hit,
// as many as one call of the pass may meet; the runtime cuts columns so and
// takes the hits away after every call. Hits are rare: a group of columns is
// tested as a whole, at the price of the comparisons, and only where a pair of
// any lane is hit do columns go to memory, one store for each of them. The
// values of a term beside the lists follow in the state; they are computed only
// where a column is listed.
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/TileReduction.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace kop::transforms {

namespace {

class ListReduction : public TileReduction {
public:
  using TileReduction::TileReduction;
  enum { Length, Columns, Values };

  SmallVector<Cell> cells() const override {
    Cell columns{spec.integer, listColumns};
    columns.direct = true;
    SmallVector<Cell> cells{{spec.integer, 1, true}, columns};
    if (spec.arguments.empty())
      return cells;
    // As much state for the longer entries as for short ones, while it lasts.
    const int64_t size = componentCount(spec.arguments[0]);
    cells[Columns].count = std::max(listColumns / (1 + size), leastListColumns);
    cells.push_back(cells[Columns]);
    cells[Values].type = getElementTypeOrSelf(spec.arguments[0]);
    cells[Values].count *= size;
    return cells;
  }

  void combine(TileBuilder &t) override {
    Value any;
    for (int64_t r = 0; r < t.rowCount(); ++r)
      for (int64_t c = 0; c < t.columnCount(); ++c) {
        Value hit = isHit(t, {r, c});
        any = any ? arith::OrIOp::create(t.b, t.loc, any, hit) : hit;
      }
    branch(t, any, [&] {
      for (int64_t r = 0; r < t.rowCount(); ++r)
        append(t, r);
    });
  }

  void merge(TileBuilder &t, int64_t row, const OtherState &other) override {
    set(t, Length, row,
        t.add(get(t, Length, row), other(Length, t.constantIndex(0))));
  }

  Value result(TileBuilder &t, unsigned, ArrayRef<Value>,
               int64_t row) override {
    return get(t, Length, row);
  }

protected:
  Value identity(TileBuilder &t, unsigned) override {
    return t.floatConstant(spec.integer, 0);
  }

private:
  Value isHit(TileBuilder &t, Instance at) {
    Value hit = counts(t, at);
    return hit ? hit : t.constant(t.b.getBoolAttr(true));
  }

  void appendValue(TileBuilder &t, Instance at, Value place, Value hit) {
    const int64_t size = componentCount(spec.arguments[0]);
    Value first = t.mul(place, t.constantIndex(size));
    forEachElement(t, size, [&](Value e) {
      writeState(Values, at.row, t.add(first, e), argument(t, 0, e, at), hit);
    });
  }

  /// Lists the columns of the group that the row hits, in their order. Most of
  /// them hit none of the lanes even here.
  void append(TileBuilder &t, int64_t row) {
    Value one = t.floatConstant(spec.integer, 1);
    for (int64_t c = 0; c < t.columnCount(); ++c) {
      Value hit = isHit(t, {row, c});
      branch(t, hit, [&] {
        Value length = get(t, Length, row);
        Value place = t.convert(length, t.b.getIndexType());
        writeState(Columns, row, place, t.convert(t.column(c), spec.integer),
                   hit);
        if (!spec.arguments.empty())
          appendValue(t, {row, c}, place, hit);
        set(t, Length, row, t.select(hit, t.add(length, one), length));
      });
    }
  }
};

} // namespace

std::unique_ptr<TileReduction> makeListReduction(ReductionSpec spec) {
  return std::make_unique<ListReduction>(std::move(spec));
}

} // namespace kop::transforms
