//===- Ot.h - kop ot --------------------------------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_TOOLS_KOP_OT_H
#define KOP_TOOLS_KOP_OT_H

#include <CLI/CLI.hpp>

namespace kop::tool {

/// Adds the subcommand `ot`: optimal transport between two files of points.
void addOt(CLI::App &app);

} // namespace kop::tool

#endif // KOP_TOOLS_KOP_OT_H
