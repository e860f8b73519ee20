//===- kop.cpp - What kopc made -------------------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "formulas.kop.h"
#include "tools/bench/candidates.h"

#include <kop/kop.h>

using namespace bench;

namespace {

template <class T>
void run(const Arrays<T> &d, Formula formula, const kop::Exec &exec) {
  using In = kop::In<T>;
  using Out = kop::Out<T>;
  const In x(d.x, d.n, d.d), y(d.y, d.m, d.d), b(d.b, d.m, d.e);
  const Out a(d.a, d.n, d.e);
  switch (formula) {
  case Formula::Gaussian:
    return formulas::gaussian_sum(x, y, b, d.sigma, a, exec);
  case Formula::Laplace:
    return formulas::laplace_sum(x, y, b, d.sigma, a, exec);
  case Formula::SoftMean:
    return formulas::soft_mean(x, y, b, d.sigma, a, exec);
  case Formula::LogSumExp:
    return formulas::log_density(x, y, d.sigma, Out(d.a, d.n), exec);
  case Formula::Nearest:
    return formulas::nearest(x, y, kop::Out<int32_t>(d.index, d.n), exec);
  case Formula::Knn:
    return formulas::knn(x, y, Out(d.distance, d.n, d.k),
                         kop::Out<int32_t>(d.index, d.n, d.k), exec);
  }
}

} // namespace

template <class T> Candidate<T> bench::kopCandidate(const Data<T> &data) {
  kop::Exec exec;
  exec.threads = data.which.threads;
  exec.cpu = data.which.isa.c_str();
  if (!data.blocks.empty())
    exec.ranges = &data.ranges;
  return {"kop", [exec, formula = data.which.formula](const Arrays<T> &d) {
            run(d, formula, exec);
          }};
}

template Candidate<float> bench::kopCandidate(const Data<float> &);
template Candidate<double> bench::kopCandidate(const Data<double> &);
