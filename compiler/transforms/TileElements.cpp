//===- TileElements.cpp - Elements of values inside a tile ----------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/TileReduction.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace kop::transforms {

static Type elementType(Value value) {
  return getElementTypeOrSelf(value.getType());
}

/// Calls `body` for every position of a shape; axes longer than `limit` (0: the
/// option) become loops.
static void forEachPosition(TileBuilder &t, ArrayRef<int64_t> shape,
                            llvm::function_ref<void(ArrayRef<Value>)> body,
                            int64_t limit = 0, Position prefix = {}) {
  if (prefix.size() == shape.size())
    return body(prefix);
  t.forEach(
      shape[prefix.size()],
      [&](Value e) {
        Position position = prefix;
        position.push_back(e);
        forEachPosition(t, shape, body, limit, position);
      },
      limit);
}

Value TileBuilder::emit(Value value, ArrayRef<Value> position, Instance at) {
  if (auto it = sources.find(value); it != sources.end())
    return it->second(position, at);
  Operation *op = value.getDefiningOp();
  assert(op && "a region argument without alias or source");
  return llvm::TypeSwitch<Operation *, Value>(op)
      .Case([&](arith::ConstantOp c) { return emitConstant(c, position); })
      .Case([&](ir::BroadcastOp c) { return scalar(c.getValue(), at); })
      .Case([&](ir::IndexOp c) { return emitIndex(c, at); })
      .Case([&](ir::ExtentOp c) {
        return convert(indexValue(("#" + c.getIndex()).str(), at), c.getType());
      })
      .Case([&](ir::ReadOp c) { return emitRead(c, position, at); })
      .Case([&](ir::ConcatOp c) { return emitConcat(c, position, at); })
      .Case([&](ir::SliceOp c) {
        Position inner(position);
        inner[0] = add(inner[0], constantIndex(c.getOffset()));
        return element(c.getValue(), inner, at);
      })
      .Case([&](ir::ComponentOp c) {
        Position inner;
        for (int64_t p : c.getPosition())
          inner.push_back(constantIndex(p));
        return element(c.getValue(), inner, at);
      })
      .Case([&](ir::LookupOp c) { return emitLookup(c, position, at); })
      .Case([&](ir::OneHotOp c) {
        Type type = elementType(value);
        Value n = scalar(c.getPosition(), at);
        Value hit = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq, n,
                                          convert(position[0], n.getType()));
        return select(hit, floatConstant(type, 1), floatConstant(type, 0));
      })
      .Case([&](ir::ReshapeOp c) { return emitReshape(c, position, at); })
      .Case<ir::ComponentsOp, ir::DotOp, ir::SqDistOp, ir::ExpansionOp,
            ir::EinsumOp>(
          [&](Operation *) { return contract(op, position, {at})[0]; })
      .Default([&](Operation *) { return emitElementwise(op, position, at); });
}

Value TileBuilder::emitElementwise(Operation *op, ArrayRef<Value> position,
                                   Instance at) {
  OperationState state(loc, op->getName());
  for (Value operand : op->getOperands())
    state.operands.push_back(isa<RankedTensorType>(operand.getType())
                                 ? element(operand, position, at)
                                 : scalar(operand, at));
  state.addTypes(elementType(op->getResult(0)));
  state.addAttributes(op->getAttrDictionary().getValue());
  return b.create(state)->getResult(0);
}

Value TileBuilder::emitConstant(arith::ConstantOp op,
                                ArrayRef<Value> position) {
  auto dense = dyn_cast<DenseElementsAttr>(op.getValue());
  if (!dense)
    return constant(op.getValue());
  auto at = [&](int64_t n) {
    return constant(cast<TypedAttr>(*(dense.value_begin<Attribute>() + n)));
  };
  if (dense.isSplat())
    return at(0);
  Value number = linearize(*this, position, dense.getType().getShape());
  if (auto known = getConstantIntValue(number))
    return at(*known);
  Value result = at(0);
  for (int64_t n = 1; n < dense.getNumElements(); ++n)
    result = select(arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq,
                                          number, constantIndex(n)),
                    at(n), result);
  return result;
}

//===----------------------------------------------------------------------===//
// Indices and arrays
//===----------------------------------------------------------------------===//

/// The value of an index as `index`; "#j" is the extent of j.
Value TileBuilder::indexValue(StringRef name, Instance at) {
  auto number = [&](StringRef wanted) {
    return llvm::find(kernel.getIndices().getAsValueRange<StringAttr>(),
                      wanted) -
           kernel.getIndices().getAsValueRange<StringAttr>().begin();
  };
  if (name.consume_front("#"))
    return frame("extent", {number(name)});
  if (pass.getRow() && name == *pass.getRow())
    return row(at.row);
  if (pass.getColumn() && name == *pass.getColumn())
    return column(at.column);
  if (auto second = pass->getAttrOfType<StringAttr>("column2");
      second && second.getValue() == name)
    return seconds[at.column];
  for (auto [n, batch] :
       llvm::enumerate(pass.getBatch().getAsValueRange<StringAttr>()))
    if (batch == name)
      return frame("batch", {int64_t(n)});
  llvm_unreachable("index is neither row, column nor batch of the pass");
}

Value TileBuilder::emitIndex(ir::IndexOp op, Instance at) {
  return convert(indexValue(op.getIndex(), at), op.getType());
}

Value TileBuilder::subscript(Value value, Instance at, bool &direct) {
  value = resolve(value);
  auto index = value.getDefiningOp<ir::IndexOp>();
  direct = bool(index);
  if (index)
    return indexValue(index.getIndex(), at);
  return convert(scalar(value, at), b.getIndexType());
}

int64_t TileBuilder::arrayNumber(Value array) {
  if (auto argument = dyn_cast<BlockArgument>(array))
    return argument.getArgNumber();
  int64_t number = kernel.getBody().getNumArguments();
  for (auto temporary : kernel.getBody().getOps<ir::TemporaryOp>()) {
    if (temporary.getArray() == array)
      return number;
    ++number;
  }
  llvm_unreachable("array of another kernel");
}

/// Strides of temporaries are known but for those over other indices.
Value TileBuilder::arrayStride(Value array, int64_t axis) {
  auto type = cast<ir::ArrayType>(array.getType());
  int64_t indices = type.getAxes().size();
  bool temporary = !isa<BlockArgument>(array);
  // Of a vector of the call's dimension only the last axis is known.
  bool known = axis >= indices || !ir::isDynamic(type.getElement());
  if (!temporary || axis + 1 < indices || !known)
    return frame("stride", {arrayNumber(array), axis});
  int64_t stride = 1;
  auto tensor = dyn_cast<RankedTensorType>(type.getElement());
  for (int64_t a = axis + 1 - indices; tensor && a < tensor.getRank(); ++a)
    stride *= tensor.getDimSize(a);
  return constantIndex(stride);
}

Value TileBuilder::address(Value array, ValueRange subscripts,
                           ArrayRef<Value> position, Instance at, Value &mask) {
  Value offset = constantIndex(0);
  int64_t axis = 0;
  for (Value s : subscripts) {
    bool direct;
    Value n = subscript(s, at, direct);
    if (!direct && !getConstantIntValue(resolve(s))) {
      Value there = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::sge, n,
                                          constantIndex(0));
      mask = both(mask, there);
    }
    offset = add(offset, mul(n, arrayStride(array, axis++)));
  }
  for (Value p : position)
    offset = add(offset, mul(p, arrayStride(array, axis++)));
  return offset;
}

/// Whether a read takes components of columns that lie in the lanes, of short
/// vectors: then they may be records one behind the other.
bool TileBuilder::isRecord(ir::ReadOp op, ArrayRef<Value> position) {
  constexpr int64_t longest = 8;
  int64_t size = componentCount(op.getType());
  // Columns with labels are numbered in the order of these.
  if (!overColumns || columnValid || pass->hasAttr("groups") || size < 2 ||
      size > longest || !isSmall(op.getType()) || !op.isDirect())
    return false;
  int64_t ofColumn = 0;
  for (Value s : op.getSubscripts())
    ofColumn += (dependence(s) & OnColumn) != 0;
  return ofColumn == 1 &&
         llvm::all_of(position, [](Value p) { return getConstantIntValue(p); });
}

/// Whether the vectors of the columns lie one behind the other in memory; null
/// where that is known.
Value TileBuilder::areAdjacent(ir::ReadOp op) {
  Value result;
  auto require = [&](int64_t axis, int64_t stride) {
    Value given = arrayStride(op.getArray(), axis);
    if (getConstantIntValue(given) == stride)
      return;
    result =
        both(result, arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq,
                                           given, constantIndex(stride)));
  };
  int64_t axis = op.getSubscripts().size(), size = 1;
  ArrayRef<int64_t> shape = shapeOf(op.getResult());
  for (int64_t a = int64_t(shape.size()) - 1; a >= 0; --a) {
    if (shape[a] > 1)
      require(axis + a, size);
    size *= shape[a];
  }
  for (auto [a, s] : llvm::enumerate(op.getSubscripts()))
    if (dependence(s) & OnColumn)
      require(a, size);
  return result;
}

/// Reads all components of a vector of the columns.
void TileBuilder::readRecord(ir::ReadOp op, Instance at) {
  Value base = frame("data", {arrayNumber(op.getArray())});
  Type type = elementType(op.getResult());
  ArrayRef<int64_t> shape = shapeOf(op.getResult());
  SmallVector<Position> positions;
  forEachPosition(*this, shape,
                  [&](ArrayRef<Value> p) { positions.emplace_back(p); });
  SmallVector<Type> types(positions.size(), type);
  auto together = [&]() -> SmallVector<Value> {
    Value mask, offset = address(op.getArray(), op.getSubscripts(),
                                 positions[0], at, mask);
    auto record = ir::LaneRecordOp::create(b, loc, types, base, offset);
    return record.getElements();
  };
  auto singly = [&] {
    SmallVector<Value> elements;
    for (const Position &p : positions) {
      Value mask,
          offset = address(op.getArray(), op.getSubscripts(), p, at, mask);
      elements.push_back(load(type, base, offset));
    }
    return elements;
  };
  Value adjacent = areAdjacent(op);
  SmallVector<Value> elements =
      adjacent ? either(adjacent, types, together, singly) : together();
  for (auto [p, e] : llvm::zip_equal(positions, elements))
    scopes.back()[key(op.getResult(), p, at)] = e;
}

Value TileBuilder::emitRead(ir::ReadOp op, ArrayRef<Value> position,
                            Instance at) {
  if (isRecord(op, position)) {
    readRecord(op, at);
    return lookup(key(op.getResult(), position, at));
  }
  Value mask;
  Value offset = address(op.getArray(), op.getSubscripts(), position, at, mask);
  return load(elementType(op.getResult()),
              frame("data", {arrayNumber(op.getArray())}), offset, mask);
}

void TileBuilder::store(ir::StoreOp op) {
  // A record is stored part by part: asking for a component whose number is
  // only known at run time would have to choose among the parts.
  Value record = resolve(op.getValue());
  auto concat = record.getDefiningOp<ir::ConcatOp>();
  if (!concat || sources.contains(record))
    return storePart(op, op.getValue(), 0);
  int64_t start = 0;
  for (Value part : concat.getParts()) {
    storePart(op, part, start);
    start += shapeOf(part).empty() ? 1 : shapeOf(part)[0];
  }
}

/// Stores `part`, the components of the value from number `start` on.
void TileBuilder::storePart(ir::StoreOp op, Value part, int64_t start) {
  unsigned depends = dependence(part);
  for (Value s : op.getSubscripts())
    depends |= dependence(s);
  int64_t nColumns = depends & OnColumn ? columnCount() : 1;
  // A value no row of which differs is written by the first row alone.
  int64_t nRows = depends & OnRow ? rowCount() : 1;
  bool isScalarOfRecord =
      shapeOf(part).empty() && !shapeOf(op.getValue()).empty();
  auto storeElement = [&](ArrayRef<Value> position) {
    Position to(position);
    if (isScalarOfRecord)
      to.push_back(constantIndex(start));
    else if (start)
      to[0] = add(to[0], constantIndex(start));
    for (int64_t r = 0; r < nRows; ++r)
      for (int64_t c = 0; c < nColumns; ++c) {
        Value mask = both(rowIsValid(r), columnIsValid());
        Value value = element(part, position, {r, c});
        Value offset =
            address(op.getArray(), op.getSubscripts(), to, {r, c}, mask);
        store(value, frame("data", {arrayNumber(op.getArray())}), offset, mask);
      }
  };
  // As many as reductions keep in registers.
  forEachPosition(*this, shapeOf(part), storeElement, maxRegisterCells);
}

//===----------------------------------------------------------------------===//
// Structure
//===----------------------------------------------------------------------===//

Value TileBuilder::emitConcat(ir::ConcatOp op, ArrayRef<Value> position,
                              Instance at) {
  auto size = [](Value part) {
    return shapeOf(part).empty() ? int64_t(1) : shapeOf(part)[0];
  };
  auto get = [&](Value part, Value e) {
    if (!isa<RankedTensorType>(part.getType()))
      return scalar(part, at);
    return element(part, {e}, at);
  };
  if (auto known = getConstantIntValue(position[0])) {
    int64_t e = *known;
    for (Value part : op.getParts()) {
      if (e < size(part))
        return get(part, constantIndex(e));
      e -= size(part);
    }
    llvm_unreachable("component out of the range of a concat");
  }
  // A run-time position: small parts by selection, large ones by a branch.
  SmallVector<int64_t> starts;
  int64_t total = 0;
  for (Value part : op.getParts()) {
    starts.push_back(total);
    total += size(part);
  }
  Value result = floatConstant(elementType(op.getResult()), 0);
  for (auto [part, start] : llvm::zip(op.getParts(), starts)) {
    if (isSmall(part.getType())) {
      for (int64_t e = 0; e < size(part); ++e) {
        Value here =
            arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq, position[0],
                                  constantIndex(start + e));
        result = select(here, get(part, constantIndex(e)), result);
      }
      continue;
    }
    Value from = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::sge,
                                       position[0], constantIndex(start));
    Value to =
        arith::CmpIOp::create(b, loc, arith::CmpIPredicate::slt, position[0],
                              constantIndex(start + size(part)));
    Value p = position[0];
    result = branch(both(from, to), {result}, [&, part = part, start = start] {
      return SmallVector<Value>{get(part, sub(p, constantIndex(start)))};
    })[0];
  }
  return result;
}

Value TileBuilder::emitLookup(ir::LookupOp op, ArrayRef<Value> rest,
                              Instance at) {
  Position position;
  for (Value p : op.getPosition())
    position.push_back(convert(scalar(p, at), b.getIndexType()));
  llvm::append_range(position, rest);
  Value table = resolve(op.getValue());
  if (sources.contains(table) || table.getDefiningOp<ir::ReadOp>())
    return element(table, position, at);
  ArrayRef<int64_t> shape = shapeOf(table);
  Value number = linearize(*this, position, shape);
  Value result;
  int64_t n = 0;
  // A small table that was computed: select among its components.
  std::function<void(Position)> walk = [&](Position prefix) {
    if (prefix.size() < shape.size()) {
      for (int64_t e = 0; e < shape[prefix.size()]; ++e) {
        Position next = prefix;
        next.push_back(constantIndex(e));
        walk(next);
      }
      return;
    }
    Value here = element(table, prefix, at);
    Value hit = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq, number,
                                      constantIndex(n++));
    result = result ? select(hit, here, result) : here;
  };
  walk({});
  return result;
}

/// The part that row number `row` of a reshaped concat is; null for none.
static Value rowOfParts(ir::ReshapeOp op, Value row) {
  auto concat = op.getValue().getDefiningOp<ir::ConcatOp>();
  std::optional<int64_t> number = getConstantIntValue(row);
  if (!concat || !number ||
      int64_t(concat.getParts().size()) != shapeOf(op.getResult())[0])
    return {};
  Value first = concat.getParts().front();
  for (Value part : concat.getParts())
    if (part.getType() != first.getType() || shapeOf(part).empty())
      return {};
  return concat.getParts()[*number];
}

Value TileBuilder::emitReshape(ir::ReshapeOp op, ArrayRef<Value> position,
                               Instance at) {
  if (Value part = position.empty() ? Value() : rowOfParts(op, position[0])) {
    ArrayRef<int64_t> rest = shapeOf(op.getResult()).drop_front();
    return element(part, linearize(*this, position.drop_front(), rest), at);
  }
  Value number = linearize(*this, position, shapeOf(op.getResult()));
  return element(op.getValue(),
                 delinearize(*this, number, shapeOf(op.getValue())), at);
}

//===----------------------------------------------------------------------===//
// Regions
//===----------------------------------------------------------------------===//

/// Whether an element of the value is a load or nothing at all.
bool TileBuilder::isLeaf(Value value) {
  value = resolve(value);
  if (sources.contains(value))
    return true;
  Operation *op = value.getDefiningOp();
  if (auto slice = dyn_cast<ir::SliceOp>(op))
    return isLeaf(slice.getValue());
  if (auto constant = dyn_cast<arith::ConstantOp>(op))
    return isa<SplatElementsAttr>(constant.getValue());
  return isa<ir::ReadOp, ir::BroadcastOp>(op);
}

/// Whether a large value is asked for more than once and costs more than a
/// load each time.
bool TileBuilder::needsScratch(Operation *op) {
  Value value = op->getResult(0);
  sources.erase(value);
  if (isLeaf(value))
    return false;
  for (Operation *user : value.getUsers())
    if (isa<ir::EinsumOp, ir::LookupOp>(user))
      return true;
  bool costly = isa<ir::EinsumOp, ir::ConcatOp>(op);
  return costly && !value.hasOneUse();
}

void TileBuilder::materialize(Value value) {
  value = resolve(value);
  sources.erase(value);
  unsigned depends = dependence(value);
  int64_t nRows = depends & OnRow ? rowCount() : 1;
  int64_t nColumns = depends & OnColumn ? columnCount() : 1;
  ArrayRef<int64_t> shape = shapeOf(value);
  Type type = elementType(value);
  Slot slot = ir::isDynamic(value.getType())
                  ? allocate(ShapedType::kDynamic, nRows * nColumns)
                  : allocate(componentCount(value.getType()), nRows * nColumns);
  auto number = [=, this](ArrayRef<Value> position, Instance at) {
    Value instances = constantIndex(nRows * nColumns);
    Value instance = constantIndex((depends & OnRow ? at.row : 0) * nColumns +
                                   (depends & OnColumn ? at.column : 0));
    return add(mul(linearize(*const_cast<TileBuilder *>(this), position, shape),
                   instances),
               instance);
  };
  // Element `from` of a part (or of all), which is element `to` of the value.
  auto keep = [&](Value part, ArrayRef<Value> from, ArrayRef<Value> to) {
    contractAhead(part, from);
    for (int64_t r = 0; r < nRows; ++r)
      for (int64_t c = 0; c < nColumns; ++c)
        storeScratch(element(part, from, {r, c}), slot, number(to, {r, c}));
  };
  if (auto concat = value.getDefiningOp<ir::ConcatOp>()) {
    // Part by part: which one a number is in is known here, not in a loop.
    int64_t start = 0;
    for (Value part : concat.getParts()) {
      forEachPosition(*this, shapeOf(part), [&](ArrayRef<Value> from) {
        Value first = constantIndex(start);
        keep(part, from, from.empty() ? first : add(from[0], first));
      });
      start += componentCount(part.getType());
    }
  } else {
    forEachPosition(*this, shape, [&](ArrayRef<Value> position) {
      keep(value, position, position);
    });
  }
  // What was computed on the way must not stand for what is loaded later in
  // another scope; loads are cheap, so forget nothing and add a source.
  bind(
      value,
      [=, this](ArrayRef<Value> position, Instance at) {
        return loadScratch(type, slot, number(position, at));
      },
      depends);
}

/// Whether an operation over components becomes a loop.
bool TileBuilder::isLoop(Operation *op) {
  // A score decides for all instances at once how it is computed.
  if (auto expansion = dyn_cast<ir::ExpansionOp>(op);
      expansion && expansion.getLimit())
    return true;
  return isa<ir::ComponentsOp, ir::DotOp, ir::SqDistOp, ir::ExpansionOp,
             ir::EinsumOp>(op) &&
         !llvm::all_of(op->getOperandTypes(),
                       [&](Type type) { return isSmall(type); });
}

/// A distance stands for its expansion, or the other way round.
bool TileBuilder::isComputed(Operation *op) const {
  if (isa<ir::ExpansionOp>(op))
    return expanded;
  auto isExpansion = llvm::IsaPred<ir::ExpansionOp>;
  return !expanded || op->use_empty() ||
         !llvm::all_of(op->getUsers(), isExpansion);
}

void TileBuilder::evaluate(Region &region) {
  if (region.empty())
    return;
  SmallVector<Operation *> plain;
  for (Operation &op : region.front().without_terminator()) {
    if (auto storeOp = dyn_cast<ir::StoreOp>(op)) {
      evaluatePlain(std::exchange(plain, {}));
      store(storeOp);
      continue;
    }
    Value value = op.getResult(0);
    if (!isSmall(value.getType())) {
      if (!needsScratch(&op))
        continue;
      evaluatePlain(std::exchange(plain, {}));
      materialize(value);
      continue;
    }
    // A sum over components of the row alone, too, is computed once and not in
    // every loop over components that asks for it.
    bool isOfPair = dependence(value) & OnColumn;
    bool isRepeated = isOfPair || (isLoop(&op) && dependence(value) != None);
    if (!isRepeated || !isComputed(&op) ||
        isa<ir::ReadOp, ir::IndexOp, ir::ExtentOp, ir::BroadcastOp,
            ir::ConcatOp, ir::SliceOp, ir::ComponentOp, ir::ReshapeOp,
            arith::ConstantOp>(op))
      continue;
    if (!isLoop(&op) || !isOfPair) {
      plain.push_back(&op);
      continue;
    }
    evaluatePlain(std::exchange(plain, {}));
    evaluateJoint(&op);
  }
  evaluatePlain(plain);
}

void TileBuilder::evaluatePlain(ArrayRef<Operation *> ops) {
  for (int64_t c = 0; c < columnCount(); ++c)
    for (Operation *op : ops) {
      Value value = op->getResult(0);
      int64_t nRows = dependence(value) & OnRow ? rowCount() : 1;
      forEachPosition(*this, shapeOf(value), [&](ArrayRef<Value> position) {
        for (int64_t r = 0; r < nRows; ++r)
          element(value, position, {r, c});
      });
    }
}

/// Whether a row and a column of the group, in any lane, have too large norms
/// for an expanded score. NaN is far.
Value TileBuilder::isFar(ir::ExpansionOp op) {
  Value largest, far;
  for (int64_t c = 0; c < columnCount(); ++c) {
    Value norm = scalar(op.getColumnNorm(), {0, c});
    // Not the maximum that ignores NaN: it has to stay.
    largest = largest ? Value(arith::MaximumFOp::create(b, loc, largest, norm))
                      : norm;
  }
  Value limit = floatConstant(op.getType(), op.getLimit()->convertToDouble());
  for (int64_t r = 0; r < rowCount(); ++r) {
    Value norms = add(scalar(op.getRowNorm(), {r, 0}), largest);
    if (op.getWeight())
      norms = mul(norms,
                  math::AbsFOp::create(b, loc, scalar(op.getWeight(), {r, 0})));
    Value beyond =
        arith::CmpFOp::create(b, loc, arith::CmpFPredicate::UGT, norms, limit);
    far = far ? Value(arith::OrIOp::create(b, loc, far, beyond)) : beyond;
  }
  return ir::AnyOp::create(b, loc, far);
}

void TileBuilder::evaluateJoint(Operation *op) {
  forEachPosition(
      *this, shapeOf(op->getResult(0)),
      [&](ArrayRef<Value> position) { contractJointly(op, position); });
}

void TileBuilder::contractJointly(Operation *op, ArrayRef<Value> position) {
  Value value = op->getResult(0);
  if (lookup(key(value, position, {0, 0})))
    return;
  // Column by column: row elements stay in registers, and one column element
  // at a time is enough.
  SmallVector<Instance> instances;
  for (int64_t c = 0; c < columnCount(); ++c)
    for (int64_t r = 0; r < (dependence(value) & OnRow ? rowCount() : 1); ++r)
      instances.push_back({r, c});
  auto results = contract(op, position, instances);
  // The expansion is there at once; where it may not be used, which is rare,
  // differences replace it.
  if (auto score = dyn_cast<ir::ExpansionOp>(op); score && score.getLimit())
    results = branch(isFar(score), results, [&] {
      return contract(score.getDistance().getDefiningOp(), position, instances);
    });
  for (auto [at, result] : llvm::zip_equal(instances, results))
    scopes.back()[key(value, position, at)] = result;
}

void TileBuilder::contractAhead(Value value, ArrayRef<Value> position) {
  // A value that many others use is met once: paths to it can be too many.
  llvm::SmallDenseSet<Value> seen;
  SmallVector<Value> next = {value};
  while (!next.empty()) {
    Value v = resolve(next.pop_back_val());
    Operation *op = v.getDefiningOp();
    if (!op || sources.contains(v) || !(dependence(v) & OnColumn) ||
        !seen.insert(v).second)
      continue;
    ArrayRef<Value> at = shapeOf(v).empty() ? ArrayRef<Value>() : position;
    if (lookup(key(v, at, {0, 0})))
      continue;
    if (isLoop(op))
      contractJointly(op, at);
    else if (isa_and_nonnull<arith::ArithDialect, math::MathDialect>(
                 op->getDialect()))
      llvm::append_range(next, llvm::reverse(op->getOperands()));
  }
}

} // namespace kop::transforms
