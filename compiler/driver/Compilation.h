//===- Compilation.h - One input through all stages -------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_DRIVER_COMPILATION_H
#define KOP_DRIVER_COMPILATION_H

#include "compiler/driver/Options.h"
#include "compiler/driver/Outputs.h"

namespace kop::driver {

/// Compiles one input and adds what it gives to `outputs`. Prints all
/// messages about it; the result is an `ExitCode`.
int compileFile(const std::string &input, const Options &options,
                OutputSet &outputs);

} // namespace kop::driver

#endif // KOP_DRIVER_COMPILATION_H
