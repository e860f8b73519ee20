//===- Call.cpp - One call of a formula on a CPU --------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Call.h"

#include "../Failure.h"
#include "Executor.h"
#include "Features.h"
#include "Threads.h"

#include <cstring>
#include <memory>

using namespace kop::runtime;

/// Calls with less work than this stay in the calling thread: waking others
/// takes as long.
static constexpr double serialWork = 200e3;

//===----------------------------------------------------------------------===//
// Block sparsity
//===----------------------------------------------------------------------===//

static int findIndex(const kop_formula &formula, const char *name) {
  for (int n = 0; n < formula.n_indices; ++n)
    if (!std::strcmp(formula.indices[n].name, name))
      return n;
  throw Failure(KOP_ERROR_RANGES, shortName(formula) +
                                      ": ranges: there is no index '" + name +
                                      "'");
}

/// Arrays of a frame: inputs, outputs, temporaries.
static const kop_operand &operandAt(const kop_formula &formula, int number) {
  const int views = countInFrame(formula);
  if (number < formula.n_inputs)
    return formula.inputs[number];
  return number < views ? formula.outputs[number - formula.n_inputs]
                        : formula.temporaries[number - views];
}

/// The array of the labels of a step, or null.
static const kop_operand *labelOf(const kop_formula &formula,
                                  const kop_step &step) {
  return step.group ? &operandAt(formula, step.group - 1) : nullptr;
}

/// The indices that ranges without names are about.
static const kop_step *firstPairStep(const kop_formula &formula) {
  for (int n = 0; n < formula.n_steps; ++n) {
    const kop_step &step = formula.steps[n];
    if (step.row >= 0 && followsRanges(step, labelOf(formula, step)))
      return &step;
  }
  return nullptr;
}

/// Whether some step reduces over `column` for every value of `kept`.
static bool hasPass(const kop_formula &formula, int kept, int column) {
  for (int n = 0; n < formula.n_steps; ++n) {
    const kop_step &step = formula.steps[n];
    if (step.column != column || !followsRanges(step, labelOf(formula, step)))
      continue;
    if (step.row == kept)
      return true;
    for (int k = 0; k < step.n_batch; ++k)
      if (step.batch[k] == kept)
        return true;
  }
  return false;
}

void Call::readPairs(const Arguments &arguments, const kop_exec &exec) {
  pairs.row = pairs.column = -1;
  if (!exec.ranges && !exec.ranges_transposed)
    return;
  const kop_formula &formula = arguments.formula;
  const std::string name = shortName(formula);
  if (!exec.range_row != !exec.range_column)
    throw Failure(KOP_ERROR_RANGES,
                  name + ": ranges: name both indices or none");
  if (exec.range_row) {
    pairs.row = findIndex(formula, exec.range_row);
    pairs.column = findIndex(formula, exec.range_column);
  } else if (const kop_step *step = firstPairStep(formula)) {
    pairs.row = step->row;
    pairs.column = step->column;
  }
  const bool direct = hasPass(formula, pairs.row, pairs.column);
  const bool swapped = hasPass(formula, pairs.column, pairs.row);
  if (pairs.row < 0 || (!direct && !swapped))
    throw Failure(KOP_ERROR_RANGES,
                  name + ": ranges: no pass of the formula pairs " +
                      (exec.range_row
                           ? std::string("indices ") + exec.range_row +
                                 " and " + exec.range_column
                           : std::string("two indices")));
  const int64_t rows = extents[pairs.row], columns = extents[pairs.column];
  if (exec.ranges)
    pairs.ranges = readRanges(*exec.ranges, rows, columns, name + ": ranges: ");
  if (exec.ranges_transposed)
    pairs.transposed = readRanges(*exec.ranges_transposed, columns, rows,
                                  name + ": transposed ranges: ");
  else if (swapped)
    pairs.transposed = transpose(pairs.ranges);
  if (!exec.ranges)
    pairs.ranges = transpose(pairs.transposed);
}

//===----------------------------------------------------------------------===//
// Arrays
//===----------------------------------------------------------------------===//

/// Arrays of the frame: views of the caller, then contiguous temporaries, whose
/// addresses are still offsets.
void Call::layOut(const Arguments &arguments) {
  const kop_formula &formula = arguments.formula;
  const int nViews = countInFrame(formula);
  const int nArrays = nViews + formula.n_temporaries;
  size_t total = 0;
  for (int n = 0; n < nArrays; ++n)
    total += operandAt(formula, n).n_axes + operandAt(formula, n).rank;
  strides.resize(total);
  arrays.resize(nArrays);
  offsets.resize(formula.n_temporaries);
  temporaryBytes = 0;

  int64_t *next = strides.data();
  for (int n = 0; n < nArrays; ++n) {
    const kop_operand &operand = operandAt(formula, n);
    const int rank = operand.n_axes + operand.rank;
    arrays[n].strides = next;
    if (n < nViews) {
      arrays[n].data = arguments.views[n].data;
      for (int axis = 0; axis < rank; ++axis)
        next[axis] = strideAt(arguments.views[n], axis);
      if (isOffsets(operand)) {
        // What steps see is the row of every entry.
        next[0] = 1;
        arrays[n].data = nullptr;
        for (List &list : lists)
          if (list.operand == n && operand.list == KOP_LIST_ROWS)
            arrays[n].data = list.rows.data();
      }
    } else {
      int64_t count = 1;
      for (int axis = rank - 1; axis >= 0; --axis) {
        next[axis] = count;
        count = multiply(count, axis < operand.n_axes
                                    ? extents[operand.axes[axis].index]
                                    : operand.shape[axis - operand.n_axes]);
      }
      offsets[n - nViews] = temporaryBytes;
      // A vector may be read whole behind the last element.
      const int64_t bytes = multiply(count, typeSize(operand.type));
      temporaryBytes += roundUp(bytes, alignment) + alignment;
      if (bytes > INT64_MAX / 4 || temporaryBytes > INT64_MAX / 4)
        throw Failure(KOP_ERROR_SIZE,
                      "the call needs more memory than can be addressed");
    }
    next += rank;
  }
}

/// Offsets get the memory that the call gives, now that nothing is wrong with
/// it. Steps write lengths behind the first offset.
void Call::giveOffsets(const kop_exec &exec) {
  for (MadeLists &lists : made) {
    provide(lists.offsets, lists.operand, lists.rows + 1, exec, lists.what);
    const int64_t stride = lists.offsets.strides[0];
    int64_t *strides = const_cast<int64_t *>(arrays[lists.operand].strides);
    for (size_t axis = 0; axis < lists.axes.size(); ++axis)
      strides[axis] = lists.rowStrides[axis] * stride;
    arrays[lists.operand].data = static_cast<std::byte *>(lists.offsets.data) +
                                 stride * typeSize(lists.offsets.type);
  }
}

//===----------------------------------------------------------------------===//
// Steps
//===----------------------------------------------------------------------===//

void Call::planSteps(const kop_formula &formula, const kop_cpu_variant &variant,
                     const kop_exec &exec) {
  plans.resize(formula.n_steps);
  // Whether threads are worth it is known when the work is; how many there are
  // only decides the size of tasks.
  threads = exec.threads == 1 ? 1 : availableThreads(exec.threads);
  work = 0;
  for (int n = 0; n < formula.n_steps; ++n) {
    planStep(plans[n], formula.steps[n], variant.steps[n],
             labelOf(formula, formula.steps[n]), extents, pairs, threads);
  }
  skipPacks(plans);
  for (const StepPlan &plan : plans)
    work += plan.skipped ? 0 : plan.work;
  if (work < serialWork)
    threads = 1;
}

/// States that outlive their task; steps run one after the other and share.
int64_t Call::stateBytes() const {
  int64_t most = 0;
  for (const StepPlan &plan : plans)
    if (plan.split)
      most = std::max(most, multiply(plan.stateBytes, plan.batches));
  return most;
}

namespace {

/// The workspace of a call: the caller's allocator, or the cached buffer.
class Workspace {
public:
  Workspace(const kop_exec &exec, Buffer &buffer, int64_t bytes)
      : exec(exec), bytes(bytes) {
    if (bytes == 0)
      return;
    if (!exec.allocate) {
      memory = buffer.get(bytes);
      return;
    }
    memory = static_cast<std::byte *>(
        exec.allocate(exec.memory_context, size_t(bytes), alignment));
    if (!memory)
      throw std::bad_alloc();
    owned = true;
    if (reinterpret_cast<uintptr_t>(memory) % alignment) {
      exec.release(exec.memory_context, memory, size_t(bytes), alignment);
      throw Failure(KOP_ERROR_ARGUMENT,
                    "the allocator gave memory that is not aligned to " +
                        std::to_string(alignment) + " bytes");
    }
  }
  ~Workspace() {
    if (owned)
      exec.release(exec.memory_context, memory, size_t(bytes), alignment);
  }
  Workspace(const Workspace &) = delete;
  Workspace &operator=(const Workspace &) = delete;

  std::byte *data() const { return memory; }

private:
  const kop_exec &exec;
  std::byte *memory = nullptr;
  int64_t bytes;
  bool owned = false;
};

} // namespace

void Call::run(const kop_formula &formula, const kop_view *views,
               const kop_exec &exec) {
  const Arguments arguments{formula, views};
  if (exec.threads < 0)
    throw Failure(KOP_ERROR_ARGUMENT,
                  shortName(formula) + ": negative number of threads");
  if (!exec.allocate != !exec.release)
    throw Failure(KOP_ERROR_ARGUMENT, shortName(formula) +
                                          ": an allocator needs both "
                                          "allocate and release");
  for (int n = formula.n_inputs; n < arguments.count() && !exec.resize; ++n)
    if (isResizable(views[n]))
      throw Failure(KOP_ERROR_ARGUMENT,
                    shortName(formula) + ": " + describeArgument(arguments, n) +
                        ": the call is to give it its size, and has no resize");
  const kop_cpu_variant &variant = chooseVariant(formula, exec.cpu);
  checkArguments(arguments, extents);
  if (exec.checked)
    checkIndices(arguments, extents);
  readPairs(arguments, exec);
  readLists(arguments, extents, lists);
  made = findMadeLists(arguments, extents);
  layOut(arguments);
  planSteps(formula, variant, exec);

  // The workspace: temporaries, then states.
  Workspace memory(exec, workspace, temporaryBytes + stateBytes());
  for (int n = 0; n < formula.n_temporaries; ++n)
    arrays[countInFrame(formula) + n].data = memory.data() + offsets[n];
  giveOffsets(exec);
  Executor executor(exec, arrays.data(), extents.data(), lists, made,
                    memory.data() + temporaryBytes, threads, work);
  executor.run(plans, shortName(formula));
  constexpr int64_t kept = int64_t(1) << 26;
  workspace.trim(kept);
  if (pairs.row >= 0) {
    // Lists of intervals can be as large as arrays.
    pairs = {};
    plans.clear();
  }
  lists.clear();
}

//===----------------------------------------------------------------------===//
// Cache
//===----------------------------------------------------------------------===//

static thread_local std::unique_ptr<Call> cached;

CallLease::CallLease() : call(cached ? cached.release() : new Call) {}

CallLease::~CallLease() {
  if (cached)
    delete call;
  else
    cached.reset(call);
}
