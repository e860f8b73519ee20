//===- TileReductionSelect.cpp - argmin, argmax, kmin, kmax in a tile -----===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Both look at a group of columns first: only where its best value beats what
// a row has, in any lane, are indices touched. A strict comparison in the
// order of the columns lets the first index win ties; states merge by value,
// then by index, since lanes over columns interleave them.
//
// Where the values are distances that have a filter, the group is looked at by
// its estimates: one operation per component instead of two. Distances are
// computed for what may enter, and only they decide.
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/TileFilter.h"
#include "compiler/transforms/TileReduction.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace kop::transforms {

namespace {

class SelectReduction : public TileReduction {
public:
  explicit SelectReduction(ReductionSpec s)
      : TileReduction(std::move(s)), argumentType(spec.arguments[0]),
        type(getElementTypeOrSelf(argumentType)),
        count(componentCount(argumentType)) {
    using Kind = ir::ReductionKind;
    smallest = spec.attr.getKind() == Kind::ArgMin ||
               spec.attr.getKind() == Kind::KMin;
  }

protected:
  Value better(TileBuilder &t, Value a, Value than) {
    return smallest ? t.less(a, than) : t.less(than, a);
  }
  /// Better, or equal with a smaller index.
  Value precedes(TileBuilder &t, Value a, Value ia, Value than, Value ithan) {
    Value equal = isa<FloatType>(type)
                      ? Value(arith::CmpFOp::create(
                            t.b, t.loc, arith::CmpFPredicate::OEQ, a, than))
                      : Value(arith::CmpIOp::create(
                            t.b, t.loc, arith::CmpIPredicate::eq, a, than));
    Value tie = t.both(equal, t.less(ia, ithan));
    return arith::OrIOp::create(t.b, t.loc, better(t, a, than), tie);
  }
  Value either(TileBuilder &t, Value a, Value c) {
    return a ? Value(arith::OrIOp::create(t.b, t.loc, a, c)) : c;
  }
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
  bool isFiltered(TileBuilder &t) const {
    return filter() && filter()->isActive(t);
  }

  /// The estimates of a row of the group, and whether one may enter.
  Value estimateRow(TileBuilder &t, int64_t r, unsigned threshold,
                    SmallVector<Value> &estimates) {
    for (int64_t c = 0; c < t.columnCount(); ++c)
      estimates.push_back(
          t.guard(counts(t, {r, c}), filter()->estimate(t, {r, c}), worst(t)));
    // In pairs, then pairs of pairs: a chain would take long to end, and the
    // branch behind it is sometimes mispredicted.
    SmallVector<Value> least = estimates;
    while (least.size() > 1) {
      SmallVector<Value> halved;
      for (size_t n = 0; n + 1 < least.size(); n += 2)
        halved.push_back(
            t.select(t.less(least[n + 1], least[n]), least[n + 1], least[n]));
      if (least.size() % 2)
        halved.push_back(least.back());
      least = std::move(halved);
    }
    return filter()->mayEnter(t, least[0], get(t, threshold, r));
  }

  /// Calls `body` with the distances (and column numbers) of those columns of
  /// the group that may enter row `r`, in their order, in a loop: this is rare,
  /// and a copy of the code for each column would be long.
  void forEachCandidate(TileBuilder &t, int64_t r, unsigned threshold,
                        ArrayRef<Value> estimates, int64_t slot,
                        llvm::function_ref<void(Value, Value)> body) {
    auto visit = [&](int64_t c) {
      Value v = t.guard(counts(t, {r, c}), distance(t, {r, c}), worst(t));
      body(v, columnNumber(t, c));
    };
    if (estimates.size() == 1)
      return visit(0);
    for (auto [c, s] : llvm::enumerate(estimates))
      t.storeScratch(s, slot, t.constantIndex(c));
    setRegisters(t.loop(
        t.constantIndex(0), t.constantIndex(estimates.size()),
        t.constantIndex(1), registers(), [&](Value c, ValueRange before) {
          setRegisters(before);
          Value s = t.loadScratch(type, slot, c);
          branch(t, filter()->mayEnter(t, s, get(t, threshold, r)),
                 [&] { t.withColumn(t.add(t.column(0), c), visit); });
          return registers();
        }));
  }

  Value distance(TileBuilder &t, Instance at) {
    t.expanded = false;
    Value d = argument(t, 0, t.constantIndex(0), at);
    t.expanded = true;
    return d;
  }

  Type argumentType, type;
  int64_t count;
  bool smallest;
};

class ArgReduction : public SelectReduction {
public:
  using SelectReduction::SelectReduction;

  enum { Best, Index, Threshold };

  SmallVector<Cell> cells() const override {
    return {{type, count, true},
            {spec.integer, count, true},
            {type, filter() ? 1 : 0, false}};
  }

  void combine(TileBuilder &t) override {
    if (isFiltered(t))
      return combineFiltered(t);
    // Indices in memory cannot be carried out of a loop by a branch; there
    // every column is compared.
    forEachElement(t, count, [&](Value e) {
      if (count > maxRegisterCells)
        return update(t, e);
      Value beaten;
      for (int64_t r = 0; r < t.rowCount(); ++r) {
        Value best = get(t, 0, r, e);
        for (int64_t c = 0; c < t.columnCount(); ++c) {
          Value v = term(t, e, {r, c});
          best = t.select(better(t, v, best), v, best);
        }
        beaten = either(t, beaten, better(t, best, get(t, 0, r, e)));
      }
      branch(t, beaten, [&] { update(t, e); });
    });
  }

  void merge(TileBuilder &t, int64_t row, const OtherState &other) override {
    forEachElement(t, count, [&](Value e) {
      Value v = other(0, e), n = other(1, e);
      Value best = get(t, 0, row, e), index = get(t, 1, row, e);
      Value first = precedes(t, v, n, best, index);
      set(t, 0, row, e, t.select(first, v, best));
      set(t, 1, row, e, t.select(first, n, index));
    });
  }

  Value result(TileBuilder &t, unsigned, ArrayRef<Value> position,
               int64_t row) override {
    return get(t, 1, row, linearize(t, position, shapeOf(argumentType)));
  }

protected:
  Value identity(TileBuilder &t, unsigned cell) override {
    return cell == Index ? t.floatConstant(spec.integer, -1) : worst(t);
  }

private:
  void combineFiltered(TileBuilder &t) {
    int64_t rows = t.rowCount(), columns = t.columnCount();
    int64_t slot = columns > 1 ? t.allocate(columns) : 0;
    SmallVector<SmallVector<Value>> estimates(rows);
    SmallVector<Value> enters(rows);
    Value any;
    for (int64_t r = 0; r < rows; ++r) {
      enters[r] = estimateRow(t, r, Threshold, estimates[r]);
      any = either(t, any, enters[r]);
    }
    auto take = [&](int64_t r, Value v, Value n) {
      Value wins = better(t, v, get(t, Best, r));
      set(t, Best, r, t.select(wins, v, get(t, Best, r)));
      set(t, Index, r, t.select(wins, n, get(t, Index, r)));
    };
    auto enterRow = [&](int64_t r) {
      if (filter()->isLong(t))
        forEachCandidate(t, r, Threshold, estimates[r], slot,
                         [&](Value v, Value n) { take(r, v, n); });
      else
        for (int64_t c = 0; c < columns; ++c)
          take(r, t.guard(counts(t, {r, c}), distance(t, {r, c}), worst(t)),
               columnNumber(t, c));
      set(t, Threshold, r, filter()->threshold(t, r, get(t, Best, r)));
    };
    branch(t, any, [&] {
      for (int64_t r = 0; r < rows; ++r)
        branch(t, enters[r], [&] { enterRow(r); });
    });
  }

  void update(TileBuilder &t, Value e) {
    for (int64_t r = 0; r < t.rowCount(); ++r) {
      Value best = get(t, 0, r, e), index = get(t, 1, r, e);
      for (int64_t c = 0; c < t.columnCount(); ++c) {
        Value v = term(t, e, {r, c});
        Value wins = better(t, v, best);
        best = t.select(wins, v, best);
        index = t.select(wins, columnNumber(t, c), index);
      }
      set(t, 0, r, e, best);
      set(t, 1, r, e, index);
    }
  }
};

/// Sorted lists of K values and indices, one per component; the K-th values
/// decide whether a column enters at all. Place `e` of component `c` is
/// element e * count + c of a cell, as in the results.
class TopKReduction : public SelectReduction {
public:
  using SelectReduction::SelectReduction;
  enum { Values, Indices, Last, Threshold };
  /// Lists up to this length are updated by straight code.
  static constexpr int64_t longestUnrolledList = 32;

  SmallVector<Cell> cells() const override {
    int64_t places = spec.attr.getK() * count;
    // The last values of many components: then no cell is a register.
    return {{type, places, true, true},
            {spec.integer, places, true, true},
            {type, count, false, true},
            {type, filter() ? 1 : 0, false}};
  }

  void combine(TileBuilder &t) override {
    if (isFiltered(t))
      return combineFiltered(t);
    int64_t columns = t.columnCount();
    int64_t slot = columns > 1 ? t.allocate(columns) : 0;
    for (int64_t r = 0; r < t.rowCount(); ++r)
      forEachComponent(t, [&](Value component) {
        SmallVector<Value> terms;
        Value last = get(t, Last, r, component), best = last;
        for (int64_t c = 0; c < columns; ++c) {
          Value v = term(t, component, {r, c});
          terms.push_back(v);
          best = t.select(better(t, v, best), v, best);
        }
        branch(t, better(t, best, last), [&] {
          List list{r, component, /*byIndex=*/false};
          if (columns == 1)
            return insert(t, list, terms[0], columnNumber(t, 0));
          insertGroup(t, list, terms, slot);
        });
      });
  }

  void merge(TileBuilder &t, int64_t row, const OtherState &other) override {
    // Lists in memory: a loop whose body changes no register.
    t.forEach(
        spec.attr.getK(),
        [&](Value e) {
          forEachComponent(t, [&](Value component) {
            Value from = number(t, e, component);
            insert(t, {row, component, /*byIndex=*/true}, other(Values, from),
                   other(Indices, from));
          });
        },
        maxColdRegisterCells);
  }

  Value result(TileBuilder &t, unsigned number, ArrayRef<Value> position,
               int64_t row) override {
    Value component =
        linearize(t, position.drop_front(), shapeOf(argumentType));
    return get(t, number == 0 ? Values : Indices, row,
               this->number(t, position[0], component));
  }

protected:
  Value identity(TileBuilder &t, unsigned cell) override {
    return cell == Indices ? t.floatConstant(spec.integer, -1) : worst(t);
  }

private:
  void combineFiltered(TileBuilder &t) {
    int64_t columns = t.columnCount();
    int64_t slot = columns > 1 ? t.allocate(columns) : 0;
    Value zero = t.constantIndex(0);
    for (int64_t r = 0; r < t.rowCount(); ++r) {
      SmallVector<Value> estimates;
      Value enters = estimateRow(t, r, Threshold, estimates);
      branch(t, enters, [&] {
        forEachCandidate(t, r, Threshold, estimates, slot,
                         [&](Value v, Value n) {
                           branch(t, better(t, v, get(t, Last, r)), [&] {
                             insert(t, {r, zero, /*byIndex=*/false}, v, n);
                             set(t, Threshold, r,
                                 filter()->threshold(t, r, get(t, Last, r)));
                           });
                         });
      });
    }
  }

  /// The list of a row and a component, and what equal values are told by.
  struct List {
    int64_t row;
    Value component;
    bool byIndex;
  };

  void forEachComponent(TileBuilder &t, llvm::function_ref<void(Value)> body) {
    t.forEach(count, body, maxColdRegisterCells);
  }
  Value number(TileBuilder &t, Value e, Value component) {
    return t.add(t.mul(e, t.constantIndex(count)), component);
  }

  Value goesBefore(TileBuilder &t, const List &list, Value e, Value v,
                   Value n) {
    Value at = number(t, e, list.component);
    Value there = get(t, Values, list.row, at);
    return list.byIndex
               ? precedes(t, v, n, there, get(t, Indices, list.row, at))
               : better(t, v, there);
  }

  /// The columns of a group, one after the other, in a loop: this is rare, and
  /// a copy of the code for each column would be long.
  void insertGroup(TileBuilder &t, const List &list, ArrayRef<Value> terms,
                   int64_t slot) {
    for (auto [c, v] : llvm::enumerate(terms))
      t.storeScratch(v, slot, t.constantIndex(c));
    SmallVector<Value> carried = t.loop(
        t.constantIndex(0), t.constantIndex(terms.size()), t.constantIndex(1),
        registers(), [&](Value c, ValueRange before) {
          setRegisters(before);
          Value v = t.loadScratch(type, slot, c);
          Value n = t.convert(t.add(t.column(0), c), spec.integer);
          branch(t, better(t, v, get(t, Last, list.row, list.component)),
                 [&] { insert(t, list, v, n); });
          return registers();
        });
    setRegisters(carried);
  }

  /// Inserts behind equal values. A place becomes the middle one of itself,
  /// the place before and the value: three instructions and two for the index.
  void insertLast(TileBuilder &t, const List &list, Value v, Value n) {
    int64_t k = spec.attr.getK(), r = list.row;
    auto at = [&](int64_t e) {
      return number(t, t.constantIndex(e), list.component);
    };
    Value there = get(t, Values, r, at(k - 1)), here = better(t, v, there);
    for (int64_t e = k; e-- > 0;) {
      Value value = t.select(here, v, there), index = n;
      Value before, previous;
      if (e > 0) {
        previous = get(t, Values, r, at(e - 1));
        before = better(t, v, previous);
        value = t.select(better(t, value, previous), previous, value);
        index = t.select(before, get(t, Indices, r, at(e - 1)), n);
      }
      set(t, Values, r, at(e), value);
      set(t, Indices, r, at(e),
          t.select(here, index, get(t, Indices, r, at(e))));
      if (e == k - 1)
        set(t, Last, r, list.component, value);
      here = before;
      there = previous;
    }
  }

  /// From the last place to the first: take the neighbour where the value
  /// goes before it, the value where it goes between the two.
  void insert(TileBuilder &t, const List &list, Value v, Value n) {
    int64_t k = spec.attr.getK(), r = list.row;
    if (!list.byIndex && k <= longestUnrolledList)
      return insertLast(t, list, v, n);
    auto place = [&](Value e, Value previous) {
      Value here = goesBefore(t, list, e, v, n);
      Value value = v, index = n;
      if (previous) {
        Value before = goesBefore(t, list, previous, v, n);
        Value from = number(t, previous, list.component);
        value = t.select(before, get(t, Values, r, from), v);
        index = t.select(before, get(t, Indices, r, from), n);
      }
      Value at = number(t, e, list.component);
      set(t, Values, r, at, t.select(here, value, get(t, Values, r, at)));
      set(t, Indices, r, at, t.select(here, index, get(t, Indices, r, at)));
    };
    Value last = t.constantIndex(k - 1), one = t.constantIndex(1);
    t.forEach(
        k - 1,
        [&](Value step) {
          Value e = t.sub(last, step);
          place(e, t.sub(e, one));
        },
        maxColdRegisterCells);
    place(t.constantIndex(0), {});
    if (!list.byIndex)
      set(t, Last, r, list.component,
          get(t, Values, r, number(t, last, list.component)));
  }
};

} // namespace

std::unique_ptr<TileReduction> makeArgReduction(ReductionSpec spec) {
  return std::make_unique<ArgReduction>(std::move(spec));
}

std::unique_ptr<TileReduction> makeTopKReduction(ReductionSpec spec) {
  return std::make_unique<TopKReduction>(std::move(spec));
}

} // namespace kop::transforms
