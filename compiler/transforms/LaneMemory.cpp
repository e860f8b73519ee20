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
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/TypeUtilities.h"

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

Value LaneMemory::sequence(Location loc, Value first, Value stride) {
  Value steps = arith::MulIOp::create(
      builder, loc, laneNumbers(loc, stride.getType()), broadcast(loc, stride));
  return arith::AddIOp::create(builder, loc, broadcast(loc, first), steps);
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
  Value offsets = address.offset, base = address.base;
  if (address.shape == LaneShape::Uniform)
    offsets = broadcast(loc, offsets);
  if (address.shape == LaneShape::Strided) {
    // What differs between lanes is the same wherever the stride is.
    base = pointer(loc, element, address);
    offsets = arith::MulIOp::create(builder, loc,
                                    laneNumbers(loc, address.stride.getType()),
                                    broadcast(loc, address.stride));
  }
  offsets = arith::IndexCastOp::create(builder, loc,
                                       vectorOf(builder.getI64Type()), offsets);
  return LLVM::GEPOp::create(builder, loc, vectorOf(address.base.getType()),
                             element, base, ArrayRef<LLVM::GEPArg>{offsets});
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

/// The condition that a stride is one, and the address where it is; null where
/// that is known not to be.
Value LaneMemory::atUnitStride(Location loc, LaneAddress address,
                               LaneAddress &contiguous) {
  if (address.shape != LaneShape::Strided)
    return {};
  contiguous = {address.base, address.offset, LaneShape::Contiguous};
  if (getConstantIntValue(address.stride))
    return {};
  Value one = arith::ConstantIndexOp::create(builder, loc, 1);
  return arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq,
                               address.stride, one);
}

Value LaneMemory::loadMemory(Location loc, Type memory, LaneAddress address,
                             LaneMask mask, bool invariant) {
  LaneAddress contiguous;
  Value isUnit =
      mask.condition ? Value() : atUnitStride(loc, address, contiguous);
  if (isUnit) {
    auto branch =
        scf::IfOp::create(builder, loc, vectorOf(memory), isUnit, true);
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(&branch.getThenRegion().front());
    scf::YieldOp::create(builder, loc,
                         loadMemory(loc, memory, contiguous, mask, invariant));
    builder.setInsertionPointToStart(&branch.getElseRegion().front());
    Value gathered = LLVM::masked_gather::create(
        builder, loc, vectorOf(memory), pointers(loc, memory, address),
        vectorMask(loc, mask), zero(loc, vectorOf(memory)),
        builder.getI32IntegerAttr(bytesOf(memory)));
    scf::YieldOp::create(builder, loc, gathered);
    return branch.getResult(0);
  }
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
  return fromMemory(loc, loadMemory(loc, memory, address, mask, invariant),
                    element);
}

Value LaneMemory::fromMemory(Location loc, Value loaded, Type element) {
  if (getElementTypeOrSelf(loaded.getType()) == element)
    return loaded;
  if (isa<FloatType>(element)) {
    bool isVector = isa<VectorType>(loaded.getType());
    return arith::BitcastOp::create(
        builder, loc, isVector ? vectorOf(element) : element, loaded);
  }
  return arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ne, loaded,
                               zero(loc, loaded.getType()));
}

//===----------------------------------------------------------------------===//
// Records
//===----------------------------------------------------------------------===//

/// Every `step`-th element of some vectors behind each other, from number
/// `first` on, as one vector.
static Value takeEvery(OpBuilder &b, Location loc, ArrayRef<Value> vectors,
                       int64_t first, int64_t step) {
  int64_t lanes = cast<VectorType>(vectors[0].getType()).getNumElements();
  Value taken;
  bool isShuffled = false;
  SmallVector<int64_t> from(lanes, 0);
  for (auto [k, vector] : llvm::enumerate(vectors)) {
    bool has = false;
    for (int64_t lane = 0; lane < lanes; ++lane) {
      int64_t element = first + lane * step;
      if (element / lanes != int64_t(k))
        continue;
      has = true;
      from[lane] = element % lanes + (taken ? lanes : 0);
    }
    if (!has)
      continue;
    if (!taken) {
      taken = vector;
      continue;
    }
    taken = vector::ShuffleOp::create(b, loc, taken, vector, from);
    isShuffled = true;
    for (int64_t lane = 0; lane < lanes; ++lane)
      if (first + lane * step < int64_t(k + 1) * lanes)
        from[lane] = lane;
  }
  return isShuffled ? taken
                    : vector::ShuffleOp::create(b, loc, taken, taken, from)
                          .getResult();
}

/// Elements c, c + n, c + 2n, … of n vectors, for every c: half of an even
/// number of them at a time takes the fewest shuffles.
static SmallVector<Value> transpose(OpBuilder &b, Location loc,
                                    ArrayRef<Value> vectors) {
  int64_t n = vectors.size();
  SmallVector<Value> results(vectors);
  if (n == 1)
    return results;
  if (n % 2) {
    for (int64_t c = 0; c < n; ++c)
      results[c] = takeEvery(b, loc, vectors, c, n);
    return results;
  }
  for (int64_t parity = 0; parity < 2; ++parity) {
    SmallVector<Value> half;
    for (int64_t k = 0; k < n; k += 2)
      half.push_back(takeEvery(b, loc, vectors.slice(k, 2), parity, 2));
    for (auto [k, result] : llvm::enumerate(transpose(b, loc, half)))
      results[2 * k + parity] = result;
  }
  return results;
}

SmallVector<Value> LaneMemory::loadRecord(Location loc, Type element,
                                          int64_t count, LaneAddress address) {
  Type memory = inMemory(element);
  SmallVector<Value> vectors;
  for (int64_t k = 0; k < count; ++k) {
    Value ahead =
        arith::ConstantIndexOp::create(builder, loc, k * int64_t(lanes));
    Value offset = arith::AddIOp::create(builder, loc, address.offset, ahead);
    LaneAddress from = {address.base, offset, LaneShape::Contiguous};
    vectors.push_back(loadMemory(loc, memory, from, {}, false));
  }
  SmallVector<Value> results;
  for (Value vector : transpose(builder, loc, vectors))
    results.push_back(fromMemory(loc, vector, element));
  return results;
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
  LaneAddress contiguous;
  if (Value isUnit =
          mask.varying ? Value() : atUnitStride(loc, address, contiguous)) {
    auto branch = scf::IfOp::create(builder, loc, isUnit, true);
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(&branch.getThenRegion().front());
    storeVector(loc, value, memory, contiguous, mask);
    builder.setInsertionPointToStart(&branch.getElseRegion().front());
    return storeVector(loc, value, memory, address, mask);
  }
  storeVector(loc, value, memory, address, mask);
}

void LaneMemory::storeVector(Location loc, Value value, Type memory,
                             LaneAddress address, LaneMask mask) {
  auto attribute = builder.getI32IntegerAttr(bytesOf(memory));
  if (address.shape != LaneShape::Contiguous)
    LLVM::masked_scatter::create(builder, loc, value,
                                 pointers(loc, memory, address),
                                 vectorMask(loc, mask), attribute);
  else if (!mask.condition)
    LLVM::StoreOp::create(builder, loc, value, pointer(loc, memory, address),
                          bytesOf(memory));
  else
    LLVM::MaskedStoreOp::create(builder, loc, value,
                                pointer(loc, memory, address),
                                vectorMask(loc, mask), attribute);
}

} // namespace kop::transforms
