//===- Header.h - The generated C and C++ header ----------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// First the C part: one extern descriptor per instance. Then the C++ part:
// one function per formula and combination of element types, which picks
// among its instances by the shapes of the call. Needs interfaces only.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_EMIT_HEADER_H
#define KOP_EMIT_HEADER_H

#include "compiler/emit/Unit.h"

namespace kop::emit {

/// The text of the header. `version` names the compiler in its first line.
std::string makeHeader(const Unit &unit, const std::string &version);

} // namespace kop::emit

#endif // KOP_EMIT_HEADER_H
