//===- Steps.h - Step functions in plain C++ --------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_TESTS_RUNTIME_STEPS_H
#define KOP_TESTS_RUNTIME_STEPS_H

#include "kop/abi.h"

#include <cstdint>
#include <initializer_list>

namespace kop::tests {

/// Element of array `number` at subscripts (indices, then components).
template <class T>
T &at(const kop_frame *frame, int number,
      std::initializer_list<int64_t> subscripts) {
  const kop_array &array = frame->arrays[number];
  int64_t offset = 0;
  int axis = 0;
  for (int64_t subscript : subscripts)
    offset += subscript * array.strides[axis++];
  return static_cast<T *>(array.data)[offset];
}

/// Component `c` of the state of local row `r` in segment `s`.
template <class T>
T &state(const kop_frame *frame, int nState, int64_t s, int c, int64_t r) {
  char *base = static_cast<char *>(frame->state) +
               (s * nState + c) * 8 * frame->state_stride;
  return reinterpret_cast<T *>(base)[r];
}

/// Calls `body(column)` for all columns of the task.
template <class Body> void forColumns(const kop_frame *frame, Body body) {
  for (int64_t n = 0; n < frame->n_intervals; ++n)
    for (int64_t j = frame->intervals[2 * n]; j < frame->intervals[2 * n + 1];
         ++j)
      body(j);
}

/// A sum in f64: `Op::term(frame, row, column)`, `Op::store(frame, row, sum)`.
/// Lanes of `columns` take every `lanes`-th column.
template <class Op, int lanes = 8> struct Sum {
  static void pass(const kop_frame *frame) {
    Op::observe(frame, 0);
    for (int64_t i = frame->row_begin; i < frame->row_end; ++i) {
      double sum = 0;
      forColumns(frame, [&](int64_t j) { sum += Op::term(frame, i, j); });
      state<double>(frame, 1, 0, 0, i - frame->row_begin) = sum;
    }
  }

  static void columns(const kop_frame *frame) {
    Op::observe(frame, 1);
    for (int64_t i = frame->row_begin; i < frame->row_end; ++i) {
      double sums[lanes] = {};
      for (int64_t n = 0; n < frame->n_intervals; ++n) {
        const int64_t begin = frame->intervals[2 * n];
        for (int64_t j = begin; j < frame->intervals[2 * n + 1]; ++j)
          sums[(j - begin) % lanes] += Op::term(frame, i, j);
      }
      for (int lane = 0; lane < lanes; ++lane)
        state<double>(frame, 1, lane, 0, i - frame->row_begin) = sums[lane];
    }
  }

  static void finish(const kop_frame *frame) {
    Op::observe(frame, 2);
    for (int64_t i = frame->row_begin; i < frame->row_end; ++i) {
      double sum = 0;
      for (int64_t s = 0; s < frame->n_segments; ++s)
        sum += state<double>(frame, 1, s, 0, i - frame->row_begin);
      Op::store(frame, i, sum);
    }
  }
};

/// Base of operations that nobody watches.
struct Unobserved {
  static void observe(const kop_frame *, int) {}
};

} // namespace kop::tests

#endif // KOP_TESTS_RUNTIME_STEPS_H
