//===- SystemTest.cpp - Solutions against dense ones ----------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Problems.h"

using namespace kop;
using namespace kop::solve;
using namespace problems;

namespace {

constexpr std::int64_t rows = 2000, columns = 3;

template <class T> class Systems : public testing::Test {};
using Types = testing::Types<float, double>;
TYPED_TEST_SUITE(Systems, Types);

/// The relative residual of a solution in a dense matrix.
double residualIn(const Eigen::MatrixXd &a, const std::vector<double> &x,
                  const std::vector<double> &b) {
  const Eigen::MatrixXd right = matrixOf(b, a.rows(), columns);
  const Eigen::MatrixXd left = a * matrixOf(x, a.rows(), columns);
  double largest = 0;
  for (std::int64_t c = 0; c < columns; ++c)
    largest =
        std::max(largest, (right - left).col(c).norm() / right.col(c).norm());
  return largest;
}

double errorOfSolution(const Eigen::MatrixXd &exact,
                       const std::vector<double> &x) {
  return (matrixOf(x, exact.rows(), exact.cols()) - exact).norm() /
         exact.norm();
}

} // namespace

// The error of x is at most that of the residual times the condition number;
// the largest eigenvalue is 355, so with lambda = 1 the number is 356.

TYPED_TEST(Systems, AgreeWithCholesky) {
  using T = TypeParam;
  const Square<T> square(rows);
  const bool isFloat = sizeof(T) == 4;
  const double tolerance = isFloat ? 1e-5 : 1e-11;
  const Eigen::MatrixXd a = shifted(square.denseMatern(), 1);
  const System system(square.matern(), 1);
  const std::vector<double> b = uniform(rows * columns, 3);
  const Eigen::MatrixXd exact = a.llt().solve(matrixOf(b, rows, columns));
  Options options;
  options.tolerance = tolerance;
  const Preconditioner preconditioners[] = {
      {}, jacobi(system), nystrom(system, 100), pivotedCholesky(system, 100)};
  std::vector<std::int64_t> iterations;
  for (const Preconditioner &preconditioner : preconditioners) {
    options.preconditioner = preconditioner;
    const Result result =
        kop::solve::solve(system, In<double>(b, rows, columns), options);
    EXPECT_EQ(result.status, Status::Converged);
    ASSERT_EQ(result.columns.size(), columns);
    for (const Column &column : result.columns) {
      EXPECT_LE(column.residual, tolerance);
      EXPECT_GT(column.residual, 0);
      EXPECT_LE(column.iterations, result.iterations);
    }
    EXPECT_LE(residualIn(a, result.x, b), 1.5 * tolerance);
    EXPECT_LE(errorOfSolution(exact, result.x), 356 * tolerance);
    EXPECT_EQ(std::int64_t(result.trace.size()), result.iterations);
    EXPECT_GE(result.applications, result.iterations);
    iterations.push_back(result.iterations);
  }
  EXPECT_EQ(preconditioners[1].rank(), 0);
  EXPECT_EQ(preconditioners[3].rank(), 100);
  // Low rank pays.
  EXPECT_LT(3 * iterations[2], iterations[0]);
  EXPECT_LT(3 * iterations[3], iterations[0]);
}

TEST(Systems, IllConditioned) {
  // A condition number of 3.5e4.
  const Square<double> square(rows);
  const Eigen::MatrixXd a = shifted(square.denseMatern(), 0.01);
  const System system(square.matern(), 0.01);
  const std::vector<double> b = uniform(rows * columns, 4);
  const Eigen::MatrixXd exact = a.llt().solve(matrixOf(b, rows, columns));
  Options options;
  options.tolerance = 1e-10;
  const Result plain =
      kop::solve::solve(system, In<double>(b, rows, columns), options);
  options.preconditioner = nystrom(system, 200);
  const Result quick =
      kop::solve::solve(system, In<double>(b, rows, columns), options);
  for (const Result &result : {plain, quick}) {
    EXPECT_EQ(result.status, Status::Converged);
    EXPECT_LE(residualIn(a, result.x, b), 1.5e-10);
    EXPECT_LE(errorOfSolution(exact, result.x), 3.6e4 * 1e-10);
  }
  EXPECT_LT(8 * quick.iterations, plain.iterations);
}

TYPED_TEST(Systems, WithALambdaPerRow) {
  using T = TypeParam;
  const std::int64_t n = 300;
  const Square<T> square(n);
  std::vector<double> lambda = uniform(n, 5);
  for (double &value : lambda)
    value = std::pow(10.0, 4 * value); // 1 to 10 000
  Eigen::MatrixXd a = square.denseMatern();
  for (std::int64_t i = 0; i < n; ++i)
    a(i, i) += lambda[i];
  const System system(square.matern(), lambda);
  const std::vector<double> b = uniform(n * columns, 6);
  Options options;
  options.tolerance = sizeof(T) == 4 ? 1e-5 : 1e-12;
  const Result plain =
      kop::solve::solve(system, In<double>(b, n, columns), options);
  EXPECT_LE(residualIn(a, plain.x, b), 1.5 * options.tolerance);
  for (const Preconditioner &preconditioner :
       {jacobi(system), nystrom(system, 20), pivotedCholesky(system, 20)}) {
    options.preconditioner = preconditioner;
    const Result result =
        kop::solve::solve(system, In<double>(b, n, columns), options);
    EXPECT_EQ(result.status, Status::Converged);
    EXPECT_LE(residualIn(a, result.x, b), 1.5 * options.tolerance);
    // The diagonal is what makes this one hard.
    EXPECT_LT(3 * result.iterations, plain.iterations);
  }
}

TYPED_TEST(Systems, OneColumnAtATimeAndSeveral) {
  using T = TypeParam;
  const std::int64_t n = 150;
  const Square<T> square(n);
  const Eigen::MatrixXd k = square.denseMatern();
  // Seven columns are calls of four, and of four with one column of zeros.
  for (const std::int64_t count : {1, 4, 7}) {
    const std::vector<double> v = uniform(n * count, 8);
    std::vector<double> out(n * count);
    square.matern().apply(v.data(), out.data(), count);
    const Eigen::MatrixXd expected =
        k * Eigen::Map<const Eigen::MatrixXd>(v.data(), n, count);
    EXPECT_LE(
        (Eigen::Map<Eigen::MatrixXd>(out.data(), n, count) - expected).norm(),
        (sizeof(T) == 4 ? 1e-6 : 1e-14) * expected.norm());
  }
  const std::vector<double> v = uniform(n, 8);
  std::vector<double> out(n);
  square.gauss().apply(v.data(), out.data(), 1);
  const Eigen::VectorXd expected =
      square.denseGauss() * Eigen::Map<const Eigen::VectorXd>(v.data(), n);
  EXPECT_LE((Eigen::Map<Eigen::VectorXd>(out.data(), n) - expected).norm(),
            (sizeof(T) == 4 ? 1e-6 : 1e-14) * expected.norm());
}

TYPED_TEST(Systems, TakeSmallAndLargeNumbers) {
  using T = TypeParam;
  const std::int64_t n = 100;
  const Square<T> square(n);
  const System system(square.gauss(), 1);
  const std::vector<double> b = uniform(n, 9);
  Options options;
  options.tolerance = sizeof(T) == 4 ? 1e-5 : 1e-12;
  const Result one = kop::solve::solve(system, In<double>(b), options);
  for (const double scale : {1e-60, 1e60}) {
    std::vector<double> scaled = b;
    for (double &value : scaled)
      value *= scale;
    const Result result =
        kop::solve::solve(system, In<double>(scaled), options);
    EXPECT_EQ(result.status, Status::Converged);
    for (std::int64_t i = 0; i < n; ++i)
      EXPECT_NEAR(result.x[i] / scale, one.x[i],
                  1e3 * options.tolerance * std::abs(one.x[0]));
  }
}

TYPED_TEST(Systems, StartWhereTheyAreTold) {
  using T = TypeParam;
  const std::int64_t n = 200;
  const Square<T> square(n);
  const System system(square.gauss(), 0.5);
  const std::vector<double> b = uniform(n, 10);
  Options options;
  options.tolerance = 1e-4;
  const Result first = kop::solve::solve(system, In<double>(b), options);
  options.start = first.x;
  const Result again = kop::solve::solve(system, In<double>(b), options);
  EXPECT_EQ(again.iterations, 0);
  EXPECT_EQ(again.x, first.x);
  EXPECT_EQ(again.status, Status::Converged);
  options.start.assign(n, 1e3);
  const Result far = kop::solve::solve(system, In<double>(b), options);
  EXPECT_EQ(far.status, Status::Converged);
  EXPECT_LE(far.columns[0].residual, 1e-4);
}

TEST(Systems, TakeFloatsAndStrides) {
  const std::int64_t n = 50;
  const Square<float> square(n);
  const System system(square.gauss(), 1);
  const std::vector<float> b = as<float>(uniform(n * 2, 11));
  const Result rowByRow = kop::solve::solve(system, In<float>(b, n, 2));
  std::vector<float> turned(2 * n);
  for (std::int64_t i = 0; i < n; ++i)
    for (int c = 0; c < 2; ++c)
      turned[c * n + i] = b[2 * i + c];
  const Result columnByColumn =
      kop::solve::solve(system, In<float>(turned.data(), {n, 2}, {1, n}));
  EXPECT_EQ(rowByRow.x, columnByColumn.x);
  EXPECT_EQ(std::int64_t(rowByRow.x.size()), 2 * n);
}

TEST(Systems, AreSolvedTheSameWayAgain) {
  const std::int64_t n = 500;
  const Square<double> square(n);
  const std::vector<double> b = uniform(n, 12);
  std::vector<std::vector<double>> solutions;
  for (const int threads : {1, 2}) {
    const Operator kernel = Operator::ofKernel<double>(
        {square.points, n, 2}, [&](auto x, auto y, auto v, auto out) {
          Exec exec;
          exec.threads = threads;
          matrices::gauss(x, y, v, square.sigma, out, exec);
        });
    const System system(kernel, 0.1);
    Options options;
    options.preconditioner = nystrom(system, 20, 3);
    solutions.push_back(kop::solve::solve(system, In<double>(b), options).x);
  }
  EXPECT_EQ(solutions[0], solutions[1]);
}

TEST(Preconditioners, AreWhatTheySay) {
  // With all columns, P is A; and one iteration is enough.
  const std::int64_t n = 60;
  const Square<double> square(n, 0.05);
  const System system(square.matern(), 0.1);
  const std::vector<double> b = uniform(n, 13);
  Options options;
  options.tolerance = 1e-9;
  for (const Preconditioner &preconditioner :
       {nystrom(system, n), pivotedCholesky(system, n)}) {
    options.preconditioner = preconditioner;
    const Result result = kop::solve::solve(system, In<double>(b), options);
    EXPECT_EQ(result.status, Status::Converged);
    EXPECT_LE(result.iterations, 2);
    EXPECT_EQ(preconditioner.rank(), n);
  }
  // Ranks end where the matrix does.
  const Eigen::VectorXd u = Eigen::Map<const Eigen::VectorXd>(b.data(), n);
  const System small(operatorOf(u * u.transpose()), 1);
  EXPECT_EQ(nystrom(small, 10).rank(), 1);
  EXPECT_EQ(pivotedCholesky(small, 10).rank(), 1);
  EXPECT_EQ(nystrom(small, 0).rank(), 0);
}
