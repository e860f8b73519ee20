//===- Plan.cpp - How the steps of a call are cut into tasks --------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Plan.h"

#include "../Failure.h"
#include "Buffer.h"

#include <algorithm>

using namespace kop::runtime;

namespace {

/// Rows a task has at least and at most; the most where nothing is reduced.
constexpr int64_t fewRows = 64, manyRows = 256, manyMapRows = 1024;
/// Tasks that keep a large machine busy, and columns that make one worthwhile.
constexpr int64_t enoughTasks = 64, fewColumns = 1024;
/// Segments are whole blocks of two-level sums.
constexpr int64_t columnGrain = 256;
/// Operations that make a task long beside handing it to a thread.
constexpr double taskWork = 2e6;
/// Rows a vector of any variant holds at most; `finish` may read the state in
/// wider vectors than `pass` writes.
constexpr int64_t mostLanes = 16;
/// Rows by label whose states may outlive their tasks.
constexpr int64_t manyGroups = 4096;
/// State of a task that still fits the second-level cache.
constexpr int64_t stateLimit = int64_t(1) << 18;

int64_t divideUp(int64_t a, int64_t b) { return (a + b - 1) / b; }

} // namespace

int64_t kop::runtime::multiply(int64_t a, int64_t b) {
  int64_t product;
  if (__builtin_mul_overflow(a, b, &product))
    throw Failure(KOP_ERROR_SIZE,
                  "the call needs more memory than can be addressed");
  return product;
}

RowTask StepPlan::rowTask(int64_t number) const {
  if (sparse)
    return rowTasks[number];
  return {number * rowsPerTask,
          std::min(rows, (number + 1) * rowsPerTask),
          number * segmentsPerTask,
          segmentsPerTask,
          lanes,
          number * segmentsPerTask * taskStateBytes,
          stateStride,
          false};
}

/// Rows per task: a multiple of the tile, few enough to balance the threads.
static int64_t chooseRows(const StepPlan &plan, int threads) {
  const int64_t tile = std::max(1, plan.code->tile_rows);
  const int64_t least = roundUp(fewRows, tile);
  if (plan.segmentsPerTask > 1)
    return least;
  int64_t most = plan.step->column < 0 ? manyMapRows : manyRows;
  if (plan.states > 0)
    most = std::min(most, stateLimit / (8 * plan.states));
  if (threads > 1) {
    // Small tasks balance better, once each is worth handing out.
    const double rowWork = std::max(plan.step->operations, 1.0) *
                           double(std::max<int64_t>(plan.columns, 1));
    most = int64_t(std::min(double(most), taskWork / rowWork));
    most = std::min(most, plan.batches * plan.rows / (8 * threads));
  }
  if (most <= least)
    // Wide states may ask for fewer rows than a task should have.
    return plan.states > 0
               ? std::max(tile, std::min(least, roundUp(most, tile)))
               : least;
  return most / tile * tile;
}

/// How many segments the columns of `tasks` row tasks are cut into.
static int64_t chooseSegments(int64_t tasks, int64_t columns) {
  if (tasks == 0 || tasks >= enoughTasks)
    return 1;
  return std::max<int64_t>(
      1, std::min(divideUp(enoughTasks, tasks), columns / fewColumns));
}

/// Whether lanes should go over the columns of so few rows.
static bool prefersColumns(const StepPlan &plan, int64_t rows,
                           int64_t columns) {
  return plan.code->columns && plan.code->lanes > 1 &&
         rows <= plan.code->columns_rows && columns >= plan.code->lanes;
}

static void planDense(StepPlan &plan, int threads) {
  const int64_t fewTasks = multiply(plan.batches, divideUp(plan.rows, fewRows));
  if (plan.step->column >= 0 && plan.sparseBatch < 0)
    plan.segmentsPerTask = chooseSegments(fewTasks, plan.columns);
  plan.columnsPerSegment = plan.columns;
  if (plan.segmentsPerTask > 1) {
    plan.columnsPerSegment =
        roundUp(divideUp(plan.columns, plan.segmentsPerTask), columnGrain);
    plan.segmentsPerTask = divideUp(plan.columns, plan.columnsPerSegment);
  }
  plan.split = plan.segmentsPerTask > 1;
  plan.rowsPerTask = chooseRows(plan, threads);
  plan.nRowTasks = divideUp(plan.rows, plan.rowsPerTask);
  plan.nSegments = multiply(plan.nRowTasks, plan.segmentsPerTask);
  plan.lanes =
      prefersColumns(plan, plan.rows, plan.columns) ? plan.code->lanes : 1;
}

//===----------------------------------------------------------------------===//
// Block-sparse steps
//===----------------------------------------------------------------------===//

/// Cuts the intervals of a block into `count` segments of about equal size.
static void cutIntervals(StepPlan &plan, const int64_t *intervals, int64_t n,
                         int64_t total, int64_t count) {
  const int64_t rowTask = int64_t(plan.rowTasks.size());
  const int64_t each =
      count > 1 ? roundUp(divideUp(total, count), columnGrain) : total;
  Segment segment = {rowTask, int64_t(plan.intervals.size() / 2), 0};
  int64_t room = each;
  for (int64_t k = 0; k < n; ++k) {
    int64_t begin = intervals[2 * k];
    const int64_t end = intervals[2 * k + 1];
    while (begin < end) {
      if (room == 0) {
        plan.segments.push_back(segment);
        segment = {rowTask, int64_t(plan.intervals.size() / 2), 0};
        room = each;
      }
      const int64_t part = std::min(room, end - begin);
      plan.intervals.push_back(begin);
      plan.intervals.push_back(begin + part);
      ++segment.nIntervals;
      begin += part;
      room -= part;
    }
  }
  plan.segments.push_back(segment);
}

/// Appends the row tasks of rows [begin, end), all with the same intervals.
static void cutBlock(StepPlan &plan, int64_t begin, int64_t end,
                     const int64_t *intervals, int64_t n, int64_t tasks) {
  int64_t total = 0;
  for (int64_t k = 0; k < n; ++k)
    total += intervals[2 * k + 1] - intervals[2 * k];
  const int64_t count = chooseSegments(tasks, total);
  // By the rows of the block, not of a task: that depends on the threads, and
  // the order of sums must not.
  const int64_t lanes =
      prefersColumns(plan, end - begin, total) ? plan.code->lanes : 1;
  plan.work += double(end - begin) * double(total);
  for (; begin < end; begin += plan.rowsPerTask) {
    RowTask task = {};
    task.begin = begin;
    task.end = std::min(end, begin + plan.rowsPerTask);
    task.firstSegment = int64_t(plan.segments.size());
    task.lanes = lanes;
    cutIntervals(plan, intervals, n, total, count);
    task.nSegments = int64_t(plan.segments.size()) - task.firstSegment;
    plan.split |= task.nSegments > 1;
    plan.rowTasks.push_back(task);
  }
}

/// Row tasks follow the blocks; rows in no block get tasks without columns.
static void planSparse(StepPlan &plan, int threads) {
  plan.rowsPerTask = chooseRows(plan, threads);
  const std::vector<Block> &blocks = plan.blocks->blocks;
  int64_t tasks = 0;
  for (const Block &block : blocks)
    tasks += divideUp(block.end - block.begin, fewRows);
  tasks = multiply(tasks, plan.batches);
  int64_t covered = 0;
  for (const Block &block : blocks) {
    cutBlock(plan, covered, block.begin, nullptr, 0, tasks);
    cutBlock(plan, block.begin, block.end,
             plan.blocks->intervals.data() + 2 * block.firstInterval,
             block.nIntervals, tasks);
    covered = block.end;
  }
  cutBlock(plan, covered, plan.rows, nullptr, 0, tasks);
  plan.nRowTasks = int64_t(plan.rowTasks.size());
  plan.nSegments = int64_t(plan.segments.size());
}

bool kop::runtime::goesByLabel(const StepPlan &plan) {
  // Rows for which meeting every pair, a vector of rows at a time, is as fast
  // as sorting.
  constexpr int64_t fewLabels = 64;
  return plan.label && (isOffsets(*plan.label) || plan.step->column2 >= 0 ||
                        (!plan.blocks && plan.rows > fewLabels));
}

/// Whether the columns of one row are worth lanes that go over them.
static bool isLongList(const StepPlan &plan, int64_t count) {
  return plan.code->columns && plan.code->lanes > 1 &&
         count >= 8 * plan.code->lanes;
}

/// Appends the task of one row with many columns. They are cut like those of
/// few rows are, unless the states of so many rows would have to be kept.
static void cutLongList(StepPlan &plan, int64_t row, const int64_t *interval) {
  const int64_t count = interval[1] - interval[0];
  const int64_t shares = plan.rows > manyGroups
                             ? enoughTasks
                             : multiply(plan.columns / count, plan.batches);
  cutBlock(plan, row, row + 1, interval, 1, std::max<int64_t>(shares, 1));
}

/// Tasks of many rows, a lane each; rows with many columns have tasks of their
/// own.
static void cutPlaces(StepPlan &plan, const int64_t *places) {
  constexpr int64_t manyEntries = int64_t(1) << 14;
  const int64_t mostRows =
      std::clamp(stateLimit / (8 * std::max<int64_t>(plan.states, 1)),
                 mostLanes, manyRows);
  auto count = [&](int64_t row) { return places[row + 1] - places[row]; };
  plan.rowsPerTask = mostRows;
  for (int64_t row = 0; row < plan.rows;) {
    if (isLongList(plan, count(row))) {
      cutLongList(plan, row, &places[row]);
      ++row;
      continue;
    }
    RowTask task = {};
    task.begin = row;
    task.firstSegment = int64_t(plan.segments.size());
    task.nSegments = task.lanes = 1;
    task.lists = true;
    int64_t entries = 0;
    for (; row < plan.rows && row - task.begin < mostRows &&
           entries < manyEntries && !isLongList(plan, count(row));
         ++row)
      entries += count(row);
    task.end = row;
    plan.segments.push_back({int64_t(plan.rowTasks.size()), 0, 0});
    plan.rowTasks.push_back(task);
  }
  plan.nRowTasks = int64_t(plan.rowTasks.size());
  plan.nSegments = int64_t(plan.segments.size());
}

/// Finds the ranges that restrict a step, if any do.
static void selectRanges(StepPlan &plan, const SparsePairs &pairs) {
  const kop_step &step = *plan.step;
  plan.sparse = false;
  plan.sparseBatch = -1;
  plan.blocks = nullptr;
  if (pairs.row < 0 || !followsRanges(step, plan.label))
    return;
  int kept = -1;
  if (step.column == pairs.column) {
    kept = pairs.row;
    plan.blocks = &pairs.ranges;
  } else if (step.column == pairs.row) {
    kept = pairs.column;
    plan.blocks = &pairs.transposed;
  }
  if (kept < 0)
    return;
  plan.sparse = step.row == kept;
  for (int n = 0; n < step.n_batch && !plan.sparse; ++n)
    if (step.batch[n] == kept)
      plan.sparseBatch = n;
  if (!plan.sparse && plan.sparseBatch < 0)
    plan.blocks = nullptr;
}

//===----------------------------------------------------------------------===//
// Steps
//===----------------------------------------------------------------------===//

/// Rows between two components of the states of so many rows.
static int64_t strideOf(const StepPlan &plan, int64_t rows) {
  const int64_t tile = std::max(1, plan.code->tile_rows);
  return roundUp(roundUp(rows, tile), mostLanes);
}

/// Bytes of the states of row tasks: one segment, one task, one batch value.
static void planState(StepPlan &plan) {
  auto bytesOf = [&](int64_t stride, int64_t states) {
    return multiply(multiply(8 * plan.states, stride), states);
  };
  if (!plan.sparse) {
    plan.stateStride = strideOf(plan, std::min(plan.rowsPerTask, plan.rows));
    plan.taskStateBytes = bytesOf(plan.stateStride, plan.lanes);
    plan.stateBytes = multiply(plan.taskStateBytes, plan.nSegments);
    return;
  }
  plan.stateBytes = plan.taskStateBytes = 0;
  for (RowTask &task : plan.rowTasks) {
    task.stateStride = strideOf(plan, task.end - task.begin);
    task.stateOffset = plan.stateBytes;
    const int64_t each = bytesOf(task.stateStride, task.lanes);
    plan.stateBytes += multiply(each, task.nSegments);
    plan.taskStateBytes = std::max(plan.taskStateBytes, each);
  }
}

void kop::runtime::planStep(StepPlan &plan, const kop_step &step,
                            const kop_step_code &code, const kop_operand *label,
                            const std::vector<int64_t> &extents,
                            const SparsePairs &pairs, int threads) {
  plan.step = &step;
  plan.code = &code;
  plan.label = label;
  plan.batches = 1;
  if (step.n_batch > maxBatch)
    throw Failure(KOP_ERROR_VERSION, "a step has too many batch indices");
  for (int n = 0; n < step.n_batch; ++n)
    plan.batches = multiply(plan.batches, extents[step.batch[n]]);
  plan.rows = step.row >= 0 ? extents[step.row] : 1;
  plan.columns = step.column >= 0 ? extents[step.column] : 0;
  plan.columns2 = 1;
  if (step.column2 >= 0) {
    plan.columns2 = extents[step.column2];
    plan.columns = multiply(plan.columns, plan.columns2);
  }
  const int64_t dimension = step.dimension ? extents[step.dimension - 1] : 0;
  plan.states = step.n_state + multiply(step.n_state_per_component, dimension);
  plan.scratchBytes =
      code.scratch_bytes + multiply(code.scratch_per_component, dimension);
  if (plan.states > INT32_MAX || plan.scratchBytes > INT64_MAX / 4)
    throw Failure(KOP_ERROR_SIZE,
                  "the call needs more memory than can be addressed");
  plan.split = plan.skipped = false;
  plan.lanes = 1;
  plan.segmentsPerTask = 1;
  plan.work = 0;
  plan.rowTasks.clear();
  plan.segments.clear();
  plan.intervals.clear();
  selectRanges(plan, pairs);
  // What has labels is cut when they are known; the work is known now.
  if (goesByLabel(plan)) {
    plan.nRowTasks = plan.nSegments = plan.stateBytes = 0;
    plan.work = double(plan.rows) + double(plan.columns);
  } else if (plan.sparse) {
    planSparse(plan, threads);
    planState(plan);
  } else {
    planDense(plan, threads);
    planState(plan);
    plan.work =
        double(plan.rows) *
        double(step.column >= 0 ? std::max<int64_t>(plan.columns, 1) : 1);
  }
  if (step.collects)
    plan.split = false; // What a call finds is taken away after it.
  plan.work *= double(plan.batches) * std::max(step.operations, 1.0);
}

/// Whether a task reads columns that were packed.
static bool readsPacks(const StepPlan &plan) {
  if (!plan.sparse)
    return plan.lanes == 1;
  return std::any_of(plan.rowTasks.begin(), plan.rowTasks.end(),
                     [](const RowTask &task) {
                       return task.lanes == 1 && task.nSegments > 0;
                     });
}

void kop::runtime::skipPacks(std::vector<StepPlan> &plans) {
  for (StepPlan &plan : plans)
    for (int n = 0; n < plan.step->n_packs; ++n)
      plans[plan.step->packs[n]].skipped = true;
  for (StepPlan &plan : plans)
    if (readsPacks(plan))
      for (int n = 0; n < plan.step->n_packs; ++n)
        plans[plan.step->packs[n]].skipped = false;
}

void kop::runtime::planPlaces(StepPlan &plan, const int64_t *places) {
  plan.sparse = true;
  plan.split = false;
  cutPlaces(plan, places);
  planState(plan);
}
