//===- ScheduleRegion.cpp - Values inside the regions of a pass -----------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How a region obtains a value, and how it stores one.
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/ScheduleEmit.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;
using namespace kop::ir;
using namespace kop::transforms;

RankedTensorType kop::transforms::vectorOf(int64_t size, Type element) {
  return RankedTensorType::get({size}, element);
}

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

Value Emitter::index(RegionState &state, unsigned number) {
  Value &value = state.indices[number];
  if (!value)
    value = IndexOp::create(state.b, formula.getLoc(), formula.getIndexType(),
                            plan.name(number));
  return value;
}

SmallVector<Value> Emitter::subscripts(RegionState &state,
                                       ArrayRef<unsigned> axes) {
  return llvm::map_to_vector(axes,
                             [&](unsigned axis) { return index(state, axis); });
}

Value Emitter::readKept(RegionState &state, const Kept &kept, View view) {
  SmallVector<unsigned> axes;
  for (unsigned axis : kept.axes)
    axes.push_back(plan.rename(axis, view));
  return ReadOp::create(state.b, view.value.getLoc(), view.value.getType(),
                        kept.array, subscripts(state, axes));
}

/// The components of a packed value, from the record of the current column.
Value Emitter::unpack(RegionState &state, View view) {
  unsigned number = packOf.lookup(view);
  Pack &pack = packs[number];
  Location loc = view.value.getLoc();
  Value &record = state.records[number];
  if (!record) {
    SmallVector<unsigned> axes;
    for (Attribute axis : pack.array.getType().getAxes())
      axes.push_back(plan.number(cast<StringAttr>(axis).getValue()));
    record = ReadOp::create(state.b, loc, vectorOf(pack.size, pack.element),
                            pack.array, subscripts(state, axes));
  }
  int64_t offset = pack.offsets[view];
  auto type = dyn_cast<RankedTensorType>(view.value.getType());
  if (!type)
    return ComponentOp::create(state.b, loc, view.value.getType(), record,
                               ArrayRef<int64_t>{offset});
  Value part = record;
  if (type.getNumElements() != pack.size)
    part = SliceOp::create(state.b, loc,
                           vectorOf(type.getNumElements(), pack.element),
                           record, offset);
  if (part.getType() != type)
    part = ReshapeOp::create(state.b, loc, type, part);
  return part;
}

Value Emitter::get(RegionState &state, View view) {
  if (auto argument = dyn_cast<BlockArgument>(view.value))
    return kernel.getBody().getArgument(argument.getArgNumber());
  auto known = state.values.find(view);
  if (known != state.values.end())
    return known->second;

  Operation *op = view.value.getDefiningOp();
  if (auto reindex = dyn_cast<ReindexOp>(op))
    return get(state, plan.reindexed(reindex, view));
  if (auto indexOp = dyn_cast<IndexOp>(op))
    return index(state, plan.rename(plan.number(indexOp.getIndex()), view));
  auto stored = kept.find(view.value);
  if (stored != kept.end())
    return state.values[view] = readKept(state, stored->second, view);

  IRMapping mapping;
  for (Value operand : op->getOperands())
    mapping.map(operand, get(state, plan.at(operand, view)));
  Operation *clone = state.b.clone(*op, mapping);
  for (auto [from, to] : llvm::zip(op->getResults(), clone->getResults()))
    state.values[{from, view.renaming}] = to;
  return state.values[view];
}

//===----------------------------------------------------------------------===//
// Outputs
//===----------------------------------------------------------------------===//

/// Stores the value of an output; leading axes of a tensor value that are axes
/// of the output become constant subscripts.
void Emitter::storeOutput(RegionState &state, unsigned number) {
  auto array = cast<TypedValue<ArrayType>>(
      kernel.getBody().getArgument(formula.getInputNames().size() + number));
  ArrayAttr axisNames = array.getType().getAxes();
  unsigned constantAxes = plan.tensorAxes(number);
  SmallVector<unsigned> axes;
  for (Attribute axis : axisNames.getValue().drop_back(constantAxes))
    axes.push_back(plan.number(cast<StringAttr>(axis).getValue()));
  SmallVector<Value> where = subscripts(state, axes);
  Value value = get(state, {plan.outputValue(number), 0});
  Location loc = value.getLoc();
  if (constantAxes == 0) {
    StoreOp::create(state.b, loc, value, array, where);
    return;
  }
  auto type = cast<RankedTensorType>(value.getType());
  Type element = array.getType().getElement();
  int64_t count = 1;
  for (int64_t size : type.getShape().take_front(constantAxes))
    count *= size;
  int64_t part = type.getNumElements() / count;
  Value flat = value;
  if (type.getRank() != 1)
    flat = ReshapeOp::create(
        state.b, loc, vectorOf(type.getNumElements(), type.getElementType()),
        value);
  for (int64_t n = 0; n < count; ++n) {
    SmallVector<Value> position(constantAxes);
    int64_t rest = n;
    for (int64_t axis = constantAxes; axis-- > 0;) {
      position[axis] = arith::ConstantOp::create(
          state.b, loc,
          state.b.getIntegerAttr(formula.getIndexType(),
                                 rest % type.getDimSize(axis)));
      rest /= type.getDimSize(axis);
    }
    Value item;
    if (auto tensor = dyn_cast<RankedTensorType>(element)) {
      item = SliceOp::create(
          state.b, loc, vectorOf(part, type.getElementType()), flat, n * part);
      if (item.getType() != tensor)
        item = ReshapeOp::create(state.b, loc, tensor, item);
    } else {
      item = ComponentOp::create(state.b, loc, element, flat,
                                 ArrayRef<int64_t>{n});
    }
    position.insert(position.begin(), where.begin(), where.end());
    StoreOp::create(state.b, loc, item, array, position);
  }
}
