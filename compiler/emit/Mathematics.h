//===- Mathematics.h - Formulas as text -------------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What a formula of the dialect computes, in Kop: for the documentation of
// derivatives in headers.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_EMIT_MATHEMATICS_H
#define KOP_EMIT_MATHEMATICS_H

#include "dialect/Kop.h"

#include <string>

namespace kop::emit {

/// One line per output, behind `let`s of what is used more than once or is
/// long. Empty when these are more than `maxLines`.
std::string writeMathematics(ir::FormulaOp formula, unsigned maxLines);

} // namespace kop::emit

#endif // KOP_EMIT_MATHEMATICS_H
