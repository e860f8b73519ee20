//===- SchedulePasses.cpp - The passes of a plan --------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Groups reductions into passes, gives every output a pass, and walks from
// what the passes store back to what they need.
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/Lists.h"
#include "compiler/transforms/SchedulePlan.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/ADT/BitVector.h"

using namespace mlir;
using namespace kop::ir;
using namespace kop::transforms;

//===----------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------===//

/// The row of a pass that keeps `kept`: an index that no array carries beside
/// the column (such an index is a batch), with many values, named last (rows
/// of one batch lie together in memory).
unsigned Plan::chooseRow(Domain kept, std::optional<unsigned> column) {
  auto prefer = [](Domain all, Domain preferred) {
    return all & preferred ? all & preferred : all;
  };
  Domain dynamic = 0;
  for (unsigned index = 0; index < names.size(); ++index)
    if (extents[index] < 0)
      dynamic |= Domain(1) << index;
  if (column)
    kept = prefer(kept, ~readWith[*column]);
  kept = prefer(kept, dynamic);
  return 63 - llvm::countl_zero(kept);
}

/// A pass over `kept` and `column`; all of `kept` but `row` are batches.
static PlannedPass shape(Domain kept, std::optional<unsigned> row,
                         std::optional<unsigned> column) {
  PlannedPass pass;
  pass.row = row;
  pass.column = column;
  for (unsigned index = 0; index < maxIndices; ++index)
    if ((kept >> index & 1) && index != row)
      pass.batch.push_back(index);
  return pass;
}

//===----------------------------------------------------------------------===//
// Reductions
//===----------------------------------------------------------------------===//

namespace {
/// A reduction that waits for its pass.
struct Waiting {
  ReduceOp op;
  Domain kept = 0;
  unsigned column = 0;
  std::optional<unsigned> column2;
  /// The row that the label of a column says, where each is met in one only.
  std::optional<unsigned> ownRow;
  Value label;
  /// The integer of a column, of one index, that has to be the number of a row.
  /// A pass goes by one: those of two meet all columns twice, not all pairs.
  Value rowLabel;
  /// A list is written while its pass runs, which is its own.
  bool isList = false;
  /// The reductions it needs, through others too.
  llvm::BitVector needs;
  bool placed = false;

  bool fits(const Waiting &other) const {
    if (isList || other.isList)
      return this == &other;
    return kept == other.kept && column == other.column &&
           column2 == other.column2 && ownRow == other.ownRow &&
           label == other.label &&
           (!rowLabel || !other.rowLabel || rowLabel == other.rowLabel);
  }
};
} // namespace

/// The integer of the columns that equals an index of the rows wherever
/// `condition` (or null) holds; null for none.
static Value labelOf(Plan &plan, Value condition, Domain kept,
                     unsigned column) {
  if (!condition)
    return {};
  if (auto both = condition.getDefiningOp<arith::AndIOp>()) {
    Value label = labelOf(plan, both.getLhs(), kept, column);
    return label ? label : labelOf(plan, both.getRhs(), kept, column);
  }
  auto compare = condition.getDefiningOp<arith::CmpIOp>();
  if (!compare || compare.getPredicate() != arith::CmpIPredicate::eq)
    return {};
  for (auto [row, label] : {std::pair(compare.getLhs(), compare.getRhs()),
                            std::pair(compare.getRhs(), compare.getLhs())})
    if (row.getDefiningOp<IndexOp>() && (plan.domains.of(row) & kept) &&
        (plan.domains.of(label) >> column & 1))
      return label;
  return {};
}

/// The reductions that the outputs need, in order, with their dependences.
static std::vector<Waiting> collectReductions(Plan &plan) {
  Block &body = plan.formula.getBody().front();
  llvm::DenseSet<Operation *> alive{body.getTerminator()};
  for (Operation &op : llvm::reverse(body))
    if (alive.contains(&op))
      for (Value operand : op.getOperands())
        if (Operation *definition = operand.getDefiningOp())
          alive.insert(definition);

  std::vector<Waiting> reductions;
  llvm::DenseMap<Operation *, llvm::BitVector> reached;
  size_t count = llvm::range_size(body.getOps<ReduceOp>());
  for (Operation &op : body) {
    if (!alive.contains(&op))
      continue;
    llvm::BitVector needs(count);
    for (Value operand : op.getOperands())
      if (Operation *definition = operand.getDefiningOp())
        needs |= reached[definition];
    if (auto reduce = dyn_cast<ReduceOp>(op)) {
      auto over = cast<StringAttr>(reduce.getOver()[0]).getValue();
      Waiting waiting;
      waiting.op = reduce;
      waiting.kept = plan.domains.of(reduce.getResult(0));
      waiting.column = plan.number(over);
      waiting.needs = needs;
      waiting.isList = reduce.getKind() == ReductionKind::Collect;
      waiting.rowLabel =
          labelOf(plan, reduce.getCondition(), waiting.kept, waiting.column);
      if (auto row = rowOfList(reduce))
        waiting.ownRow = plan.number(*row);
      if (auto pairs = labelOfPairs(reduce)) {
        waiting.column = plan.number(pairs->first);
        waiting.column2 = plan.number(pairs->second);
        waiting.ownRow = plan.number(pairs->row);
        waiting.label = pairs->label;
      }
      needs.set(reductions.size());
      reductions.push_back(std::move(waiting));
    }
    reached[&op] = std::move(needs);
  }
  return reductions;
}

/// Which reduction opens the next pass. One that is ready is put off while
/// another of its kind waits for a third that needs none of them: then all of
/// them can share a later pass. Passes with fewer rows go first.
static size_t nextReduction(const std::vector<Waiting> &all) {
  auto isReady = [&](const Waiting &waiting) {
    for (unsigned needed : waiting.needs.set_bits())
      if (!all[needed].placed)
        return false;
    return !waiting.placed;
  };
  auto isPutOff = [&](size_t candidate) {
    for (const Waiting &other : all) {
      if (other.placed || !other.fits(all[candidate]) || isReady(other))
        continue;
      bool needsKind = false;
      for (unsigned needed : other.needs.set_bits())
        needsKind |= !all[needed].placed && all[needed].fits(all[candidate]);
      if (!needsKind)
        return true;
    }
    return false;
  };
  auto rank = [&](size_t candidate) {
    return std::pair(isPutOff(candidate), llvm::popcount(all[candidate].kept));
  };
  std::optional<size_t> best;
  for (size_t candidate = 0; candidate < all.size(); ++candidate)
    if (isReady(all[candidate]) && (!best || rank(candidate) < rank(*best)))
      best = candidate;
  assert(best && "reductions of one block cannot wait for each other");
  return *best;
}

void Plan::placeReductions() {
  std::vector<Waiting> waiting = collectReductions(*this);
  for (size_t left = waiting.size(); left;) {
    const Waiting &first = waiting[nextReduction(waiting)];
    std::optional<unsigned> row = first.ownRow;
    if (first.kept && !row)
      row = chooseRow(first.kept, first.column);
    PlannedPass pass = shape(first.kept, row, first.column);
    pass.column2 = first.column2;
    pass.metOnce = first.ownRow.has_value();
    llvm::BitVector taken(waiting.size());
    for (size_t n = 0; n < waiting.size(); ++n) {
      bool isReady = !waiting[n].placed && waiting[n].fits(first);
      for (unsigned needed : waiting[n].needs.set_bits())
        isReady &= waiting[needed].placed;
      if (isReady)
        taken.set(n);
    }
    for (unsigned n : taken.set_bits()) {
      waiting[n].placed = true;
      passOf[waiting[n].op] = passes.size();
      pass.reductions.push_back(waiting[n].op);
      --left;
    }
    passes.push_back(std::move(pass));
  }
}

//===----------------------------------------------------------------------===//
// Outputs
//===----------------------------------------------------------------------===//

void Plan::placeOutputs() {
  // Ranges of a call take pairs away from reductions, not from outputs per
  // pair: no pass does both.
  auto isHost = [&](const PlannedPass &pass, Domain axes, bool dense) {
    return dense ? pass.row && pass.column && pass.reductions.empty() &&
                       (pass.rows() | pass.columns()) == axes
                 : pass.rows() == axes;
  };
  for (unsigned n = 0; n < formula.getOutputNames().size(); ++n) {
    Domain axes = outputDomain(n);
    Value value = outputValue(n);
    // The finish region of the pass that completes the value, or a later one.
    int first = ready(value);
    bool placed = false;
    for (unsigned p = std::max(first, 0); p < passes.size() && !placed; ++p)
      if ((placed = isHost(passes[p], axes, /*dense=*/false)))
        passes[p].outputs.push_back(n);
    if (placed)
      continue;
    bool dense = llvm::popcount(axes) > 1;
    for (unsigned p = first + 1; dense && p < passes.size() && !placed; ++p)
      if ((placed = isHost(passes[p], axes, dense)))
        passes[p].denseOutputs.push_back(n);
    if (placed)
      continue;
    // A pass of its own: lanes along the last axis, so that stores are
    // contiguous; the axis before it is the column.
    std::optional<unsigned> row, column;
    Domain kept = axes;
    if (axes)
      row = chooseRow(axes, {});
    if (dense) {
      column = chooseRow(axes & ~(Domain(1) << *row), {});
      kept &= ~(Domain(1) << *column);
    }
    PlannedPass pass = shape(kept, row, column);
    (dense ? pass.denseOutputs : pass.outputs).push_back(n);
    passes.push_back(std::move(pass));
  }
}

//===----------------------------------------------------------------------===//
// Needs
//===----------------------------------------------------------------------===//

void Plan::visit(View view, Stage stage, unsigned number) {
  Operation *op = view.value.getDefiningOp();
  PlannedPass &pass = passes[number];
  if (!op || !pass.walked[stage].insert(view).second)
    return;
  if (auto reindex = dyn_cast<ReindexOp>(op))
    return visit(reindexed(reindex, view), stage, number);
  if (stage == Stage::Pair) {
    PairSource source = pairSource(view, number);
    if (source == PairSource::Row) {
      pass.rowValues.insert(view);
      return visit(view, Stage::Rows, number);
    }
    if (source == PairSource::Column) {
      pass.columnValues.insert(view);
      return visit(view, Stage::Pack, number);
    }
  }
  if (std::optional<unsigned> from = home(view.value, number)) {
    passes[*from].kept.insert(view.value);
    return;
  }
  if (stage != Stage::Call && isCallValue(view.value)) {
    pass.callValues.insert(view.value);
    return visit(view, Stage::Call, number);
  }
  if (isa<ReduceOp>(op)) // of this very pass: an argument of its finish region
    return;
  for (Value operand : op->getOperands())
    visit(at(operand, view), stage, number);
}

void Plan::walk(unsigned number) {
  for (ReduceOp reduce : passes[number].reductions)
    for (Value operand : reduce.getOperands())
      visit({operand, 0}, Stage::Pair, number);
  for (unsigned output : passes[number].denseOutputs)
    visit({outputValue(output), 0}, Stage::Pair, number);
  for (unsigned output : passes[number].outputs)
    visit({outputValue(output), 0}, Stage::Finish, number);
  for (Value value : llvm::to_vector(passes[number].kept))
    visit({value, 0}, Stage::Finish, number);
}

LogicalResult Plan::build() {
  placeReductions();
  placeOutputs();
  // Backwards: what a pass needs of an earlier one is known when that one is
  // walked.
  for (unsigned number = passes.size(); number-- > 0;)
    walk(number);
  return success();
}
