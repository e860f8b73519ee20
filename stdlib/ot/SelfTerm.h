//===- SelfTerm.h - OT_epsilon(a, a) ----------------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_STDLIB_OT_SELFTERM_H
#define KOP_STDLIB_OT_SELFTERM_H

#include "Term.h"

namespace kop::ot::detail {

/// One potential for both sides, by averaged updates: with a kernel
/// exp(-C / epsilon) of positive type each at least halves the error.
template <class T> class SelfTerm : public Term<T> {
public:
  SelfTerm(const Problem<T> &problem, const Side<T> &side,
           const Penalty &penalty)
      : Term<T>(problem), side(side), penalty(penalty) {}

  Vector f; ///< at the present level
  /// The potential to start from, at the finest points; may be empty.
  Vector givenF;
  /// As CrossTerm::certifyAt.
  void certifyAt(const Vector &potential) {
    f = potential;
    this->interval = this->sweepAndCertify();
  }

  const Ranges *rows() const { return mask ? mask->rows() : nullptr; }

protected:
  void start(std::size_t level, double epsilon) override;
  double tryGiven() override;
  void coarsen() override;
  void extrapolate(double epsilon, double next) override;
  void refine(double epsilon) override;
  double sweep(double epsilon) override;
  void accept() override;
  Interval certify() override;
  std::int64_t pointsOf(std::size_t level) const override {
    return 2 * side.levels[level].size;
  }
  double levelRadius(std::size_t level) const override {
    return side.levels[level].radius;
  }
  std::size_t coarsestLevel() const override { return side.levels.size() - 1; }
  double largestPotential() const override { return 2 * largest(f); }
  double partMet() const override { return mask ? mask->part() : 1; }

private:
  const Cloud<T> &cloud() const { return side.levels[level]; }
  void prepareMask();
  void look(double epsilon);
  void softmin(const Vector &potential, Vector &s);

  /// Of the last sweep: the soft minima, and the potential that is optimal
  /// for f.
  Vector soft, optimal;
  /// Potentials at the last epsilon of this level.
  Vector lastF;
  double lastEpsilon = 0;

  using Term<T>::problem;
  using Term<T>::passes;
  using Term<T>::level;
  const Side<T> &side;
  Penalty penalty;
  std::unique_ptr<Mask<T>> mask;
};

} // namespace kop::ot::detail

#endif // KOP_STDLIB_OT_SELFTERM_H
