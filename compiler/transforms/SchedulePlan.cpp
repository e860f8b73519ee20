//===- SchedulePlan.cpp - What is computed where --------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Views of values under renamed indices, and the decisions about one value.
// Which passes there are is decided in SchedulePasses.cpp.
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/SchedulePlan.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace kop::ir;
using namespace kop::transforms;

/// Parameters with more components than this are read where they are used
/// rather than handed on by the rows region.
static constexpr int64_t largeParameter = 16;
/// Operations (a transcendental function counts for eight) from which a value
/// without indices gets a step of its own; below, every row task repeats it.
static constexpr int64_t callThreshold = 64;

static int64_t components(Type type) { return nominalComponents(type); }

Domain PlannedPass::rows() const {
  Domain domain = row ? Domain(1) << *row : 0;
  for (unsigned index : batch)
    domain |= Domain(1) << index;
  return domain;
}

Plan::Plan(FormulaOp formula)
    : formula(formula), domains(formula), extents(formula.getExtents()),
      renamings(1) {
  for (auto name : formula.getIndices().getAsRange<StringAttr>())
    names.push_back(name.str());
  readWith.resize(names.size());
  for (auto read : formula.getBody().getOps<ReadOp>()) {
    Domain domain = read.isDirect() ? domains.of(read.getResult()) : 0;
    for (unsigned index = 0; index < names.size(); ++index)
      if (domain >> index & 1)
        readWith[index] |= domain;
  }
}

//===----------------------------------------------------------------------===//
// Views
//===----------------------------------------------------------------------===//

unsigned Plan::number(StringRef name) const {
  for (unsigned n = 0; n < names.size(); ++n)
    if (names[n] == name)
      return n;
  llvm_unreachable("an index that the formula does not declare");
}

unsigned Plan::rename(unsigned index, View view) const {
  const Renaming &renaming = renamings[view.renaming];
  auto entry = renaming.find(index);
  return entry == renaming.end() ? index : entry->second;
}

/// The number of `renaming` in `renamings`, restricted to `domain`: views of
/// one value are equal when they mean the same.
static unsigned intern(std::vector<Renaming> &renamings, Renaming renaming,
                       Domain domain) {
  std::erase_if(renaming, [&](auto entry) {
    return entry.first == entry.second || !(domain >> entry.first & 1);
  });
  for (unsigned n = 0; n < renamings.size(); ++n)
    if (renamings[n] == renaming)
      return n;
  renamings.push_back(std::move(renaming));
  return renamings.size() - 1;
}

View Plan::at(Value value, View view) {
  if (view.renaming == 0)
    return {value, 0};
  Renaming renaming = renamings[view.renaming];
  return {value, intern(renamings, std::move(renaming), domains.of(value))};
}

View Plan::reindexed(ReindexOp op, View view) {
  Renaming renaming = renamings[view.renaming];
  renaming[number(op.getFrom())] = rename(number(op.getTo()), view);
  Value operand = op.getValue();
  return {operand, intern(renamings, std::move(renaming), domains.of(operand))};
}

Domain Plan::domain(View view) const {
  // `of` only remembers what it computes.
  Domain domain = const_cast<DomainAnalysis &>(domains).of(view.value);
  if (view.renaming == 0)
    return domain;
  Domain renamed = 0;
  for (unsigned index = 0; index < names.size(); ++index)
    if (domain >> index & 1)
      renamed |= Domain(1) << rename(index, view);
  return renamed;
}

//===----------------------------------------------------------------------===//
// Decisions
//===----------------------------------------------------------------------===//

int Plan::ready(Value value) {
  auto known = readyAfter.find(value);
  if (known != readyAfter.end())
    return known->second;
  int pass = -1;
  if (Operation *op = value.getDefiningOp()) {
    for (Value operand : op->getOperands())
      pass = std::max(pass, ready(operand));
    auto own = passOf.find(op);
    if (own != passOf.end())
      pass = std::max(pass, int(own->second));
  }
  return readyAfter[value] = pass;
}

std::optional<unsigned> Plan::home(Value value, unsigned user) {
  int first = ready(value);
  // Keeping a broadcast value would only make it larger, and a value of
  // another index is kept under its own.
  if (first < 0 || isa<BroadcastOp, ReindexOp>(value.getDefiningOp()))
    return std::nullopt;
  for (unsigned pass = first; pass < user; ++pass)
    if (passes[pass].rows() == domains.of(value))
      return pass;
  return std::nullopt;
}

/// Operations that `op` takes, roughly.
static int64_t weight(Operation *op) {
  if (isa<ReadOp, IndexOp, ExtentOp, BroadcastOp, ConcatOp, SliceOp,
          ComponentOp, ReshapeOp, ReindexOp, LookupOp>(op) ||
      op->hasTrait<OpTrait::ConstantLike>())
    return 0;
  int64_t count = components(op->getResult(0).getType());
  if (auto einsum = dyn_cast<EinsumOp>(op)) {
    for (Value operand : einsum.getOperands_())
      count = std::max(count, components(operand.getType())) *
              (components(operand.getType()) > 1 ? 2 : 1);
    return count;
  }
  for (Value operand : op->getOperands())
    count = std::max(count, components(operand.getType()));
  return isFunction(op) || isa<math::SqrtOp>(op) ? 8 * count : count;
}

bool Plan::isCallValue(Value value) {
  Operation *op = value.getDefiningOp();
  if (!op || domains.of(value) != 0 || ready(value) >= 0)
    return false;
  auto known = callValue.find(value);
  if (known != callValue.end())
    return known->second;
  int64_t total = 0;
  llvm::SetVector<Operation *> slice;
  slice.insert(op);
  // The vector grows while it is walked: all operations behind the value.
  for (unsigned n = 0; n < slice.size() && total <= callThreshold; ++n) {
    total += weight(slice[n]);
    for (Value operand : slice[n]->getOperands())
      if (Operation *definition = operand.getDefiningOp())
        slice.insert(definition);
  }
  return callValue[value] = weight(op) > 0 && total > callThreshold;
}

PairSource Plan::pairSource(View view, unsigned number) {
  const PlannedPass &pass = passes[number];
  Operation *op = view.value.getDefiningOp();
  if (isa<IndexOp, ExtentOp, ReindexOp, BroadcastOp>(op) ||
      op->hasTrait<OpTrait::ConstantLike>())
    return PairSource::Recompute;
  Domain needs = domain(view), rows = pass.rows();
  if ((needs & ~rows) == 0) {
    Domain row = pass.row ? Domain(1) << *pass.row : 0;
    bool large = isDynamic(view.value.getType()) ||
                 components(view.value.getType()) > largeParameter;
    bool inMemory =
        isa<ReadOp>(op) || isCallValue(view.value) || home(view.value, number);
    return inMemory && large && !(needs & row) ? PairSource::Recompute
                                               : PairSource::Row;
  }
  Domain columns = pass.columns();
  for (unsigned index : pass.batch)
    columns |= Domain(1) << index;
  // These only move components: packing them would copy for nothing. So would
  // what each column is read for once.
  // Records have parts of known size.
  if (!pass.row || pass.metOnce || (needs & ~columns) ||
      isa<ConcatOp, OneHotOp, ReshapeOp>(op) || isDynamic(view.value.getType()))
    return PairSource::Recompute;
  return PairSource::Column;
}

//===----------------------------------------------------------------------===//
// Outputs
//===----------------------------------------------------------------------===//

static ArrayType outputType(FormulaOp formula, unsigned number) {
  return cast<ArrayType>(
      cast<TypeAttr>(formula.getOutputTypes()[number]).getValue());
}

/// The tensor of a lookup at the last axes of the output, in order.
static Value lookedUp(FormulaOp formula, Value value, ArrayType type) {
  auto lookup = value.getDefiningOp<LookupOp>();
  ArrayAttr axes = type.getAxes();
  if (!lookup || lookup.getPosition().size() > axes.size())
    return {};
  auto last = axes.getValue().take_back(lookup.getPosition().size());
  auto shape = cast<RankedTensorType>(lookup.getValue().getType()).getShape();
  for (auto [axis, position, size] :
       llvm::zip(last, lookup.getPosition(), shape)) {
    auto index = position.getDefiningOp<IndexOp>();
    if (!index || index.getIndexAttr() != axis)
      return {};
    for (auto [name, extent] :
         llvm::zip(formula.getIndices(), formula.getExtents()))
      if (name == axis && extent != size)
        return {};
  }
  return lookup.getValue();
}

Value Plan::outputValue(unsigned number) {
  Value value = formula.getBody().front().getTerminator()->getOperand(number);
  Value tensor = lookedUp(formula, value, outputType(formula, number));
  return tensor ? tensor : value;
}

unsigned Plan::tensorAxes(unsigned number) {
  auto rank = [](Type type) {
    auto tensor = dyn_cast<RankedTensorType>(type);
    return tensor ? tensor.getRank() : 0;
  };
  return rank(outputValue(number).getType()) -
         rank(outputType(formula, number).getElement());
}

Domain Plan::outputDomain(unsigned number) {
  ArrayAttr axes = outputType(formula, number).getAxes();
  Domain domain = 0;
  for (Attribute axis : axes.getValue().drop_back(tensorAxes(number)))
    domain |= domains.bit(cast<StringAttr>(axis).getValue());
  return domain;
}
