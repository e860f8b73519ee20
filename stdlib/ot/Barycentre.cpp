//===- Barycentre.cpp - Means of measures ---------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Check.h"
#include "Cloud.h"

#include "common/Fail.h"

#include "kop/ot/barycentre.h"
#include "kop/ot/target.h"

#include <cmath>

using namespace kop;
using namespace kop::common;
using namespace kop::ot;
using namespace kop::ot::detail;

template <class T>
Barycentre<T> ot::barycentre(const std::vector<Measure<T>> &measures,
                             const std::vector<double> &weights,
                             const In<T> &start,
                             const BarycentreOptions &options) {
  checkShares(weights, std::int64_t(measures.size()), "measures");
  if (options.solver.p != 2 || options.solver.cost)
    fail(ErrorCode::Argument, "p", "barycentres are those of p = 2");
  const Samples first = readPoints(start, "start", options.solver.threads);
  if (first.size == 0)
    fail(ErrorCode::Argument, "start", "a barycentre needs a point");
  const std::int64_t n = first.size, d = first.dimension;
  Barycentre<T> result;
  result.points.assign(first.points.begin(), first.points.end());
  // Points move less and less: each step starts from the last one.
  std::vector<Target<T>> targets;
  for (const Measure<T> &measure : measures)
    targets.emplace_back(measure, options.solver);
  for (; result.steps < options.steps; ++result.steps) {
    // The gradient of a balanced divergence in a point is its weight, 1 / N,
    // times its distance from where it should be.
    std::vector<double> move(n * d, 0.0);
    result.value = 0;
    for (std::size_t k = 0; k < measures.size(); ++k) {
      if (weights[k] == 0)
        continue;
      const auto solved = targets[k].solve({In<T>(result.points.data(), n, d)});
      if (solved.status() == Status::Cancelled) {
        result.status = Status::Cancelled;
        return result;
      }
      result.value += weights[k] * solved.value();
      const std::vector<T> gradient = solved.gradX();
      for (std::size_t i = 0; i < move.size(); ++i)
        move[i] -= weights[k] * double(n) * double(gradient[i]);
    }
    double moved = 0;
    for (std::size_t i = 0; i < move.size(); ++i) {
      result.points[i] = T(double(result.points[i]) + move[i]);
      moved += move[i] * move[i] / double(n);
    }
    moved = std::sqrt(moved);
    if (options.progress && !options.progress(result.steps, moved)) {
      result.status = Status::Cancelled;
      return result;
    }
    if (moved <= options.tolerance * options.solver.blur) {
      result.status = Status::Converged;
      return result;
    }
  }
  return result;
}

template Barycentre<float> ot::barycentre(const std::vector<Measure<float>> &,
                                          const std::vector<double> &,
                                          const In<float> &,
                                          const BarycentreOptions &);
template Barycentre<double> ot::barycentre(const std::vector<Measure<double>> &,
                                           const std::vector<double> &,
                                           const In<double> &,
                                           const BarycentreOptions &);
