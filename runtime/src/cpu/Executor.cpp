//===- Executor.cpp - Runs the tasks of planned steps ---------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Executor.h"

#include "../Failure.h"
#include "Buffer.h"
#include "FlushToZero.h"
#include "Groups.h"
#include "Threads.h"

#include <algorithm>

using namespace kop::runtime;

/// Steps with less work than this are not worth waking other threads.
static constexpr double serialWork = 50e3;

/// Work that makes a task worth handing out alone.
static constexpr double heavyTask = 100e3;

/// Scratch and state of the task this thread runs; a step function calls
/// nothing back, so one is enough.
static thread_local Buffer taskMemory;

bool Executor::isCancelled() {
  if (stopped.load(std::memory_order_relaxed))
    return true;
  if (!exec.cancelled || !exec.cancelled(exec.cancel_context))
    return false;
  stopped.store(true, std::memory_order_relaxed);
  return true;
}

void Executor::report(double work) {
  if (!exec.progress || work == 0)
    return;
  const double done = doneWork.fetch_add(work) + work;
  std::unique_lock<std::mutex> lock(reporting, std::try_to_lock);
  if (lock && totalWork > 0 && !stopped.load(std::memory_order_relaxed))
    exec.progress(exec.progress_context,
                  std::min(1.0, std::max(done, doneWork.load()) / totalWork));
}

/// Runs `body` on [0, count), in parallel where `work` is worth it. The
/// progress made is `done`.
template <class Body>
void Executor::loop(int64_t count, double work, double done, const Body &body) {
  auto part = [&](int64_t begin, int64_t end) {
    for (int64_t n = begin; n < end; ++n) {
      if (isCancelled())
        return;
      {
        FlushToZero mode;
        body(n);
      }
      report(done / double(count));
    }
  };
  if (threads == 1 || work < serialWork || count == 1)
    part(0, count);
  else
    parallelFor(count, work > heavyTask * double(count), part);
}

kop_frame Executor::makeFrame(const StepPlan &plan, int64_t batch,
                              int64_t *values) {
  for (int n = plan.step->n_batch - 1; n >= 0; --n) {
    const int64_t extent = extents[plan.step->batch[n]];
    values[n] = batch % extent;
    batch /= extent;
  }
  kop_frame frame = {};
  frame.arrays = arrays;
  frame.extents = extents;
  frame.batch = values;
  frame.n_segments = 1;
  frame.order = order;
  frame.places = places;
  return frame;
}

kop_frame Executor::makeTaskFrame(const StepPlan &plan, int64_t batch,
                                  const RowTask &task, int64_t *values) {
  kop_frame frame = makeFrame(plan, batch, values);
  frame.row_begin = task.begin;
  frame.row_end = task.end;
  frame.state_stride = task.stateStride;
  return frame;
}

kop_frame Executor::makeSegmentFrame(const StepPlan &plan, int64_t number,
                                     int64_t *values, int64_t *interval) {
  const int64_t segment = number % plan.nSegments;
  const RowTask task = plan.rowTask(plan.rowTaskOfSegment(segment));
  kop_frame frame = makeTaskFrame(plan, number / plan.nSegments, task, values);
  if (plan.sparse) {
    const Segment &part = plan.segments[segment];
    frame.intervals = plan.intervals.data() + 2 * part.firstInterval;
    frame.n_intervals = part.nIntervals;
  } else if (plan.sparseBatch >= 0) {
    if (const Block *block = plan.blocks->find(values[plan.sparseBatch])) {
      frame.intervals =
          plan.blocks->intervals.data() + 2 * block->firstInterval;
      frame.n_intervals = block->nIntervals;
    }
  } else if (plan.step->column >= 0) {
    const int64_t place = segment - task.firstSegment;
    interval[0] = place * plan.columnsPerSegment;
    interval[1] = std::min(plan.columns, interval[0] + plan.columnsPerSegment);
    frame.intervals = interval;
    frame.n_intervals = interval[1] > interval[0];
  }
  return frame;
}

/// Runs `pass` or `columns` on one segment of a row task; also `finish` where
/// the row task has no other segments.
void Executor::runSegment(const StepPlan &plan, int64_t number) {
  const int64_t batch = number / plan.nSegments;
  const int64_t segment = number % plan.nSegments;
  const RowTask task = plan.rowTask(plan.rowTaskOfSegment(segment));
  const kop_step_code &code = *plan.code;

  int64_t values[maxBatch], interval[2];
  kop_frame frame = makeSegmentFrame(plan, number, values, interval);
  const int64_t scratch = roundUp(plan.scratchBytes, alignment);
  std::byte *memory =
      taskMemory.get(scratch + (plan.split ? 0 : plan.taskStateBytes));
  frame.scratch = memory;
  frame.state = plan.split
                    ? states + batch * plan.stateBytes + task.stateOffset +
                          (segment - task.firstSegment) * task.lanes * 8 *
                              plan.states * task.stateStride
                    : memory + scratch;
  (task.lists ? code.lists : task.lanes > 1 ? code.columns : code.pass)(&frame);
  if (plan.split || plan.step->column < 0 || !code.finish)
    return;
  frame.n_segments = task.lanes;
  code.finish(&frame);
}

/// Merges the states of all segments of a row task.
void Executor::finishRows(const StepPlan &plan, int64_t number) {
  const int64_t batch = number / plan.nRowTasks;
  const RowTask task = plan.rowTask(number % plan.nRowTasks);
  int64_t values[maxBatch];
  kop_frame frame = makeTaskFrame(plan, batch, task, values);
  frame.state = states + batch * plan.stateBytes + task.stateOffset;
  frame.n_segments = task.nSegments * task.lanes;
  frame.scratch = taskMemory.get(roundUp(plan.scratchBytes, alignment));
  plan.code->finish(&frame);
}

void Executor::runStep(const StepPlan &plan) {
  if (plan.step->group)
    runGrouped(plan);
  else if (plan.step->collects)
    runMaking(plan);
  else
    runTasks(plan, plan.work);
}

/// A step whose columns carry labels: they are known when the step begins,
/// since an earlier one may have computed them.
void Executor::runGrouped(const StepPlan &plan) {
  Groups groups;
  if (!goesByLabel(plan)) {
    groups.list(plan.columns);
    order = groups.order.data();
    return runTasks(plan, plan.work);
  }
  const int array = plan.step->group - 1;
  if (isOffsets(*plan.label)) {
    order = nullptr;
    for (const List &list : lists)
      if (list.operand == array)
        places = list.offsets.data();
    return runPlaces(plan);
  }
  groups.sort(arrays[array], plan, threads);
  order = groups.order.data();
  places = groups.offsets.data();
  runPlaces(plan);
}

void Executor::runPlaces(const StepPlan &plan) {
  StepPlan cut = plan;
  planPlaces(cut, places);
  Buffer memory;
  std::byte *shared = states;
  if (cut.split)
    states = memory.get(multiply(cut.stateBytes, cut.batches));
  runTasks(cut, plan.work);
  states = shared;
}

/// The tasks of a step; the progress made is `done`.
void Executor::runTasks(const StepPlan &plan, double done) {
  const int64_t segments = multiply(plan.batches, plan.nSegments);
  if (segments == 0)
    return;
  loop(segments, plan.work, done, [&](int64_t n) { runSegment(plan, n); });
  if (!plan.split || !plan.code->finish)
    return;
  // Merging costs little beside the reduction and counts as no progress.
  const double pairs = double(std::max<int64_t>(plan.columns, 1));
  loop(plan.batches * plan.nRowTasks, plan.work / pairs, 0,
       [&](int64_t n) { finishRows(plan, n); });
}

//===----------------------------------------------------------------------===//
// Steps that make lists
//===----------------------------------------------------------------------===//

/// Calls `pass` for as many columns at a time as the state has room for, and
/// takes away what it finds.
void Executor::findHits(const StepPlan &plan, int64_t number,
                        const MadeLists &lists, Hits &hits) {
  int64_t values[maxBatch], interval[2];
  kop_frame frame = makeSegmentFrame(plan, number, values, interval);
  const int64_t scratch = roundUp(plan.scratchBytes, alignment);
  frame.scratch = taskMemory.get(scratch + plan.taskStateBytes);
  std::byte *state = static_cast<std::byte *>(frame.scratch) + scratch;
  frame.state = state;

  const int64_t *given = frame.intervals, nGiven = frame.n_intervals;
  const int64_t most = lists.room(plan.states);
  int64_t room = most;
  std::vector<int64_t> taken;
  auto call = [&] {
    frame.intervals = taken.data();
    frame.n_intervals = int64_t(taken.size() / 2);
    plan.code->pass(&frame);
    hits.take(
        {state, frame.row_end - frame.row_begin, frame.state_stride, most},
        lists);
    taken.clear();
    room = most;
  };
  for (int64_t n = 0; n < nGiven; ++n)
    for (int64_t begin = given[2 * n]; begin < given[2 * n + 1];) {
      const int64_t end = std::min(given[2 * n + 1], begin + room);
      taken.insert(taken.end(), {begin, end});
      room -= end - begin;
      begin = end;
      if (room == 0)
        call();
    }
  if (!taken.empty())
    call();
}

/// Gives the lengths of the lists of a row task to `finish`.
void Executor::storeLengths(const StepPlan &plan, int64_t number, bool is64,
                            const std::vector<Hits> &hits) {
  const int64_t batch = number / plan.nRowTasks;
  const RowTask task = plan.rowTask(number % plan.nRowTasks);
  int64_t values[maxBatch];
  kop_frame frame = makeTaskFrame(plan, batch, task, values);
  const int64_t scratch = roundUp(plan.scratchBytes, alignment);
  frame.scratch = taskMemory.get(scratch + plan.taskStateBytes);
  std::byte *state = static_cast<std::byte *>(frame.scratch) + scratch;
  frame.state = state;
  std::fill(state, state + 8 * task.stateStride, std::byte(0));
  const int64_t first = batch * plan.nSegments + task.firstSegment;
  for (int64_t n = 0; n < task.nSegments; ++n)
    hits[first + n].addLengths(state, is64);
  plan.code->finish(&frame);
}

void Executor::runMaking(const StepPlan &plan) {
  auto isOurs = [&](const MadeLists &lists) {
    return lists.operand == plan.step->collects - 1;
  };
  MadeLists &lists = *std::find_if(made.begin(), made.end(), isOurs);
  const int64_t segments = multiply(plan.batches, plan.nSegments);
  const int64_t rowTasks = multiply(plan.batches, plan.nRowTasks);
  const double light = plan.work / double(std::max<int64_t>(plan.columns, 1));
  std::vector<Hits> hits(segments);
  loop(segments, plan.work, plan.work,
       [&](int64_t n) { findHits(plan, n, lists, hits[n]); });
  loop(rowTasks, light, 0,
       [&](int64_t n) { storeLengths(plan, n, lists.is64(), hits); });
  if (isCancelled())
    return;
  const int64_t entries = sumLengths(lists);
  provideEntries(lists, entries, exec);
  loop(rowTasks, std::max(light, double(entries)), 0, [&](int64_t n) {
    const int64_t batch = n / plan.nRowTasks;
    const RowTask task = plan.rowTask(n % plan.nRowTasks);
    int64_t values[maxBatch];
    makeFrame(plan, batch, values);
    const int64_t rowStride = lists.rowStride(*plan.step);
    const int64_t first = lists.firstRow(*plan.step, values);
    placeHits(lists, &hits[batch * plan.nSegments + task.firstSegment],
              task.nSegments, first + task.begin * rowStride, rowStride,
              task.end - task.begin);
  });
}

void Executor::run(const std::vector<StepPlan> &plans,
                   const std::string &name) {
  auto all = [&] {
    for (const StepPlan &plan : plans)
      if (!plan.skipped && !isCancelled())
        runStep(plan);
  };
  if (threads == 1)
    all();
  else
    runInArena(threads, all);
  if (stopped.load())
    throw Failure(KOP_ERROR_CANCELLED, name + ": cancelled");
  if (exec.progress)
    exec.progress(exec.progress_context, 1.0);
}
