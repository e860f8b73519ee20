//===- reference.h - Results in double precision ----------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_BENCH_REFERENCE_H
#define KOP_BENCH_REFERENCE_H

#include "tools/bench/data.h"

namespace bench {

/// What a check found. `error` is relative: for a sum to the sum of the
/// absolute values of its terms, for a logarithm to 1 + its absolute value,
/// for a squared distance to the squared norms it was computed from.
struct Verdict {
  double error = 0;
  std::string wrong; ///< empty: right
};

/// The results of a case in f64, for some rows all over it.
template <class T> class Reference {
public:
  explicit Reference(const Data<T> &data);

  /// Compares the outputs that lie in the data.
  Verdict check() const;

private:
  struct Row {
    int64_t i;
    std::vector<double> values, scales; ///< per component, or per neighbour
  };

  double squaredDistance(int64_t i, int64_t j) const;
  Row computeSums(int64_t i) const;
  Row computeGradient(int64_t i) const;
  Row computeNetwork(int64_t i) const;
  Row computeWithin(int64_t i) const;
  Row computeNearest(int64_t i) const;
  Row compute(int64_t i) const;
  /// The output that belongs to a value of a row.
  double found(int64_t i, int c) const;
  void checkRow(const Row &row, Verdict &verdict) const;
  void checkOther(Verdict &verdict) const;
  void checkNearest(const Row &row, Verdict &verdict) const;

  const Data<T> &data;
  std::vector<Row> rows;
};

extern template class Reference<float>;
extern template class Reference<double>;

} // namespace bench

#endif // KOP_BENCH_REFERENCE_H
