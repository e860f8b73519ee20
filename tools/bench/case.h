//===- case.h - One thing to measure ----------------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_BENCH_CASE_H
#define KOP_BENCH_CASE_H

#include <cstdint>
#include <string>

namespace bench {

enum class Formula {
  Gaussian,
  LogSumExp,
  SoftMean,
  Laplace,
  Matern,
  Network,
  Gradient,        ///< of the Gaussian sum in its rows
  GradientColumns, ///< in its columns and their values, which are rows here
  GradientAll,     ///< in all three arrays
  Second,          ///< of the gradient, along x
  Within,          ///< lists of the columns within a radius of each row
  Nearest,
  Knn
};

/// A formula, sizes, kind of data and way to run: a row of the table.
struct Case {
  Formula formula = Formula::Gaussian;
  std::string formulaName = "gaussian";
  bool f64 = false;
  int d = 3;  ///< components of x and y
  int e = 1;  ///< components of b
  int k = 10; ///< neighbours
  int64_t n = 10'000, m = 10'000;
  std::string isa = "x86-64-v4"; ///< as kop::Exec::cpu
  int threads = 1;
  bool worst = false;   ///< columns come nearer and nearer
  double density = 1;   ///< of the blocks; 1: no ranges
  uint64_t seed = 1;    ///< of the data
  double minTime = 0.1; ///< seconds a repetition takes at least
  double limit = 5;     ///< seconds for a candidate, all in all
  int repetitions = 7;
  std::string candidates; ///< names, separated by commas; empty: all
};

/// Whether `name` is among the candidates asked for.
bool isWanted(const Case &which, const std::string &name);

/// Rows and columns of a block of a block-sparse case.
constexpr int64_t blockSize = 256;

/// Inputs and outputs of all candidates; everything row-major.
template <class T> struct Arrays {
  int64_t n, m;
  int d, e, k;
  const T *x;        ///< n rows of d
  const T *y;        ///< m rows of d
  const T *yColumns; ///< y as d columns of m ("SoA")
  const T *b;        ///< m rows of e
  const T *c;        ///< n numbers: cotangents, or values of rows
  const T *weights;  ///< of a network: matrices of e × d, e × e, vectors of e
  T sigma;
  T *a;           ///< n rows of e; of gradients n rows of d, then n numbers
  T *other;       ///< m rows of d
  T *distance;    ///< n rows of k, ascending
  int32_t *index; ///< n rows of k, or of one
};

} // namespace bench

#endif // KOP_BENCH_CASE_H
