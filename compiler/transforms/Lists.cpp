//===- Lists.cpp - Reductions whose columns have one row ------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/Lists.h"

#include "dialect/Domain.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace kop::ir;
using namespace kop::transforms;

/// The numbers of the arrays of rows.
static ArrayRef<int64_t> listsOf(Operation *formula) {
  auto lists = formula->getAttrOfType<DenseI64ArrayAttr>("lists");
  return lists ? lists.asArrayRef() : ArrayRef<int64_t>();
}

bool kop::transforms::holdsRowsOfEntries(Value array) {
  auto argument = dyn_cast<BlockArgument>(array);
  return argument &&
         llvm::is_contained(listsOf(argument.getOwner()->getParentOp()),
                            int64_t(argument.getArgNumber()));
}

/// Whether `value` is the row of the entry that `over` counts.
static bool isRowOfEntry(Value value, StringRef over) {
  auto read = value.getDefiningOp<ReadOp>();
  if (!read || !holdsRowsOfEntries(read.getArray()))
    return false;
  auto index = read.getSubscripts()[0].getDefiningOp<IndexOp>();
  return index && index.getIndex() == over;
}

static std::optional<StringRef> rowWhere(Value filter, StringRef over) {
  if (auto both = filter.getDefiningOp<arith::AndIOp>()) {
    auto row = rowWhere(both.getLhs(), over);
    return row ? row : rowWhere(both.getRhs(), over);
  }
  auto compare = filter.getDefiningOp<arith::CmpIOp>();
  if (!compare || compare.getPredicate() != arith::CmpIPredicate::eq)
    return std::nullopt;
  for (auto [row, entry] : {std::pair(compare.getLhs(), compare.getRhs()),
                            std::pair(compare.getRhs(), compare.getLhs())})
    if (auto index = row.getDefiningOp<IndexOp>();
        index && isRowOfEntry(entry, over))
      return index.getIndex();
  return std::nullopt;
}

std::optional<StringRef> kop::transforms::rowOfList(ReduceOp op) {
  if (op.getOver().size() != 1 || !op.getCondition())
    return std::nullopt;
  return rowWhere(op.getCondition(),
                  cast<StringAttr>(op.getOver()[0]).getValue());
}

/// The names of the subscripts of a plain read of a scalar of an input.
static SmallVector<StringRef> plainSubscripts(ReadOp read) {
  SmallVector<StringRef> names;
  if (!isa<BlockArgument>(read.getArray()) || !read.isDirect() ||
      !isa<IntegerType>(read.getType()))
    return names;
  for (Value subscript : read.getSubscripts())
    names.push_back(subscript.getDefiningOp<IndexOp>().getIndex());
  return names;
}

/// The indices of the axes in which a label lies, in their order.
static std::optional<std::pair<StringRef, StringRef>> pairOfLabel(Value label,
                                                                  ReduceOp op) {
  auto isPair = [&](StringRef a, StringRef b) {
    auto over = op.getOver().getAsValueRange<StringAttr>();
    return a != b && llvm::is_contained(over, a) && llvm::is_contained(over, b);
  };
  if (auto read = label.getDefiningOp<ReadOp>()) {
    SmallVector<StringRef> names = plainSubscripts(read);
    if (names.size() == 2 && isPair(names[0], names[1]))
      return std::pair(names[0], names[1]);
    return std::nullopt;
  }
  auto lookup = label.getDefiningOp<LookupOp>();
  if (!lookup || lookup.getPosition().size() != 1 ||
      !isa<IntegerType>(lookup.getType()))
    return std::nullopt;
  auto second = lookup.getPosition()[0].getDefiningOp<IndexOp>();
  auto best = lookup.getValue().getDefiningOp<ReduceOp>();
  if (!second || !best)
    return std::nullopt;
  DomainAnalysis domains(op->getParentOfType<FormulaOp>());
  for (StringRef first : op.getOver().getAsValueRange<StringAttr>())
    if (domains.of(lookup.getValue()) == domains.bit(first) &&
        isPair(first, second.getIndex()))
      return std::pair(first, second.getIndex());
  return std::nullopt;
}

static std::optional<LabelledPairs> pairsWhere(Value filter, ReduceOp op) {
  if (auto both = filter.getDefiningOp<arith::AndIOp>()) {
    auto pairs = pairsWhere(both.getLhs(), op);
    return pairs ? pairs : pairsWhere(both.getRhs(), op);
  }
  auto compare = filter.getDefiningOp<arith::CmpIOp>();
  if (!compare || compare.getPredicate() != arith::CmpIPredicate::eq)
    return std::nullopt;
  for (auto [row, label] : {std::pair(compare.getLhs(), compare.getRhs()),
                            std::pair(compare.getRhs(), compare.getLhs())}) {
    auto index = row.getDefiningOp<IndexOp>();
    if (!index || llvm::is_contained(op.getOver(), index.getIndexAttr()))
      continue;
    if (auto pair = pairOfLabel(label, op))
      return LabelledPairs{index.getIndex(), pair->first, pair->second, label};
  }
  return std::nullopt;
}

std::optional<LabelledPairs> kop::transforms::labelOfPairs(ReduceOp op) {
  // These are told apart by one number.
  bool numbered = llvm::is_contained(
      {ReductionKind::ArgMin, ReductionKind::ArgMax, ReductionKind::KMin,
       ReductionKind::KMax, ReductionKind::Var},
      op.getKind());
  if (op.getOver().size() != 2 || !op.getCondition() || numbered)
    return std::nullopt;
  return pairsWhere(op.getCondition(), op);
}

bool kop::transforms::countsEntries(FormulaOp formula, StringRef index) {
  return llvm::any_of(listsOf(formula), [&](int64_t number) {
    auto type =
        cast<ArrayType>(formula.getBody().getArgument(number).getType());
    return cast<StringAttr>(type.getAxes()[0]).getValue() == index;
  });
}
