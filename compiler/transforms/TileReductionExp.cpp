//===- TileReductionExp.cpp - logsumexp and softmax in a tile -------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Sums of 2^(score - shift) · weight, with a shift per row that follows the
// largest score lazily: it moves only when a group of columns exceeds it by
// more than 2^16, so that almost every group costs one exponential per column
// and no rescaling. The shift starts at the lowest finite number and never
// exceeds the largest, which makes -inf neutral and +inf absorbing without a
// special case (inf - inf never arises).
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/TileSums.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

#include <limits>

using namespace mlir;

namespace kop::transforms {

namespace {

constexpr double log2OfE = 1.44269504088896340735992468100189214;
constexpr double ln2 = 0.693147180559945309417232121458176568;

class ExpReduction : public SummingReduction {
public:
  /// Cells: the shift; the sum of the exponentials (softmax, or logsumexp
  /// without weight); the weighted sums.
  enum { Shift, Total, Sums = Total + CellsOfSum };

  explicit ExpReduction(ReductionSpec s)
      : SummingReduction(std::move(s)),
        isSoftMax(spec.attr.getKind() == ir::ReductionKind::SoftMax),
        weighted(spec.arguments.size() > 1),
        score(getElementTypeOrSelf(spec.arguments[0])),
        count(weighted ? componentCount(spec.arguments[1]) : 0),
        total(isSoftMax || !weighted ? 1 : 0) {}

  SmallVector<Cell> cells() const override {
    SmallVector<Cell> cells = {{score, 1, true}};
    llvm::append_range(cells, cellsOf(total));
    llvm::append_range(cells, cellsOf(count));
    return cells;
  }

  void combine(TileBuilder &t) override {
    int64_t rows = t.rowCount(), columns = t.columnCount();
    SmallVector<Value> scores, growing(rows), peaks(rows);
    Value grows;
    for (int64_t r = 0; r < rows; ++r) {
      Value shift = get(t, Shift, r), peak = shift;
      for (int64_t c = 0; c < columns; ++c) {
        Value s = base2Score(t, {r, c});
        scores.push_back(s);
        peak = t.select(t.less(peak, s), s, peak);
      }
      Value limit = t.add(shift, t.floatConstant(score, 16));
      peaks[r] = peak;
      growing[r] = t.less(limit, peak);
      grows = grows ? Value(arith::OrIOp::create(t.b, t.loc, grows, growing[r]))
                    : growing[r];
    }
    branch(t, grows, [&] {
      for (int64_t r = 0; r < rows; ++r) {
        Value capped = largest(t);
        Value peak = t.select(t.less(peaks[r], capped), peaks[r], capped);
        moveShift(t, r, t.select(growing[r], peak, get(t, Shift, r)));
      }
    });
    SmallVector<Value> powers;
    for (int64_t r = 0; r < rows; ++r)
      for (int64_t c = 0; c < columns; ++c)
        powers.push_back(
            exp2(t, t.sub(scores[r * columns + c], get(t, Shift, r))));
    accumulate(t, powers);
  }

  void flush(TileBuilder &t, ColumnCount) override {
    flushSums(t, Total, total);
    flushSums(t, Sums, count);
  }

  void merge(TileBuilder &t, int64_t row, const OtherState &other) override {
    Value shift = get(t, Shift, row);
    Value otherShift = other(Shift, t.constantIndex(0));
    Value larger = t.select(t.less(shift, otherShift), otherShift, shift);
    moveShift(t, row, larger);
    Value factor = exp2(t, t.sub(otherShift, larger));
    auto rescaled = [&](unsigned cell, Value e) {
      return scaled(t, other(cell, e), factor);
    };
    mergeSums(t, Total, total, row, rescaled);
    mergeSums(t, Sums, count, row, rescaled);
  }

  Value result(TileBuilder &t, unsigned, ArrayRef<Value> position,
               int64_t row) override {
    Value number = weighted ? linearize(t, position, shapeOf(spec.arguments[1]))
                            : t.constantIndex(0);
    if (isSoftMax) {
      Value quotient =
          arith::DivFOp::create(t.b, t.loc, sumOf(t, Sums, row, number),
                                sumOf(t, Total, row, t.constantIndex(0)));
      return t.convert(quotient, score);
    }
    Value sum = sumOf(t, weighted ? Sums : Total, row, number);
    Value log = math::Log2Op::create(t.b, t.loc, t.convert(sum, score));
    Value value = t.add(get(t, Shift, row), log);
    return spec.attr.getBase2() ? value
                                : t.mul(value, t.floatConstant(score, ln2));
  }

protected:
  Value identity(TileBuilder &t, unsigned cell) override {
    if (cell != Shift)
      return t.floatConstant(type, 0);
    return t.floatConstant(score,
                           isF32() ? -double(max<float>()) : -max<double>());
  }

private:
  template <typename T> static constexpr T max() {
    return std::numeric_limits<T>::max();
  }
  bool isF32() const { return score.isF32(); }
  Value largest(TileBuilder &t) {
    return t.floatConstant(score,
                           isF32() ? double(max<float>()) : max<double>());
  }

  Value exp2(TileBuilder &t, Value x) {
    return math::Exp2Op::create(t.b, t.loc, x);
  }

  Value base2Score(TileBuilder &t, Instance at) {
    Value s = t.scalar(arguments[0], at);
    if (!spec.attr.getBase2())
      s = t.mul(s, t.floatConstant(score, log2OfE));
    Value none =
        t.floatConstant(score, -std::numeric_limits<double>::infinity());
    return t.guard(counts(t, at), s, none);
  }

  /// A sum times 2^(difference of shifts); nothing stays nothing.
  Value scaled(TileBuilder &t, Value sum, Value factor) {
    return t.mul(sum, t.convert(factor, type));
  }

  void moveShift(TileBuilder &t, int64_t row, Value to) {
    Value factor = exp2(t, t.sub(get(t, Shift, row), to));
    auto rescale = [&](unsigned first) {
      for (unsigned cell = first; cell < first + CellsOfSum; ++cell)
        forEachElement(t, cells()[cell].count, [&](Value e) {
          set(t, cell, row, e, scaled(t, get(t, cell, row, e), factor));
        });
    };
    rescale(Total);
    rescale(Sums);
    set(t, Shift, row, to);
  }

  void accumulate(TileBuilder &t, ArrayRef<Value> powers) {
    Value zero = t.floatConstant(type, 0);
    auto power = [&](int64_t r, int64_t c) {
      return t.convert(powers[r * t.columnCount() + c], type);
    };
    if (total)
      for (int64_t r = 0; r < t.rowCount(); ++r)
        addTerms(t, Total, r, t.constantIndex(0), [&](int64_t c, Value acc) {
          return acc ? t.add(acc, power(r, c)) : power(r, c);
        });
    forEachElement(t, count, [&](Value e) {
      for (int64_t r = 0; r < t.rowCount(); ++r)
        addTerms(t, Sums, r, e, [&](int64_t c, Value acc) {
          Value weight = t.convert(argument(t, 1, e, {r, c}), type);
          Value next = acc ? t.multiplyAdd(power(r, c), weight, acc)
                           : t.mul(power(r, c), weight);
          return t.guard(counts(t, {r, c}), next, acc ? acc : zero);
        });
    });
  }

  bool isSoftMax, weighted;
  Type score;
  int64_t count, total;
};

} // namespace

std::unique_ptr<TileReduction> makeExpReduction(ReductionSpec spec) {
  return std::make_unique<ExpReduction>(std::move(spec));
}

} // namespace kop::transforms
