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
  case Formula::Matern:
    return formulas::matern52_sum(x, y, b, d.sigma, a, exec);
  case Formula::Network: {
    const int64_t e = d.e, size = e * d.d;
    const T *w = d.weights;
    return formulas::network(x, y, In(w, e, d.d), In(w + size + e * e, e),
                             In(w + size, e, e), In(w + size + e * e + e, e), a,
                             exec);
  }
  case Formula::Gradient:
    return formulas::gradient(x, y, In(d.b, d.m), d.sigma, In(d.c, d.n),
                              Out(d.a, d.n, d.d), exec);
  // Its columns are our rows.
  case Formula::GradientColumns:
    return formulas::gradient_columns(y, x, In(d.c, d.n), d.sigma, In(d.b, d.m),
                                      Out(d.a, d.n, d.d),
                                      Out(d.a + d.n * d.d, d.n), exec);
  case Formula::GradientAll:
    return formulas::gradient_all(y, x, In(d.c, d.n), d.sigma, In(d.b, d.m),
                                  Out(d.other, d.m, d.d), Out(d.a, d.n, d.d),
                                  Out(d.a + d.n * d.d, d.n), exec);
  case Formula::Second:
    return formulas::second(x, y, In(d.b, d.m), d.sigma, In(d.c, d.n), x,
                            Out(d.a, d.n, d.d), exec);
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
