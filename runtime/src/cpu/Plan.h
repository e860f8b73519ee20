//===- Plan.h - How the steps of a call are cut into tasks ------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A step runs once for each value of its batch indices. Its rows are cut into
// row tasks. The columns of a row task are one segment, or several where there
// are too few rows to occupy a machine; how many depends on the sizes of the
// call only, so that results never depend on the number of threads. Each
// segment leaves a partial state; `finish` merges those of a row task in order.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_RUNTIME_CPU_PLAN_H
#define KOP_RUNTIME_CPU_PLAN_H

#include "../Arguments.h"
#include "../Ranges.h"

#include "kop/run.h"

#include <string>
#include <vector>

namespace kop::runtime {

/// Batch indices a step can have.
inline constexpr int maxBatch = 16;

/// Rows of a step and their segments.
struct RowTask {
  int64_t begin, end;
  int64_t firstSegment, nSegments; ///< numbers within one batch value
  int64_t lanes;       ///< states per segment: lanes of `columns`, or 1
  int64_t stateOffset; ///< bytes from the states of the batch value
  int64_t stateStride; ///< rows between two components of its states
  bool lists;          ///< rows have columns of their own
};

/// Columns of a row task: intervals, counted in StepPlan::intervals.
struct Segment {
  int64_t rowTask;
  int64_t firstInterval, nIntervals;
};

/// The pairs a call is restricted to, for either orientation of a step.
struct SparsePairs {
  int row = -1, column = -1; ///< indices; -1: no restriction
  BlockSparse ranges, transposed;
};

/// Whether a step has columns that ranges may restrict: those it reduces.
/// Outputs per pair are written for all pairs; entries of lists and labelled
/// pairs are no columns.
inline bool followsRanges(const kop_step &step, const kop_operand *label) {
  return step.column >= 0 && step.column2 < 0 &&
         step.n_state + step.n_state_per_component > 0 &&
         !(label && isOffsets(*label));
}

/// One step of a call, cut.
struct StepPlan {
  const kop_step *step = nullptr;
  const kop_step_code *code = nullptr;
  int64_t batches = 1, rows = 1, columns = 0;
  int64_t columns2 = 1; ///< where they are pairs: of the second index
  int64_t states = 0;   ///< components of the state
  int64_t scratchBytes = 0;

  int64_t nRowTasks = 0;      ///< per batch value
  int64_t nSegments = 0;      ///< per batch value, of all row tasks
  int64_t stateStride = 0;    ///< dense: of all row tasks
  int64_t stateBytes = 0;     ///< of all row tasks of a batch value, if split
  int64_t taskStateBytes = 0; ///< the most a row task needs
  bool split = false;         ///< states outlive their task
  double work = 0;            ///< operations, for all batch values
  bool skipped = false;       ///< packs columns that nothing reads

  /// Dense: all row tasks alike.
  int64_t rowsPerTask = 0, segmentsPerTask = 1, columnsPerSegment = 0;
  int64_t lanes = 1;

  /// Block-sparse: each row task of its own. With the row index among the batch
  /// indices (at `sparseBatch`), rows stay dense and `blocks` gives the
  /// intervals of each batch value.
  bool sparse = false;
  int sparseBatch = -1;
  const BlockSparse *blocks = nullptr;
  std::vector<RowTask> rowTasks;
  std::vector<Segment> segments;
  std::vector<int64_t> intervals;

  const kop_operand *label = nullptr; ///< the array of the step's labels

  RowTask rowTask(int64_t number) const;
  int64_t rowTaskOfSegment(int64_t segment) const {
    return sparse ? segments[segment].rowTask : segment / segmentsPerTask;
  }
};

/// Cuts a step for a call of these extents. `label` is the array of its labels,
/// if it has some; `threads` only decides how many rows a task has. Throws a
/// Failure when sizes overflow.
void planStep(StepPlan &plan, const kop_step &step, const kop_step_code &code,
              const kop_operand *label, const std::vector<int64_t> &extents,
              const SparsePairs &pairs, int threads);

/// Finds the steps that pack columns for no task of the call.
void skipPacks(std::vector<StepPlan> &plans);

/// Cuts a step whose rows have columns of their own, those at the places
/// [places[r], places[r + 1]).
void planPlaces(StepPlan &plan, const int64_t *places);

/// Whether a step goes by label: with few rows, meeting every pair is as fast.
/// Ranges say themselves what is met. The sizes of the call alone decide.
bool goesByLabel(const StepPlan &plan);

/// a * b for sizes in bytes or counts; throws a Failure on overflow.
int64_t multiply(int64_t a, int64_t b);

} // namespace kop::runtime

#endif // KOP_RUNTIME_CPU_PLAN_H
