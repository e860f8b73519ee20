//===- TileReductionSum.cpp - sum, prod, count, min, max in a tile --------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/TileReduction.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

#include <limits>

using namespace mlir;

namespace kop::transforms {

namespace {

/// Sums in two levels: a block of columns, then the blocks. Products in one.
/// Compensated sums have their rest in place of the inner level.
class SumReduction : public TileReduction {
public:
  explicit SumReduction(ReductionSpec s)
      : TileReduction(std::move(s)), count(componentCount(spec.arguments[0])),
        isSum(spec.attr.getKind() == ir::ReductionKind::Sum),
        compensated(isSum && spec.attr.getCompensated()),
        twoLevels(isSum && !compensated &&
                  isa<FloatType>(spec.attr.getAccumulator())) {}

  SmallVector<Cell> cells() const override {
    Type type = spec.attr.getAccumulator();
    SmallVector<Cell> cells = {{type, count, true}};
    if (twoLevels || compensated)
      cells.push_back({type, count, compensated});
    return cells;
  }

  void combine(TileBuilder &t) override {
    if (compensated)
      return combineCompensated(t);
    forEachElement(t, count, [&](Value e) {
      prepare(t, 0, e);
      for (int64_t r = 0; r < t.rowCount(); ++r) {
        Value acc = get(t, inner(), r, e);
        for (int64_t c = 0; c < t.columnCount(); ++c)
          acc = t.guard(counts(t, {r, c}), addTerm(t, e, {r, c}, acc), acc);
        set(t, inner(), r, e, acc);
      }
    });
  }

  void flush(TileBuilder &t, ColumnCount) override {
    if (!twoLevels)
      return;
    Value zero = identity(t, 1);
    forEachElement(t, count, [&](Value e) {
      for (int64_t r = 0; r < t.rowCount(); ++r) {
        set(t, 0, r, e, t.add(get(t, 0, r, e), get(t, 1, r, e)));
        set(t, 1, r, e, zero);
      }
    });
  }

  void merge(TileBuilder &t, int64_t row, const OtherState &other) override {
    forEachElement(t, count, [&](Value e) {
      if (compensated) {
        CompensatedSum sum = load(t, row, e);
        sum.add(t, {other(0, e), other(1, e)});
        return store(t, row, e, sum);
      }
      Value acc = get(t, 0, row, e);
      set(t, 0, row, e,
          isSum ? t.add(acc, other(0, e)) : t.mul(acc, other(0, e)));
    });
  }

  Value result(TileBuilder &t, unsigned, ArrayRef<Value> position,
               int64_t row) override {
    Type type = getElementTypeOrSelf(spec.arguments[0]);
    Value e = linearize(t, position, shapeOf(spec.arguments[0]));
    Value sum = compensated ? load(t, row, e).value(t) : get(t, 0, row, e);
    return t.convert(sum, type);
  }

protected:
  Value identity(TileBuilder &t, unsigned) override {
    return t.floatConstant(spec.attr.getAccumulator(), isSum ? 0 : 1);
  }

private:
  CompensatedSum load(TileBuilder &t, int64_t row, Value e) {
    return {get(t, 0, row, e), get(t, 1, row, e)};
  }
  void store(TileBuilder &t, int64_t row, Value e, CompensatedSum sum) {
    set(t, 0, row, e, sum.sum);
    set(t, 1, row, e, sum.rest);
  }

  void combineCompensated(TileBuilder &t) {
    Value nothing = identity(t, 0);
    forEachElement(t, count, [&](Value e) {
      for (int64_t r = 0; r < t.rowCount(); ++r) {
        CompensatedSum sum = load(t, r, e);
        for (int64_t c = 0; c < t.columnCount(); ++c) {
          Value term =
              t.convert(argument(t, 0, e, {r, c}), spec.attr.getAccumulator());
          sum.add(t, t.guard(counts(t, {r, c}), term, nothing));
        }
        store(t, r, e, sum);
      }
    });
  }

  unsigned inner() const { return twoLevels ? 1 : 0; }

  /// acc + term, with one rounding where the term is a product.
  Value addTerm(TileBuilder &t, Value e, Instance at, Value acc) {
    Type type = spec.attr.getAccumulator();
    Type from = spec.arguments[0];
    if (!isSum)
      return t.mul(acc, t.convert(argument(t, 0, e, at), type));
    auto product = t.resolve(arguments[0]).getDefiningOp<arith::MulFOp>();
    if (product && type == getElementTypeOrSelf(from)) {
      Position p = delinearize(t, e, shapeOf(from));
      return t.multiplyAdd(t.element(product.getLhs(), p, at),
                           t.element(product.getRhs(), p, at), acc);
    }
    return t.add(acc, t.convert(argument(t, 0, e, at), type));
  }

  int64_t count;
  bool isSum, compensated, twoLevels;
};

/// The number of columns: without a filter block by block, so that pairs cost
/// nothing.
class CountReduction : public TileReduction {
public:
  using TileReduction::TileReduction;

  SmallVector<Cell> cells() const override { return {{spec.integer, 1, true}}; }

  void combine(TileBuilder &t) override {
    if (!condition)
      return;
    Value one = t.floatConstant(spec.integer, 1);
    for (int64_t r = 0; r < t.rowCount(); ++r) {
      Value number = get(t, 0, r);
      for (int64_t c = 0; c < t.columnCount(); ++c)
        number = t.guard(counts(t, {r, c}), t.add(number, one), number);
      set(t, 0, r, number);
    }
  }

  void flush(TileBuilder &t, ColumnCount columns) override {
    if (condition)
      return;
    Value taken = t.convert(columns(), spec.integer);
    for (int64_t r = 0; r < t.rowCount(); ++r)
      set(t, 0, r, t.add(get(t, 0, r), taken));
  }

  void merge(TileBuilder &t, int64_t row, const OtherState &other) override {
    set(t, 0, row, t.add(get(t, 0, row), other(0, t.constantIndex(0))));
  }

  Value result(TileBuilder &t, unsigned, ArrayRef<Value>,
               int64_t row) override {
    return arith::SIToFPOp::create(t.b, t.loc, spec.attr.getAccumulator(),
                                   get(t, 0, row));
  }

protected:
  Value identity(TileBuilder &t, unsigned) override {
    return t.floatConstant(spec.integer, 0);
  }
};

/// min and max: NaN is ignored, nothing gives ±inf.
class ExtremumReduction : public TileReduction {
public:
  explicit ExtremumReduction(ReductionSpec s)
      : TileReduction(std::move(s)), count(componentCount(spec.arguments[0])),
        smallest(spec.attr.getKind() == ir::ReductionKind::Min),
        type(getElementTypeOrSelf(spec.arguments[0])) {}

  SmallVector<Cell> cells() const override { return {{type, count, true}}; }

  void combine(TileBuilder &t) override {
    forEachElement(t, count, [&](Value e) {
      prepare(t, 0, e);
      for (int64_t r = 0; r < t.rowCount(); ++r) {
        Value best = get(t, 0, r, e);
        for (int64_t c = 0; c < t.columnCount(); ++c) {
          Value next = choose(t, best, argument(t, 0, e, {r, c}));
          best = t.guard(counts(t, {r, c}), next, best);
        }
        set(t, 0, r, e, best);
      }
    });
  }

  void merge(TileBuilder &t, int64_t row, const OtherState &other) override {
    forEachElement(t, count, [&](Value e) {
      set(t, 0, row, e, choose(t, get(t, 0, row, e), other(0, e)));
    });
  }

  Value result(TileBuilder &t, unsigned, ArrayRef<Value> position,
               int64_t row) override {
    return get(t, 0, row, linearize(t, position, shapeOf(spec.arguments[0])));
  }

protected:
  Value identity(TileBuilder &t, unsigned) override {
    return worstValue(t, type, smallest);
  }

private:
  Value choose(TileBuilder &t, Value best, Value v) {
    return t.select(smallest ? t.less(v, best) : t.less(best, v), v, best);
  }

  int64_t count;
  bool smallest;
  Type type;
};

} // namespace

Value worstValue(TileBuilder &t, Type type, bool smallest) {
  if (isa<FloatType>(type)) {
    double inf = std::numeric_limits<double>::infinity();
    return t.floatConstant(type, smallest ? inf : -inf);
  }
  unsigned bits = type.getIntOrFloatBitWidth();
  return t.constant(
      t.b.getIntegerAttr(type, smallest ? APInt::getSignedMaxValue(bits)
                                        : APInt::getSignedMinValue(bits)));
}

std::unique_ptr<TileReduction> makeSumReduction(ReductionSpec spec) {
  return std::make_unique<SumReduction>(std::move(spec));
}

std::unique_ptr<TileReduction> makeCountReduction(ReductionSpec spec) {
  return std::make_unique<CountReduction>(std::move(spec));
}

std::unique_ptr<TileReduction> makeExtremumReduction(ReductionSpec spec) {
  return std::make_unique<ExtremumReduction>(std::move(spec));
}

} // namespace kop::transforms
