//===- TileState.cpp - Where reductions leave their cells -----------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/TileState.h"

using namespace mlir;

namespace kop::transforms {

SmallVector<StatePlace> placesOf(const TileReduction &reduction,
                                 StateSize &size) {
  SmallVector<StatePlace> places;
  for (const Cell &cell : reduction.cells()) {
    places.push_back({cell, size});
    if (cell.stored)
      size.add(cell.count);
  }
  return places;
}

Value TileState::components(int64_t fixed, int64_t perComponent) {
  Value number = t.constantIndex(fixed);
  if (!perComponent)
    return number;
  Value size = t.extent(ShapedType::kDynamic);
  Value each = t.constantIndex(perComponent);
  return t.add(number, t.mul(size, each));
}

/// In elements of the cell's type.
Value TileState::offset(const StatePlace &place, Value element, Value row,
                        Value segment) {
  const Cell &cell = place.cell;
  int64_t bytes = std::max(8u, cell.type.getIntOrFloatBitWidth()) / 8;
  Value start = cell.isDynamic()
                    ? components(all.fixed, place.before.perComponent)
                    : components(place.before.fixed, 0);
  Value number = t.add(start, element);
  if (segment)
    number =
        t.add(number, t.mul(segment, components(all.fixed, all.perComponent)));
  Value stride = t.mul(t.frame("state_stride"), t.constantIndex(8 / bytes));
  return t.add(t.mul(number, stride), row);
}

void TileState::give(Reductions &reductions) {
  StateSize size;
  for (auto &reduction : reductions) {
    SmallVector<StatePlace> places = placesOf(*reduction, size);
    reduction->setState([this, places](unsigned cell, int64_t row,
                                       Value element, Value value, Value mask) {
      Value where = offset(places[cell], element, t.localRow(row), Value());
      t.store(value, t.frame("state"), where, mask);
    });
  }
}

void TileState::store(Reductions &reductions, int64_t rows, Value segment) {
  StateSize size;
  for (auto &reduction : reductions) {
    SmallVector<StatePlace> places = placesOf(*reduction, size);
    for (unsigned number = 0; number < places.size(); ++number) {
      const Cell &cell = places[number].cell;
      if (!cell.stored || cell.direct)
        continue;
      t.forEach(
          cell.count,
          [&](Value e) {
            for (int64_t r = 0; r < rows; ++r)
              t.store(reduction->get(t, number, r, e), t.frame("state"),
                      offset(places[number], e, t.localRow(r), segment));
          },
          cell.inMemory() ? 0 : maxRegisterCells);
    }
  }
}

/// Lanes without a row read the state of the last one: theirs was never
/// written, and an index in it may be read by.
void TileState::merge(Reductions &reductions, int64_t rows, Value segment) {
  StateSize size;
  for (auto &reduction : reductions) {
    SmallVector<StatePlace> places = placesOf(*reduction, size);
    for (int64_t r = 0; r < rows; ++r) {
      reduction->merge(t, r, [&](unsigned cell, Value e) {
        Value row = t.sub(t.row(r), t.frame("row_begin"));
        return t.load(places[cell].cell.type, t.frame("state"),
                      offset(places[cell], e, row, segment));
      });
    }
  }
}

} // namespace kop::transforms
