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
// its estimates; see TileSelect.h.
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/TileSelect.h"

using namespace mlir;

namespace kop::transforms {

namespace {

class ArgReduction : public SelectReduction {
public:
  using SelectReduction::SelectReduction;

  enum { Best, Index };

  SmallVector<Cell> cells() const override {
    return withFilterCells({{type, count, true}, {spec.integer, count, true}});
  }

  void combinePlainly(TileBuilder &t) override {
    // Indices in memory cannot be carried out of a loop by a branch; there
    // every column is compared.
    forEachElement(t, count, [&](Value e) {
      if (!t.unrolls(count, maxRegisterCells))
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
    if (cell == listedCell())
      return t.constantIndex(0);
    return cell == Index ? t.floatConstant(spec.integer, -1) : worst(t);
  }
  int64_t places() const override { return 1; }
  bool takesAnyOrder() const override { return true; }

  void enterRow(TileBuilder &t, int64_t r, const Group &group) override {
    auto take = [&](Value v, Value n) {
      Value best = get(t, Best, r);
      Value wins = inAnyOrder ? precedes(t, v, n, best, get(t, Index, r))
                              : better(t, v, best);
      set(t, Best, r, t.select(wins, v, get(t, Best, r)));
      set(t, Index, r, t.select(wins, n, get(t, Index, r)));
    };
    if (filter()->isLong(t))
      forEachCandidate(t, r, group, take);
    else
      forEachColumn(t, r, group, take);
    lowerThreshold(t, r, filter()->threshold(t, r, get(t, Best, r)));
  }

private:
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
  enum { Values, Indices, Last };
  /// Lists up to this length are updated by straight code.
  static constexpr int64_t longestUnrolledList = 32;

  SmallVector<Cell> cells() const override {
    int64_t places = spec.attr.getK() * count;
    // The last values of many components: then no cell is a register.
    return withFilterCells({{type, places, true, true},
                            {spec.integer, places, true, true},
                            {type, count, false, true}});
  }

  void combinePlainly(TileBuilder &t) override {
    int64_t columns = t.columnCount();
    Slot slot = columns > 1 ? t.allocate(columns) : Slot();
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
    if (cell == listedCell())
      return t.constantIndex(0);
    return cell == Indices ? t.floatConstant(spec.integer, -1) : worst(t);
  }
  int64_t places() const override { return spec.attr.getK(); }

  void enterRow(TileBuilder &t, int64_t r, const Group &group) override {
    Value zero = t.constantIndex(0);
    forEachCandidate(t, r, group, [&](Value v, Value n) {
      branch(t, better(t, v, get(t, Last, r)), [&] {
        insert(t, {r, zero, /*byIndex=*/false}, v, n);
        lowerThreshold(t, r, filter()->threshold(t, r, get(t, Last, r)));
      });
    });
  }

private:
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
                   Slot slot) {
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
