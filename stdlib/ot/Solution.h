//===- Solution.h - What a problem's solver leaves --------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_STDLIB_OT_SOLUTION_H
#define KOP_STDLIB_OT_SOLUTION_H

#include "CrossTerm.h"
#include "SelfTerm.h"

#include <memory>

namespace kop::ot::detail {

/// The terms of a problem, solved; results and plans share it.
template <class T> class Solution {
public:
  Solution(const Options &options, const Cost &cost) : problem(options, cost) {}

  Problem<T> problem;
  std::unique_ptr<CrossTerm<T>> cross;
  std::shared_ptr<SelfTerm<T>> selfA, selfB; ///< none without debias
  Status status = Status::Budget;
  double value = 0;
  Interval interval;
  std::vector<TraceRow> trace;

  Passes<T> passes() const {
    return {problem.cost, problem.epsilon, problem.options.threads};
  }
  const Cloud<T> &a() const { return problem.a.finest(); }
  const Cloud<T> &b() const { return problem.b.finest(); }

  static Result<T> resultOf(std::shared_ptr<const Solution> solution) {
    return Result<T>(std::move(solution));
  }
  static Plan<T> planOf(std::shared_ptr<const Solution> solution) {
    return Plan<T>(std::move(solution));
  }
};

/// A problem of two measures, checked and set up, with no term solved.
template <class T>
std::shared_ptr<Solution<T>> prepare(const Measure<T> &a, const Measure<T> &b,
                                     const Options &options);

/// Puts the clouds of a problem where they belong; `fixed` stands for b, in a
/// frame around its own middle, where it was stored before.
template <class T> struct FixedSide {
  std::vector<double> centre;
  Side<T> side;
};
template <class T>
void setUp(Problem<T> &problem, Samples &a, Samples &b,
           FixedSide<T> *fixed = nullptr);

/// Sets what does not depend on how the clouds are stored, and checks it;
/// returns the width of the points.
template <class T>
std::int64_t setScales(Problem<T> &problem, Samples &a, Samples &b);

/// Solves the terms of a problem that is set up, from `start` where it has
/// something. `known` may have solved OT_epsilon(b, b), as narrowly as is
/// wanted or not.
template <class T>
Result<T> solveAll(std::shared_ptr<Solution<T>> solution,
                   const Potentials &start = {},
                   std::shared_ptr<Solution<T>> known = nullptr);

} // namespace kop::ot::detail

#endif // KOP_STDLIB_OT_SOLUTION_H
