//===- data.h - The points and values of a case -----------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Every number is a function of the seed, the array and its position, so that
// peers.py makes the same data without a file in between.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_BENCH_DATA_H
#define KOP_BENCH_DATA_H

#include "tools/bench/case.h"

#include <kop/exec.h>

#include <vector>

namespace bench {

template <class T> struct Data {
  explicit Data(const Case &which);

  /// The inputs, and outputs filled with values that no formula gives.
  Arrays<T> arrays();

  /// Whether the pair (i, j) takes part.
  bool has(int64_t i, int64_t j) const {
    return blocks.empty() ||
           blocks[i / blockSize * columnBlocks + j / blockSize];
  }

  Case which;
  double sigma;
  std::vector<T> x, y, yColumns, b, c, weights;
  std::vector<T> a, other, distance;
  std::vector<int32_t> index;
  int64_t columnBlocks;
  std::vector<char> blocks; ///< per block of rows and of columns, if sparse
  kop::Ranges ranges;
  double pairs = 0; ///< that take part
};

extern template struct Data<float>;
extern template struct Data<double>;

} // namespace bench

#endif // KOP_BENCH_DATA_H
