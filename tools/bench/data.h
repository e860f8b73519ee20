//===- data.h - Random points and results in double precision ---*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_BENCH_DATA_H
#define KOP_BENCH_DATA_H

#include <cstdint>
#include <string>
#include <vector>

namespace bench {

/// Points of three components in the unit cube, new ones in every run.
struct Data {
  Data(int64_t n, int64_t m);

  int64_t n, m;
  float sigma = 0.25f;
  std::vector<float> x;        ///< n rows
  std::vector<float> y;        ///< m rows
  std::vector<float> yColumns; ///< y as three columns
  std::vector<float> b;        ///< m values
};

/// Checks of results against f64, on the first rows; empty when right, else
/// what is wrong.
std::string checkGaussian(const Data &data, const std::vector<float> &a);
std::string checkLogDensity(const Data &data, const std::vector<float> &a);
std::string checkNearest(const Data &data, const std::vector<int32_t> &number);

} // namespace bench

#endif // KOP_BENCH_DATA_H
