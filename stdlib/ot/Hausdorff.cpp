//===- Hausdorff.cpp - The Hausdorff divergence ---------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Solution.h"

#include "common/Fail.h"

#include "kop/ot/hausdorff.h"

#include <cmath>

using namespace kop;
using namespace kop::common;
using namespace kop::ot;
using namespace kop::ot::detail;

/// <a, g> for g, the potential of b with itself, extended to the points of a,
/// less the same for that of a: what grad F(b) - grad F(a) is on a.
template <class T>
static double difference(const Passes<T> &passes, const Cloud<T> &a,
                         const Vector &f, const Cloud<T> &b, const Vector &g) {
  Vector own, other;
  passes.softmin(a, a, f, own);
  passes.softmin(a, b, g, other);
  double sum = 0;
  for (std::int64_t i = 0; i < a.size; ++i)
    if (a.weights[i] > 0)
      sum += a.weights[i] * (other[i] - own[i]);
  return sum;
}

template <class T>
HausdorffDivergence<T> ot::hausdorffDivergence(const Measure<T> &measureA,
                                               const Measure<T> &measureB,
                                               const Options &options) {
  if (std::isfinite(options.reach) || options.reachA || options.reachB)
    fail(ErrorCode::Argument, "reach",
         "the Hausdorff divergence has no marginals to relax");
  const auto solution = prepare(measureA, measureB, options);
  const Problem<T> &problem = solution->problem;
  HausdorffDivergence<T> result;
  result.status = Status::Converged;
  SelfTerm<T> selfA(problem, problem.a, problem.penaltyA);
  SelfTerm<T> selfB(problem, problem.b, problem.penaltyB);
  for (SelfTerm<T> *self : {&selfA, &selfB}) {
    self->solve(
        [&](double value) { return options.tolerance * std::max(value, 0.0); });
    if (result.status == Status::Converged)
      result.status = self->status;
  }
  const Passes<T> passes = solution->passes();
  result.value =
      (difference(passes, solution->a(), selfA.f, solution->b(), selfB.f) +
       difference(passes, solution->b(), selfB.f, solution->a(), selfA.f)) /
      2;
  return result;
}

template HausdorffDivergence<float>
ot::hausdorffDivergence(const Measure<float> &, const Measure<float> &,
                        const Options &);
template HausdorffDivergence<double>
ot::hausdorffDivergence(const Measure<double> &, const Measure<double> &,
                        const Options &);
