//===- candidates.h - Everything that computes a case -----------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_BENCH_CANDIDATES_H
#define KOP_BENCH_CANDIDATES_H

#include "tools/bench/data.h"

#include <functional>
#include <vector>

namespace bench {

/// A function of arrays; null where it has nothing for a case.
template <class T> using Kernel = void (*)(const Arrays<T> &);

template <class T> struct Candidate {
  std::string name;
  std::function<void(const Arrays<T> &)> run;
};

/// All candidates of this program for a case, Kop first.
template <class T> std::vector<Candidate<T>> candidatesFor(const Data<T> &data);

/// What kopc made of the formula; for Gaussians of one value also of a
/// dimension that the call says ("open"), for lists also with distances
/// ("values") and of their lengths alone ("count").
template <class T> std::vector<Candidate<T>> kopCandidates(const Data<T> &data);

/// FAISS flat, if it was there when this was built and has the formula.
std::vector<Candidate<float>> faissCandidates(const Data<float> &data);

/// The loops of loops.cpp, one namespace per compilation of it.
#define KOP_BENCH_LOOPS(name)                                                  \
  namespace name {                                                             \
  Kernel<float> find(const Case &which, bool columns, float);                  \
  Kernel<double> find(const Case &which, bool columns, double);                \
  }
KOP_BENCH_LOOPS(loops_native)
KOP_BENCH_LOOPS(loops_native512)
KOP_BENCH_LOOPS(loops_v3)
KOP_BENCH_LOOPS(loops_baseline)
#undef KOP_BENCH_LOOPS

/// Kernels written by hand for one instruction set.
namespace avx512 {
Kernel<float> find(const Case &which, float);
Kernel<double> find(const Case &which, double);
} // namespace avx512
namespace avx2 {
Kernel<float> find(const Case &which, float);
Kernel<double> find(const Case &which, double);
} // namespace avx2

} // namespace bench

#endif // KOP_BENCH_CANDIDATES_H
