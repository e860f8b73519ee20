//===- measure.h - Check, then time ------------------------------*- C++
//-*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_BENCH_MEASURE_H
#define KOP_BENCH_MEASURE_H

#include "tools/bench/candidates.h"

namespace bench {

struct Result {
  std::string name;
  /// ok; wrong: differs from f64; failed: threw; skipped: beyond the limit.
  std::string status;
  std::string message;
  double error = 0;             ///< found by the check
  double median = 0, least = 0; ///< seconds per call
  int repetitions = 0;
};

/// Checks all candidates for the data, then times those that are right, in
/// turns. One thread: its CPU time, more: time on the wall.
template <class T> std::vector<Result> measure(Data<T> &data);

} // namespace bench

#endif // KOP_BENCH_MEASURE_H
