//===- Preconditioner.cpp - Matrices near that of a system ----------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Check.h"
#include "Factor.h"
#include "Random.h"

#include <Eigen/Eigenvalues>
#include <Eigen/QR>

using namespace kop;
using namespace kop::solve;
using namespace kop::solve::detail;

/// Lambda of every row.
static Eigen::VectorXd lambdas(const System &system) {
  Eigen::VectorXd result(system.size());
  for (Eigen::Index i = 0; i < result.size(); ++i)
    result[i] = system.lambda(i);
  return result;
}

static Preconditioner make(const Eigen::VectorXd &diagonal,
                           const Eigen::MatrixXd &lowRank) {
  return Preconditioner(std::make_shared<const Factor>(diagonal, lowRank));
}

static void checkLowRank(const System &system, std::int64_t rank) {
  const std::int64_t n = system.size();
  if (rank < 0 || rank > n)
    fail(ErrorCode::Argument, "rank",
         "0 to " + std::to_string(n) + " is needed, not " +
             std::to_string(rank));
  for (const double value : system.lambda())
    require(value > 0, "lambda",
            "a positive number is needed for this preconditioner", value);
}

Preconditioner kop::solve::jacobi(const System &system) {
  const std::vector<double> diagonal = system.kernel().diagonal();
  Eigen::VectorXd sum = lambdas(system);
  for (Eigen::Index i = 0; i < sum.size(); ++i) {
    sum[i] += diagonal[i];
    if (!(sum[i] > 0))
      fail(ErrorCode::Argument, "diagonal",
           "positive numbers are needed with lambda, row " + std::to_string(i) +
               " is " + format(sum[i]));
  }
  return make(sum, Eigen::MatrixXd(system.size(), 0));
}

Preconditioner kop::solve::nystrom(const System &system, std::int64_t rank,
                                   std::uint64_t seed) {
  checkLowRank(system, rank);
  const Eigen::Index n = system.size();
  if (rank == 0)
    return make(lambdas(system), Eigen::MatrixXd(n, 0));
  Random random(seed);
  Eigen::MatrixXd sketch(n, rank);
  for (double &value : sketch.reshaped())
    value = random.normal();
  const Eigen::MatrixXd test =
      Eigen::HouseholderQR<Eigen::MatrixXd>(sketch).householderQ() *
      Eigen::MatrixXd::Identity(n, rank);
  system.kernel().apply(test.data(), sketch.data(), rank);
  // K is near Y (T^T Y)^-1 Y^T on the part of the core that is not rounding.
  Eigen::MatrixXd core = test.transpose() * sketch;
  core = (core + core.transpose()).eval() / 2;
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(core);
  const Eigen::VectorXd &values = eigen.eigenvalues();
  const double noise = 2 * std::sqrt(double(n)) *
                       system.kernel().unitRoundoff() *
                       values.cwiseAbs().maxCoeff();
  const Eigen::Index kept = (values.array() > noise).count();
  const Eigen::MatrixXd lowRank =
      sketch * (eigen.eigenvectors().rightCols(kept) *
                values.tail(kept).cwiseSqrt().cwiseInverse().asDiagonal());
  return make(lambdas(system), lowRank);
}

Preconditioner kop::solve::pivotedCholesky(const System &system,
                                           std::int64_t rank) {
  checkLowRank(system, rank);
  const Operator &kernel = system.kernel();
  const Eigen::Index n = system.size();
  const std::vector<double> diagonal = kernel.diagonal();
  Eigen::VectorXd left = Eigen::Map<const Eigen::VectorXd>(diagonal.data(), n);
  Eigen::MatrixXd lowRank(n, rank);
  Eigen::Index kept = 0;
  double first = 0;
  for (; kept < rank; ++kept) {
    Eigen::Index pivot = 0;
    const double largest = left.maxCoeff(&pivot);
    first = std::max(first, largest);
    // What is left is rounding.
    if (!(largest > 4 * kernel.unitRoundoff() * first))
      break;
    const std::vector<double> column = kernel.column(pivot);
    Eigen::VectorXd next =
        Eigen::Map<const Eigen::VectorXd>(column.data(), n) -
        lowRank.leftCols(kept) * lowRank.row(pivot).head(kept).transpose();
    next /= std::sqrt(largest);
    left -= next.cwiseAbs2();
    left[pivot] = 0;
    lowRank.col(kept) = next;
  }
  return make(lambdas(system), lowRank.leftCols(kept));
}
