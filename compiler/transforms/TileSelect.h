//===- TileSelect.h - What argmin, argmax, kmin, kmax share -----*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where the values are distances that have a filter, a group of columns is
// looked at by its estimates: one operation per component instead of two. On a
// vector machine a group that may enter is only listed, with the least estimate
// of each row. After a block of columns the listed estimates lower what a row
// lets in (the K-th smallest distance is no larger than the largest of K of
// them, each with its error), and groups that are beyond it now leave the list.
// Distances are computed where the list is still long, or the columns end, in
// the order of the columns, and only they decide. So columns that come nearer
// and nearer cost estimates, and few distances.
//
// Where one column is asked for, every lane first takes the group of its least
// estimate: seldom does another come near enough to be looked at.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_TRANSFORMS_TILESELECT_H
#define KOP_TRANSFORMS_TILESELECT_H

#include "compiler/transforms/TileFilter.h"
#include "compiler/transforms/TileReduction.h"

namespace kop::transforms {

class SelectReduction : public TileReduction {
public:
  explicit SelectReduction(ReductionSpec s);

  void combine(TileBuilder &t) final;
  void settle(TileBuilder &t, Value isLast) final;

protected:
  /// Takes the columns of the group in where there is no filter.
  virtual void combinePlainly(TileBuilder &t) = 0;

  Value better(TileBuilder &t, Value a, Value than);
  /// Better, or equal with a smaller index.
  Value precedes(TileBuilder &t, Value a, Value ia, Value than, Value ithan);
  Value either(TileBuilder &t, Value a, Value c);
  Value worst(TileBuilder &t) { return worstValue(t, type, smallest); }
  Value term(TileBuilder &t, Value e, Instance at) {
    return t.guard(counts(t, at), argument(t, 0, e, at), worst(t));
  }
  Value columnNumber(TileBuilder &t, int64_t column) {
    return t.convert(t.column(column), spec.integer);
  }

  //===--- Filters --------------------------------------------------------===//

  std::optional<TileFilter> filter() const {
    return smallest && count == 1 ? TileFilter::of(arguments[0]) : std::nullopt;
  }
  /// Adds the cells of filters: what estimates must not exceed, and the length
  /// of the list.
  llvm::SmallVector<Cell> withFilterCells(llvm::SmallVector<Cell> own) const;
  unsigned thresholdCell() const { return cells().size() - 2; }
  void lowerThreshold(TileBuilder &t, int64_t r, Value limit);
  unsigned listedCell() const { return cells().size() - 1; }

  /// Columns one after the other, for one row.
  struct Group {
    int64_t first;   // its number in the builder
    int64_t columns; // how many
    llvm::ArrayRef<Value> estimates;
  };
  /// How many places a row has.
  virtual int64_t places() const = 0;
  /// Whether `enterRow` takes groups in any order, as `inAnyOrder` says: a
  /// later column of an equal term must give way to an earlier one.
  virtual bool takesAnyOrder() const { return false; }
  /// Computes distances of a group some column of which may enter the row.
  virtual void enterRow(TileBuilder &t, int64_t r, const Group &group) = 0;
  /// Whether enterRow tells equal values by their columns, in any order.
  bool inAnyOrder = false;

  using Taker = llvm::function_ref<void(Value, Value)>;
  /// Calls `body` with all distances (and column numbers) of the group.
  void forEachColumn(TileBuilder &t, int64_t r, const Group &group, Taker body);
  /// Calls `body` with those that may enter, in their order, in a loop: this is
  /// rare, and a copy of the code for each column would be long.
  void forEachCandidate(TileBuilder &t, int64_t r, const Group &group,
                        Taker body);

  Type argumentType, type;
  int64_t count;
  bool smallest;

private:
  /// The distance; the worst value where `counted` (or null) does not hold.
  Value distance(TileBuilder &t, Instance at, Value counted);
  void guardEstimates(TileBuilder &t, int64_t r, int64_t first,
                      llvm::MutableArrayRef<Value> estimates);
  Value leastOf(TileBuilder &t, llvm::ArrayRef<Value> estimates);
  void enterAtOnce(TileBuilder &t);

  // The list: place e has the first column of a group and, for every row, the
  // least estimate.
  void enlist(TileBuilder &t);
  Value rowOfPlace(TileBuilder &t, Value e, int64_t r);
  Value leastEstimate(TileBuilder &t, Value e, int64_t r);
  llvm::SmallVector<Value> columnsFrom(TileBuilder &t, Value first);
  llvm::SmallVector<Value> columnsOf(TileBuilder &t, Value e);
  bool takesNearestFirst(TileBuilder &t) const;
  void enterNearest(TileBuilder &t);
  void lowerThresholds(TileBuilder &t);
  llvm::SmallVector<Value> leastEstimates(TileBuilder &t, Value first);
  void dropExcluded(TileBuilder &t);
  void enterListed(TileBuilder &t);

  struct List {
    int64_t columns; // of a group
    Slot first, least;
  };
  std::optional<List> list;
};

} // namespace kop::transforms

#endif // KOP_TRANSFORMS_TILESELECT_H
