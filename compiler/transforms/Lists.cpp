//===- Lists.cpp - Reductions over lists of columns -----------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/Lists.h"

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

bool kop::transforms::countsEntries(FormulaOp formula, StringRef index) {
  return llvm::any_of(listsOf(formula), [&](int64_t number) {
    auto type =
        cast<ArrayType>(formula.getBody().getArgument(number).getType());
    return cast<StringAttr>(type.getAxes()[0]).getValue() == index;
  });
}
