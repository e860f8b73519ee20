//===- MadeLists.cpp - Lists that a formula makes -------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MadeLists.h"

#include "../Failure.h"

#include <algorithm>
#include <cstring>

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
    if (n > formula.n_inputs &&
        arguments.operand(n - 1).list == KOP_LIST_MADE_VALUES) {
      const kop_operand &values = arguments.operand(n - 1);
      made.valuesOperand = n - 1;
      made.values = arguments.views[n - 1];
      made.components = 1;
      for (int axis = 0; axis < values.rank; ++axis)
        made.components *= values.shape[axis];
      made.valueBytes = made.components * typeSize(values.type);
      made.valueShape = values.shape;
      made.valueRank = values.rank;
    }
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

void kop::runtime::provideEntries(MadeLists &made, int64_t count,
                                  const kop_exec &exec) {
  provide(made.entries, made.entriesOperand, count, exec, made.what);
  if (made.valuesOperand < 0 || !isResizable(made.values))
    return;
  kop_view &view = made.values;
  provide(view, made.valuesOperand, count * made.components, exec, made.what);
  view.rank = 1 + made.valueRank;
  int64_t stride = 1;
  for (int axis = made.valueRank; axis > 0; --axis) {
    view.extents[axis] = made.valueShape[axis - 1];
    view.strides[axis] = stride;
    stride *= view.extents[axis];
  }
  view.extents[0] = count;
  view.strides[0] = stride;
}

//===----------------------------------------------------------------------===//
// Hits
//===----------------------------------------------------------------------===//

/// Takes `count` values of a row, component by component.
static void takeValues(std::vector<std::byte> &values, const ListState &state,
                       const MadeLists &made, int64_t row, int64_t count) {
  const int64_t size = made.valueBytes / made.components;
  const size_t end = values.size();
  values.resize(end + size_t(count * made.valueBytes));
  std::byte *to = values.data() + end;
  const int64_t first = 1 + state.room;
  for (int64_t n = 0; n < count * made.components; ++n, to += size)
    std::memcpy(to, state.data + (first + n) * 8 * state.stride + row * size,
                size_t(size));
}

template <class Integer>
static void takeColumns(Hits &hits, std::vector<Integer> &columns,
                        const ListState &state, const MadeLists &made) {
  const Integer *lengths = reinterpret_cast<const Integer *>(state.data);
  for (int64_t row = 0; row < state.rows; ++row) {
    const int64_t count = int64_t(lengths[row]);
    if (!count)
      continue;
    hits.runs.push_back({row, count});
    for (int64_t n = 1; n <= count; ++n)
      columns.push_back(reinterpret_cast<const Integer *>(
          state.data + n * 8 * state.stride)[row]);
    if (made.components)
      takeValues(hits.values, state, made, row, count);
  }
}

void Hits::take(const ListState &state, const MadeLists &made) {
  if (made.is64())
    takeColumns(*this, columns64, state, made);
  else
    takeColumns(*this, columns32, state, made);
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
  const int64_t total = made.is64() ? sum<int64_t>(made) : sum<int32_t>(made);
  if (!made.is64() && total > INT32_MAX)
    throw Failure(KOP_ERROR_SIZE,
                  made.what + "its 32-bit offsets cannot number the " +
                      std::to_string(total) +
                      " entries; export the formula with `index i64`");
  auto checkRoom = [&](const kop_view &view, const char *what) {
    if (!isResizable(view) && view.extents[0] < total)
      throw Failure(KOP_ERROR_CAPACITY,
                    made.what + "the lists have " + std::to_string(total) +
                        " entries, and there is room for " + what +
                        std::to_string(view.extents[0]));
  };
  checkRoom(made.entries, "");
  if (made.valuesOperand >= 0)
    checkRoom(made.values, "the values of ");
  return total;
}

/// Writes the values of entries from number `first` on.
static void placeValues(const MadeLists &made, const std::byte *from,
                        int64_t first, int64_t count) {
  const kop_view &view = made.values;
  const int64_t size = made.valueBytes / made.components;
  for (int64_t n = 0; n < count * made.components; ++n, from += size) {
    int64_t at = (first + n / made.components) * view.strides[0];
    int64_t component = n % made.components;
    for (int axis = made.valueRank; axis > 0; --axis) {
      at += component % view.extents[axis] * view.strides[axis];
      component /= view.extents[axis];
    }
    std::memcpy(static_cast<std::byte *>(view.data) + at * size, from,
                size_t(size));
  }
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
    const std::byte *values = hits[segment].values.data();
    for (const Hits::Run &run : hits[segment].runs) {
      for (int64_t n = 0; n < run.count; ++n)
        entries[(next[run.row] + n) * stride] = from[n];
      if (made.components)
        placeValues(made, values, next[run.row], run.count);
      next[run.row] += run.count;
      from += run.count;
      values += run.count * made.valueBytes;
    }
  }
}

void kop::runtime::placeHits(const MadeLists &made, const Hits *hits,
                             int64_t segments, int64_t first, int64_t rowStride,
                             int64_t rows) {
  if (made.is64())
    place(made, hits, segments, &Hits::columns64, first, rowStride, rows);
  else
    place(made, hits, segments, &Hits::columns32, first, rowStride, rows);
}
