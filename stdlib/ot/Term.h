//===- Term.h - One OT_epsilon of a problem ---------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A Sinkhorn divergence is made of OT_epsilon(a, b) and two self terms. Each is
// annealed: from large epsilon on coarse clouds to the target on the points
// themselves, and there iterated until its interval is narrow enough. With
// potentials to start from, the annealing begins where their errors are small.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_STDLIB_OT_TERM_H
#define KOP_STDLIB_OT_TERM_H

#include "Mask.h"
#include "Problem.h"

#include <memory>
#include <vector>

namespace kop::ot::detail {

template <class T> class Term {
public:
  explicit Term(const Problem<T> &problem);
  virtual ~Term() = default;

  /// Anneals and iterates. The interval is to be at most `width(value)` wide.
  /// Leaves a status, and an interval whatever the status.
  void solve(const std::function<double(double)> &width);

  Status status = Status::Budget;
  Interval interval;
  /// The dual at the potentials, of which `interval` takes the rounding off.
  double value = 0;
  std::int64_t iterations = 0;
  std::vector<TraceRow> trace;

protected:
  /// Starts with zero potentials at this level.
  virtual void start(std::size_t level, double epsilon) = 0;
  /// Takes the potentials that were given, if any, for the finest points, and
  /// makes one step at the target; returns how far it moved them, infinity
  /// without any.
  virtual double tryGiven() = 0;
  /// Takes what that step left to a coarser level.
  virtual void coarsen() = 0;
  /// Guesses potentials for the next epsilon from those of this one and of the
  /// last one, at the same level.
  virtual void extrapolate(double epsilon, double next) = 0;
  /// From the present level to the next finer one.
  virtual void refine(double epsilon) = 0;
  /// The soft minima at the present potentials; returns the L1 error of the
  /// marginals, relative to the mass, that `accept` corrects.
  virtual double sweep(double epsilon) = 0;
  /// Takes the potentials that the last sweep found.
  virtual void accept() = 0;
  double step(double epsilon) {
    const double error = sweep(epsilon);
    accept();
    return error;
  }
  /// A step for problems where iterations are slow; false if it did not help.
  virtual bool leap(double) { return false; }
  /// Bounds of the value, and the value, at the potentials of the last sweep,
  /// which was not accepted yet.
  virtual Interval certify() = 0;
  Interval sweepAndCertify() {
    sweep(passes.epsilon());
    return certify();
  }
  virtual std::int64_t pointsOf(std::size_t level) const = 0;
  virtual double levelRadius(std::size_t level) const = 0;
  virtual std::size_t coarsestLevel() const = 0;
  virtual double largestPotential() const = 0;
  virtual double partMet() const = 0;
  /// What rounding of T adds to each end of the interval.
  double slack(double mass) const {
    return problem.epsilon * problem.rounding(largestPotential()) * mass;
  }

  const Problem<T> &problem;
  Passes<T> passes;
  std::size_t level = 0;

private:
  /// Whether rounding cannot tell the value from 0.
  bool isZero() const {
    return interval.lower <= 0 &&
           interval.upper <= 8 * slack(problem.a.finest().mass);
  }
  bool anneal();
  /// Puts level, potentials and epsilon where the annealing begins; false where
  /// given potentials make it needless.
  bool begin(double &epsilon);
  /// Whether the points of a level are fine enough for epsilon.
  bool fits(std::size_t level, double epsilon) const;
  /// Iterates until the marginals are met to `wanted`, at most `most` times;
  /// false when it was told to end.
  bool settle(double epsilon, double wanted, std::int64_t most, bool leaps);
  void finish(const std::function<double(double)> &width);
  /// Reports; false when the caller or the clock wants an end.
  bool goesOn(double epsilon, double error);
  void note(double epsilon, std::int64_t steps, double error);
};

} // namespace kop::ot::detail

#endif // KOP_STDLIB_OT_TERM_H
