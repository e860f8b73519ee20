//===- Expand.cpp - kop-expand: distances by norms and one product --------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// |x - y|² = |x - c|² + |y - c|² - 2 (x - c)·(y - c) takes one operation per
// component and pair where the difference takes two, and loses digits where
// the points are close to each other but far from c. It is used where that
// cannot hurt: in arguments of exponentials, as long as the norms are small
// (the tile looks, and takes differences where they are not), and to tell which
// columns cannot be among the nearest (differences decide all others).
//
// The centre is the mean of eight columns that lie evenly among all. Any centre
// is right; a good one keeps the norms small.
//
// A filter compares s = |y'|² - 2 x'·y' with d - |x'|², where ' says "less the
// centre". With u the unit roundoff, η the smallest normal number and D
// components, s, the norms and d as computed obey
//
//   |s - (d - |x'|²)| ≤ (5 D + 16) u (|x'|² + |y'|²) + (4 D + 16) η:
//
// D + 1 roundings of relative size u of partial sums below |x'|² + 2 |y'|² in
// s, as many in the norms, D + 2 in d ≤ 2 (|x'|² + |y'|²), two from centring,
// and what is flushed to zero. Each norm is lowered by its part of that.
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/Lists.h"
#include "compiler/transforms/Passes.h"
#include "compiler/transforms/TileFilter.h"
#include "dialect/Domain.h"
#include "dialect/Kop.h"

#include "mlir/Analysis/TopologicalSortUtils.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/IR/TypeUtilities.h"

#include <cmath>
#include <functional>
#include <limits>
#include <optional>

using namespace mlir;
using namespace kop::ir;

namespace kop::transforms {
#define GEN_PASS_DEF_KOPEXPAND
#include "compiler/transforms/Passes.h.inc"
} // namespace kop::transforms

/// Components from which a score pays: below, the differences are as fast.
static constexpr int64_t leastScoreComponents = 9;
/// Components from which a filter pays.
static constexpr int64_t leastFilterComponents = 2;
/// The largest sum of norms for which a score may be expanded. The error of a
/// score of D components is about (1 + √D) u times that sum (measured where it
/// is largest, at points that meet themselves); the limit keeps it, and with it
/// the relative error that a term gets, below 256 u: 2⁻¹⁶ in f32, 2⁻⁴⁵ in f64.
static double scoreLimit(int64_t components) {
  return std::floor(256 / (1 + std::sqrt(double(components))));
}

namespace {

/// How a distance is used.
struct Use {
  bool isScore = false;
  /// What a score is multiplied with, null for ±1.
  Value weight;
  /// The index that is reduced.
  StringAttr over;
};

/// Finds out whether everything that uses a distance is a score (or a filter).
class UseAnalysis {
public:
  explicit UseAnalysis(SqDistOp distance) : distance(distance) {}

  std::optional<Use> run() {
    if (!visit(distance.getResult(), Value()) || uses.empty())
      return std::nullopt;
    for (const Use &use : uses)
      if (use.isScore != uses[0].isScore || use.weight != uses[0].weight ||
          use.over != uses[0].over)
        return std::nullopt;
    return uses[0];
  }

private:
  bool visit(Value value, Value weight) {
    return llvm::all_of(value.getUsers(), [&](Operation *user) {
      return visitUser(user, value, weight);
    });
  }

  bool visitUser(Operation *user, Value value, Value weight) {
    if (auto reduce = dyn_cast<ReduceOp>(user))
      return visitReduction(reduce, value, weight);
    if (isa<math::ExpOp, math::Exp2Op>(user))
      return visitExponential(user->getResult(0), weight);
    if (isa<arith::NegFOp, arith::AddFOp, arith::SubFOp>(user))
      return visit(user->getResult(0), weight);
    if (isa<arith::MulFOp>(user))
      return visitProduct(user, value, user->getOperand(0), user->getOperand(1),
                          weight);
    if (auto fma = dyn_cast<math::FmaOp>(user))
      return fma.getC() == value
                 ? fma.getA() != value && fma.getB() != value &&
                       visit(fma, weight)
                 : visitProduct(user, value, fma.getA(), fma.getB(), weight);
    return false;
  }

  /// A product; what the factor may depend on is checked later.
  bool visitProduct(Operation *user, Value value, Value a, Value b,
                    Value weight) {
    Value factor = a == value ? b : a;
    if (weight || factor == value)
      return false;
    return visit(user->getResult(0), factor);
  }

  /// The exponential's own uses do not matter, but the index of the reduction
  /// that sees them does.
  bool visitExponential(Value value, Value weight) {
    StringAttr over;
    if (!findReduction(value, over) || !over)
      return false;
    uses.push_back({/*isScore=*/true, weight, over});
    return true;
  }

  /// Whether all reductions behind `value` are over one and the same index.
  bool findReduction(Value value, StringAttr &over) {
    return llvm::all_of(value.getUsers(), [&](Operation *user) {
      auto reduce = dyn_cast<ReduceOp>(user);
      if (!reduce) {
        if (isa<OutputOp>(user))
          return false;
        return llvm::all_of(user->getResults(), [&](Value result) {
          return findReduction(result, over);
        });
      }
      if (reduce.getOver().size() != 1)
        return false;
      auto index = cast<StringAttr>(reduce.getOver()[0]);
      if (over && over != index)
        return false;
      over = index;
      return true;
    });
  }

  bool visitReduction(ReduceOp reduce, Value value, Value weight) {
    if (reduce.getOver().size() != 1 || reduce.getArgs()[0] != value ||
        llvm::count(reduce.getOperands(), value) != 1)
      return false;
    auto over = cast<StringAttr>(reduce.getOver()[0]);
    switch (reduce.getKind()) {
    case ReductionKind::LogSumExp:
    case ReductionKind::SoftMax:
      uses.push_back({/*isScore=*/true, weight, over});
      return true;
    case ReductionKind::ArgMin:
    case ReductionKind::KMin:
      uses.push_back({/*isScore=*/false, {}, over});
      return value == distance.getResult();
    default:
      return false;
    }
  }

  SqDistOp distance;
  SmallVector<Use> uses;
};

/// Expands the distances of one formula.
class Expander {
public:
  Expander(FormulaOp formula, bool scores, bool eager, bool remarks)
      : formula(formula), domains(formula), scores(scores), eager(eager),
        remarks(remarks) {}

  void run() {
    for (auto distance :
         llvm::to_vector(formula.getBody().getOps<SqDistOp>())) {
      std::string reason = expand(distance);
      if (remarks && !reason.empty())
        emitRemark(distance.getLoc())
            << "the distance is taken by differences: " << reason;
    }
    // What an expansion needs may have been behind the distance.
    sortTopologically(&formula.getBody().front());
  }

private:
  std::string expand(SqDistOp distance);
  bool rewrite(SqDistOp distance, Value row, Value column, const Use &use);
  Value centre(ImplicitLocOpBuilder &b, Value column, StringAttr over);
  Value sample(ImplicitLocOpBuilder &b, Value column, StringAttr over,
               Value number);

  FormulaOp formula;
  DomainAnalysis domains;
  bool scores, eager, remarks;
  llvm::DenseMap<std::pair<Value, Attribute>, Value> centres;
};

} // namespace

/// Why the distance stays as it is; empty when it was expanded.
std::string Expander::expand(SqDistOp distance) {
  std::optional<Use> use = UseAnalysis(distance).run();
  if (!use)
    return "something else than exponentials or nearest columns uses it";
  if (use->isScore && !scores)
    return "the mathematics is precise";
  // Bounds of the error and of the norms are made for one dimension.
  if (isDynamic(distance.getLhs().getType()))
    return "its dimension is known only at the call";
  int64_t size =
      cast<RankedTensorType>(distance.getLhs().getType()).getNumElements();
  int64_t least = use->isScore ? leastScoreComponents : leastFilterComponents;
  if (size < least && !eager)
    return "it has " + std::to_string(size) + " components, fewer than " +
           std::to_string(least);
  if (kop::transforms::countsEntries(formula, use->over.getValue()))
    return "its columns are entries of lists, each met once";
  Domain over = domains.bit(use->over.getValue());
  Value row = distance.getLhs(), column = distance.getRhs();
  if (domains.of(row) & over)
    std::swap(row, column);
  Domain ofRow = domains.of(row), ofColumn = domains.of(column);
  if ((ofRow & over) || (ofColumn & ~ofRow) != over || !(ofRow & ~ofColumn))
    return "its sides are not a row and a column";
  if (use->weight && (domains.of(use->weight) & over))
    return "its factor depends on the column";
  if (!rewrite(distance, row, column, *use))
    return "its columns are results of a reduction";
  if (remarks)
    emitRemark(distance.getLoc())
        << "the distance of " << size << " components is expanded around a "
        << "mean over " << use->over.getValue()
        << (use->isScore ? ", as a score" : ", as a filter");
  return {};
}

/// What `column` is at column `number`: its operations once more, with the
/// number in the place of the index. Null where another reduction is among
/// them.
Value Expander::sample(ImplicitLocOpBuilder &b, Value column, StringAttr over,
                       Value number) {
  Domain index = domains.bit(over.getValue());
  IRMapping mapping;
  std::function<Value(Value)> copy = [&](Value value) -> Value {
    Operation *op = value.getDefiningOp();
    if (!op || !(domains.of(value) & index))
      return value;
    if (Value known = mapping.lookupOrNull(value))
      return known;
    if (isa<IndexOp>(op)) // a value of this index is this index
      return number;
    if (isa<ReduceOp, ReindexOp>(op))
      return {};
    for (Value operand : op->getOperands()) {
      Value copied = copy(operand);
      if (!copied)
        return {};
      mapping.map(operand, copied);
    }
    return b.clone(*op, mapping)->getResult(0);
  };
  return copy(column);
}

/// The components of a vector that are finite, 0 for the others.
static Value finiteOrZero(ImplicitLocOpBuilder &b, Value vector) {
  auto shape = cast<RankedTensorType>(vector.getType());
  Value infinity = arith::ConstantOp::create(
      b, DenseElementsAttr::get(shape,
                                Attribute(b.getFloatAttr(
                                    shape.getElementType(),
                                    std::numeric_limits<double>::infinity()))));
  Value size = math::AbsFOp::create(b, vector);
  Value counts =
      arith::CmpFOp::create(b, arith::CmpFPredicate::OLT, size, infinity);
  Value zero = arith::ConstantOp::create(b, b.getZeroAttr(shape));
  return arith::SelectOp::create(b, counts, vector, zero);
}

/// The mean of columns 0, M / 8, …, 7 M / 8 where there are any; components of
/// them that are not finite count as 0.
Value Expander::centre(ImplicitLocOpBuilder &b, Value column, StringAttr over) {
  constexpr int64_t samples = 8;
  Value &known = centres[{column, over}];
  if (known)
    return known;
  Type integer = formula.getIndexType(), type = column.getType();
  auto whole = [&](int64_t n) -> Value {
    return arith::ConstantOp::create(b, b.getIntegerAttr(integer, n));
  };
  Value count = ExtentOp::create(b, integer, over);
  Value step = arith::DivSIOp::create(b, count, whole(samples));
  Value isEmpty =
      arith::CmpIOp::create(b, arith::CmpIPredicate::eq, count, whole(0));
  Value sum;
  for (int64_t n = 0; n < samples; ++n) {
    Value number = arith::MulIOp::create(b, step, whole(n));
    number = arith::SelectOp::create(b, isEmpty, whole(-1), number);
    Value value = sample(b, column, over, number);
    if (!value)
      return {};
    value = finiteOrZero(b, value);
    sum = sum ? Value(arith::AddFOp::create(b, sum, value)) : value;
  }
  Value part = arith::ConstantOp::create(
      b, DenseElementsAttr::get(
             cast<ShapedType>(type),
             Attribute(b.getFloatAttr(getElementTypeOrSelf(type),
                                      1.0 / double(samples)))));
  return known = arith::MulFOp::create(b, sum, part);
}

/// Makes a side of a filter of a vector and its norm: the norm less what it
/// contributes to the error. Where it is not finite, it is -inf, which lets
/// everything in, and the vector is 0: an estimate is never NaN, which would
/// hide others that it is compared with.
static void makeFilterSide(ImplicitLocOpBuilder &b, Value &vector,
                           Value &norm) {
  auto type = cast<FloatType>(norm.getType());
  auto shape = cast<RankedTensorType>(vector.getType());
  kop::transforms::FilterError error =
      kop::transforms::filterError(type, shape.getNumElements());
  auto constant = [&](double value) -> Value {
    return arith::ConstantOp::create(b, b.getFloatAttr(type, value));
  };
  Value counts =
      arith::CmpFOp::create(b, arith::CmpFPredicate::OLT, norm,
                            constant(std::numeric_limits<double>::infinity()));
  Value factor = constant(1 - error.ofNorm);
  Value less = arith::SubFOp::create(b, arith::MulFOp::create(b, norm, factor),
                                     constant(error.flushed));
  norm = arith::SelectOp::create(
      b, counts, less, constant(-std::numeric_limits<double>::infinity()));
  Value all = BroadcastOp::create(b, shape.clone(b.getI1Type()), counts);
  Value zero = arith::ConstantOp::create(b, b.getZeroAttr(shape));
  vector = arith::SelectOp::create(b, all, vector, zero);
}

bool Expander::rewrite(SqDistOp distance, Value row, Value column,
                       const Use &use) {
  ImplicitLocOpBuilder b(distance.getLoc(), formula.getContext());
  b.setInsertionPointAfter(distance);
  Type type = distance.getType();
  Value mean = centre(b, column, use.over);
  if (!mean)
    return false;
  Value x = arith::SubFOp::create(b, row, mean);
  Value y = arith::SubFOp::create(b, column, mean);
  Value rowNorm = DotOp::create(b, type, x, x);
  Value columnNorm = DotOp::create(b, type, y, y);
  auto shape = cast<RankedTensorType>(x.getType());
  FloatAttr limit;
  if (use.isScore) {
    limit = b.getF64FloatAttr(scoreLimit(shape.getNumElements()));
  } else {
    makeFilterSide(b, x, rowNorm);
    makeFilterSide(b, y, columnNorm);
  }
  Value minusTwo = arith::ConstantOp::create(
      b, DenseElementsAttr::get(
             shape, Attribute(b.getFloatAttr(shape.getElementType(), -2.0))));
  x = arith::MulFOp::create(b, x, minusTwo);
  auto expansion = ExpansionOp::create(b, type, distance.getResult(), x, y,
                                       rowNorm, columnNorm, use.weight, limit);
  distance.getResult().replaceUsesWithIf(
      expansion.getResult(), [&](OpOperand &operand) {
        return operand.getOwner() != expansion.getOperation();
      });
  return true;
}

namespace {
struct Expand : kop::transforms::impl::KopExpandBase<Expand> {
  using KopExpandBase::KopExpandBase;

  void runOnOperation() override {
    const bool isPrecise = getOperation()->hasAttr(preciseAttribute);
    Expander(getOperation(), scores && !isPrecise, eager, remarks).run();
  }
};
} // namespace
