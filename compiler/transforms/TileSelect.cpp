//===- TileSelect.cpp - What argmin, argmax, kmin, kmax share -------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/TileSelect.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace kop::transforms {

SelectReduction::SelectReduction(ReductionSpec s)
    : TileReduction(std::move(s)), argumentType(spec.arguments[0]),
      type(getElementTypeOrSelf(argumentType)),
      count(componentCount(argumentType)) {
  using Kind = ir::ReductionKind;
  smallest =
      spec.attr.getKind() == Kind::ArgMin || spec.attr.getKind() == Kind::KMin;
}

Value SelectReduction::better(TileBuilder &t, Value a, Value than) {
  return smallest ? t.less(a, than) : t.less(than, a);
}

Value SelectReduction::precedes(TileBuilder &t, Value a, Value ia, Value than,
                                Value ithan) {
  Value equal = isa<FloatType>(type)
                    ? Value(arith::CmpFOp::create(
                          t.b, t.loc, arith::CmpFPredicate::OEQ, a, than))
                    : Value(arith::CmpIOp::create(
                          t.b, t.loc, arith::CmpIPredicate::eq, a, than));
  Value tie = t.both(equal, t.less(ia, ithan));
  return arith::OrIOp::create(t.b, t.loc, better(t, a, than), tie);
}

Value SelectReduction::either(TileBuilder &t, Value a, Value c) {
  return a ? Value(arith::OrIOp::create(t.b, t.loc, a, c)) : c;
}

SmallVector<Cell>
SelectReduction::withFilterCells(SmallVector<Cell> own) const {
  int64_t filters = filter() ? 1 : 0;
  Type index = IndexType::get(type.getContext());
  own.push_back({type, filters, false});
  own.push_back({index, filters, false, false, /*perRow=*/false});
  return own;
}

void SelectReduction::lowerThreshold(TileBuilder &t, int64_t r, Value limit) {
  Value before = get(t, thresholdCell(), r);
  set(t, thresholdCell(), r, t.select(t.less(limit, before), limit, before));
}

void SelectReduction::combine(TileBuilder &t) {
  if (!filter() || !filter()->isActive(t))
    return combinePlainly(t);
  // A thread of a GPU has no vector whose lanes it would wait for, and slow
  // memory of its own. A condition on pairs may take scratch memory, which
  // holds that of the group in work only.
  bool isVector = t.options.vectorBits > 0;
  bool isOfPairs = condition && (t.dependence(condition) & OnRow);
  if (isVector && !isOfPairs && t.columnCount() > 1)
    enlist(t);
  else
    enterAtOnce(t);
}

//===----------------------------------------------------------------------===//
// Estimates and distances
//===----------------------------------------------------------------------===//

Value SelectReduction::distance(TileBuilder &t, Instance at, Value counted) {
  t.expanded = false;
  Value d = argument(t, 0, t.constantIndex(0), at);
  t.expanded = true;
  return t.guard(counted, d, worst(t));
}

void SelectReduction::guardEstimates(TileBuilder &t, int64_t r, int64_t first,
                                     MutableArrayRef<Value> estimates) {
  for (auto [c, estimate] : llvm::enumerate(estimates))
    estimate = t.guard(counts(t, {r, first + int64_t(c)}), estimate, worst(t));
}

/// In pairs, then pairs of pairs: a chain would take long to end, and the
/// branch behind it is sometimes mispredicted.
Value SelectReduction::leastOf(TileBuilder &t, ArrayRef<Value> estimates) {
  SmallVector<Value> least(estimates);
  while (least.size() > 1) {
    SmallVector<Value> halved;
    for (size_t n = 0; n + 1 < least.size(); n += 2)
      halved.push_back(
          t.select(t.less(least[n + 1], least[n]), least[n + 1], least[n]));
    if (least.size() % 2)
      halved.push_back(least.back());
    least = std::move(halved);
  }
  return least[0];
}

void SelectReduction::forEachColumn(TileBuilder &t, int64_t r,
                                    const Group &group, Taker body) {
  for (int64_t c = group.first; c < group.first + group.columns; ++c)
    body(distance(t, {r, c}, counts(t, {r, c})), columnNumber(t, c));
}

void SelectReduction::forEachCandidate(TileBuilder &t, int64_t r,
                                       const Group &group, Taker body) {
  if (group.columns == 1)
    return forEachColumn(t, r, group, body);
  SmallVector<Value> estimates(group.estimates);
  if (estimates.empty()) {
    estimates = filter()->estimates(t, r, group.first, group.columns);
    guardEstimates(t, r, group.first, estimates);
  }
  Slot slot = t.allocate(group.columns);
  Slot countSlot = condition ? t.allocate(group.columns) : Slot();
  for (auto [n, estimate] : llvm::enumerate(estimates)) {
    Value c = t.constantIndex(n);
    t.storeScratch(estimate, slot, c);
    // What a condition on pairs needs may be known for these columns only.
    if (condition)
      t.storeScratch(counts(t, {r, group.first + int64_t(n)}), countSlot, c);
  }
  Value first = t.column(group.first);
  setRegisters(
      t.loop(t.constantIndex(0), t.constantIndex(group.columns),
             t.constantIndex(1), registers(), [&](Value c, ValueRange before) {
               setRegisters(before);
               Value estimate = t.loadScratch(type, slot, c);
               Value enters =
                   filter()->mayEnter(t, estimate, get(t, thresholdCell(), r));
               branch(t, enters, [&] {
                 Value counted;
                 if (condition)
                   counted = t.loadScratch(condition.getType(), countSlot, c);
                 t.withColumns({t.add(first, c)}, [&](int64_t n) {
                   body(distance(t, {r, n}, counted), columnNumber(t, n));
                 });
               });
               return registers();
             }));
}

void SelectReduction::enterAtOnce(TileBuilder &t) {
  int64_t rows = t.rowCount(), columns = t.columnCount();
  SmallVector<SmallVector<Value>> estimates(rows);
  SmallVector<Value> enters;
  Value any;
  for (int64_t r = 0; r < rows; ++r) {
    for (int64_t c = 0; c < columns; ++c)
      estimates[r].push_back(filter()->estimate(t, {r, c}));
    guardEstimates(t, r, 0, estimates[r]);
    enters.push_back(filter()->mayEnter(t, leastOf(t, estimates[r]),
                                        get(t, thresholdCell(), r)));
    any = either(t, any, enters[r]);
  }
  branch(t, any, [&] {
    for (int64_t r = 0; r < rows; ++r)
      branch(t, enters[r], [&] { enterRow(t, r, {0, columns, estimates[r]}); });
  });
}

//===----------------------------------------------------------------------===//
// The list
//===----------------------------------------------------------------------===//

/// Groups that may wait from one block to the next. More of them tell more
/// about what will be among the K best; for the best alone the list should stay
/// in the first-level cache.
static int64_t longestWait(int64_t places) { return places == 1 ? 96 : 192; }

Value SelectReduction::rowOfPlace(TileBuilder &t, Value e, int64_t r) {
  return t.add(t.mul(e, t.constantIndex(t.rowCount())), t.constantIndex(r));
}

void SelectReduction::enlist(TileBuilder &t) {
  int64_t rows = t.rowCount(), columns = t.columnCount();
  if (!list) {
    int64_t most = longestWait(places()) + t.groupsOfBlock;
    list = List{columns, t.allocate(most), t.allocate(most * rows)};
  }
  SmallVector<Value> least(rows);
  Value any;
  for (int64_t r = 0; r < rows; ++r) {
    SmallVector<Value> estimates;
    for (int64_t c = 0; c < columns; ++c)
      estimates.push_back(filter()->estimate(t, {r, c}));
    guardEstimates(t, r, 0, estimates);
    least[r] = leastOf(t, estimates);
    any = either(t, any,
                 filter()->mayEnter(t, least[r], get(t, thresholdCell(), r)));
  }
  branch(t, any, [&] {
    Value e = get(t, listedCell(), 0);
    t.storeShared(t.column(0), list->first, e);
    // What cannot be compared excludes nothing.
    Value lowest = worstValue(t, type, /*smallest=*/false);
    for (int64_t r = 0; r < rows; ++r) {
      Value isNumber = arith::CmpFOp::create(
          t.b, t.loc, arith::CmpFPredicate::ORD, least[r], least[r]);
      t.storeScratch(t.select(isNumber, least[r], lowest), list->least,
                     rowOfPlace(t, e, r));
    }
    set(t, listedCell(), 0, t.add(e, t.constantIndex(1)));
  });
}

Value SelectReduction::leastEstimate(TileBuilder &t, Value e, int64_t r) {
  return t.loadScratch(type, list->least, rowOfPlace(t, e, r));
}

SmallVector<Value> SelectReduction::columnsOf(TileBuilder &t, Value e) {
  return columnsFrom(t, t.loadShared(list->first, e));
}

SmallVector<Value> SelectReduction::columnsFrom(TileBuilder &t, Value first) {
  SmallVector<Value> columns;
  for (int64_t c = 0; c < list->columns; ++c)
    columns.push_back(t.add(first, t.constantIndex(c)));
  return columns;
}

void SelectReduction::settle(TileBuilder &t, Value isLast) {
  if (!list)
    return;
  int64_t wait = longestWait(places());
  auto isLonger = [&](int64_t length) -> Value {
    return arith::CmpIOp::create(t.b, t.loc, arith::CmpIPredicate::sgt,
                                 get(t, listedCell(), 0),
                                 t.constantIndex(length));
  };
  Value isDue = t.select(isLast, isLonger(0), isLonger(wait));
  auto shorten = [&] {
    lowerThresholds(t);
    dropExcluded(t);
  };
  branch(t, isDue, [&] {
    if (!takesNearestFirst(t)) {
      shorten();
      branch(t, either(t, isLast, isLonger(wait / 2)), [&] { enterListed(t); });
      return;
    }
    Value goesOn =
        arith::CmpIOp::create(t.b, t.loc, arith::CmpIPredicate::eq, isLast,
                              t.constant(t.b.getBoolAttr(false)));
    branch(t, goesOn, shorten);
    branch(t, either(t, isLast, isLonger(wait / 2)), [&] { enterNearest(t); });
  });
}

/// Columns of their own have to be gathered: not for long distances.
bool SelectReduction::takesNearestFirst(TileBuilder &t) const {
  return takesAnyOrder() && !filter()->isLong(t);
}

/// For every lane and row, the group of the least estimate, and the least of
/// the other groups, which is where other columns may win.
void SelectReduction::enterNearest(TileBuilder &t) {
  int64_t rows = t.rowCount();
  Value zero = t.constantIndex(0), one = t.constantIndex(1);
  Value start = t.convert(t.loadShared(list->first, zero), spec.integer);
  SmallVector<Value> carried(2 * rows, worst(t));
  carried.append(rows, start);
  carried = t.loop(
      zero, get(t, listedCell(), 0), one, carried,
      [&](Value e, ValueRange before) {
        Value first = t.convert(t.loadShared(list->first, e), spec.integer);
        SmallVector<Value> least, next, where;
        for (int64_t r = 0; r < rows; ++r) {
          Value old = before[r], other = before[rows + r];
          Value estimate = leastEstimate(t, e, r);
          Value closer = t.less(estimate, old);
          Value farther = t.select(closer, old, estimate);
          least.push_back(t.select(closer, estimate, old));
          next.push_back(t.select(t.less(farther, other), farther, other));
          where.push_back(t.select(closer, first, before[2 * rows + r]));
        }
        llvm::append_range(least, next);
        llvm::append_range(least, where);
        return least;
      });
  Value others;
  for (int64_t r = 0; r < rows; ++r) {
    Value enters =
        filter()->mayEnter(t, carried[r], get(t, thresholdCell(), r));
    branch(t, enters, [&] {
      Value first = t.convert(carried[2 * rows + r], t.b.getIndexType());
      t.withColumns(columnsFrom(t, first),
                    [&](int64_t n) { enterRow(t, r, {n, list->columns, {}}); });
    });
    others = either(
        t, others,
        filter()->mayEnter(t, carried[rows + r], get(t, thresholdCell(), r)));
  }
  inAnyOrder = true;
  branch(t, others, [&] { enterListed(t); });
  inAnyOrder = false;
  set(t, listedCell(), 0, zero);
}

/// For every row the least estimate of places `first`, `first` + K, ….
SmallVector<Value> SelectReduction::leastEstimates(TileBuilder &t,
                                                   Value first) {
  int64_t rows = t.rowCount();
  SmallVector<Value> none(rows, worst(t));
  Value lowest = worstValue(t, type, /*smallest=*/false);
  return t.loop(first, get(t, listedCell(), 0), t.constantIndex(places()), none,
                [&](Value e, ValueRange before) {
                  SmallVector<Value> least;
                  for (int64_t r = 0; r < rows; ++r) {
                    Value estimate = leastEstimate(t, e, r);
                    // Where it says nothing it is no bound of one of K.
                    Value isLess = t.less(estimate, before[r]);
                    if (places() > 1)
                      isLess = t.both(isLess, t.less(lowest, estimate));
                    least.push_back(t.select(isLess, estimate, before[r]));
                  }
                  return least;
                });
}

/// The largest of K estimates of different columns bounds the K-th smallest
/// distance. Every K-th group is taken together: were they neighbours, columns
/// that come nearer would give no bound worth having.
void SelectReduction::lowerThresholds(TileBuilder &t) {
  Value zero = t.constantIndex(0), one = t.constantIndex(1);
  SmallVector<Value> bounds;
  if (places() == 1) {
    bounds = leastEstimates(t, zero);
  } else {
    SmallVector<Value> lowest(t.rowCount(),
                              worstValue(t, type, /*smallest=*/false));
    bounds = t.loop(zero, t.constantIndex(places()), one, lowest,
                    [&](Value first, ValueRange before) {
                      SmallVector<Value> largest = leastEstimates(t, first);
                      for (auto [now, old] : llvm::zip(largest, before))
                        now = t.select(t.less(old, now), now, old);
                      return largest;
                    });
  }
  for (auto [r, bound] : llvm::enumerate(bounds))
    lowerThreshold(t, r, filter()->bound(t, r, bound));
}

void SelectReduction::dropExcluded(TileBuilder &t) {
  Value zero = t.constantIndex(0), one = t.constantIndex(1);
  SmallVector<Value> kept = t.loop(
      zero, get(t, listedCell(), 0), one, {zero},
      [&](Value e, ValueRange before) -> SmallVector<Value> {
        Value stays;
        t.storeShared(t.loadShared(list->first, e), list->first, before[0]);
        for (int64_t r = 0; r < t.rowCount(); ++r) {
          Value least = leastEstimate(t, e, r);
          stays =
              either(t, stays,
                     filter()->mayEnter(t, least, get(t, thresholdCell(), r)));
          t.storeScratch(least, list->least, rowOfPlace(t, before[0], r));
        }
        Value any = ir::AnyOp::create(t.b, t.loc, stays);
        return {t.select(any, t.add(before[0], one), before[0])};
      });
  set(t, listedCell(), 0, kept[0]);
}

void SelectReduction::enterListed(TileBuilder &t) {
  Value zero = t.constantIndex(0), one = t.constantIndex(1);
  setRegisters(t.loop(zero, get(t, listedCell(), 0), one, registers(),
                      [&](Value e, ValueRange before) {
                        setRegisters(before);
                        for (int64_t r = 0; r < t.rowCount(); ++r) {
                          Value enters =
                              filter()->mayEnter(t, leastEstimate(t, e, r),
                                                 get(t, thresholdCell(), r));
                          branch(t, enters, [&] {
                            t.withColumns(columnsOf(t, e), [&](int64_t n) {
                              enterRow(t, r, {n, list->columns, {}});
                            });
                          });
                        }
                        return registers();
                      }));
  set(t, listedCell(), 0, zero);
}

} // namespace kop::transforms
