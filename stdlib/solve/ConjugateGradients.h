//===- ConjugateGradients.h - Many systems of one matrix --------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_STDLIB_SOLVE_CONJUGATEGRADIENTS_H
#define KOP_STDLIB_SOLVE_CONJUGATEGRADIENTS_H

#include "Factor.h"

#include <chrono>

namespace kop::solve::detail {

/// Conjugate gradients for every column of b, which share the calls of the
/// formula. What an iteration says of the residual is never trusted: where it
/// is small enough, or no longer falls, the residual is computed from A and x
/// themselves, and the iteration starts again there if the two differ.
class ConjugateGradients {
public:
  ConjugateGradients(const System &system, const Eigen::MatrixXd &b,
                     const Options &options);

  /// Fills `result`, but for x.
  Eigen::MatrixXd run(Result &result);

private:
  using Matrix = Eigen::MatrixXd;
  using Columns = std::vector<Eigen::Index>;

  /// A column of b that is not solved yet.
  struct Work {
    double size = 0;     ///< |b|
    double residual = 0; ///< as the iteration has it
    double product = 0;  ///< r^T P^-1 r
    double energy = 0;   ///< by which x^T A x - 2 b^T x has fallen
    double smallest = 0; ///< residual and energy at the last progress
    double energyAt = 0;
    std::int64_t at = 0;  ///< iteration of the last progress
    double lookBelow = 0; ///< residual at which to compute it
    double verified = 0;  ///< the last one computed
    bool indefinite = false;
  };

  void begin();
  /// One iteration of the active columns; those to verify.
  Columns iterate();
  void noteProgress(Work &state) const;
  /// Computes residuals of columns, and ends or restarts them.
  void verify(const Columns &columns);
  /// Whether a curvature is not just rounding.
  bool isNegative(double curvature, const Matrix &direction,
                  const Matrix &image);
  /// Ends columns that make no progress, and says whether that is due to
  /// rounding.
  void giveUp(const Columns &columns);
  void restart(Eigen::Index column, const Eigen::VectorXd &trueResidual);
  void end(Eigen::Index column, Status status);
  void endAll(Status status);
  /// Residuals of x where it was cut off.
  void measure(const Columns &columns);

  Matrix apply(const Matrix &v);
  Matrix gather(const Matrix &from, const Columns &columns) const;
  Matrix precondition(Matrix r) const;
  double goal(Eigen::Index column) const;
  double seconds() const;
  /// Whether to go on.
  bool report();

  const System &system;
  const Matrix &b;
  const Options &options;
  const Factor *factor;
  std::chrono::steady_clock::time_point started;

  Matrix x, r, p;
  Matrix best; ///< x where its residual was smallest
  std::vector<Work> work;
  Columns active;
  double norm = 0; ///< a lower bound of that of A
  std::int64_t iteration = 0;
  Result *out = nullptr;
};

} // namespace kop::solve::detail

#endif // KOP_STDLIB_SOLVE_CONJUGATEGRADIENTS_H
