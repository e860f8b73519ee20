//===- Descriptor.h - Descriptors in the LLVM module ------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_EMIT_DESCRIPTOR_H
#define KOP_EMIT_DESCRIPTOR_H

#include "compiler/emit/Unit.h"

namespace llvm {
class Module;
}

namespace kop::emit {

/// Adds the `kop_formula` of every formula to the module that holds its step
/// functions, and the symbol of the source. Everything is constant data.
///
/// A descriptor, its data and its functions form one group of which a linker
/// keeps one copy: two objects may hold the same instance.
///
/// False, with `error` set, when a function is missing or two formulas have
/// the same symbol.
bool addDescriptors(llvm::Module &module, const Unit &unit, std::string &error);

} // namespace kop::emit

#endif // KOP_EMIT_DESCRIPTOR_H
