//===- Lower.h - From typed instances to the kop dialect --------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The entry point of lowering: one `kop.formula` per instance, node by node.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_LOWER_LOWER_H
#define KOP_LOWER_LOWER_H

#include "compiler/sema/Typed.h"
#include "compiler/syntax/Diagnostics.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

#include <vector>

namespace kop::lower {

/// Makes a module with one `kop.formula` per instance, in order, whose
/// locations are ranges of `sources`. Loads the dialects it needs into
/// `context`. Features that are checked but not lowered are reported to
/// `diagnostics`; the result is null when there were any.
mlir::OwningOpRef<mlir::ModuleOp>
lower(const std::vector<sema::Instance> &instances,
      const syntax::SourceManager &sources,
      syntax::DiagnosticEngine &diagnostics, mlir::MLIRContext &context);

} // namespace kop::lower

#endif // KOP_LOWER_LOWER_H
