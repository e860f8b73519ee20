//===- Executor.h - Runs the tasks of planned steps -------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_RUNTIME_CPU_EXECUTOR_H
#define KOP_RUNTIME_CPU_EXECUTOR_H

#include "Lists.h"
#include "MadeLists.h"
#include "Plan.h"

#include <atomic>
#include <cstddef>
#include <functional>
#include <mutex>

namespace kop::runtime {

/// Runs steps in order, the tasks of each in parallel.
class Executor {
public:
  Executor(const kop_exec &exec, const kop_array *arrays,
           const int64_t *extents, const std::vector<List> &lists,
           std::vector<MadeLists> &made, std::byte *states, int threads,
           double totalWork)
      : exec(exec), arrays(arrays), extents(extents), lists(lists), made(made),
        states(states), threads(threads), totalWork(totalWork) {}

  /// Throws a Failure when the call was cancelled; `name` is the formula's.
  void run(const std::vector<StepPlan> &plans, const std::string &name);

private:
  void runStep(const StepPlan &plan);
  void runGrouped(const StepPlan &plan);
  void runPlaces(const StepPlan &plan);
  void runTasks(const StepPlan &plan, double done);
  void runMaking(const StepPlan &plan);
  void findHits(const StepPlan &plan, int64_t number, const MadeLists &lists,
                Hits &hits);
  void storeLengths(const StepPlan &plan, int64_t number, bool is64,
                    const std::vector<Hits> &hits);
  void runSegment(const StepPlan &plan, int64_t number);
  void finishRows(const StepPlan &plan, int64_t number);
  template <class Body>
  void loop(int64_t count, double work, double done, const Body &body);
  bool isCancelled();
  void report(double work);

  /// A frame for batch value number `batch`, whose coordinates go to `values`.
  kop_frame makeFrame(const StepPlan &plan, int64_t batch, int64_t *values);
  /// The same with the rows of a task.
  kop_frame makeTaskFrame(const StepPlan &plan, int64_t batch,
                          const RowTask &task, int64_t *values);
  /// The same with the rows and columns of a segment; `interval` is room for
  /// the bounds of dense ones.
  kop_frame makeSegmentFrame(const StepPlan &plan, int64_t number,
                             int64_t *values, int64_t *interval);

  const kop_exec &exec;
  const kop_array *arrays;
  const int64_t *extents;
  const std::vector<List> &lists;
  std::vector<MadeLists> &made;
  std::byte *states;
  const int64_t *order = nullptr;  ///< of the columns of a step with labels
  const int64_t *places = nullptr; ///< in that order, of every row
  const int threads;
  const double totalWork;

  std::atomic<bool> stopped{false};
  std::atomic<double> doneWork{0};
  std::mutex reporting;
};

} // namespace kop::runtime

#endif // KOP_RUNTIME_CPU_EXECUTOR_H
