//===- ScheduleGroups.cpp - Passes whose columns carry a label ------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A pass all of whose terms count only where an integer of the column equals
// the number of the row (`sum[i : label[i] == l] x[i]`) needs to meet every
// column once, not once per row. The attribute `groups` of a pass says where
// the labels lie; the runtime sorts the columns by them and gives each row its
// own interval. Terms keep their filters: what is met besides does no harm.
//
// Entries of lists (see Lists.h) are in the order of their rows. Such a pass
// never meets an entry in another row, and its filters need not look.
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/Lists.h"
#include "compiler/transforms/SchedulePlan.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;
using namespace kop::ir;
using namespace kop::transforms;

namespace {
/// An integer of every column: component `component` of `array`.
struct Label {
  Value array;
  int64_t component;
  bool operator==(const Label &other) const {
    return array == other.array && component == other.component;
  }
};
} // namespace

static bool isIndex(Value value, std::optional<StringRef> name) {
  auto index = value.getDefiningOp<IndexOp>();
  return index && name && index.getIndex() == *name;
}

/// What `value` reads at a column that is a pair: of an array over both
/// indices, or a component of one over the first.
static std::optional<Label> readPairLabel(Value value, PassOp pass,
                                          StringRef second) {
  SmallVector<Value> places;
  if (auto lookup = value.getDefiningOp<LookupOp>()) {
    places = lookup.getPosition();
    value = lookup.getValue();
  }
  auto read = value.getDefiningOp<ReadOp>();
  if (!read)
    return std::nullopt;
  places.insert(places.begin(), read.getSubscripts().begin(),
                read.getSubscripts().end());
  if (places.size() != 2 || !isIndex(places[0], pass.getColumn()) ||
      !isIndex(places[1], second))
    return std::nullopt;
  return Label{read.getArray(), 0};
}

/// What `value` reads at the column and nowhere else.
static std::optional<Label> readLabel(Value value, PassOp pass) {
  if (auto second = pass->getAttrOfType<StringAttr>("column2"))
    return readPairLabel(value, pass, second.getValue());
  Label label{{}, 0};
  if (auto component = value.getDefiningOp<ComponentOp>()) {
    if (component.getPosition().size() != 1)
      return std::nullopt;
    label.component = component.getPosition()[0];
    value = component.getValue();
  }
  auto read = value.getDefiningOp<ReadOp>();
  if (!read || read.getSubscripts().size() != 1 ||
      !isIndex(read.getSubscripts()[0], pass.getColumn()))
    return std::nullopt;
  label.array = read.getArray();
  return label;
}

/// The label that equals the row wherever `filter` holds.
static std::optional<Label> findLabel(Value filter, PassOp pass) {
  if (auto both = filter.getDefiningOp<arith::AndIOp>()) {
    auto label = findLabel(both.getLhs(), pass);
    return label ? label : findLabel(both.getRhs(), pass);
  }
  auto compare = filter.getDefiningOp<arith::CmpIOp>();
  if (!compare || compare.getPredicate() != arith::CmpIPredicate::eq)
    return std::nullopt;
  if (isIndex(compare.getRhs(), pass.getRow()))
    return readLabel(compare.getLhs(), pass);
  if (isIndex(compare.getLhs(), pass.getRow()))
    return readLabel(compare.getRhs(), pass);
  return std::nullopt;
}

/// The condition without which a term does nothing: the filter, or that of a
/// sum of numbers which are 0 otherwise (`count`).
static Value conditionOf(ReductionAttr reduction, ValueRange arguments,
                         Value filter) {
  if (filter || reduction.getKind() != ReductionKind::Sum)
    return filter;
  auto choice = arguments[0].getDefiningOp<arith::SelectOp>();
  if (!choice || !(matchPattern(choice.getFalseValue(), m_Zero()) ||
                   matchPattern(choice.getFalseValue(), m_AnyZeroFloat())))
    return {};
  return choice.getCondition();
}

static std::optional<Label> commonLabel(PassOp pass) {
  if (!pass.getRow() || !pass.getColumn() || pass.getReductions().empty() ||
      pass.makesLists())
    return std::nullopt;
  std::optional<Label> common;
  ValueRange yielded = pass.getPair().front().getTerminator()->getOperands();
  for (auto reduction : pass.getReductions().getAsRange<ReductionAttr>()) {
    ValueRange arguments = yielded.take_front(reduction.getArguments());
    yielded = yielded.drop_front(reduction.getArguments());
    Value filter;
    if (reduction.getFiltered()) {
      filter = yielded.front();
      yielded = yielded.drop_front();
    }
    Value condition = conditionOf(reduction, arguments, filter);
    if (!condition)
      return std::nullopt;
    auto label = findLabel(condition, pass);
    if (!label || (common && !(*common == *label)))
      return std::nullopt;
    common = label;
  }
  return common;
}

/// The number of an array in a frame: inputs, outputs, temporaries.
static int64_t arrayNumber(KernelOp kernel, Value array) {
  if (auto argument = dyn_cast<BlockArgument>(array))
    return argument.getArgNumber();
  int64_t number = kernel.getBody().getNumArguments();
  for (auto temporary : kernel.getBody().getOps<TemporaryOp>()) {
    if (temporary.getArray() == array)
      break;
    ++number;
  }
  return number;
}

/// Takes the test of the label out of the filters of a pass, which meets the
/// entries of lists in their rows only, and what was read for it.
static void dropTests(PassOp pass, Label label) {
  Block &pair = pass.getPair().front();
  OpBuilder b = OpBuilder::atBlockBegin(&pair);
  for (auto compare :
       llvm::make_early_inc_range(pair.getOps<arith::CmpIOp>())) {
    if (findLabel(compare, pass) != label)
      continue;
    for (Operation *user :
         llvm::make_early_inc_range(compare.getResult().getUsers()))
      if (auto both = dyn_cast<arith::AndIOp>(user))
        both.replaceAllUsesWith(both.getLhs() == compare.getResult()
                                    ? both.getRhs()
                                    : both.getLhs());
    if (llvm::any_of(compare->getUsers(), llvm::IsaPred<YieldOp>)) {
      Value always =
          arith::ConstantOp::create(b, compare.getLoc(), b.getBoolAttr(true));
      compare.replaceAllUsesWith(always);
    }
  }
  for (Operation &op : llvm::make_early_inc_range(llvm::reverse(pair)))
    if (isOpTriviallyDead(&op))
      op.erase();
}

LogicalResult kop::transforms::markGroups(KernelOp kernel) {
  Builder b(kernel.getContext());
  for (auto pass : kernel.getBody().getOps<PassOp>()) {
    auto label = commonLabel(pass);
    if (!label) {
      if (pass->hasAttr("column2"))
        return pass.emitOpError("meets pairs without a label");
      continue;
    }
    NamedAttrList groups;
    groups.set("array", b.getI64IntegerAttr(arrayNumber(kernel, label->array)));
    groups.set("component", b.getI64IntegerAttr(label->component));
    if (holdsRowsOfEntries(label->array)) {
      groups.set("list", b.getUnitAttr());
      dropTests(pass, *label);
    }
    pass->setAttr("groups", groups.getDictionary(kernel.getContext()));
  }
  return success();
}
