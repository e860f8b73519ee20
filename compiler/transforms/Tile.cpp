//===- Tile.cpp - kop-tile: passes to register tiles ----------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/Passes.h"
#include "compiler/transforms/TilePacks.h"
#include "compiler/transforms/TileReduction.h"
#include "compiler/transforms/TileState.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/BuiltinOps.h"

using namespace mlir;

namespace kop::transforms {

#define GEN_PASS_DEF_KOPTILE
#include "compiler/transforms/Passes.h.inc"

//===----------------------------------------------------------------------===//
// Reductions of a pass
//===----------------------------------------------------------------------===//

/// The reductions of a pass, with their arguments; null entries have no tile.
static Reductions makeReductions(ir::PassOp pass) {
  Reductions reductions;
  auto kernel = pass->getParentOfType<ir::KernelOp>();
  unsigned next = 0;
  for (auto attr : pass.getReductions().getAsRange<ir::ReductionAttr>()) {
    ValueRange yielded = pass.getPair().front().getTerminator()->getOperands();
    ValueRange arguments = yielded.slice(next, attr.getArguments());
    next += attr.getArguments();
    Value filter = attr.getFiltered() ? yielded[next++] : Value();
    ReductionSpec spec{attr, llvm::to_vector(arguments.getTypes()),
                       kernel.getIndexType()};
    reductions.push_back(TileReduction::create(std::move(spec)));
    if (reductions.back())
      reductions.back()->setArguments(arguments, filter);
  }
  return reductions;
}

StateSize stateSize(ir::PassOp pass) {
  StateSize size;
  if (!pass.getColumn())
    return size;
  for (auto &reduction : makeReductions(pass))
    placesOf(*reduction, size);
  return size;
}

//===----------------------------------------------------------------------===//
// One tile
//===----------------------------------------------------------------------===//

namespace {

/// Writes one `kop.tile` of a pass.
class TileWriter {
public:
  TileWriter(ir::PassOp pass, int64_t step, StringRef role,
             const TileOptions &options, TileShape shape)
      : pass(pass), shape(shape), role(role),
        tile(create(pass, step, role, shape)), t(pass, tile, options),
        state(t, stateSize(pass)) {}

  void writeMap();
  void writePass();
  void writeLists();
  void writeFinish();

private:
  static ir::TileOp create(ir::PassOp pass, int64_t step, StringRef role,
                           TileShape shape);
  bool overColumns() const { return role == "columns" || role == "rest"; }
  void aliasArguments(Region &region, ValueRange values);
  void beginPass();
  void close() { t.closeScratch(); }

  // The column loops.
  SmallVector<Value> registers() const;
  void setRegisters(ValueRange values);
  SmallVector<Value> loopOver(Value begin, Value end, Value step,
                              llvm::function_ref<void(Value)> body);
  void writeInterval(Value number);
  void writeBlock(Value begin, Value end, Value isLast);
  void writeGroup(Value first, int64_t columns, Value end);
  void setPlaces(ArrayRef<Value> places, Value valid);
  Value placeOf(Value row);
  Value longestList();

  void storeState() {
    state.store(reductions, shape.rows, overColumns() ? t.lane() : Value());
  }

  ir::PassOp pass;
  TileShape shape;
  StringRef role;
  ir::TileOp tile;
  TileBuilder t;
  TileState state;
  Reductions reductions;
};

} // namespace

int64_t elementBits(ir::PassOp pass) {
  unsigned bits = 0;
  pass->walk([&](Operation *op) {
    for (Type type : op->getResultTypes())
      if (auto real = dyn_cast<FloatType>(getElementTypeOrSelf(type)))
        bits = std::max(bits, real.getWidth());
  });
  return bits ? bits : 32;
}

ir::TileOp TileWriter::create(ir::PassOp pass, int64_t step, StringRef role,
                              TileShape shape) {
  auto kernel = pass->getParentOfType<ir::KernelOp>();
  OpBuilder b(pass.getContext());
  b.setInsertionPointToEnd(kernel->getBlock());
  std::string prefix = (kernel.getSymName() + "." + Twine(step) + ".").str();
  std::string name = prefix + role.str(), restName = prefix + "rest";
  auto tile = ir::TileOp::create(
      b, pass.getLoc(), b.getStringAttr(name), b.getStringAttr(role),
      b.getI64IntegerAttr(step), b.getI64IntegerAttr(shape.rows),
      role == "columns" || role == "rest" ? b.getUnitAttr() : UnitAttr(),
      b.getI64IntegerAttr(0));
  tile->setAttr("element", b.getI64IntegerAttr(elementBits(pass)));
  if (Attribute array = pass->getAttr("collects"))
    tile->setAttr("collects", array);
  if (role == "columns")
    tile->setAttr(ir::fewRowsAttribute, b.getI64IntegerAttr(shape.fewRows));
  if (role == "columns" && shape.rows > 1)
    tile->setAttr(ir::restAttribute, b.getStringAttr(restName));
  tile.getBody().emplaceBlock().addArgument(b.getIndexType(), pass.getLoc());
  return tile;
}

void TileWriter::aliasArguments(Region &region, ValueRange values) {
  for (auto [argument, value] :
       llvm::zip(region.front().getArguments(), values))
    t.alias(argument, value);
}

static ValueRange yields(Region &region) {
  return region.front().getTerminator()->getOperands();
}

void TileWriter::writeMap() {
  t.setRows(shape.rows, /*lanesOverColumns=*/false);
  t.setColumns({Value()});
  t.evaluate(pass.getRows());
  aliasArguments(pass.getFinish(), yields(pass.getRows()));
  t.evaluate(pass.getFinish());
  close();
}

//===----------------------------------------------------------------------===//
// Column loops
//===----------------------------------------------------------------------===//

SmallVector<Value> TileWriter::registers() const {
  SmallVector<Value> all;
  for (const auto &reduction : reductions)
    llvm::append_range(all, reduction->registers());
  return all;
}

void TileWriter::setRegisters(ValueRange values) {
  for (auto &reduction : reductions) {
    size_t n = reduction->registers().size();
    reduction->setRegisters(values.take_front(n));
    values = values.drop_front(n);
  }
}

/// A loop that carries all registers of the reductions.
SmallVector<Value> TileWriter::loopOver(Value begin, Value end, Value step,
                                        llvm::function_ref<void(Value)> body) {
  SmallVector<Value> results =
      t.loop(begin, end, step, registers(), [&](Value n, ValueRange carried) {
        setRegisters(carried);
        body(n);
        return registers();
      });
  setRegisters(results);
  return results;
}

void TileWriter::beginPass() {
  t.setRows(shape.rows, overColumns());
  t.setColumns({Value()});
  t.groupsOfBlock = shape.block / shape.columns;
  reductions = makeReductions(pass);
  if (overColumns())
    readBehindPacks(t, pass);
  t.evaluate(pass.getRows());
  for (Value value : yields(pass.getRows()))
    if (!t.isSmall(value.getType()) && t.dependence(value) != None)
      t.materialize(value);
  aliasArguments(pass.getPair(), yields(pass.getRows()));
  state.give(reductions);
  for (auto &reduction : reductions)
    reduction->begin(t);
}

void TileWriter::writePass() {
  beginPass();
  // Elements that do not depend on the column go in front of the loops.
  Operation *anchor =
      arith::ConstantIndexOp::create(t.b, t.loc, 0).getOperation();
  t.setAnchor(anchor);
  // Few rows are not worth what expansions cost per column.
  t.expanded = !overColumns();
  loopOver(t.constantIndex(0), t.frame("n_intervals"), t.constantIndex(1),
           [&](Value n) { writeInterval(n); });
  t.expanded = false;
  t.setAnchor(nullptr);
  anchor->erase();
  storeState();
  close();
}

void TileWriter::writeInterval(Value number) {
  Value two = t.constantIndex(2);
  Value at = t.mul(number, two);
  auto bound = [&](Value offset) {
    return t.convert(t.load(t.b.getI64Type(), t.frame("intervals"), offset),
                     t.b.getIndexType());
  };
  Value begin = bound(at), end = bound(t.add(at, t.constantIndex(1)));
  Value following = t.add(number, t.constantIndex(1));
  Value isLastInterval = arith::CmpIOp::create(
      t.b, t.loc, arith::CmpIPredicate::eq, following, t.frame("n_intervals"));
  Value block = t.constantIndex(shape.block);
  if (overColumns())
    block = t.mul(block, t.lanes());
  loopOver(begin, end, block, [&](Value from) {
    Value to = arith::MinSIOp::create(t.b, t.loc, t.add(from, block), end);
    Value isLast =
        arith::CmpIOp::create(t.b, t.loc, arith::CmpIPredicate::eq, to, end);
    writeBlock(from, to, t.both(isLast, isLastInterval));
    // With lanes over columns, the first one counts those of all lanes.
    auto columns = [&]() -> Value {
      Value count = t.sub(to, from), zero = t.constantIndex(0);
      if (!overColumns())
        return count;
      Value isFirst = arith::CmpIOp::create(
          t.b, t.loc, arith::CmpIPredicate::eq, t.lane(), zero);
      return t.select(isFirst, count, zero);
    };
    for (auto &reduction : reductions)
      reduction->flush(t, columns);
  });
}

/// Whole groups, then the columns that are left; only the last block of an
/// interval has some. `isLast` says whether it is the last block of all.
void TileWriter::writeBlock(Value begin, Value end, Value isLast) {
  Value group = t.constantIndex(shape.columns), single = t.constantIndex(1);
  auto wholePart = [&](Value group) -> Value {
    Value count = t.sub(end, begin);
    Value rest = arith::RemUIOp::create(t.b, t.loc, count, group);
    return t.add(begin, t.sub(count, rest));
  };
  if (overColumns()) {
    // Lanes take every lanes-th column; the last ones are masked.
    Value middle = wholePart(t.lanes());
    loopOver(begin, middle, t.lanes(),
             [&](Value first) { writeGroup(first, 1, {}); });
    loopOver(middle, end, t.lanes(),
             [&](Value first) { writeGroup(first, 1, end); });
    return;
  }
  if (shape.columns == 1) {
    loopOver(begin, end, single,
             [&](Value first) { writeGroup(first, 1, {}); });
    return;
  }
  Value middle = wholePart(group);
  loopOver(begin, middle, group,
           [&](Value first) { writeGroup(first, shape.columns, {}); });
  // Columns that are left are later ones, too.
  Value areLeft =
      arith::CmpIOp::create(t.b, t.loc, arith::CmpIPredicate::slt, middle, end);
  Value isDue = arith::OrIOp::create(t.b, t.loc, isLast, areLeft);
  for (auto &reduction : reductions)
    reduction->settle(t, isDue);
  loopOver(middle, end, single, [&](Value first) { writeGroup(first, 1, {}); });
}

/// A group of columns from `first` on. With lanes over columns, `end` masks
/// those that are none (null: all lanes have one).
void TileWriter::writeGroup(Value first, int64_t columns, Value end) {
  SmallVector<Value> numbers;
  Value valid;
  if (overColumns()) {
    Value number = t.add(first, t.lane());
    if (end) {
      valid = arith::CmpIOp::create(t.b, t.loc, arith::CmpIPredicate::slt,
                                    number, end);
      Value last = t.sub(end, t.constantIndex(1));
      number = arith::MinSIOp::create(t.b, t.loc, number, last);
    }
    numbers.push_back(number);
  } else {
    for (int64_t c = 0; c < columns; ++c)
      numbers.push_back(t.add(first, t.constantIndex(c)));
  }
  setPlaces(numbers, valid);
  t.evaluate(pass.getPair());
  for (auto &reduction : reductions)
    reduction->combine(t);
  t.setColumns({Value()});
}

//===----------------------------------------------------------------------===//
// Columns by row
//===----------------------------------------------------------------------===//

/// Intervals of a grouped pass count the columns in the order of their labels,
/// pairs by both of their numbers; entries of lists lie in that order.
void TileWriter::setPlaces(ArrayRef<Value> places, Value valid) {
  auto groups = pass->getAttrOfType<DictionaryAttr>("groups");
  if (!groups || groups.contains("list"))
    return t.setColumns(places, valid);
  const bool pairs = pass->hasAttr("column2");
  auto number = [&](Value place) {
    return t.convert(t.load(t.b.getI64Type(), t.frame("order"), place),
                     t.b.getIndexType());
  };
  SmallVector<Value> firsts, seconds;
  for (Value place : places) {
    if (pairs)
      place = t.mul(place, t.constantIndex(2));
    firsts.push_back(number(place));
    if (pairs)
      seconds.push_back(number(t.add(place, t.constantIndex(1))));
  }
  t.setColumns(firsts, valid, seconds);
}

/// The most columns that a row of the lanes has.
Value TileWriter::longestList() {
  Value zero = t.constantIndex(0), one = t.constantIndex(1);
  Value last = t.sub(t.frame("row_end"), one);
  return t.loop(
      zero, t.lanes(), one, {zero},
      [&](Value lane, ValueRange longest) -> SmallVector<Value> {
        Value first = tile.getBody().getArgument(0);
        Value row =
            arith::MinSIOp::create(t.b, t.loc, t.add(first, lane), last);
        Value count = t.sub(placeOf(t.add(row, one)), placeOf(row));
        return {arith::MaxSIOp::create(t.b, t.loc, count, longest[0])};
      })[0];
}

Value TileWriter::placeOf(Value row) {
  return t.convert(t.load(t.b.getI64Type(), t.frame("places"), row),
                   t.b.getIndexType());
}

/// Each lane has a row and goes over the columns of that row, as many times as
/// the longest list of the lanes asks; lanes that are done are masked.
void TileWriter::writeLists() {
  beginPass();
  Value zero = t.constantIndex(0), one = t.constantIndex(1);
  Value begin = placeOf(t.row(0)), end = placeOf(t.add(t.row(0), one));
  Value longest = longestList(), block = t.constantIndex(shape.block);
  Operation *anchor =
      arith::ConstantIndexOp::create(t.b, t.loc, 0).getOperation();
  t.setAnchor(anchor);
  loopOver(zero, longest, block, [&](Value from) {
    Value to = arith::MinSIOp::create(t.b, t.loc, t.add(from, block), longest);
    loopOver(from, to, one, [&](Value n) {
      Value place = t.add(begin, n);
      Value valid = arith::CmpIOp::create(t.b, t.loc, arith::CmpIPredicate::slt,
                                          place, end);
      // A lane that is done reads its last column again, or the first one.
      place = arith::MinSIOp::create(t.b, t.loc, place, t.sub(end, one));
      place = arith::MaxSIOp::create(t.b, t.loc, place, zero);
      setPlaces({place}, valid);
      t.evaluate(pass.getPair());
      for (auto &reduction : reductions)
        reduction->combine(t);
      t.setColumns({Value()});
    });
    auto columns = [&]() -> Value {
      Value mine = arith::MinSIOp::create(t.b, t.loc, to, t.sub(end, begin));
      return arith::MaxSIOp::create(t.b, t.loc, t.sub(mine, from), zero);
    };
    for (auto &reduction : reductions)
      reduction->flush(t, columns);
  });
  t.setAnchor(nullptr);
  anchor->erase();
  storeState();
  close();
}

//===----------------------------------------------------------------------===//
// The rest
//===----------------------------------------------------------------------===//

void TileWriter::writeFinish() {
  t.setRows(shape.rows, /*lanesOverColumns=*/false);
  t.setColumns({Value()});
  reductions = makeReductions(pass);
  for (auto &reduction : reductions)
    reduction->begin(t);
  if (!reductions.empty())
    loopOver(
        t.constantIndex(0), t.frame("n_segments"), t.constantIndex(1),
        [&](Value segment) { state.merge(reductions, shape.rows, segment); });
  t.evaluate(pass.getRows());
  Block &finish = pass.getFinish().front();
  ValueRange rowValues = yields(pass.getRows());
  aliasArguments(pass.getFinish(), rowValues);
  auto results = finish.getArguments().drop_front(rowValues.size());
  for (auto &reduction : reductions) {
    unsigned count = reduction->resultCount();
    for (unsigned n = 0; n < count; ++n)
      t.bind(
          results[n],
          [&reduction, this, n](ArrayRef<Value> position, Instance at) {
            return reduction->result(t, n, position, at.row);
          },
          OnRow);
    results = results.drop_front(count);
  }
  t.evaluate(pass.getFinish());
  close();
}

//===----------------------------------------------------------------------===//
// Kernels
//===----------------------------------------------------------------------===//

static LogicalResult checkReductions(ir::PassOp pass) {
  if (!pass.getColumn())
    return success();
  for (auto [attr, reduction] :
       llvm::zip(pass.getReductions().getAsRange<ir::ReductionAttr>(),
                 makeReductions(pass)))
    if (!reduction)
      return pass.emitError(
                 "this version of kopc does not lower the reduction ")
             << ir::stringifyReductionKind(attr.getKind());
  return success();
}

/// The tiles with lanes over columns: for as many rows as share a column, and
/// for single ones.
static void writeColumns(ir::PassOp pass, int64_t step,
                         const TileOptions &options, TileShape shape) {
  shape.columns = 1;
  shape.rows = shape.rowsOfColumn;
  TileWriter(pass, step, "columns", options, shape).writePass();
  if (shape.rows == 1)
    return;
  shape.rows = 1;
  TileWriter(pass, step, "rest", options, shape).writePass();
}

LogicalResult tileKernel(ir::KernelOp kernel, const TileOptions &all) {
  int64_t step = 0;
  for (auto pass : kernel.getBody().getOps<ir::PassOp>()) {
    if (failed(checkReductions(pass)))
      return failure();
    TileOptions options = optionsFor(pass, all);
    TileShape shape = chooseTileShape(pass, options);
    TileShape single{1, 1, shape.block, shape.fewRows};
    if (!pass.getColumn()) {
      TileWriter(pass, step, "pass", options, single).writeMap();
    } else {
      // The rows of lists, and those of labelled pairs, never meet the same
      // columns.
      auto groups = pass->getAttrOfType<DictionaryAttr>("groups");
      if (!groups || !(groups.contains("list") || pass->hasAttr("column2")))
        TileWriter(pass, step, "pass", options, shape).writePass();
      if (groups)
        TileWriter(pass, step, "lists", options, single).writeLists();
      // Lanes over columns serve few rows, but are a copy of the code; what
      // they find is not in the order of the columns.
      if (!isLong(pass) && !pass.makesLists())
        writeColumns(pass, step, options, shape);
      bool stores = !pass.getFinish().front().without_terminator().empty();
      if (stores || !pass.getReductions().empty())
        TileWriter(pass, step, "finish", options, single).writeFinish();
    }
    ++step;
  }
  return success();
}

namespace {
struct KopTile : impl::KopTileBase<KopTile> {
  using KopTileBase::KopTileBase;

  void runOnOperation() override {
    TileOptions options{registers, vectorBits, unroll, rows, columns, block};
    auto kernels = llvm::to_vector(getOperation().getOps<ir::KernelOp>());
    for (ir::KernelOp kernel : kernels) {
      if (remarks)
        remarkShapes(kernel, options);
      if (failed(tileKernel(kernel, options)))
        return signalPassFailure();
    }
  }

  void remarkShapes(ir::KernelOp kernel, const TileOptions &options) {
    for (auto pass : kernel.getBody().getOps<ir::PassOp>()) {
      if (!pass.getColumn() || !pass.getRow())
        continue;
      TileShape shape = chooseTileShape(pass, optionsFor(pass, options));
      emitRemark(pass.getLoc())
          << target << (target.empty() ? "" : ": ") << kernel.getSymName()
          << ", pass " << pass.getSymName() << ": " << shape.rows
          << " rows of a lane by " << shape.columns
          << " columns in registers, sums flushed every " << shape.block
          << " columns";
    }
  }
};
} // namespace

} // namespace kop::transforms
