//===- DifferentiateAdjoint.cpp - From values to cotangents ---------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The adjoint of a value has one number for each of the indices that the value
// depends on. What reaches it from a place with more indices (a pair, say,
// while the value belongs to a row) is summed over them. Contributions that are
// summed over the same indices are added first: they share a pass.
//
// Conditions (filters, choices) are carried along and applied where terms are
// summed or stored, so that the infinity of a term that was not chosen meets no
// zero.
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/Differentiate.h"

#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace kop::ir;
using namespace kop::transforms;

namespace {

class AdjointWalk {
public:
  AdjointWalk(DerivativeContext &context, const AdjointQuery &query)
      : context(context), query(query), variable(query.by),
        activity({variable}) {}

  Value run();

  /// Adds to the adjoint of `value`, from a place that depends on `place`.
  void add(Value value, Value cotangent, Value condition, Domain place);
  /// The same where `value` may have been made by this walk.
  void addNew(Value value, Value cotangent, Value condition, Domain place);

  Value substitute(Value value) const {
    auto given = query.given.find(value);
    return given == query.given.end() ? value : given->second;
  }

  DerivativeContext &context;
  const AdjointQuery &query;
  Variable variable;
  Activity activity;

private:
  struct Part {
    Value value, condition;
    Domain over;
  };
  /// An adjoint, where a condition holds; no value is 0.
  struct Total {
    Value value, condition;
  };

  Total take(Value value);
  void visit(Operation *op);
  void collect(Value leaf);

  llvm::DenseMap<Value, SmallVector<Part, 2>> open;
  llvm::DenseSet<Operation *> known;
  Value result;
  bool failed = false;
};

/// What one operation sees.
class AdjointOf : public Adjoint {
public:
  AdjointOf(AdjointWalk &walk, Operation *op, ArrayRef<Value> cotangents,
            Value condition)
      : Adjoint(walk.context.builder, op), walk(walk), cotangents(cotangents),
        condition(condition) {}

  Value operand(unsigned n) override {
    return walk.substitute(op->getOperand(n));
  }
  Value result(unsigned n) override {
    return walk.substitute(op->getResult(n));
  }
  bool isActive(unsigned n) override {
    return walk.activity.is(op->getOperand(n));
  }
  Value at(Value term, StringRef index, Value position) override {
    return walk.context.at(term, index, position);
  }
  Value cotangent(unsigned n) override { return cotangents[n]; }

  void add(unsigned n, Value cotangent, Value extra) override {
    if (!isActive(n))
      return;
    Value filter = extra;
    Domain place = walk.context.of(op->getResult(0));
    if (auto reduce = dyn_cast<ReduceOp>(op)) {
      place |= walk.context.of(reduce.getOver());
      if (reduce.getCondition())
        filter = both(filter, reduce.getCondition());
    }
    if (auto reindex = dyn_cast<ReindexOp>(op)) // it has moved with the rest
      place &= ~walk.context.domains.bit(reindex.getTo());
    walk.add(op->getOperand(n), cotangent, both(condition, filter), place);
  }
  void addTo(Value value, Value cotangent, Value extra) override {
    walk.addNew(value, cotangent, both(condition, extra), 0);
  }

private:
  AdjointWalk &walk;
  ArrayRef<Value> cotangents;
  Value condition;
};

} // namespace

void AdjointWalk::add(Value value, Value cotangent, Value condition,
                      Domain place) {
  place |= context.of(cotangent) | context.of(condition);
  Domain over = place & ~context.of(value) & ~query.fixed;
  for (Part &part : open[value])
    if (part.over == over && part.condition == condition) {
      part.value = arith::AddFOp::create(context.builder, query.loc, part.value,
                                         cotangent);
      return;
    }
  open[value].push_back({cotangent, condition, over});
}

/// The adjoint of a value. One condition alone is handed on.
AdjointWalk::Total AdjointWalk::take(Value value) {
  auto found = open.find(value);
  if (found == open.end())
    return {};
  SmallVector<Part, 2> parts = std::move(found->second);
  open.erase(found);
  for (Part &part : parts)
    context.collapse(query.loc, part.value, part.over, part.condition);
  if (parts.size() == 1 && !parts[0].over)
    return {parts[0].value, parts[0].condition};
  Value sum;
  for (const Part &part : parts) {
    Value term =
        context.sumOver(query.loc, part.value, part.over, part.condition);
    sum = sum ? arith::AddFOp::create(context.builder, query.loc, sum, term)
              : term;
  }
  return {sum, {}};
}

/// Puts the adjoint of an element of the variable where it belongs.
void AdjointWalk::collect(Value leaf) {
  auto [value, condition] = take(leaf);
  if (!value)
    return;
  ReadOp read = variable.isArray() ? variable.read(leaf) : ReadOp();
  Domain kept = query.fixed;
  SmallVector<std::pair<StringRef, StringRef>> moves;
  if (!read) {
    kept |= context.of(leaf);
  } else {
    Domain place = context.of(value) | context.of(condition);
    ArrayAttr axes = read.getArray().getType().getAxes();
    for (auto [axis, subscript] : llvm::zip(axes, read.getSubscripts())) {
      auto [first, second] = cast<StringAttr>(axis).getValue().split('|');
      auto index = subscript.getDefiningOp<IndexOp>();
      bool direct =
          index && (index.getIndex() == first || index.getIndex() == second);
      StringRef at = direct ? index.getIndex() : first;
      if (!direct) {
        // Every element collects from where it was read.
        if ((place | context.of(subscript)) & context.domains.bit(at))
          at = second;
        if (at.empty() ||
            ((place | context.of(subscript)) & context.domains.bit(at))) {
          emitError(read.getLoc())
              << "the derivative in an array over `" << first
              << "` that is read at another place of the same index needs a "
                 "second name for it: declare it with `["
              << first << "|...]`";
          failed = true;
          return;
        }
        Value here = IndexOp::create(context.builder, query.loc,
                                     subscript.getType(), at);
        condition = context.both(
            query.loc, condition,
            arith::CmpIOp::create(context.builder, query.loc,
                                  arith::CmpIPredicate::eq, subscript, here));
      }
      kept |= context.domains.bit(at);
      if (at != first)
        moves.push_back({at, first});
    }
  }
  Domain over = (context.of(value) | context.of(condition)) & ~kept;
  value = context.sumOver(query.loc, value, over, condition);
  for (auto [from, to] : moves)
    value = ReindexOp::create(context.builder, query.loc, value, from, to);
  result =
      result ? arith::AddFOp::create(context.builder, query.loc, result, value)
             : value;
}

void AdjointWalk::visit(Operation *op) {
  for (Value leaf : op->getResults())
    if (variable.is(leaf))
      return collect(leaf);
  SmallVector<Value> cotangents;
  Value condition;
  SmallVector<Total> totals;
  for (Value value : op->getResults())
    totals.push_back(take(value));
  // Several results agree on no condition, and what moves leaves the place that
  // its condition speaks of.
  bool settled = isa<ReindexOp>(op) || llvm::count_if(totals, [](Total t) {
                                         return bool(t.value);
                                       }) > 1;
  for (Total &total : totals) {
    if (total.value && settled)
      total = {context.where(query.loc, total.condition, total.value), {}};
    if (total.value)
      condition = total.condition;
    cotangents.push_back(total.value);
  }
  if (llvm::none_of(cotangents, [](Value ct) { return bool(ct); }))
    return;
  auto differentiable = dyn_cast<DifferentiableOpInterface>(op);
  if (!differentiable) {
    emitError(op->getLoc()) << "`" << op->getName() << "` has no derivative";
    failed = true;
    return;
  }
  AdjointOf adjoint(*this, op, cotangents, condition);
  differentiable.vjp(adjoint);
}

void AdjointWalk::addNew(Value value, Value cotangent, Value condition,
                         Domain place) {
  SmallVector<Operation *> fresh =
      context.slice(value, [&](Operation *op) { return !known.contains(op); });
  for (Operation *op : fresh) {
    known.insert(op);
    activity.add(op);
  }
  if (!activity.is(value))
    return;
  add(value, cotangent, condition, place);
  for (Operation *op : llvm::reverse(fresh))
    visit(op);
}

Value AdjointWalk::run() {
  SmallVector<Operation *> ops = context.before();
  for (Operation *op : ops) {
    known.insert(op);
    activity.add(op);
  }
  for (auto [value, cotangent] : llvm::zip(query.of, query.cotangents))
    if (activity.is(value))
      add(value, cotangent, {}, context.of(value));
  for (Operation *op : llvm::reverse(ops)) {
    visit(op);
    if (failed)
      return {};
  }
  return result ? result : context.zero(query.loc, query.type);
}

Value kop::transforms::buildCotangent(DerivativeContext &context,
                                      const AdjointQuery &query) {
  return AdjointWalk(context, query).run();
}
