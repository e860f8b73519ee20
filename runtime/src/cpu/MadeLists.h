//===- MadeLists.h - Lists that a formula makes -----------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A step that makes lists goes over the pairs once. Its function takes a few
// columns at a time and leaves those that a row lists in the state of its task;
// they are taken away after every call. When all tasks are done, the lengths of
// the lists are known, so that offsets and the size of the entries are, and the
// hits go to their places. Beside the entries themselves, that takes as much
// memory once more. Values beside the entries go the same way.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_RUNTIME_CPU_MADELISTS_H
#define KOP_RUNTIME_CPU_MADELISTS_H

#include "Plan.h"

#include <cstddef>
#include <string>
#include <vector>

namespace kop::runtime {

/// Where the lists of a step go.
struct MadeLists {
  int operand = -1;                ///< number of the offsets; of the array, too
  int entriesOperand = -1;         ///< number of the entries
  std::vector<int64_t> axes;       ///< per axis: its index …
  std::vector<int64_t> rowStrides; ///< … and rows between two of its values
  int64_t rows = 1;
  kop_view offsets = {}, entries = {};
  /// The values beside the entries: number of the array (-1: none), components
  /// and bytes of one value.
  int valuesOperand = -1;
  int64_t components = 0, valueBytes = 0;
  const int64_t *valueShape = nullptr;
  int valueRank = 0;
  kop_view values = {};
  std::string what; ///< "f: output near: "

  /// Number of the first row of a task for the values of the batch indices of
  /// its step, and rows from one row of the step to the next.
  int64_t firstRow(const kop_step &step, const int64_t *batch) const;
  int64_t rowStride(const kop_step &step) const;
  bool is64() const { return offsets.type == KOP_TYPE_I64; }
  /// The columns for which a state of so many components has room.
  int64_t room(int64_t states) const { return (states - 1) / (1 + components); }
};

/// The lists of all steps; offsets and entries have no memory yet where the
/// call gives it.
std::vector<MadeLists> findMadeLists(const Arguments &arguments,
                                     const std::vector<int64_t> &extents);

/// Asks for memory where the caller gave none: a view of one axis. Throws a
/// Failure.
void provide(kop_view &view, int operand, int64_t count, const kop_exec &exec,
             const std::string &what);

/// Gives the entries, and the values beside them, memory where the caller gave
/// none. Throws a Failure.
void provideEntries(MadeLists &made, int64_t count, const kop_exec &exec);

/// What stands in the state of a task after a call of its pass.
struct ListState {
  const std::byte *data;
  int64_t rows, stride; ///< rows of the task, and those there is room for
  int64_t room;         ///< columns there is room for
};

/// Columns that rows of a task list, in the order in which they were found.
struct Hits {
  struct Run {
    int64_t row; ///< of the task
    int64_t count;
  };
  std::vector<Run> runs;
  std::vector<int32_t> columns32; ///< of all runs; one of the two is empty
  std::vector<int64_t> columns64;
  std::vector<std::byte> values; ///< beside the columns

  /// Takes those in a state.
  void take(const ListState &state, const MadeLists &made);
  /// Adds the lengths of lists to the first component of a state.
  void addLengths(std::byte *state, bool is64) const;
};

/// Makes offsets of the lengths that steps have left behind the first one, and
/// returns the number of entries. Throws a Failure where they do not fit.
int64_t sumLengths(const MadeLists &made);

/// Writes the hits of a row task, segment by segment. `first` is the number of
/// its first row.
void placeHits(const MadeLists &made, const Hits *hits, int64_t segments,
               int64_t first, int64_t rowStride, int64_t rows);

} // namespace kop::runtime

#endif // KOP_RUNTIME_CPU_MADELISTS_H
