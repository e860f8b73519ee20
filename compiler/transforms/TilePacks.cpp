//===- TilePacks.cpp - Columns without their packs ------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/TilePacks.h"
#include "compiler/transforms/Cost.h"
#include "compiler/transforms/TileReduction.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;

namespace kop::transforms {

/// The store of the records that `read` reads; null where they are no pack.
static ir::StoreOp packedBy(ir::ReadOp read) {
  if (!read.getArray().getDefiningOp<ir::TemporaryOp>())
    return {};
  for (Operation *user : read.getArray().getUsers())
    if (auto store = dyn_cast<ir::StoreOp>(user))
      return store->getParentOfType<ir::PassOp>()->hasAttr(ir::packAttribute)
                 ? store
                 : ir::StoreOp();
  return {};
}

/// Calls `body` with every value that is a part of the record, and what was
/// packed there.
static void forEachPart(ir::ReadOp read, ir::StoreOp store,
                        llvm::function_ref<void(Value, Value)> body) {
  Value record = store.getValue();
  body(read.getResult(), record);
  auto concat = record.getDefiningOp<ir::ConcatOp>();
  if (!concat)
    return;
  llvm::DenseMap<int64_t, Value> parts;
  int64_t start = 0;
  for (Value part : concat.getParts()) {
    parts[start] = part;
    start += componentCount(part.getType());
  }
  for (Operation *user : read->getUsers()) {
    Value part;
    if (auto slice = dyn_cast<ir::SliceOp>(user))
      part = parts.lookup(slice.getOffset());
    else if (auto component = dyn_cast<ir::ComponentOp>(user))
      part = parts.lookup(component.getPosition()[0]);
    if (part && part.getType() == user->getResult(0).getType())
      body(user->getResult(0), part);
  }
}

namespace {
/// What lanes over columns compute of a pair that needs the column only.
class ColumnCost {
public:
  explicit ColumnCost(ir::PassOp pass) : pass(pass) {}

  /// Operations per column, none where a loop over components is among them:
  /// only a pack makes sure that it is written once.
  std::optional<int64_t> of();

private:
  bool visit(Value value);
  void count(Operation *op);

  ir::PassOp pass;
  llvm::DenseMap<Value, bool> onColumn;
  llvm::DenseMap<Value, Value> packed;
  llvm::SetVector<Operation *> ofColumn;
};
} // namespace

/// Whether `value` depends on the column; notes the operations that do.
bool ColumnCost::visit(Value value) {
  if (auto it = packed.find(value); it != packed.end())
    return visit(it->second);
  auto [known, isNew] = onColumn.try_emplace(value, false);
  if (!isNew)
    return known->second;
  Operation *op = value.getDefiningOp();
  if (!op)
    return false;
  bool depends = false;
  if (auto index = dyn_cast<ir::IndexOp>(op))
    depends = index.getIndex() == *pass.getColumn();
  else if (auto expansion = dyn_cast<ir::ExpansionOp>(op))
    // Lanes over columns compute distances.
    depends = visit(expansion.getDistance());
  else
    for (Value operand : op->getOperands())
      depends |= visit(operand);
  if (depends)
    ofColumn.insert(op);
  return onColumn[value] = depends;
}

std::optional<int64_t> ColumnCost::of() {
  Block &pair = pass.getPair().front();
  pair.walk([&](ir::ReadOp read) {
    if (ir::StoreOp store = packedBy(read))
      forEachPart(read, store,
                  [&](Value part, Value value) { packed[part] = value; });
  });
  pair.walk([&](Operation *op) {
    if (isa<ir::StoreOp, ir::YieldOp>(op))
      for (Value operand : op->getOperands())
        visit(operand);
  });
  const int64_t unroll = TileOptions().unroll;
  RegionCost cost;
  for (Operation *op : ofColumn) {
    if (op->getBlock() == &pair)
      continue;
    bool isContraction =
        isa<ir::ComponentsOp, ir::DotOp, ir::SqDistOp, ir::EinsumOp>(op);
    for (Type type : op->getOperandTypes())
      if (isContraction && componentCount(type) > unroll)
        return std::nullopt;
    addOperationCost(op, cost);
    // Elements of other rows are gathered one by one.
    if (auto read = dyn_cast<ir::ReadOp>(op); read && !read.isDirect())
      cost.add("gather", 8 * ir::nominalComponents(read.getType()));
  }
  return cost.total();
}

/// Whether lanes over columns of `pass` do without packs.
static bool readsColumns(ir::PassOp pass) {
  // What packing a column takes, in operations, at least.
  constexpr int64_t packing = 64;
  if (!pass.getRow() || !pass.getColumn() || pass->hasAttr("groups") ||
      pass.makesLists() || isLong(pass))
    return false;
  std::optional<int64_t> cost = ColumnCost(pass).of();
  int64_t ofPair = 0;
  if (auto pair = pass.getCostAttr()
                      ? pass.getCostAttr().getAs<DictionaryAttr>("pair")
                      : DictionaryAttr())
    if (auto count = pair.getAs<IntegerAttr>("operations"))
      ofPair = count.getInt();
  return cost && *cost <= std::max(packing, ofPair);
}

/// Whether all that reads a pack can do without it, in some task.
static bool isSkippable(ir::StoreOp store) {
  return llvm::all_of(store.getArray().getUsers(), [&](Operation *user) {
    auto pass = user->getParentOfType<ir::PassOp>();
    if (!isa<ir::ReadOp>(user))
      return user == store.getOperation();
    return user->getBlock() == &pass.getPair().front() && readsColumns(pass);
  });
}

/// The reads of packs that lanes over columns do without.
static SmallVector<std::pair<ir::ReadOp, ir::StoreOp>>
skippedReads(ir::PassOp pass) {
  SmallVector<std::pair<ir::ReadOp, ir::StoreOp>> reads;
  if (!pass.getPair().empty())
    for (auto read : pass.getPair().getOps<ir::ReadOp>())
      if (ir::StoreOp store = packedBy(read); store && isSkippable(store))
        reads.push_back({read, store});
  return reads;
}

SmallVector<int64_t> skippedPacks(ir::PassOp pass) {
  llvm::SetVector<Operation *> packs;
  for (auto [read, store] : skippedReads(pass))
    packs.insert(store->getParentOfType<ir::PassOp>());
  SmallVector<int64_t> numbers;
  auto kernel = pass->getParentOfType<ir::KernelOp>();
  for (auto [number, other] :
       llvm::enumerate(kernel.getBody().getOps<ir::PassOp>()))
    if (packs.contains(other))
      numbers.push_back(number);
  return numbers;
}

void readBehindPacks(TileBuilder &t, ir::PassOp pass) {
  for (auto [read, store] : skippedReads(pass))
    forEachPart(read, store,
                [&](Value part, Value value) { t.alias(part, value); });
}

} // namespace kop::transforms
