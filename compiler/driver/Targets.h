//===- Targets.h - Instruction sets of a run --------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_DRIVER_TARGETS_H
#define KOP_DRIVER_TARGETS_H

#include "compiler/codegen/Target.h"
#include "compiler/driver/Options.h"

namespace kop::driver {

/// The triple code is made for: --target, or that of this machine.
std::string targetTriple(const Options &options);

/// The instruction sets of --cpu for that triple, best first; empty, with
/// `error` set, when there is no code for a name or for the triple.
llvm::SmallVector<const codegen::InstructionSet *, 4>
selectInstructionSets(const Options &options, std::string &error);

/// Prints the page of --print-targets.
void printTargets(llvm::raw_ostream &os);

} // namespace kop::driver

#endif // KOP_DRIVER_TARGETS_H
