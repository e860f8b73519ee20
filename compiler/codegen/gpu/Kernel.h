//===- Kernel.h - Kernels around tiles on a GPU -----------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A lane is a thread. Block b of a launch computes the row tile that begins at
// row_begin + b * tileRows; `kop.lane` is the number of the thread in it. The
// kernel takes a kop_frame by value whose pointers are device memory.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_CODEGEN_GPU_KERNEL_H
#define KOP_CODEGEN_GPU_KERNEL_H

#include "compiler/codegen/math/MathBuilder.h"
#include "dialect/Kop.h"

namespace kop::codegen {

/// What a launch needs to know of the kernel of a tile.
struct KernelCode {
  std::string symbol;
  int64_t threads;
  int64_t tileRows;     ///< rows of one block
  int64_t scratchBytes; ///< of one block
};

KernelCode describeKernel(ir::TileOp tile, int64_t threads);

/// Makes that kernel in front of `tile`, which stays as it is.
mlir::LogicalResult buildKernel(ir::TileOp tile, int64_t threads,
                                math::Accuracy accuracy);

} // namespace kop::codegen

#endif // KOP_CODEGEN_GPU_KERNEL_H
