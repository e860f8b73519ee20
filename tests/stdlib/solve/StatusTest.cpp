//===- StatusTest.cpp - How solvers end -----------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Problems.h"

#include <atomic>
#include <limits>

using namespace kop;
using namespace kop::solve;
using namespace problems;

namespace {

Result solveFor(const System &system, const std::vector<double> &b,
                const Options &options = {}) {
  return kop::solve::solve(system, In<double>(b), options);
}

/// |b - A x| / |b| of a dense matrix.
double residualOf(const Eigen::MatrixXd &a, const Result &result,
                  const std::vector<double> &b) {
  const Eigen::VectorXd right =
      Eigen::Map<const Eigen::VectorXd>(b.data(), a.rows());
  const Eigen::VectorXd x =
      Eigen::Map<const Eigen::VectorXd>(result.x.data(), a.rows());
  return (right - a * x).norm() / right.norm();
}

} // namespace

TEST(Status, HasNames) {
  EXPECT_STREQ(toString(Status::Converged), "converged");
  EXPECT_STREQ(toString(Status::PrecisionLimited), "precision-limited");
  EXPECT_STREQ(toString(Status::Stalled), "stalled");
  EXPECT_STREQ(toString(Status::Budget), "budget");
  EXPECT_STREQ(toString(Status::Cancelled), "cancelled");
  EXPECT_STREQ(toString(Status::Indefinite), "indefinite");
}

// A product in float is off by some 1e-7 of 355, the largest eigenvalue, times
// a solution as long as b / 0.01 at most: no residual below some 1e-4.

TEST(Status, PrecisionLimited) {
  const std::int64_t n = 2000;
  const Square<float> square(n);
  const System system(square.matern(), 0.01);
  const std::vector<double> b = uniform(n, 3);
  for (const double tolerance : {1e-5, 1e-7}) {
    Options options;
    options.tolerance = tolerance;
    options.iterations = 10000;
    const Result result = solveFor(system, b, options);
    EXPECT_EQ(result.status, Status::PrecisionLimited);
    EXPECT_LT(result.columns[0].residual, 1e-3);
    EXPECT_GT(result.columns[0].residual, tolerance);
    // It does not go on for long when there is nothing to win.
    EXPECT_LT(result.iterations, 1000);
    // And says what is true.
    EXPECT_NEAR(residualOf(shifted(square.denseMatern(), 0.01), result, b),
                result.columns[0].residual, 5e-4);
  }
}

TEST(Status, ToleranceBelowDouble) {
  const Square<double> square(300);
  const System system(square.matern(), 1);
  Options options;
  options.tolerance = 1e-18;
  const Result result = solveFor(system, uniform(300, 3), options);
  EXPECT_EQ(result.status, Status::PrecisionLimited);
  EXPECT_LT(result.columns[0].residual, 1e-14);
}

TEST(Status, Budget) {
  const std::int64_t n = 500;
  const Square<double> square(n);
  const System system(square.matern(), 1e-3);
  const std::vector<double> b = uniform(n, 3);
  const Eigen::MatrixXd a = shifted(square.denseMatern(), 1e-3);
  Options options;
  options.iterations = 7;
  const Result result = solveFor(system, b, options);
  EXPECT_EQ(result.status, Status::Budget);
  EXPECT_EQ(result.iterations, 7);
  EXPECT_EQ(result.columns[0].iterations, 7);
  EXPECT_NEAR(result.columns[0].residual, residualOf(a, result, b), 1e-10);
  options.iterations = 1000000;
  options.tolerance = 1e-12;
  options.seconds = 1e-9;
  EXPECT_EQ(solveFor(system, b, options).status, Status::Budget);
  options.iterations = 0;
  const Result none = solveFor(system, b, options);
  EXPECT_EQ(none.status, Status::Budget);
  EXPECT_EQ(none.columns[0].residual, 1);
  EXPECT_EQ(none.x, std::vector<double>(n, 0.0));
}

TEST(Status, CancelledByProgress) {
  const std::int64_t n = 500;
  const Square<double> square(n);
  const System system(square.matern(), 1e-3);
  const std::vector<double> b = uniform(n, 3);
  std::vector<Progress> seen;
  Options options;
  options.progress = [&](const Progress &progress) {
    seen.push_back(progress);
    return progress.iteration < 5;
  };
  const Result result = solveFor(system, b, options);
  EXPECT_EQ(result.status, Status::Cancelled);
  EXPECT_EQ(result.iterations, 5);
  ASSERT_EQ(seen.size(), 5u);
  EXPECT_EQ(seen[2].iteration, 3);
  EXPECT_EQ(seen[2].columns, 1);
  EXPECT_GT(seen[2].residual, 0);
  EXPECT_GE(seen[4].seconds, seen[0].seconds);
  EXPECT_EQ(result.trace.size(), 5u);
  EXPECT_NEAR(result.columns[0].residual,
              residualOf(shifted(square.denseMatern(), 1e-3), result, b),
              1e-10);
}

TEST(Status, CancelledInTheFormula) {
  const std::int64_t n = 500;
  const Square<double> square(n);
  int calls = 0;
  std::atomic<bool> stop{false};
  const Operator kernel = Operator::ofKernel<double>(
      {square.points, n, 2}, [&](auto x, auto y, auto v, auto out) {
        Exec exec;
        stop = ++calls > 4;
        exec.cancel = &stop;
        matrices::gauss(x, y, v, square.sigma, out, exec);
      });
  const Result result = solveFor(System(kernel, 1e-3), uniform(n, 3));
  EXPECT_EQ(result.status, Status::Cancelled);
  EXPECT_TRUE(std::isnan(result.columns[0].residual));
  EXPECT_EQ(std::int64_t(result.x.size()), n);
  for (const double value : result.x)
    EXPECT_TRUE(std::isfinite(value));
  EXPECT_EQ(eigenpairs(kernel, 3).status, Status::Cancelled);
  const LogDet determinant = logDeterminant(System(kernel, 1));
  EXPECT_EQ(determinant.status, Status::Cancelled);
  EXPECT_TRUE(std::isnan(determinant.value));
}

TEST(Status, Indefinite) {
  Eigen::MatrixXd matrix = Eigen::MatrixXd::Identity(20, 20);
  matrix(7, 7) = -1;
  const std::vector<double> b = uniform(20, 3);
  for (const Operator &kernel :
       {operatorOf<double>(matrix), operatorOf<float>(matrix)}) {
    const Result result = solveFor(System(kernel, 0), b);
    EXPECT_EQ(result.status, Status::Indefinite);
    EXPECT_EQ(logDeterminant(System(kernel, 0)).status, Status::Indefinite);
    // Lambda makes it definite.
    EXPECT_EQ(solveFor(System(kernel, 1.5), b).status, Status::Converged);
  }
  const Operator zero = operatorOf(Eigen::MatrixXd::Zero(20, 20));
  EXPECT_NE(solveFor(System(zero, 0), b).status, Status::Converged);
  EXPECT_EQ(logDeterminant(System(zero, 0)).status, Status::Indefinite);
}

TEST(Status, StalledWithoutSymmetry) {
  // A rotation is what conjugate gradients cannot take.
  Eigen::MatrixXd matrix = Eigen::MatrixXd::Zero(40, 40);
  for (int i = 0; i < 40; i += 2) {
    matrix(i, i + 1) = 10;
    matrix(i + 1, i) = -10;
  }
  Options options;
  options.iterations = 100000;
  const Result result =
      solveFor(System(operatorOf(matrix), 1), uniform(40, 3), options);
  EXPECT_EQ(result.status, Status::Stalled);
  EXPECT_LT(result.iterations, options.iterations);
}

TEST(Status, OfEveryColumn) {
  // The first column is an eigenvector, the second one is 0, the third needs
  // more iterations than there are.
  const std::int64_t n = 10;
  Eigen::MatrixXd matrix = Eigen::MatrixXd::Zero(n, n);
  for (std::int64_t i = 0; i < n; ++i)
    matrix(i, i) = double(i);
  std::vector<double> b(3 * n, 0.0);
  b[3 * 4] = 2;
  for (std::int64_t i = 0; i < n; ++i)
    b[3 * i + 2] = 1;
  Options options;
  options.iterations = 3;
  const Result result = kop::solve::solve(System(operatorOf(matrix), 1),
                                          In<double>(b, n, 3), options);
  EXPECT_EQ(result.columns[0].status, Status::Converged);
  EXPECT_EQ(result.columns[0].iterations, 1);
  EXPECT_EQ(result.columns[1].status, Status::Converged);
  EXPECT_EQ(result.columns[1].iterations, 0);
  EXPECT_EQ(result.columns[1].residual, 0);
  EXPECT_EQ(result.columns[2].status, Status::Budget);
  EXPECT_EQ(result.status, Status::Budget);
  EXPECT_NEAR(result.x[3 * 4], 2.0 / 5, 1e-15);
  EXPECT_EQ(result.x[3 * 4 + 1], 0);
}

TEST(Status, OfEmptyAndSingleSystems) {
  const Square<double> none(0), one(1);
  const Result empty = solveFor(System(none.gauss(), 1), {});
  EXPECT_EQ(empty.status, Status::Converged);
  EXPECT_TRUE(empty.x.empty());
  const System system(one.gauss(), 3);
  const Result single = solveFor(system, {2});
  EXPECT_EQ(single.status, Status::Converged);
  EXPECT_NEAR(single.x[0], 0.5, 1e-15);
  EXPECT_EQ(single.iterations, 1);
  for (const Preconditioner &preconditioner :
       {jacobi(system), nystrom(system, 1), pivotedCholesky(system, 1)}) {
    Options options;
    options.preconditioner = preconditioner;
    EXPECT_NEAR(solveFor(system, {2}, options).x[0], 0.5, 1e-15);
  }
  // No columns.
  const Result without = kop::solve::solve(
      system, In<double>(static_cast<const double *>(nullptr), 1, 0));
  EXPECT_EQ(without.status, Status::Converged);
  EXPECT_TRUE(without.columns.empty());
}
