//===- Passes.h - Passes of the back ends -----------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_CODEGEN_PASSES_H
#define KOP_CODEGEN_PASSES_H

#include "compiler/codegen/math/MathBuilder.h"
#include "mlir/Pass/Pass.h"
#include <optional>

namespace kop::codegen {

#define GEN_PASS_DECL
#include "compiler/codegen/Passes.h.inc"

/// Registers every pass with the pass registry (for kop-opt).
void registerPasses();

/// "fast", "default" or "precise".
std::optional<math::Accuracy> parseAccuracy(llvm::StringRef text);

} // namespace kop::codegen

#endif // KOP_CODEGEN_PASSES_H
