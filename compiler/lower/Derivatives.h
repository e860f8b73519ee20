//===- Derivatives.h - Derivatives and bounds -------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_LOWER_DERIVATIVES_H
#define KOP_LOWER_DERIVATIVES_H

#include "compiler/lower/Operations.h"

namespace kop::lower {

/// Builds a derivative form, or a derivative or bound of formulas by `inputs`,
/// the arrays of the instance; null for other calls.
mlir::Value buildDerivative(const Call &call, const sema::Instance &instance,
                            mlir::ValueRange inputs);

} // namespace kop::lower

#endif // KOP_LOWER_DERIVATIVES_H
