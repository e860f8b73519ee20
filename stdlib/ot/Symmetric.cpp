//===- Symmetric.cpp - The classical averaged scheme ----------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Symmetric.h"

#include <cmath>

using namespace kop;
using namespace kop::ot;
using namespace kop::ot::detail;

/// diameter^p, then again from there by scaling^p above blur^p, then blur^p.
template <class T> static Vector scheduleOf(const Problem<T> &problem) {
  const double p = problem.exponent;
  const double first = std::log(problem.firstEpsilon);
  const double last = std::log(problem.epsilon);
  const double step = p * std::log(problem.options.scaling);
  Vector schedule = {problem.firstEpsilon};
  for (int k = 0; first + k * step > last; ++k)
    schedule.push_back(std::exp(first + k * step));
  schedule.push_back(problem.epsilon);
  return schedule;
}

namespace {

/// A potential on `x`, for soft minima over the points of `y` under the
/// potential `other`.
template <class T> struct Half {
  const Cloud<T> &x, &y;
  const Penalty &penalty;
  const Vector &other;
  Vector f, next;
};

} // namespace

/// <a, f>, or what stands for it under KL: (rho + epsilon / 2) <a, 1 - e^(-f /
/// rho)> (Sejourne et al., Sinkhorn divergences for unbalanced optimal
/// transport, 2019).
static double valueOf(const Vector &weights, const Vector &f,
                      const Penalty &penalty, double epsilon) {
  double value = 0;
  for (std::size_t i = 0; i < f.size(); ++i)
    if (weights[i] > 0)
      value += weights[i] * penalty.dual(f[i]);
  return penalty.isKullbackLeibler()
             ? value * (1 + epsilon / (2 * penalty.strength()))
             : value;
}

template <class T> void ot::detail::solveSymmetrically(Solution<T> &solution) {
  const Problem<T> &problem = solution.problem;
  const Cloud<T> &a = solution.a(), &b = solution.b();
  const Penalty &pa = problem.penaltyA, &pb = problem.penaltyB;
  Vector f(a.size), g(b.size), fa(a.size), gb(b.size);
  std::vector<Half<T>> halves = {{a, b, pa, g, f, {}}, {b, a, pb, f, g, {}}};
  // The references above are to the vectors that hold the state.
  std::vector<Vector *> states = {&f, &g};
  if (problem.options.debias) {
    halves.push_back({a, a, pa, fa, fa, {}});
    halves.push_back({b, b, pb, gb, gb, {}});
    states.push_back(&fa);
    states.push_back(&gb);
  }
  Passes<T> passes = solution.passes();
  const auto update = [&](double epsilon) {
    passes.setEpsilon(epsilon);
    for (Half<T> &half : halves) {
      passes.softmin(half.x, half.y, half.other, half.next);
      for (double &value : half.next)
        value = half.penalty.prox(value, epsilon);
    }
  };
  const Vector schedule = scheduleOf(problem);
  update(schedule.front());
  for (std::size_t k = 0; k < halves.size(); ++k)
    *states[k] = halves[k].next;
  std::int64_t steps = 0;
  for (double epsilon : schedule) {
    update(epsilon);
    for (std::size_t k = 0; k < halves.size(); ++k)
      for (std::size_t i = 0; i < states[k]->size(); ++i)
        (*states[k])[i] = ((*states[k])[i] + halves[k].next[i]) / 2;
    ++steps;
  }
  update(problem.epsilon);

  const double epsilon = problem.epsilon;
  solution.cross = std::make_unique<CrossTerm<T>>(problem);
  CrossTerm<T> &cross = *solution.cross;
  cross.certifyAt(halves[0].next, halves[1].next);
  cross.iterations = steps;
  solution.interval = cross.interval;
  solution.value = valueOf(a.weights, halves[0].next, pa, epsilon) +
                   valueOf(b.weights, halves[1].next, pb, epsilon);
  // Derivatives follow from the last but one potentials, as those of GeomLoss.
  cross.f = f;
  cross.g = g;
  if (problem.options.debias) {
    solution.selfA = std::make_unique<SelfTerm<T>>(problem, problem.a, pa);
    solution.selfB = std::make_unique<SelfTerm<T>>(problem, problem.b, pb);
    solution.value -= valueOf(a.weights, halves[2].next, pa, epsilon) +
                      valueOf(b.weights, halves[3].next, pb, epsilon);
    solution.selfA->certifyAt(halves[2].next);
    solution.selfB->certifyAt(halves[3].next);
    solution.selfA->f = fa;
    solution.selfB->f = gb;
  }
  const double wanted =
      problem.options.tolerance * std::max(cross.interval.lower, 0.0);
  solution.status =
      cross.interval.width() <= wanted ? Status::Converged : Status::Budget;
}

template void ot::detail::solveSymmetrically(Solution<float> &);
template void ot::detail::solveSymmetrically(Solution<double> &);
