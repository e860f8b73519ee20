//===- Cost.cpp - What passes cost ----------------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/Cost.h"
#include "compiler/transforms/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace kop::ir;
using namespace kop::transforms;

static int64_t components(Type type) { return nominalComponents(type); }

static int64_t bytesOf(Type type) {
  Type element = getElementTypeOrSelf(type);
  int64_t bits = element.isInteger(1) ? 8 : element.getIntOrFloatBitWidth();
  return components(type) * bits / 8;
}

int64_t RegionCost::total() const {
  int64_t sum = 0;
  for (auto &[name, count] : operations)
    sum += count;
  return sum;
}

void RegionCost::add(const std::string &name, int64_t count) {
  if (count != 0)
    operations[name] += count;
}

//===----------------------------------------------------------------------===//
// Operations
//===----------------------------------------------------------------------===//

/// Products that one einsum adds up: sizes of all its letters, multiplied.
static int64_t einsumProducts(EinsumOp op) {
  std::map<char, int64_t> sizes;
  StringRef letters = op.getSpecification().split("->").first;
  for (Value operand : op.getOperands_()) {
    auto [own, rest] = letters.split(',');
    letters = rest;
    auto type = dyn_cast<RankedTensorType>(operand.getType());
    for (auto [axis, letter] : llvm::enumerate(own.trim()))
      if (type && int64_t(axis) < type.getRank())
        sizes[letter] = type.getDimSize(axis);
  }
  int64_t product = 1;
  for (auto [letter, size] : sizes)
    product *= size;
  return product;
}

/// What an operation is called in a report; empty when it costs nothing.
static std::string costName(Operation *op) {
  return TypeSwitch<Operation *, std::string>(op)
      .Case<arith::AddFOp>([](auto) { return "add"; })
      .Case<arith::SubFOp>([](auto) { return "sub"; })
      .Case<arith::MulFOp>([](auto) { return "mul"; })
      .Case<arith::DivFOp>([](auto) { return "div"; })
      // A sign is part of the instruction that takes the value.
      .Case<arith::NegFOp, arith::ConstantOp>([](auto) { return ""; })
      .Case<arith::MinNumFOp, arith::MinimumFOp>([](auto) { return "min"; })
      .Case<arith::MaxNumFOp, arith::MaximumFOp>([](auto) { return "max"; })
      .Case<arith::CmpFOp, arith::CmpIOp>([](auto) { return "compare"; })
      .Case<arith::SelectOp>([](auto) { return "select"; })
      .Default([](Operation *other) -> std::string {
        if (isa_and_nonnull<math::MathDialect>(other->getDialect()) ||
            isFunction(other))
          return other->getName().stripDialect().str();
        if (isa_and_nonnull<arith::ArithDialect>(other->getDialect()))
          return "integer";
        return "";
      });
}

/// Whether something else takes the difference of the points of a distance as
/// well: code shares it.
static bool isDifferenceKnown(SqDistOp distance) {
  Value x = distance.getLhs(), y = distance.getRhs();
  return llvm::any_of(x.getUsers(), [&](Operation *user) {
    return isa<arith::SubFOp>(user) &&
           user->getBlock() == distance->getBlock() &&
           llvm::is_contained(user->getOperands(), y);
  });
}

void kop::transforms::addOperationCost(Operation *op, RegionCost &cost) {
  auto products = [&](int64_t count) {
    cost.add("mul", 1);
    cost.add("fma", count - 1);
  };
  if (auto read = dyn_cast<ReadOp>(op)) {
    cost.bytes += bytesOf(read.getResult().getType());
  } else if (auto store = dyn_cast<StoreOp>(op)) {
    cost.bytes += bytesOf(store.getValue().getType());
  } else if (auto expansion = dyn_cast<ExpansionOp>(op)) {
    cost.add("fma", components(expansion.getRow().getType()));
    // A filter does not need the norm of the row.
    cost.add("add", expansion.getLimit() ? 2 : 0);
  } else if (auto sqdist = dyn_cast<SqDistOp>(op)) {
    if (llvm::all_of(op->getUsers(), llvm::IsaPred<ExpansionOp>))
      return; // rarely computed
    int64_t size = components(sqdist.getLhs().getType());
    cost.add("sub", isDifferenceKnown(sqdist) ? 0 : size);
    products(size);
  } else if (auto dot = dyn_cast<DotOp>(op)) {
    products(components(dot.getLhs().getType()));
  } else if (auto einsum = dyn_cast<EinsumOp>(op)) {
    int64_t results = components(einsum.getResult().getType());
    cost.add("mul", results);
    cost.add("fma", einsumProducts(einsum) - results);
  } else if (auto fold = dyn_cast<ComponentsOp>(op)) {
    bool sum = fold.getKind() == ComponentKind::Sum;
    cost.add(sum ? "add" : stringifyComponentKind(fold.getKind()).str(),
             components(fold.getValue().getType()) - 1);
  } else if (auto lookup = dyn_cast<LookupOp>(op)) {
    cost.bytes += bytesOf(lookup.getResult().getType());
  } else if (std::string name = costName(op); !name.empty()) {
    cost.add(name, components(op->getResult(0).getType()));
  }
}

/// What taking one term into a reduction costs. A product that only a sum
/// uses is fused with it.
static void addReductionCost(ReductionAttr reduction, ValueRange arguments,
                             RegionCost &cost) {
  int64_t size = arguments.empty() ? 1 : components(arguments.back().getType());
  // A sum, five operations for what it rounds away, and their sum.
  constexpr int64_t compensatedAdds = 7;
  auto accumulate = [&](Value term) {
    if (reduction.getCompensated())
      return cost.add("add", compensatedAdds * size);
    auto product = term.getDefiningOp<arith::MulFOp>();
    bool fused = product && product->hasOneUse();
    cost.add("mul", fused ? -size : 0);
    cost.add(fused ? "fma" : "add", size);
  };
  switch (reduction.getKind()) {
  case ReductionKind::Sum:
    return accumulate(arguments[0]);
  case ReductionKind::Prod:
    return cost.add("mul", size);
  case ReductionKind::Count: // per block of columns where there is no filter
    return cost.add("add", reduction.getFiltered());
  case ReductionKind::Collect: // the lists are short beside all pairs
    return cost.add("compare", 1);
  case ReductionKind::Min:
  case ReductionKind::Max:
    return cost.add(stringifyReductionKind(reduction.getKind()).str(), size);
  case ReductionKind::ArgMin:
  case ReductionKind::ArgMax:
  case ReductionKind::KMin:
  case ReductionKind::KMax:
    cost.add("compare", size);
    return cost.add("select", 2 * size);
  case ReductionKind::LogSumExp:
  case ReductionKind::LogSumExpSigned:
  case ReductionKind::SoftMax:
    cost.add("max", 1);
    cost.add(reduction.getBase2() ? "sub" : "fma", 1);
    cost.add("exp2", 1);
    if (reduction.getCompensated()) {
      cost.add("mul", arguments.size() > 1 ? size : 0);
      size +=
          arguments.size() > 1 && reduction.getKind() == ReductionKind::SoftMax;
      return cost.add("add", compensatedAdds * size);
    }
    return cost.add(arguments.size() > 1 ? "fma" : "add",
                    size + (arguments.size() > 1));
  case ReductionKind::Var:
    cost.add("add", size);
    return cost.add("fma", size);
  }
}

//===----------------------------------------------------------------------===//
// Live values
//===----------------------------------------------------------------------===//

int64_t kop::transforms::liveScalars(PassOp pass) {
  if (pass.getPair().empty())
    return 0;
  Block &block = pass.getPair().front();
  int64_t kept = 0;
  for (BlockArgument argument : block.getArguments())
    kept += components(argument.getType());
  unsigned rowValues = pass.getPair().getNumArguments();
  for (BlockArgument result :
       pass.getFinish().getArguments().drop_front(rowValues))
    kept += components(result.getType());
  // Backwards: a value lives from its definition to its last use.
  llvm::DenseSet<Value> alive;
  int64_t live = 0, most = 0;
  for (Operation &op : llvm::reverse(block)) {
    for (Value result : op.getResults())
      if (alive.erase(result))
        live -= components(result.getType());
    for (Value operand : op.getOperands())
      if (operand.getParentBlock() == &block && operand.getDefiningOp() &&
          !isa<ReadOp>(operand.getDefiningOp()) && alive.insert(operand).second)
        live += components(operand.getType());
    most = std::max(most, live);
  }
  return kept + most;
}

//===----------------------------------------------------------------------===//
// Attribute and report
//===----------------------------------------------------------------------===//

static DictionaryAttr toAttribute(MLIRContext *context,
                                  const RegionCost &cost) {
  Builder b(context);
  NamedAttrList entries;
  for (auto &[name, count] : cost.operations)
    if (count)
      entries.append(name, b.getI64IntegerAttr(count));
  entries.append("operations", b.getI64IntegerAttr(cost.total()));
  entries.append("bytes", b.getI64IntegerAttr(cost.bytes));
  return entries.getDictionary(context);
}

DictionaryAttr kop::transforms::passCost(PassOp pass) {
  Builder b(pass.getContext());
  RegionCost row, pair;
  for (Operation &op : pass.getRows().front())
    addOperationCost(&op, row);
  for (Operation &op : pass.getFinish().front())
    addOperationCost(&op, row);
  NamedAttrList entries;
  entries.append("row", toAttribute(b.getContext(), row));
  if (!pass.getPair().empty()) {
    Block &block = pass.getPair().front();
    for (Operation &op : block)
      addOperationCost(&op, pair);
    ValueRange yielded = block.getTerminator()->getOperands();
    for (auto reduction : pass.getReductions().getAsRange<ReductionAttr>()) {
      addReductionCost(reduction, yielded.take_front(reduction.getArguments()),
                       pair);
      yielded = yielded.drop_front(reduction.getArguments() +
                                   reduction.getFiltered());
    }
    entries.append("pair", toAttribute(b.getContext(), pair));
    entries.append("registers", b.getI64IntegerAttr(liveScalars(pass)));
  }
  return entries.getDictionary(b.getContext());
}

/// `3 sub, 1 mul, 2 fma; 8 operations, 16 bytes`.
static void print(llvm::raw_ostream &os, DictionaryAttr cost) {
  const char *separator = "";
  for (NamedAttribute entry : cost) {
    if (entry.getName() == "operations" || entry.getName() == "bytes")
      continue;
    os << separator << cast<IntegerAttr>(entry.getValue()).getInt() << ' '
       << entry.getName().getValue();
    separator = ", ";
  }
  os << (*separator ? "; " : "")
     << cost.getAs<IntegerAttr>("operations").getInt() << " operations, "
     << cost.getAs<IntegerAttr>("bytes").getInt() << " bytes\n";
}

std::string kop::transforms::costReport(KernelOp kernel) {
  std::string text;
  llvm::raw_string_ostream os(text);
  os << "cost of " << kernel.getSymName() << "\n";
  for (auto pass : kernel.getBody().getOps<PassOp>()) {
    DictionaryAttr cost = pass.getCostAttr();
    if (!cost)
      continue;
    os << "  " << pass.getSymName() << "\n    per "
       << (pass.getRow() ? *pass.getRow() : StringRef("call")) << ": ";
    print(os, cost.getAs<DictionaryAttr>("row"));
    auto pair = cost.getAs<DictionaryAttr>("pair");
    if (!pair)
      continue;
    os << "    per " << (pass.getRow() ? "pair" : pass.getColumn()->str())
       << ": ";
    print(os, pair);
    os << "    registers: " << cost.getAs<IntegerAttr>("registers").getInt()
       << "\n";
  }
  return text;
}
