//===- Features.h - Instruction sets of this machine ------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_RUNTIME_CPU_FEATURES_H
#define KOP_RUNTIME_CPU_FEATURES_H

#include "kop/run.h"

namespace kop::runtime {

/// KOP_CPU_... bits of this machine and its operating system.
uint64_t cpuFeatures();

/// The first variant of the formula that this machine runs, within the limit
/// `cpu` or, where it is null, KOP_CPU of the environment. Throws a Failure.
const kop_cpu_variant &chooseVariant(const kop_formula &formula,
                                     const char *cpu);

} // namespace kop::runtime

#endif // KOP_RUNTIME_CPU_FEATURES_H
