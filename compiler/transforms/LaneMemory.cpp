//===- LaneMemory.cpp - Loads, stores and masks of lanes ------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/LaneMemory.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;

namespace kop::transforms {

/// How an element lies in memory: a condition is a byte. Floats of 16 bits are
/// moved as integers, since not every target has them in registers.
static Type inMemory(Type element) {
  if (element.isInteger(1))
    return IntegerType::get(element.getContext(), 8);
  if (element.isF16() || element.isBF16())
    return IntegerType::get(element.getContext(), 16);
  return element;
}

static unsigned bytesOf(Type memory) {
  return memory.getIntOrFloatBitWidth() / 8;
}

Type LaneMemory::vectorOf(Type element) const {
  return VectorType::get({lanes}, element);
}

Value LaneMemory::zero(Location loc, Type type) {
  return arith::ConstantOp::create(builder, loc, builder.getZeroAttr(type));
}

Value LaneMemory::broadcast(Location loc, Value scalar) {
  return vector::BroadcastOp::create(builder, loc, vectorOf(scalar.getType()),
                                     scalar);
}

Value LaneMemory::laneNumbers(Location loc, Type type) {
  auto vector = cast<VectorType>(vectorOf(type));
  SmallVector<Attribute> numbers;
  for (unsigned lane = 0; lane != lanes; ++lane)
    numbers.push_back(builder.getIntegerAttr(type, lane));
  return arith::ConstantOp::create(builder, loc,
                                   DenseElementsAttr::get(vector, numbers));
}

Value LaneMemory::any(Location loc, Value condition) {
  return vector::ReductionOp::create(builder, loc, vector::CombiningKind::OR,
                                     condition);
}

Value LaneMemory::firstLanes(Location loc, Value first, Value end) {
  Type type = first.getType();
  auto constant = [&](int64_t value) -> Value {
    return arith::ConstantOp::create(builder, loc,
                                     builder.getIntegerAttr(type, value));
  };
  Value count = arith::SubIOp::create(builder, loc, end, first);
  count = arith::MaxSIOp::create(builder, loc, count, constant(0));
  count = arith::MinSIOp::create(builder, loc, count, constant(lanes));
  Type i32 = builder.getI32Type();
  if (type.isIndex())
    count = arith::IndexCastOp::create(builder, loc, i32, count);
  else if (type.getIntOrFloatBitWidth() > 32)
    count = arith::TruncIOp::create(builder, loc, i32, count);
  else if (type.getIntOrFloatBitWidth() < 32)
    count = arith::ExtSIOp::create(builder, loc, i32, count);
  return arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::slt,
                               laneNumbers(loc, i32), broadcast(loc, count));
}

Value LaneMemory::vectorMask(Location loc, LaneMask mask) {
  if (!mask.condition)
    return arith::ConstantOp::create(
        builder, loc,
        DenseElementsAttr::get(cast<ShapedType>(vectorOf(builder.getI1Type())),
                               true));
  return mask.varying ? mask.condition : broadcast(loc, mask.condition);
}

Value LaneMemory::pointer(Location loc, Type element, LaneAddress address) {
  Value offset = arith::IndexCastOp::create(builder, loc, builder.getI64Type(),
                                            address.offset);
  return LLVM::GEPOp::create(builder, loc, address.base.getType(), element,
                             address.base, ArrayRef<LLVM::GEPArg>{offset});
}

Value LaneMemory::pointers(Location loc, Type element, LaneAddress address) {
  Value offsets = address.offset;
  if (address.shape == LaneShape::Uniform)
    offsets = broadcast(loc, offsets);
  offsets = arith::IndexCastOp::create(builder, loc,
                                       vectorOf(builder.getI64Type()), offsets);
  return LLVM::GEPOp::create(builder, loc, vectorOf(address.base.getType()),
                             element, address.base,
                             ArrayRef<LLVM::GEPArg>{offsets});
}

Value LaneMemory::loadUniform(Location loc, Type memory, LaneAddress address,
                              LaneMask mask, bool invariant) {
  auto access = [&]() -> Value {
    return LLVM::LoadOp::create(
        builder, loc, memory, pointer(loc, memory, address), bytesOf(memory),
        /*isVolatile=*/false, /*isNonTemporal=*/false, invariant);
  };
  if (!mask.condition)
    return access();
  Value active = mask.varying ? any(loc, mask.condition) : mask.condition;
  auto guarded = scf::IfOp::create(builder, loc, memory, active, true);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(&guarded.getThenRegion().front());
  scf::YieldOp::create(builder, loc, access());
  builder.setInsertionPointToStart(&guarded.getElseRegion().front());
  scf::YieldOp::create(builder, loc, zero(loc, memory));
  return guarded.getResult(0);
}

Value LaneMemory::loadMemory(Location loc, Type memory, LaneAddress address,
                             LaneMask mask, bool invariant) {
  if (address.shape == LaneShape::Uniform) {
    Value scalar = loadUniform(loc, memory, address, mask, invariant);
    if (!mask.varying)
      return scalar;
    Value zeros = zero(loc, vectorOf(memory));
    return arith::SelectOp::create(builder, loc, mask.condition,
                                   broadcast(loc, scalar), zeros);
  }
  unsigned alignment = bytesOf(memory);
  Type vector = vectorOf(memory);
  if (address.shape == LaneShape::Contiguous) {
    Value from = pointer(loc, memory, address);
    if (!mask.condition)
      return LLVM::LoadOp::create(builder, loc, vector, from, alignment,
                                  /*isVolatile=*/false,
                                  /*isNonTemporal=*/false, invariant);
    return LLVM::MaskedLoadOp::create(
        builder, loc, vector, from, vectorMask(loc, mask), zero(loc, vector),
        builder.getI32IntegerAttr(alignment), /*nontemporal=*/UnitAttr());
  }
  return LLVM::masked_gather::create(builder, loc, vector,
                                     pointers(loc, memory, address),
                                     vectorMask(loc, mask), zero(loc, vector),
                                     builder.getI32IntegerAttr(alignment));
}

/// Whether a mask is known to hold in every lane.
static bool isTrue(Value condition) {
  return condition && matchPattern(condition, m_One());
}

Value LaneMemory::load(Location loc, Type element, LaneAddress address,
                       LaneMask mask, bool invariant) {
  if (isTrue(mask.condition))
    mask = {};
  Type memory = inMemory(element);
  Value loaded = loadMemory(loc, memory, address, mask, invariant);
  if (memory == element)
    return loaded;
  if (isa<FloatType>(element)) {
    bool isVector = isa<VectorType>(loaded.getType());
    return arith::BitcastOp::create(
        builder, loc, isVector ? vectorOf(element) : element, loaded);
  }
  return arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ne, loaded,
                               zero(loc, loaded.getType()));
}

void LaneMemory::store(Location loc, Value value, Type element,
                       LaneAddress address, LaneMask mask) {
  if (isTrue(mask.condition))
    mask = {};
  Type memory = inMemory(element);
  bool isVector = isa<VectorType>(value.getType());
  Type moved = isVector ? vectorOf(memory) : memory;
  if (memory != element && isa<FloatType>(element))
    value = arith::BitcastOp::create(builder, loc, moved, value);
  else if (memory != element)
    value = arith::ExtUIOp::create(builder, loc, moved, value);
  unsigned alignment = bytesOf(memory);
  auto plain = [&] {
    LLVM::StoreOp::create(builder, loc, value, pointer(loc, memory, address),
                          alignment);
  };
  // One element, from one value: masks only decide whether.
  if (!isVector) {
    if (!mask.condition)
      return plain();
    Value active = mask.varying ? any(loc, mask.condition) : mask.condition;
    auto guarded = scf::IfOp::create(builder, loc, active, false);
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(&guarded.getThenRegion().front());
    return plain();
  }
  auto attribute = builder.getI32IntegerAttr(alignment);
  if (address.shape != LaneShape::Contiguous)
    LLVM::masked_scatter::create(builder, loc, value,
                                 pointers(loc, memory, address),
                                 vectorMask(loc, mask), attribute);
  else if (!mask.condition)
    plain();
  else
    LLVM::MaskedStoreOp::create(builder, loc, value,
                                pointer(loc, memory, address),
                                vectorMask(loc, mask), attribute);
}

} // namespace kop::transforms
