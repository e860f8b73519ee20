//===- TileReduction.cpp - Cells of reductions ----------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/TileReduction.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace kop::transforms {

int64_t componentCount(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (ir::isDynamic(type))
    return ShapedType::kDynamic;
  return tensor ? tensor.getNumElements() : 1;
}

std::unique_ptr<TileReduction> TileReduction::create(ReductionSpec spec) {
  switch (spec.attr.getKind()) {
  case ir::ReductionKind::Sum:
  case ir::ReductionKind::Prod:
    return makeSumReduction(std::move(spec));
  case ir::ReductionKind::Count:
    return makeCountReduction(std::move(spec));
  case ir::ReductionKind::Min:
  case ir::ReductionKind::Max:
    return makeExtremumReduction(std::move(spec));
  case ir::ReductionKind::ArgMin:
  case ir::ReductionKind::ArgMax:
    return makeArgReduction(std::move(spec));
  case ir::ReductionKind::KMin:
  case ir::ReductionKind::KMax:
    return makeTopKReduction(std::move(spec));
  case ir::ReductionKind::Collect:
    return makeListReduction(std::move(spec));
  case ir::ReductionKind::LogSumExp:
  case ir::ReductionKind::SoftMax:
    return makeExpReduction(std::move(spec));
  case ir::ReductionKind::Var:
  case ir::ReductionKind::LogSumExpSigned:
    return nullptr;
  }
  llvm_unreachable("unknown reduction");
}

void TileReduction::begin(TileBuilder &t) {
  rows = t.rowCount();
  for (auto [number, cell] : llvm::enumerate(cells())) {
    Place place;
    if (cell.direct) {
      cellPlaces.push_back(place);
      continue;
    }
    place.count = cell.count;
    place.memory = cell.inMemory();
    Value start = identity(t, number);
    if (place.memory) {
      place.slot = t.allocate(cell.count, rows);
    } else {
      place.firstRegister = values.size();
      values.append(cell.count * (cell.perRow ? rows : 1), start);
    }
    cellPlaces.push_back(place);
    if (place.memory)
      t.forEach(cell.count, [&, number = number](Value e) {
        for (int64_t r = 0; r < rows; ++r)
          set(t, number, r, e, start);
      });
  }
}

SmallVector<Value> TileReduction::registers() const { return values; }

void TileReduction::setRegisters(ValueRange from) {
  values.assign(from.begin(), from.end());
}

Value TileReduction::get(TileBuilder &t, unsigned cell, int64_t row,
                         Value element) {
  const Place &place = cellPlaces[cell];
  if (!place.memory) {
    int64_t first = place.firstRegister + row * place.count;
    if (auto known = getConstantIntValue(element))
      return values[first + *known];
    // A loop over components asks for a register by its number.
    Value value = values[first];
    for (int64_t n = 1; n < place.count; ++n)
      value =
          t.select(arith::CmpIOp::create(t.b, t.loc, arith::CmpIPredicate::eq,
                                         element, t.constantIndex(n)),
                   values[first + n], value);
    return value;
  }
  Value number =
      t.add(t.mul(element, t.constantIndex(rows)), t.constantIndex(row));
  return t.loadScratch(cells()[cell].type, place.slot, number);
}

void TileReduction::set(TileBuilder &t, unsigned cell, int64_t row,
                        Value element, Value value) {
  const Place &place = cellPlaces[cell];
  if (!place.memory) {
    values[place.firstRegister + row * place.count +
           *getConstantIntValue(element)] = value;
    return;
  }
  Value number =
      t.add(t.mul(element, t.constantIndex(rows)), t.constantIndex(row));
  t.storeScratch(value, place.slot, number);
}

Value TileReduction::argument(TileBuilder &t, unsigned number, Value element,
                              Instance at) {
  Value value = arguments[number];
  return t.element(value, delinearize(t, element, shapeOf(value)), at);
}

void TileReduction::prepare(TileBuilder &t, unsigned number, Value element) {
  Value value = arguments[number];
  t.contractAhead(value, delinearize(t, element, shapeOf(value)));
}

Value TileReduction::counts(TileBuilder &t, Instance at) {
  Value filter = condition ? t.scalar(condition, at) : Value();
  return t.both(filter, t.columnIsValid());
}

void TileReduction::branch(TileBuilder &t, Value happens,
                           llvm::function_ref<void()> body) {
  SmallVector<Value> before = values;
  Value any = ir::AnyOp::create(t.b, t.loc, happens);
  values = t.branch(any, before, [&] {
    body();
    return values;
  });
}

} // namespace kop::transforms
