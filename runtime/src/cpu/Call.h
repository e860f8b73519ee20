//===- Call.h - One call of a formula on a CPU ------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_RUNTIME_CPU_CALL_H
#define KOP_RUNTIME_CPU_CALL_H

#include "../Arguments.h"
#include "Buffer.h"
#include "Lists.h"
#include "MadeLists.h"
#include "Plan.h"

namespace kop::runtime {

/// Everything a call needs. Objects are kept per thread and used again, so that
/// a call on small arrays allocates nothing.
class Call {
public:
  /// Checks the arguments and runs the formula. Throws a Failure (before
  /// anything is written, unless the call was cancelled) or std::bad_alloc.
  void run(const kop_formula &formula, const kop_view *views,
           const kop_exec &exec);

private:
  void readPairs(const Arguments &arguments, const kop_exec &exec);
  void layOut(const Arguments &arguments);
  void planSteps(const kop_formula &formula, const kop_cpu_variant &variant,
                 const kop_exec &exec);
  int64_t stateBytes() const;
  void giveOffsets(const kop_exec &exec);

  std::vector<int64_t> extents;
  std::vector<int64_t> strides; ///< of all arrays, one after the other
  std::vector<kop_array> arrays;
  std::vector<int64_t> offsets; ///< of the temporaries in the workspace
  std::vector<List> lists;
  std::vector<MadeLists> made;
  int64_t temporaryBytes = 0;
  SparsePairs pairs;
  std::vector<StepPlan> plans;
  double work = 0;
  int threads = 1;
  Buffer workspace;
};

/// A Call of this thread's cache. A thread that waits inside a call may start
/// another one, so a call in use leaves the cache.
class CallLease {
public:
  CallLease();
  ~CallLease();
  CallLease(const CallLease &) = delete;
  CallLease &operator=(const CallLease &) = delete;

  Call *operator->() { return call; }

private:
  Call *call;
};

} // namespace kop::runtime

#endif // KOP_RUNTIME_CPU_CALL_H
