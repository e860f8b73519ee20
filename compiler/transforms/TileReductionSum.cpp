//===- TileReductionSum.cpp - sum, prod, count, min, max in a tile --------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/TileSums.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

#include <limits>

using namespace mlir;

namespace kop::transforms {

namespace {

/// Sums of floating-point numbers.
class SumReduction : public SummingReduction {
public:
  explicit SumReduction(ReductionSpec s)
      : SummingReduction(std::move(s)),
        count(componentCount(spec.arguments[0])) {}

  SmallVector<Cell> cells() const override { return cellsOf(count); }

  void combine(TileBuilder &t) override {
    Value zero = t.floatConstant(type, 0);
    forEachElement(t, count, [&](Value e) {
      prepare(t, 0, e);
      for (int64_t r = 0; r < t.rowCount(); ++r)
        addTerms(t, 0, r, e, [&](int64_t c, Value acc) {
          Value next = addTerm(t, e, {r, c}, acc);
          return t.guard(counts(t, {r, c}), next, acc ? acc : zero);
        });
    });
  }

  void flush(TileBuilder &t, ColumnCount) override { flushSums(t, 0, count); }

  void merge(TileBuilder &t, int64_t row, const OtherState &other) override {
    mergeSums(t, 0, count, row, other);
  }

  Value result(TileBuilder &t, unsigned, ArrayRef<Value> position,
               int64_t row) override {
    Value e = linearize(t, position, shapeOf(spec.arguments[0]));
    return t.convert(sumOf(t, 0, row, e),
                     getElementTypeOrSelf(spec.arguments[0]));
  }

protected:
  Value identity(TileBuilder &t, unsigned) override {
    return t.floatConstant(type, 0);
  }

private:
  /// acc + term, with one rounding where the term is a product.
  Value addTerm(TileBuilder &t, Value e, Instance at, Value acc) {
    Type from = spec.arguments[0];
    auto product = t.resolve(arguments[0]).getDefiningOp<arith::MulFOp>();
    if (acc && product && type == getElementTypeOrSelf(from)) {
      Position p = delinearize(t, e, shapeOf(from));
      return t.multiplyAdd(t.element(product.getLhs(), p, at),
                           t.element(product.getRhs(), p, at), acc);
    }
    Value term = t.convert(argument(t, 0, e, at), type);
    return acc ? t.add(acc, term) : term;
  }

  int64_t count;
};

/// Products, and sums of integers.
class FoldReduction : public TileReduction {
public:
  explicit FoldReduction(ReductionSpec s)
      : TileReduction(std::move(s)), count(componentCount(spec.arguments[0])),
        isSum(spec.attr.getKind() == ir::ReductionKind::Sum),
        type(spec.attr.getAccumulator()) {}

  SmallVector<Cell> cells() const override { return {{type, count, true}}; }

  void combine(TileBuilder &t) override {
    forEachElement(t, count, [&](Value e) {
      prepare(t, 0, e);
      for (int64_t r = 0; r < t.rowCount(); ++r) {
        Value acc = get(t, 0, r, e);
        for (int64_t c = 0; c < t.columnCount(); ++c) {
          Value term = t.convert(argument(t, 0, e, {r, c}), type);
          acc = t.guard(counts(t, {r, c}), fold(t, acc, term), acc);
        }
        set(t, 0, r, e, acc);
      }
    });
  }

  void merge(TileBuilder &t, int64_t row, const OtherState &other) override {
    forEachElement(t, count, [&](Value e) {
      set(t, 0, row, e, fold(t, get(t, 0, row, e), other(0, e)));
    });
  }

  Value result(TileBuilder &t, unsigned, ArrayRef<Value> position,
               int64_t row) override {
    Value e = linearize(t, position, shapeOf(spec.arguments[0]));
    return t.convert(get(t, 0, row, e),
                     getElementTypeOrSelf(spec.arguments[0]));
  }

protected:
  Value identity(TileBuilder &t, unsigned) override {
    return t.floatConstant(type, isSum ? 0 : 1);
  }

private:
  Value fold(TileBuilder &t, Value acc, Value term) {
    return isSum ? t.add(acc, term) : t.mul(acc, term);
  }

  int64_t count;
  bool isSum;
  Type type;
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
  if (spec.attr.getKind() == ir::ReductionKind::Sum &&
      isa<FloatType>(spec.attr.getAccumulator()))
    return std::make_unique<SumReduction>(std::move(spec));
  return std::make_unique<FoldReduction>(std::move(spec));
}

std::unique_ptr<TileReduction> makeCountReduction(ReductionSpec spec) {
  return std::make_unique<CountReduction>(std::move(spec));
}

std::unique_ptr<TileReduction> makeExtremumReduction(ReductionSpec spec) {
  return std::make_unique<ExtremumReduction>(std::move(spec));
}

} // namespace kop::transforms
