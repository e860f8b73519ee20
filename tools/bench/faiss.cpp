//===- faiss.cpp - FAISS flat ---------------------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tools/bench/candidates.h"

#include <algorithm>
#include <memory>

#ifdef KOP_BENCH_FAISS
#include <faiss/IndexFlat.h>
#include <omp.h>

/// OpenBLAS has threads of its own; another BLAS may not know the function.
extern "C" void openblas_set_num_threads(int) __attribute__((weak));
#endif

using namespace bench;

std::vector<Candidate<float>>
bench::faissCandidates([[maybe_unused]] const Data<float> &data) {
#ifdef KOP_BENCH_FAISS
  const Case &which = data.which;
  if ((which.formula == Formula::Nearest || which.formula == Formula::Knn) &&
      which.density >= 1) {
    omp_set_num_threads(which.threads);
    if (openblas_set_num_threads)
      openblas_set_num_threads(which.threads);
    const int k = which.formula == Formula::Knn ? which.k : 1;
    auto index = std::make_shared<faiss::IndexFlatL2>(which.d);
    index->add(which.m, data.y.data());
    return {{"faiss", [index, k](const Arrays<float> &d) {
               std::vector<int64_t> labels(d.n * k);
               std::vector<float> distances(d.n * k);
               index->search(d.n, d.x, k, distances.data(), labels.data());
               for (int64_t n = 0; n < d.n * k; ++n)
                 d.index[n] = int32_t(labels[n]);
               if (d.distance)
                 std::copy(distances.begin(), distances.end(), d.distance);
             }}};
  }
#endif
  return {};
}
