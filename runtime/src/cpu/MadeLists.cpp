//===- MadeLists.cpp - Lists that a formula makes -------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MadeLists.h"

#include "../Failure.h"

#include <algorithm>

using namespace kop::runtime;

//===----------------------------------------------------------------------===//
// Operands
//===----------------------------------------------------------------------===//

int64_t MadeLists::firstRow(const kop_step &step, const int64_t *batch) const {
  int64_t first = 0;
  for (size_t axis = 0; axis < axes.size(); ++axis)
    for (int n = 0; n < step.n_batch; ++n)
      if (step.batch[n] == axes[axis])
        first += batch[n] * rowStrides[axis];
  return first;
}

int64_t MadeLists::rowStride(const kop_step &step) const {
  for (size_t axis = 0; axis < axes.size(); ++axis)
    if (step.row == axes[axis])
      return rowStrides[axis];
  return 0;
}

std::vector<MadeLists>
kop::runtime::findMadeLists(const Arguments &arguments,
                            const std::vector<int64_t> &extents) {
  const kop_formula &formula = arguments.formula;
  std::vector<MadeLists> all;
  int entries = countInFrame(formula);
  for (int n = formula.n_inputs; n < countInFrame(formula); ++n) {
    const kop_operand &operand = arguments.operand(n);
    if (operand.list != KOP_LIST_MADE_OFFSETS)
      continue;
    MadeLists made;
    made.operand = n;
    made.entriesOperand = entries++;
    made.offsets = arguments.views[n];
    made.entries = arguments.views[made.entriesOperand];
    made.what =
        shortName(formula) + ": " + describeArgument(arguments, n) + ": ";
    made.axes.resize(operand.n_axes);
    made.rowStrides.resize(operand.n_axes);
    for (int axis = operand.n_axes - 1; axis >= 0; --axis) {
      made.axes[axis] = operand.axes[axis].index;
      made.rowStrides[axis] = made.rows;
      made.rows *= extents[operand.axes[axis].index];
    }
    all.push_back(std::move(made));
  }
  return all;
}

void kop::runtime::provide(kop_view &view, int operand, int64_t count,
                           const kop_exec &exec, const std::string &what) {
  if (!isResizable(view))
    return;
  view.data = exec.resize(exec.resize_context, operand, count);
  view.extents[0] = count;
  view.strides[0] = 1;
  if (!view.data)
    throw Failure(KOP_ERROR_MEMORY, what + "no memory for " +
                                        std::to_string(count) + " elements");
}

//===----------------------------------------------------------------------===//
// Hits
//===----------------------------------------------------------------------===//

template <class Integer>
static void takeColumns(Hits &hits, std::vector<Integer> &columns,
                        const std::byte *state, int64_t rows, int64_t stride) {
  const Integer *lengths = reinterpret_cast<const Integer *>(state);
  for (int64_t row = 0; row < rows; ++row) {
    if (!lengths[row])
      continue;
    hits.runs.push_back({row, int64_t(lengths[row])});
    for (int64_t n = 1; n <= int64_t(lengths[row]); ++n)
      columns.push_back(
          reinterpret_cast<const Integer *>(state + n * 8 * stride)[row]);
  }
}

void Hits::take(const std::byte *state, int64_t rows, int64_t stride,
                bool is64) {
  if (is64)
    takeColumns(*this, columns64, state, rows, stride);
  else
    takeColumns(*this, columns32, state, rows, stride);
}

void Hits::addLengths(std::byte *state, bool is64) const {
  for (const Run &run : runs)
    if (is64)
      reinterpret_cast<int64_t *>(state)[run.row] += run.count;
    else
      reinterpret_cast<int32_t *>(state)[run.row] += int32_t(run.count);
}

//===----------------------------------------------------------------------===//
// Offsets and entries
//===----------------------------------------------------------------------===//

template <class Integer> static int64_t sum(const MadeLists &made) {
  Integer *offsets = static_cast<Integer *>(made.offsets.data);
  const int64_t stride = made.offsets.strides[0];
  int64_t total = 0;
  offsets[0] = 0;
  for (int64_t row = 1; row <= made.rows; ++row) {
    total += offsets[row * stride];
    offsets[row * stride] = Integer(total);
  }
  return total;
}

int64_t kop::runtime::sumLengths(const MadeLists &made) {
  const bool is64 = made.offsets.type == KOP_TYPE_I64;
  const int64_t total = is64 ? sum<int64_t>(made) : sum<int32_t>(made);
  if (!is64 && total > INT32_MAX)
    throw Failure(KOP_ERROR_SIZE,
                  made.what + "its 32-bit offsets cannot number the " +
                      std::to_string(total) +
                      " entries; export the formula with `index i64`");
  if (!isResizable(made.entries) && made.entries.extents[0] < total)
    throw Failure(KOP_ERROR_CAPACITY,
                  made.what + "the lists have " + std::to_string(total) +
                      " entries, and there is room for " +
                      std::to_string(made.entries.extents[0]));
  return total;
}

template <class Integer>
static void place(const MadeLists &made, const Hits *hits, int64_t segments,
                  const std::vector<Integer> Hits::*columns, int64_t first,
                  int64_t rowStride, int64_t rows) {
  const Integer *offsets = static_cast<const Integer *>(made.offsets.data);
  Integer *entries = static_cast<Integer *>(made.entries.data);
  const int64_t stride = made.entries.strides[0];
  std::vector<int64_t> next(rows);
  for (int64_t row = 0; row < rows; ++row)
    next[row] = offsets[(first + row * rowStride) * made.offsets.strides[0]];
  for (int64_t segment = 0; segment < segments; ++segment) {
    const Integer *from = (hits[segment].*columns).data();
    for (const Hits::Run &run : hits[segment].runs) {
      for (int64_t n = 0; n < run.count; ++n)
        entries[(next[run.row] + n) * stride] = from[n];
      next[run.row] += run.count;
      from += run.count;
    }
  }
}

void kop::runtime::placeHits(const MadeLists &made, const Hits *hits,
                             int64_t segments, int64_t first, int64_t rowStride,
                             int64_t rows) {
  if (made.offsets.type == KOP_TYPE_I64)
    place(made, hits, segments, &Hits::columns64, first, rowStride, rows);
  else
    place(made, hits, segments, &Hits::columns32, first, rowStride, rows);
}
