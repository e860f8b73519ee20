//===- LaneAnalysis.h - How a value differs between lanes -------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A tile has scalar meaning: every value is that of one lane. This analysis
// finds which values are the same in every lane, and which are integers that
// count up with the number of the lane.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_TRANSFORMS_LANEANALYSIS_H
#define KOP_TRANSFORMS_LANEANALYSIS_H

#include "mlir/IR/Operation.h"
#include "llvm/ADT/DenseMap.h"

namespace kop::transforms {

/// Ordered: the join of two shapes is at least the larger one.
enum class LaneShape {
  Uniform,    ///< the same in every lane
  Contiguous, ///< an integer, the number of the lane plus a uniform value
  Strided,    ///< an index, the number times a uniform stride plus such a value
  Varying     ///< anything else
};

/// The shape of every value of a region, by a fixpoint over its loops.
class LaneAnalysis {
public:
  explicit LaneAnalysis(mlir::Region &region);

  LaneShape of(mlir::Value value) const {
    auto it = shapes.find(value);
    return it == shapes.end() ? LaneShape::Uniform : it->second;
  }
  bool isUniform(mlir::Value value) const {
    return of(value) == LaneShape::Uniform;
  }

private:
  /// One sweep; returns whether a shape has grown.
  bool sweep(mlir::Region &region);
  bool visit(mlir::Operation &op);
  bool raise(mlir::Value value, LaneShape shape);
  LaneShape resultShape(mlir::Operation &op) const;

  llvm::DenseMap<mlir::Value, LaneShape> shapes;
};

} // namespace kop::transforms

#endif // KOP_TRANSFORMS_LANEANALYSIS_H
