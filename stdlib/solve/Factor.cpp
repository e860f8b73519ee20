//===- Factor.cpp - Diagonal plus low rank --------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Factor.h"

#include "Check.h"

#include <Eigen/QR>
#include <Eigen/SVD>

using namespace kop;
using namespace kop::solve;
using namespace kop::solve::detail;

using Matrix = Eigen::Ref<Eigen::MatrixXd>;

Factor::Factor(const Eigen::VectorXd &diagonal, const Eigen::MatrixXd &lowRank)
    : scale(diagonal.cwiseSqrt().cwiseInverse()) {
  const Eigen::Index n = lowRank.rows(), m = lowRank.cols();
  if (m == 0) {
    basis.resize(n, 0);
    values.resize(0);
    return;
  }
  const Eigen::MatrixXd scaled = scale.asDiagonal() * lowRank;
  const Eigen::HouseholderQR<Eigen::MatrixXd> qr(scaled);
  const Eigen::MatrixXd upper =
      qr.matrixQR().topRows(m).triangularView<Eigen::Upper>();
  const Eigen::BDCSVD<Eigen::MatrixXd> svd(upper, Eigen::ComputeThinU);
  basis.setZero(n, m);
  basis.topRows(m) = svd.matrixU();
  basis.applyOnTheLeft(qr.householderQ());
  values = 1 + svd.singularValues().array().square();
}

void Factor::raise(Matrix v, double power) const {
  if (basis.cols() == 0)
    return;
  const Eigen::VectorXd factors = values.array().pow(power) - 1;
  const Eigen::MatrixXd inside = factors.asDiagonal() * (basis.transpose() * v);
  v.noalias() += basis * inside;
}

void Factor::solve(Matrix v) const {
  v.array().colwise() *= scale.array();
  raise(v, -1);
  v.array().colwise() *= scale.array();
}

void Factor::solveLeft(Matrix v) const {
  v.array().colwise() *= scale.array();
  raise(v, -0.5);
}

void Factor::solveRight(Matrix v) const {
  raise(v, -0.5);
  v.array().colwise() *= scale.array();
}

double Factor::logDeterminant() const {
  return values.array().log().sum() - 2 * scale.array().log().sum();
}

const Factor *solve::detail::factorOf(const Preconditioner &preconditioner,
                                      std::int64_t rows) {
  const Factor *factor = preconditioner.get();
  if (factor && factor->scale.size() != rows)
    fail(ErrorCode::Shape, "preconditioner",
         "one of " + std::to_string(rows) + " rows is needed, not of " +
             std::to_string(factor->scale.size()));
  return factor;
}

std::int64_t Preconditioner::rank() const {
  return factor ? factor->basis.cols() : 0;
}
