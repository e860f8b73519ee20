//===- Tuning.h - Shapes of register tiles that were asked for --*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// kop-tile chooses the shape of a register tile by the cost of its pass.
// `--tile=rows=2,columns=8` asks for another one everywhere, and a tuning file
// (`--tuning=FILE`, as `kop tune` writes it) for single passes: a line each,
//
//   KERNEL STEP INSTRUCTION-SET rows=2,columns=8,block=256
//
// where `#` starts a comment. Lines for kernels that are not compiled are left
// alone: one file may serve many sources.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_DRIVER_TUNING_H
#define KOP_DRIVER_TUNING_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

#include <cstdint>
#include <string>
#include <vector>

namespace mlir {
class ModuleOp;
} // namespace mlir

namespace kop::driver {

/// A shape; 0 leaves the choice to kop-tile.
struct TileChoice {
  int64_t rows = 0, columns = 0, block = 0, unroll = 0;
};

/// Reads `rows=2,columns=8`. An error says what is wrong with it.
bool parseTileChoice(llvm::StringRef text, TileChoice &choice,
                     std::string &error);

/// The shape of one pass on one instruction set.
struct TuningEntry {
  std::string kernel;
  int64_t step = 0;
  std::string set;
  TileChoice choice;
};

/// Reads a tuning file. An error names the file and the line.
bool readTuning(const std::string &path, std::vector<TuningEntry> &entries,
                std::string &error);

/// Puts the shapes for instruction set `set` on the passes of `module`, as
/// attributes `tile`; what `all` says holds for every pass.
void applyTuning(mlir::ModuleOp module, llvm::StringRef set,
                 const TileChoice &all, llvm::ArrayRef<TuningEntry> entries);

} // namespace kop::driver

#endif // KOP_DRIVER_TUNING_H
