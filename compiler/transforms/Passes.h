//===- Passes.h - Passes of the compiler ------------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The passes from a formula to tiles, in the order in which the driver runs
// them: kop-differentiate, kop-simplify, kop-expand, kop-schedule,
// kop-block-sparse, kop-tile, kop-lanes. Passes.td describes each.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_TRANSFORMS_PASSES_H
#define KOP_TRANSFORMS_PASSES_H

#include "mlir/Pass/Pass.h"

#include <string>

namespace kop::ir {
class FormulaOp;
class KernelOp;
class PassOp;
} // namespace kop::ir

namespace kop::transforms {

#define GEN_PASS_DECL
#include "compiler/transforms/Passes.h.inc"

/// Registers every pass with the pass registry (for kop-opt).
void registerPasses();

/// The cost report of a kernel as text, for `kopc --report=cost`: operations
/// and bytes per pair, per row and per column of every pass, in order.
std::string costReport(kop::ir::KernelOp kernel);

} // namespace kop::transforms

#endif // KOP_TRANSFORMS_PASSES_H
