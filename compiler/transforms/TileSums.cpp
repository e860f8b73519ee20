//===- TileSums.cpp - Floating-point sums inside a tile -------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/TileSums.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace kop::transforms {

void SummingReduction::ExactSum::add(TileBuilder &t, Value term) {
  Value next = t.add(sum, term);
  Value added = t.sub(next, sum);
  Value ofSum = t.sub(sum, t.sub(next, added));
  Value ofTerm = t.sub(term, added);
  rest = t.add(rest, t.add(ofSum, ofTerm));
  sum = next;
}

Value SummingReduction::ExactSum::value(TileBuilder &t) const {
  Value isFinite =
      arith::CmpFOp::create(t.b, t.loc, arith::CmpFPredicate::ORD, rest, rest);
  return t.select(isFinite, t.add(sum, rest), sum);
}

void SummingReduction::addTerms(TileBuilder &t, unsigned cell, int64_t row,
                                Value e, AddTerm add) {
  if (!compensated) {
    Value acc = get(t, cell + Block, row, e);
    for (int64_t c = 0; c < t.columnCount(); ++c)
      acc = add(c, acc);
    return set(t, cell + Block, row, e, acc);
  }
  ExactSum sum = load(t, cell, row, e);
  for (int64_t c = 0; c < t.columnCount(); ++c)
    sum.add(t, add(c, Value()));
  store(t, cell, row, e, sum);
}

void SummingReduction::flushSums(TileBuilder &t, unsigned cell, int64_t count) {
  if (compensated)
    return;
  Value zero = t.floatConstant(type, 0);
  forEachElement(t, count, [&](Value e) {
    for (int64_t r = 0; r < t.rowCount(); ++r) {
      ExactSum sum = load(t, cell, r, e);
      sum.add(t, get(t, cell + Block, r, e));
      store(t, cell, r, e, sum);
      set(t, cell + Block, r, e, zero);
    }
  });
}

void SummingReduction::mergeSums(TileBuilder &t, unsigned cell, int64_t count,
                                 int64_t row, const OtherState &other) {
  forEachElement(t, count, [&](Value e) {
    ExactSum sum = load(t, cell, row, e);
    sum.add(t, other(cell + Sum, e));
    sum.rest = t.add(sum.rest, other(cell + Rest, e));
    store(t, cell, row, e, sum);
  });
}

} // namespace kop::transforms
