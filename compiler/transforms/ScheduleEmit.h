//===- ScheduleEmit.h - Kernels from plans ----------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Writes the passes of a plan, in order. Each region asks for the values it
// stores or yields; operations are cloned into it until something is found
// that lies in memory, in the pack of the columns, or in an argument of the
// region.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_TRANSFORMS_SCHEDULEEMIT_H
#define KOP_TRANSFORMS_SCHEDULEEMIT_H

#include "compiler/transforms/SchedulePlan.h"

#include "mlir/IR/Builders.h"

namespace kop::transforms {

/// A record per column: components of several values of one element type.
struct Pack {
  mlir::Type element;
  Domain indices = 0;
  /// The first component of every value.
  llvm::MapVector<View, int64_t> offsets;
  int64_t size = 0;
  mlir::TypedValue<ir::ArrayType> array;
};

/// An array that holds values of earlier passes, and the indices of its axes.
struct Kept {
  mlir::TypedValue<ir::ArrayType> array;
  llvm::SmallVector<unsigned> axes;
};

/// Values of one region while it is written.
struct RegionState {
  explicit RegionState(mlir::Block &block)
      : b(mlir::OpBuilder::atBlockEnd(&block)) {}

  mlir::OpBuilder b;
  llvm::DenseMap<View, mlir::Value> values;
  /// `kop.index` and records that were read, by index and by pack.
  llvm::DenseMap<unsigned, mlir::Value> indices;
  llvm::DenseMap<unsigned, mlir::Value> records;
};

class Emitter {
public:
  explicit Emitter(Plan &plan)
      : plan(plan), formula(plan.formula), b(formula.getContext()) {}

  ir::KernelOp run();

private:
  void emitCallValues(PlannedPass &pass);
  void emitPacks(PlannedPass &pass);
  void emitPack(const PlannedPass &pass, Pack pack);
  void emitPass(PlannedPass &pass);
  ir::PassOp createPass(llvm::StringRef name, const PlannedPass &shape,
                        mlir::Location loc);
  mlir::TypedValue<ir::ArrayType> createTemporary(llvm::StringRef name,
                                                  llvm::ArrayRef<unsigned> axes,
                                                  mlir::Location loc,
                                                  mlir::Type element);

  mlir::Value get(RegionState &state, View view);
  mlir::Value index(RegionState &state, unsigned number);
  llvm::SmallVector<mlir::Value> subscripts(RegionState &state,
                                            llvm::ArrayRef<unsigned> axes);
  mlir::Value readKept(RegionState &state, const Kept &kept, View view);
  mlir::Value unpack(RegionState &state, View view);
  void storeOutput(RegionState &state, unsigned number);
  mlir::Attribute reduction(ir::ReduceOp op);
  std::string unique(std::string name);

  Plan &plan;
  ir::FormulaOp formula;
  mlir::OpBuilder b;
  ir::KernelOp kernel;
  llvm::DenseMap<mlir::Value, Kept> kept;
  std::vector<Pack> packs;
  /// The pack from which the current pass reads a value of its columns.
  llvm::DenseMap<View, unsigned> packOf;
  llvm::StringMap<unsigned> usedNames;
};

/// A vector of `size` components.
mlir::RankedTensorType vectorOf(int64_t size, mlir::Type element);

} // namespace kop::transforms

#endif // KOP_TRANSFORMS_SCHEDULEEMIT_H
