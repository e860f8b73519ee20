//===- TileBuilder.cpp - Rows, columns, scopes and code of a tile ---------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/TileBuilder.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMTypes.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;

namespace kop::transforms {

TileBuilder::TileBuilder(ir::PassOp pass, ir::TileOp tile,
                         const TileOptions &options)
    : b(tile.getContext()), loc(pass.getLoc()), options(options), pass(pass),
      kernel(pass->getParentOfType<ir::KernelOp>()), tile(tile), scopes(1) {
  b.setInsertionPointToEnd(&tile.getBody().front());
}

//===----------------------------------------------------------------------===//
// Rows and columns
//===----------------------------------------------------------------------===//

void TileBuilder::setRows(int64_t count, bool lanesOverColumns) {
  Value first = tile.getBody().getArgument(0);
  Value begin = frame("row_begin"), end = frame("row_end");
  Value last = sub(end, constantIndex(1));
  overColumns = lanesOverColumns;
  for (int64_t r = 0; r < count; ++r) {
    if (overColumns) {
      rows.push_back(add(first, constantIndex(r)));
      rowValid.push_back({});
      localRows.push_back(sub(rows.back(), begin));
      continue;
    }
    Value number = add(add(first, mul(lanes(), constantIndex(r))), lane());
    rows.push_back(arith::MinSIOp::create(b, loc, number, last));
    rowValid.push_back(
        arith::CmpIOp::create(b, loc, arith::CmpIPredicate::slt, number, end));
    localRows.push_back(sub(number, begin));
  }
}

void TileBuilder::setColumns(ArrayRef<Value> values, Value valid,
                             ArrayRef<Value> pairs) {
  columns.assign(values.begin(), values.end());
  seconds.assign(pairs.begin(), pairs.end());
  columnValid = valid;
}

void TileBuilder::withColumns(ArrayRef<Value> more,
                              llvm::function_ref<void(int64_t)> body) {
  int64_t first = columnCount();
  columns.append(more.begin(), more.end());
  body(first);
  columns.truncate(first);
}

Value TileBuilder::resolve(Value value) const {
  for (;;) {
    if (auto it = aliases.find(value); it != aliases.end())
      value = it->second;
    else if (auto op = value.getDefiningOp<ir::ExpansionOp>(); op && !expanded)
      value = op.getDistance();
    else
      return value;
  }
}

bool TileBuilder::isSmall(Type type) const {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return !tensor ||
         (tensor.hasStaticShape() && tensor.getNumElements() <= options.unroll);
}

unsigned TileBuilder::dependence(Value value) {
  value = resolve(value);
  if (auto it = dependences.find(value); it != dependences.end())
    return it->second;
  unsigned result = None;
  Operation *op = value.getDefiningOp();
  if (auto index = dyn_cast_or_null<ir::IndexOp>(op)) {
    if (pass.getRow() && index.getIndex() == *pass.getRow())
      result = OnRow;
    else if ((pass.getColumn() && index.getIndex() == *pass.getColumn()) ||
             index.getIndexAttr() == pass->getAttr("column2"))
      result = OnColumn;
  } else if (op) {
    for (Value operand : op->getOperands())
      result |= dependence(operand);
  }
  dependences[value] = result;
  return result;
}

//===----------------------------------------------------------------------===//
// Scopes
//===----------------------------------------------------------------------===//

TileBuilder::Key TileBuilder::key(Value value, ArrayRef<Value> position,
                                  Instance at) {
  unsigned depends = dependence(value);
  Key k{value.getAsOpaquePointer(),
        depends & OnRow ? at.row : -1,
        depends & OnColumn ? at.column : -1,
        {}};
  for (Value p : position)
    k.position.push_back(p.getAsOpaquePointer());
  return k;
}

Value TileBuilder::lookup(const Key &k) const {
  for (const Scope &scope : llvm::reverse(scopes))
    if (auto it = scope.find(k); it != scope.end())
      return it->second;
  return {};
}

Value TileBuilder::element(Value value, ArrayRef<Value> position, Instance at) {
  value = resolve(value);
  Key k = key(value, position, at);
  if (Value known = lookup(k))
    return known;
  bool constantPosition = llvm::all_of(
      position, [](Value p) { return bool(getConstantIntValue(p)); });
  if (!anchor || (dependence(value) & OnColumn) || !constantPosition) {
    Value result = emit(value, position, at);
    scopes.back()[k] = result;
    return result;
  }
  // Written once, in front of the column loops.
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPoint(anchor);
  std::vector<Scope> inner(std::make_move_iterator(scopes.begin() + 1),
                           std::make_move_iterator(scopes.end()));
  scopes.resize(1);
  Operation *saved = std::exchange(anchor, nullptr);
  Value result = emit(value, position, at);
  anchor = saved;
  scopes.front()[k] = result;
  std::move(inner.begin(), inner.end(), std::back_inserter(scopes));
  return result;
}

//===----------------------------------------------------------------------===//
// Code
//===----------------------------------------------------------------------===//

Value TileBuilder::constantIndex(int64_t value) {
  Value &known = indexConstants[value];
  if (!known) {
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(&tile.getBody().front());
    known = arith::ConstantIndexOp::create(b, loc, value);
  }
  return known;
}

Value TileBuilder::extent(int64_t size) {
  if (size != ShapedType::kDynamic)
    return constantIndex(size);
  auto name = kernel->getAttrOfType<StringAttr>(ir::dimensionAttribute);
  for (auto [n, index] : llvm::enumerate(kernel.getIndices()))
    if (index == name)
      return frame("extent", {int64_t(n)});
  llvm_unreachable("a vector of the call's dimension in a kernel without one");
}

Value TileBuilder::constant(TypedAttr value) {
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(&tile.getBody().front());
  return arith::ConstantOp::create(b, loc, value);
}

Value TileBuilder::floatConstant(Type type, double value) {
  if (isa<FloatType>(type))
    return constant(b.getFloatAttr(type, value));
  return constant(b.getIntegerAttr(type, int64_t(value)));
}

Value TileBuilder::add(Value a, Value c) {
  if (isa<FloatType>(a.getType()))
    return arith::AddFOp::create(b, loc, a, c);
  auto ca = getConstantIntValue(a), cc = getConstantIntValue(c);
  if (a.getType().isIndex() && ca && cc)
    return constantIndex(*ca + *cc);
  return b.createOrFold<arith::AddIOp>(loc, a, c);
}

Value TileBuilder::sub(Value a, Value c) {
  if (isa<FloatType>(a.getType()))
    return arith::SubFOp::create(b, loc, a, c);
  return b.createOrFold<arith::SubIOp>(loc, a, c);
}

Value TileBuilder::mul(Value a, Value c) {
  if (isa<FloatType>(a.getType()))
    return arith::MulFOp::create(b, loc, a, c);
  auto ca = getConstantIntValue(a), cc = getConstantIntValue(c);
  if (a.getType().isIndex() && ca && cc)
    return constantIndex(*ca * *cc);
  if (a.getType().isIndex() && ca == 1)
    return c;
  if (a.getType().isIndex() && cc == 1)
    return a;
  return b.createOrFold<arith::MulIOp>(loc, a, c);
}

Value TileBuilder::multiplyAdd(Value a, Value c, Value acc) {
  if (!acc)
    return mul(a, c);
  if (isa<FloatType>(a.getType()))
    return math::FmaOp::create(b, loc, a, c, acc);
  return add(acc, mul(a, c));
}

Value TileBuilder::select(Value condition, Value yes, Value no) {
  return arith::SelectOp::create(b, loc, condition, yes, no);
}

Value TileBuilder::guard(Value condition, Value a, Value otherwise) {
  return condition ? select(condition, a, otherwise) : a;
}

Value TileBuilder::less(Value a, Value c) {
  if (isa<FloatType>(a.getType()))
    return arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OLT, a, c);
  return arith::CmpIOp::create(b, loc, arith::CmpIPredicate::slt, a, c);
}

Value TileBuilder::both(Value a, Value c) {
  if (!a || !c)
    return a ? a : c;
  return arith::AndIOp::create(b, loc, a, c);
}

Value TileBuilder::convert(Value value, Type type) {
  Type from = value.getType();
  if (from == type)
    return value;
  if (from.isIndex() || type.isIndex())
    return arith::IndexCastOp::create(b, loc, type, value);
  if (isa<FloatType>(from) && isa<FloatType>(type)) {
    if (from.getIntOrFloatBitWidth() < type.getIntOrFloatBitWidth())
      return arith::ExtFOp::create(b, loc, type, value);
    return arith::TruncFOp::create(b, loc, type, value);
  }
  if (from.getIntOrFloatBitWidth() < type.getIntOrFloatBitWidth())
    return arith::ExtSIOp::create(b, loc, type, value);
  return arith::TruncIOp::create(b, loc, type, value);
}

Value TileBuilder::frame(StringRef field, ArrayRef<int64_t> position) {
  Value &known = fields[{field.str(), SmallVector<int64_t, 2>(position)}];
  if (!known) {
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(&tile.getBody().front());
    bool pointer = llvm::is_contained(
        {"data", "intervals", "state", "scratch", "order", "places"}, field);
    Type type = pointer ? Type(LLVM::LLVMPointerType::get(b.getContext()))
                        : Type(b.getIndexType());
    known = ir::FrameOp::create(b, loc, type, b.getStringAttr(field),
                                b.getDenseI64ArrayAttr(position));
  }
  return known;
}

Value TileBuilder::lane() {
  Value &known = fields[{"<lane>", {}}];
  if (!known) {
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(&tile.getBody().front());
    known = ir::LaneOp::create(b, loc, b.getIndexType());
  }
  return known;
}

Value TileBuilder::lanes() {
  Value &known = fields[{"<lanes>", {}}];
  if (!known) {
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(&tile.getBody().front());
    known = ir::LanesOp::create(b, loc, b.getIndexType());
  }
  return known;
}

Value TileBuilder::load(Type type, Value base, Value offset, Value mask) {
  return ir::LaneLoadOp::create(b, loc, type, base, offset, mask,
                                /*invariant=*/UnitAttr());
}

void TileBuilder::store(Value value, Value base, Value offset, Value mask) {
  ir::LaneStoreOp::create(b, loc, value, base, offset, mask);
}

void TileBuilder::forEach(int64_t count, llvm::function_ref<void(Value)> body,
                          int64_t limit) {
  if (unrolls(count, limit ? limit : options.unroll)) {
    for (int64_t e = 0; e < count; ++e)
      body(constantIndex(e));
    return;
  }
  loop(constantIndex(0), extent(count), constantIndex(1), {},
       [&](Value e, ValueRange) {
         body(e);
         return SmallVector<Value>();
       });
}

SmallVector<Value> TileBuilder::loop(
    Value begin, Value end, Value step, ValueRange inits,
    llvm::function_ref<SmallVector<Value>(Value, ValueRange)> body) {
  auto op = scf::ForOp::create(b, loc, begin, end, step, inits);
  OpBuilder::InsertionGuard guard(b);
  Block *block = op.getBody();
  if (inits.empty())
    b.setInsertionPoint(block->getTerminator());
  else
    b.setInsertionPointToEnd(block);
  scopes.emplace_back();
  SmallVector<Value> results =
      body(op.getInductionVar(), op.getRegionIterArgs());
  scopes.pop_back();
  if (!inits.empty())
    scf::YieldOp::create(b, loc, results);
  return SmallVector<Value>(op.getResults());
}

SmallVector<Value>
TileBuilder::either(Value condition, TypeRange types,
                    llvm::function_ref<SmallVector<Value>()> body,
                    llvm::function_ref<SmallVector<Value>()> otherwise) {
  auto op =
      scf::IfOp::create(b, loc, types, condition, /*withElseRegion=*/true);
  OpBuilder::InsertionGuard guard(b);
  for (auto [region, write] : {std::pair(&op.getThenRegion(), body),
                               {&op.getElseRegion(), otherwise}}) {
    b.setInsertionPointToEnd(&region->front());
    scopes.emplace_back();
    SmallVector<Value> results = write();
    scopes.pop_back();
    scf::YieldOp::create(b, loc, results);
  }
  return SmallVector<Value>(op.getResults());
}

SmallVector<Value>
TileBuilder::branch(Value condition, ValueRange otherwise,
                    llvm::function_ref<SmallVector<Value>()> body) {
  auto op = scf::IfOp::create(b, loc, TypeRange(otherwise.getTypes()),
                              condition, /*withElseRegion=*/
                              !otherwise.empty());
  OpBuilder::InsertionGuard guard(b);
  Block &then = op.getThenRegion().front();
  if (otherwise.empty()) {
    b.setInsertionPoint(then.getTerminator());
  } else {
    b.setInsertionPointToEnd(&then);
  }
  scopes.emplace_back();
  SmallVector<Value> results = body();
  scopes.pop_back();
  if (!otherwise.empty()) {
    scf::YieldOp::create(b, loc, results);
    b.setInsertionPointToEnd(&op.getElseRegion().front());
    scf::YieldOp::create(b, loc, otherwise);
  }
  return SmallVector<Value>(op.getResults());
}

//===----------------------------------------------------------------------===//
// Positions
//===----------------------------------------------------------------------===//

ArrayRef<int64_t> shapeOf(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor ? tensor.getShape() : ArrayRef<int64_t>();
}

Value linearize(TileBuilder &t, ArrayRef<Value> position,
                ArrayRef<int64_t> shape) {
  Value number = t.constantIndex(0);
  for (auto [p, extent] : llvm::zip_equal(position, shape))
    number = t.add(t.mul(number, t.constantIndex(extent)), p);
  return number;
}

Position delinearize(TileBuilder &t, Value number, ArrayRef<int64_t> shape) {
  Position position(shape.size());
  for (int64_t a = int64_t(shape.size()) - 1; a > 0; --a) {
    if (auto known = getConstantIntValue(number)) {
      position[a] = t.constantIndex(*known % shape[a]);
      number = t.constantIndex(*known / shape[a]);
      continue;
    }
    if (shape[a] == 1 || llvm::all_of(shape.take_front(a), [](int64_t extent) {
          return extent == 1;
        })) {
      // All of the number, or nothing, is left for the axes in front.
      Value zero = t.constantIndex(0);
      position[a] = shape[a] == 1 ? zero : number;
      number = shape[a] == 1 ? number : zero;
      continue;
    }
    Value size = t.constantIndex(shape[a]);
    position[a] = arith::RemUIOp::create(t.b, t.loc, number, size);
    number = arith::DivUIOp::create(t.b, t.loc, number, size);
  }
  if (!shape.empty())
    position[0] = number;
  return position;
}

//===----------------------------------------------------------------------===//
// Scratch memory
//===----------------------------------------------------------------------===//

Slot TileBuilder::allocate(int64_t size, int64_t count) {
  if (size == ShapedType::kDynamic) {
    Slot slot{scratchPerComponent, true};
    scratchPerComponent += count;
    return slot;
  }
  Slot slot{scratchUsed};
  scratchUsed += size * count;
  return slot;
}

// Every element has eight bytes, so that values of all types start aligned.
Value TileBuilder::slotBase(Slot slot, unsigned bits) {
  int64_t perElement = 64 / bits;
  if (!slot.perComponent)
    return constantIndex(slot.start * perElement);
  Value &known = fields[{"<slot>", {slot.start, perElement}}];
  if (known)
    return known;
  // In front of everything, like the extent, and not folded: the constant has
  // its value in the end.
  Value size = extent(ShapedType::kDynamic);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointAfterValue(size);
  if (!fixedScratch)
    fixedScratch = arith::ConstantOp::create(b, loc, b.getIndexAttr(0));
  b.setInsertionPointAfter(fixedScratch);
  Value start = arith::ConstantIndexOp::create(b, loc, slot.start);
  Value each = arith::ConstantIndexOp::create(b, loc, perElement);
  Value growing = arith::MulIOp::create(b, loc, size, start);
  Value offset = arith::AddIOp::create(b, loc, fixedScratch, growing);
  return known = arith::MulIOp::create(b, loc, offset, each);
}

Value TileBuilder::loadScratch(Type type, Slot slot, Value element) {
  Value base = slotBase(slot, std::max(8u, type.getIntOrFloatBitWidth()));
  return load(type, frame("scratch"),
              add(mul(add(base, element), lanes()), lane()));
}

void TileBuilder::storeScratch(Value value, Slot slot, Value element) {
  unsigned bits = std::max(8u, value.getType().getIntOrFloatBitWidth());
  Value base = slotBase(slot, bits);
  store(value, frame("scratch"), add(mul(add(base, element), lanes()), lane()));
}

Value TileBuilder::loadShared(Slot slot, Value element) {
  Value number = load(b.getI64Type(), frame("scratch"),
                      add(mul(slotBase(slot, 64), lanes()), element));
  return convert(number, b.getIndexType());
}

void TileBuilder::storeShared(Value number, Slot slot, Value element) {
  store(convert(number, b.getI64Type()), frame("scratch"),
        add(mul(slotBase(slot, 64), lanes()), element));
}

void TileBuilder::closeScratch() {
  tile.setScratch(scratchUsed * 8);
  if (scratchPerComponent)
    tile->setAttr(ir::scratchPerComponentAttribute,
                  b.getI64IntegerAttr(scratchPerComponent * 8));
  if (fixedScratch)
    fixedScratch.setValueAttr(b.getIndexAttr(scratchUsed));
}

} // namespace kop::transforms
