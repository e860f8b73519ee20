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
// The centre is the mean of the columns, computed per call.
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/Passes.h"
#include "dialect/Domain.h"
#include "dialect/Kop.h"

#include "mlir/Analysis/TopologicalSortUtils.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/IR/TypeUtilities.h"

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
/// Largest sum of norms, in units of the exponent, for which a score may be
/// expanded: the error of a term is about limit · 2⁻²⁴ (f32), 2⁻⁵³ (f64).
static constexpr double scoreLimitF32 = 128, scoreLimitF64 = 4096;

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
      return visitProduct(user, value, user->getOperand(0),
                          user->getOperand(1), weight);
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
  void rewrite(SqDistOp distance, Value row, Value column, const Use &use);
  Value centre(ImplicitLocOpBuilder &b, Value column, StringAttr over);

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
  int64_t size =
      cast<RankedTensorType>(distance.getLhs().getType()).getNumElements();
  int64_t least = use->isScore ? leastScoreComponents : leastFilterComponents;
  if (size < least && !eager)
    return "it has " + std::to_string(size) + " components, fewer than " +
           std::to_string(least);
  Domain over = domains.bit(use->over.getValue());
  Value row = distance.getLhs(), column = distance.getRhs();
  if (domains.of(row) & over)
    std::swap(row, column);
  Domain ofRow = domains.of(row), ofColumn = domains.of(column);
  if ((ofRow & over) || (ofColumn & ~ofRow) != over || !(ofRow & ~ofColumn))
    return "its sides are not a row and a column";
  if (use->weight && (domains.of(use->weight) & over))
    return "its factor depends on the column";
  rewrite(distance, row, column, *use);
  if (remarks)
    emitRemark(distance.getLoc())
        << "the distance of " << size << " components is expanded around the "
        << "mean over " << use->over.getValue()
        << (use->isScore ? ", as a score" : ", as a filter");
  return {};
}

/// The mean of `column` over its index, computed once.
Value Expander::centre(ImplicitLocOpBuilder &b, Value column, StringAttr over) {
  Value &known = centres[{column, over}];
  if (known)
    return known;
  Type type = column.getType(), element = getElementTypeOrSelf(type);
  auto sum = ReduceOp::create(b, type, ReductionKind::Sum,
                              b.getArrayAttr(over), column, Value(),
                              IntegerAttr(), /*base2=*/false);
  Value count = ExtentOp::create(b, formula.getIndexType(), over);
  count = arith::SIToFPOp::create(b, element, count);
  count = BroadcastOp::create(b, type, count);
  return known = arith::DivFOp::create(b, sum.getResult(0), count);
}

void Expander::rewrite(SqDistOp distance, Value row, Value column,
                       const Use &use) {
  ImplicitLocOpBuilder b(distance.getLoc(), formula.getContext());
  b.setInsertionPointAfter(distance);
  Type type = distance.getType();
  Value mean = centre(b, column, use.over);
  Value x = arith::SubFOp::create(b, row, mean);
  Value y = arith::SubFOp::create(b, column, mean);
  Value rowNorm = DotOp::create(b, type, x, x);
  Value columnNorm = DotOp::create(b, type, y, y);
  auto bound = ReduceOp::create(b, type, ReductionKind::Max,
                                b.getArrayAttr(use.over), columnNorm, Value(),
                                IntegerAttr(), /*base2=*/false);
  auto shape = cast<RankedTensorType>(x.getType());
  Value minusTwo = arith::ConstantOp::create(
      b, DenseElementsAttr::get(shape,
                                Attribute(b.getFloatAttr(type, -2.0))));
  x = arith::MulFOp::create(b, x, minusTwo);
  FloatAttr limit;
  if (use.isScore)
    limit = b.getF64FloatAttr(type.isF64() ? scoreLimitF64 : scoreLimitF32);
  auto expansion = ExpansionOp::create(
      b, type, distance.getResult(), x, y, rowNorm, columnNorm,
      bound.getResult(0), use.weight, limit);
  distance.getResult().replaceUsesWithIf(
      expansion.getResult(), [&](OpOperand &operand) {
        return operand.getOwner() != expansion.getOperation();
      });
}

namespace {
struct Expand : kop::transforms::impl::KopExpandBase<Expand> {
  using KopExpandBase::KopExpandBase;

  void runOnOperation() override {
    Expander(getOperation(), scores, eager, remarks).run();
  }
};
} // namespace
