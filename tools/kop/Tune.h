//===- Tune.h - kop tune ----------------------------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_TOOLS_KOP_TUNE_H
#define KOP_TOOLS_KOP_TUNE_H

#include <CLI/CLI.hpp>

namespace kop::tool {

/// Adds the subcommand `tune`, which measures the tiles of formulas.
void addTune(CLI::App &app);

} // namespace kop::tool

#endif // KOP_TOOLS_KOP_TUNE_H
