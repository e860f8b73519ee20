//===- Factor.h - Diagonal plus low rank ------------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_STDLIB_SOLVE_FACTOR_H
#define KOP_STDLIB_SOLVE_FACTOR_H

#include "kop/solve.h"

#include <Eigen/Core>

namespace kop::solve::detail {

/// P = D^1/2 H D^1/2 with D diagonal, H = I + U S^2 U^T and U orthonormal. So
/// P = W W^T with W = D^1/2 H^1/2, and all powers of H are as cheap as H.
struct Factor {
  Eigen::VectorXd scale;  ///< D^-1/2
  Eigen::MatrixXd basis;  ///< U
  Eigen::VectorXd values; ///< 1 + S^2

  /// D + F F^T.
  Factor(const Eigen::VectorXd &diagonal, const Eigen::MatrixXd &lowRank);

  /// P^-1 v, in place.
  void solve(Eigen::Ref<Eigen::MatrixXd> v) const;
  /// W^-1 v and W^-T v, in place.
  void solveLeft(Eigen::Ref<Eigen::MatrixXd> v) const;
  void solveRight(Eigen::Ref<Eigen::MatrixXd> v) const;
  double logDeterminant() const;

private:
  /// H^power v, in place.
  void raise(Eigen::Ref<Eigen::MatrixXd> v, double power) const;
};

/// The factor of a preconditioner for a system of `rows` rows; null for none.
const Factor *factorOf(const Preconditioner &preconditioner, std::int64_t rows);

} // namespace kop::solve::detail

#endif // KOP_STDLIB_SOLVE_FACTOR_H
