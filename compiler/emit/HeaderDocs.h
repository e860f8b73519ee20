//===- HeaderDocs.h - Documentation in generated headers --------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_EMIT_HEADERDOCS_H
#define KOP_EMIT_HEADERDOCS_H

#include "compiler/emit/Unit.h"

namespace kop::emit {

/// Instances behind one C++ function; they differ in shapes only.
using Overload = std::vector<const Formula *>;

/// The C++ type of an element.
std::string cxxType(const Operand &operand);

/// `text` as `///` lines; empty for no text.
std::string commentLines(const std::string &text);

/// The comment above a function: the text of the .kop file, operands with
/// their shapes, errors, and an example.
std::string documentOverload(const Overload &overload, const Unit &unit,
                             const std::string &exec);

} // namespace kop::emit

#endif // KOP_EMIT_HEADERDOCS_H
