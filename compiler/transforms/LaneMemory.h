//===- LaneMemory.h - Loads, stores and masks of lanes ----------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The instructions that have another form when lanes are elements of a vector:
// memory accesses by the shape of their offset, masks, reductions over lanes.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_TRANSFORMS_LANEMEMORY_H
#define KOP_TRANSFORMS_LANEMEMORY_H

#include "compiler/transforms/LaneAnalysis.h"
#include "mlir/IR/Builders.h"

namespace kop::transforms {

/// A rewritten address: `base[offset]`, in elements. For a contiguous offset
/// it is that of lane 0, for a varying one a vector.
struct LaneAddress {
  mlir::Value base;
  mlir::Value offset;
  LaneShape shape;
  /// Elements from one lane to the next, where the shape is Strided.
  mlir::Value stride = {};
};

/// A rewritten mask: none, a scalar, or (`varying`) a vector of i1.
struct LaneMask {
  mlir::Value condition;
  bool varying = false;
};

/// Builds at the insertion point of `builder`, which it borrows.
class LaneMemory {
public:
  LaneMemory(mlir::OpBuilder &builder, unsigned lanes)
      : builder(builder), lanes(lanes) {}

  /// A uniform load gives a scalar where the mask is uniform too; every other
  /// load a vector. Masked-off lanes give zero.
  mlir::Value load(mlir::Location loc, mlir::Type element, LaneAddress address,
                   LaneMask mask, bool invariant);

  /// The `count` elements of a record per lane; those of the lanes lie one
  /// behind the other.
  llvm::SmallVector<mlir::Value> loadRecord(mlir::Location loc,
                                            mlir::Type element, int64_t count,
                                            LaneAddress address);

  /// `value` is a scalar for a uniform value at a uniform address, otherwise
  /// the vector of the lanes. Of several lanes at one address the last wins.
  void store(mlir::Location loc, mlir::Value value, mlir::Type element,
             LaneAddress address, LaneMask mask);

  /// Whether a vector of i1 has an element that is true.
  mlir::Value any(mlir::Location loc, mlir::Value condition);
  mlir::Value broadcast(mlir::Location loc, mlir::Value scalar);
  /// `first` + the number of the lane times `stride`.
  mlir::Value sequence(mlir::Location loc, mlir::Value first,
                       mlir::Value stride);
  /// The vector 0, 1, 2, … of an integer or index type.
  mlir::Value laneNumbers(mlir::Location loc, mlir::Type type);
  /// The vector of i1 of `first + lane < end`.
  mlir::Value firstLanes(mlir::Location loc, mlir::Value first,
                         mlir::Value end);

private:
  mlir::Value pointer(mlir::Location loc, mlir::Type element,
                      LaneAddress address);
  mlir::Value pointers(mlir::Location loc, mlir::Type element,
                       LaneAddress address);
  mlir::Value vectorMask(mlir::Location loc, LaneMask mask);
  mlir::Value atUnitStride(mlir::Location loc, LaneAddress address,
                           LaneAddress &contiguous);
  mlir::Value fromMemory(mlir::Location loc, mlir::Value loaded,
                         mlir::Type element);
  mlir::Value loadMemory(mlir::Location loc, mlir::Type memory,
                         LaneAddress address, LaneMask mask, bool invariant);
  void storeVector(mlir::Location loc, mlir::Value value, mlir::Type memory,
                   LaneAddress address, LaneMask mask);
  mlir::Value loadUniform(mlir::Location loc, mlir::Type memory,
                          LaneAddress address, LaneMask mask, bool invariant);
  mlir::Value zero(mlir::Location loc, mlir::Type type);
  mlir::Type vectorOf(mlir::Type element) const;

  mlir::OpBuilder &builder;
  unsigned lanes;
};

} // namespace kop::transforms

#endif // KOP_TRANSFORMS_LANEMEMORY_H
