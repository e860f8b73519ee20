//===- kop.cpp - What kopc made -------------------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "formulas.kop.h"
#include "tools/bench/candidates.h"

#include <kop/kop.h>

#include <vector>

using namespace bench;

namespace {

/// The radius of lists; some seven columns of a thousand are listed at D = 3.
template <class T> T radius(const Arrays<T> &d) { return d.sigma / 2; }

/// Lists of a call, with their lengths as its results. Their memory stays from
/// call to call.
template <class T>
void runLists(const Arrays<T> &d, bool hasValues, const kop::Exec &exec) {
  static kop::OwnedList<std::int32_t> near;
  static std::vector<T> distance;
  const kop::In<T> x(d.x, d.n, d.d), y(d.y, d.m, d.d);
  if (hasValues)
    formulas::within_distances(x, y, radius(d), distance, near, exec);
  else
    formulas::within(x, y, radius(d), near, exec);
  for (int64_t i = 0; i < d.n; ++i)
    d.a[i] = T(near.offsets[i + 1] - near.offsets[i]);
}

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
  case Formula::Within:
    return runLists(d, false, exec);
  case Formula::Nearest:
    return formulas::nearest(x, y, kop::Out<int32_t>(d.index, d.n), exec);
  case Formula::Knn:
    return formulas::knn(x, y, Out(d.distance, d.n, d.k),
                         kop::Out<int32_t>(d.index, d.n, d.k), exec);
  }
}

} // namespace

template <class T>
std::vector<Candidate<T>> bench::kopCandidates(const Data<T> &data) {
  kop::Exec exec;
  exec.threads = data.which.threads;
  exec.cpu = data.which.isa.c_str();
  if (!data.blocks.empty())
    exec.ranges = &data.ranges;
  std::vector<Candidate<T>> all = {
      {"kop", [exec, formula = data.which.formula](const Arrays<T> &d) {
         run(d, formula, exec);
       }}};
  if (data.which.formula == Formula::Gaussian && data.which.e == 1)
    all.push_back({"open", [exec](const Arrays<T> &d) {
                     using In = kop::In<T>;
                     formulas::gaussian_open(
                         In(d.x, d.n, d.d), In(d.y, d.m, d.d), In(d.b, d.m, 1),
                         d.sigma, kop::Out<T>(d.a, d.n, 1), exec);
                   }});
  if (data.which.formula == Formula::Within) {
    all.push_back(
        {"values", [exec](const Arrays<T> &d) { runLists(d, true, exec); }});
    all.push_back({"count", [exec](const Arrays<T> &d) {
                     using In = kop::In<T>;
                     formulas::within_count(In(d.x, d.n, d.d),
                                            In(d.y, d.m, d.d), radius(d),
                                            kop::Out<T>(d.a, d.n), exec);
                   }});
  }
  return all;
}

template std::vector<Candidate<float>>
bench::kopCandidates(const Data<float> &);
template std::vector<Candidate<double>>
bench::kopCandidates(const Data<double> &);
