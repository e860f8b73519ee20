//===- CrossTerm.h - OT_epsilon(a, b) ---------------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_STDLIB_OT_CROSSTERM_H
#define KOP_STDLIB_OT_CROSSTERM_H

#include "Term.h"

namespace kop::ot::detail {

/// Alternating updates of f and g.
template <class T> class CrossTerm : public Term<T> {
public:
  explicit CrossTerm(const Problem<T> &problem) : Term<T>(problem) {}

  Vector f, g; ///< at the present level
  /// Potentials to start from, at the finest points; each may be empty.
  Vector givenF, givenG;
  /// L1 distances of the marginals to those that are optimal for the
  /// potentials, relative to the masses; once certified.
  double errorA = 0, errorB = 0;
  /// Bound of the density of pairs that the plan leaves out.
  double omitted = 0;

  /// Sets `interval` and `value` at these potentials of the finest points, for
  /// the target epsilon.
  void certifyAt(const Vector &potentialA, const Vector &potentialB) {
    f = potentialA;
    g = potentialB;
    this->interval = this->sweepAndCertify();
  }

  const Ranges *rows() const { return mask ? mask->rows() : nullptr; }
  const Ranges *columns() const { return mask ? mask->columns() : nullptr; }

protected:
  void start(std::size_t level, double epsilon) override;
  double tryGiven() override;
  void coarsen() override;
  void extrapolate(double epsilon, double next) override;
  void refine(double epsilon) override;
  double sweep(double epsilon) override;
  void accept() override { g = nextG; }
  bool leap(double epsilon) override;
  Interval certify() override;
  std::int64_t pointsOf(std::size_t level) const override;
  double levelRadius(std::size_t level) const override;
  std::size_t coarsestLevel() const override;
  double largestPotential() const override;
  double partMet() const override { return mask ? mask->part() : 1; }

private:
  struct Ascent;
  const Cloud<T> &cloudA() const { return problem.a.levels[levelA()]; }
  const Cloud<T> &cloudB() const { return problem.b.levels[levelB()]; }
  /// The smaller measure may have fewer levels.
  std::size_t levelA() const {
    return std::min(level, problem.a.levels.size() - 1);
  }
  std::size_t levelB() const {
    return std::min(level, problem.b.levels.size() - 1);
  }
  void prepareMask();
  /// Finds the pairs that matter at these potentials; whether they are others
  /// than before.
  bool look(double epsilon);
  /// Moves mass between f and g where that raises the dual.
  void translate();
  double wayToBound() const;
  /// Adds a constant to f and takes it from g.
  void move(double constant);
  /// Half steps: the soft minimum over b at every row of a, and back.
  void softminA(const Vector &potentialB, Vector &s);
  void softminB(const Vector &potentialA, Vector &s);
  double dualOf(const Vector &potentialA, const Vector &potentialB,
                double mass) const;
  Interval certifyBalanced();
  Interval certifyUnbalanced();
  /// Of the last sweep: the soft minima at g, and at the f they give.
  Vector softA, softB;
  Vector nextG;
  /// Whether the second of them saw other pairs than the first.
  bool hasNewPairs = false;
  /// Potentials at the last epsilon of this level.
  Vector lastF, lastG;
  double lastEpsilon = 0;

  using Term<T>::problem;
  using Term<T>::passes;
  using Term<T>::level;
  std::unique_ptr<Mask<T>> mask;
};

} // namespace kop::ot::detail

#endif // KOP_STDLIB_OT_CROSSTERM_H
