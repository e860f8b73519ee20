//===- DerivativeTest.cpp - The vjp of a solution -------------------------===//
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

constexpr std::int64_t n = 60, columns = 2;

/// <w, A^-1 b> by a dense solver, of which the vjp is the derivative.
double valueOf(const Square<double> &square, const std::vector<double> &lambda,
               const std::vector<double> &b, const std::vector<double> &w) {
  Eigen::MatrixXd a = square.denseMatern();
  for (std::int64_t i = 0; i < n; ++i)
    a(i, i) += lambda[lambda.size() == 1 ? 0 : i];
  const Eigen::MatrixXd x = a.llt().solve(matrixOf(b, n, columns));
  return (matrixOf(w, n, columns).array() * x.array()).sum();
}

/// The derivative in `value` by central differences.
template <class F> double slope(double &value, const F &f) {
  const double h = 1e-5 * std::max(1.0, std::abs(value)), middle = value;
  value = middle + h;
  const double above = f();
  value = middle - h;
  const double below = f();
  value = middle;
  return (above - below) / (2 * h);
}

struct Problem {
  Square<double> square{n};
  std::vector<double> b = uniform(n * columns, 21),
                      w = uniform(n * columns, 22);
};

} // namespace

TEST(Derivative, AgreesWithDifferences) {
  Problem p;
  std::vector<double> lambda = {0.5};
  const System system(p.square.matern(), lambda);
  Options options;
  options.tolerance = 1e-12;
  const Result solved =
      kop::solve::solve(system, In<double>(p.b, n, columns), options);
  const Vjp vjp = solveVjp(system, In<double>(solved.x, n, columns),
                           In<double>(p.w, n, columns), options);
  EXPECT_EQ(vjp.solve.status, Status::Converged);
  const auto value = [&] { return valueOf(p.square, lambda, p.b, p.w); };

  for (std::size_t k = 0; k < p.b.size(); k += 7)
    EXPECT_NEAR(vjp.rhs[k], slope(p.b[k], value), 1e-7);
  ASSERT_EQ(vjp.lambda.size(), 1u);
  EXPECT_NEAR(vjp.lambda[0], slope(lambda[0], value),
              1e-7 * std::abs(vjp.lambda[0]));

  // Points and width through the vjp of the formula, which knows one column.
  std::vector<double> gradX(2 * n, 0.0);
  double gradSigma = 0;
  for (std::int64_t c = 0; c < columns; ++c) {
    std::vector<double> x(2 * n), y(2 * n);
    double sigma = 0;
    matrices::matern_vjp(
        In<double>(p.square.points, n, 2), In<double>(p.square.points, n, 2),
        In<double>(solved.x.data() + c, {n, 1}, {columns, 1}), p.square.sigma,
        In<double>(vjp.output.data() + c, {n, 1}, {columns, 1}),
        Out<double>(x, n, 2), Out<double>(y, n, 2), sigma);
    for (std::int64_t k = 0; k < 2 * n; ++k)
      gradX[k] += x[k] + y[k];
    gradSigma += sigma;
  }
  for (std::int64_t k = 0; k < 2 * n; k += 5)
    EXPECT_NEAR(gradX[k], slope(p.square.points[k], value), 1e-6);
  EXPECT_NEAR(gradSigma, slope(p.square.sigma, value),
              1e-6 * std::abs(gradSigma));
}

TEST(Derivative, OfALambdaPerRow) {
  Problem p;
  std::vector<double> lambda = uniform(n, 23);
  for (double &value : lambda)
    value += 0.2;
  const System system(p.square.matern(), lambda);
  Options options;
  options.tolerance = 1e-12;
  const Result solved =
      kop::solve::solve(system, In<double>(p.b, n, columns), options);
  const Vjp vjp = solveVjp(system, In<double>(solved.x, n, columns),
                           In<double>(p.w, n, columns), options);
  ASSERT_EQ(std::int64_t(vjp.lambda.size()), n);
  for (std::int64_t i = 0; i < n; i += 3)
    EXPECT_NEAR(
        vjp.lambda[i],
        slope(lambda[i], [&] { return valueOf(p.square, lambda, p.b, p.w); }),
        1e-7);
}

TEST(Derivative, OfLogDeterminants) {
  // One probe after the other, so that their spread is known.
  const std::int64_t probes = 200;
  Problem p;
  std::vector<double> lambda = {0.5};
  const System system(p.square.matern(), lambda);
  Options options;
  options.tolerance = 1e-10;
  const LogDetVjp vjp = logDeterminantVjp(system, probes, 5, options);
  EXPECT_EQ(vjp.solve.status, Status::Converged);
  ASSERT_EQ(std::int64_t(vjp.output.size()), n * probes);
  const auto value = [&] {
    const Eigen::LLT<Eigen::MatrixXd> cholesky(
        shifted(p.square.denseMatern(), lambda[0]));
    return 2 * cholesky.matrixLLT().diagonal().array().log().sum();
  };
  std::vector<double> ofSigma, ofLambda;
  for (std::int64_t c = 0; c < probes; ++c) {
    std::vector<double> x(2 * n), y(2 * n);
    double sigma = 0, sum = 0;
    matrices::matern_vjp(
        In<double>(p.square.points, n, 2), In<double>(p.square.points, n, 2),
        In<double>(vjp.input.data() + c, {n, 1}, {probes, 1}), p.square.sigma,
        In<double>(vjp.output.data() + c, {n, 1}, {probes, 1}),
        Out<double>(x, n, 2), Out<double>(y, n, 2), sigma);
    for (std::int64_t i = 0; i < n; ++i)
      sum += vjp.input[i * probes + c] * vjp.output[i * probes + c];
    ofSigma.push_back(sigma * probes);
    ofLambda.push_back(sum * probes);
  }
  const auto expectMean = [](const std::vector<double> &values, double exact) {
    const Eigen::Map<const Eigen::ArrayXd> all(values.data(),
                                               Eigen::Index(values.size()));
    const double error =
        std::sqrt((all - all.mean()).square().mean() / double(values.size()));
    EXPECT_NEAR(all.mean(), exact, 4 * error);
    EXPECT_LT(error, 0.05 * std::abs(exact));
  };
  expectMean(ofSigma, slope(p.square.sigma, value));
  expectMean(ofLambda, slope(lambda[0], value));
  ASSERT_EQ(vjp.lambda.size(), 1u);
  EXPECT_NEAR(vjp.lambda[0],
              Eigen::Map<Eigen::ArrayXd>(ofLambda.data(), probes).mean(),
              1e-9 * std::abs(vjp.lambda[0]));
}

TEST(Derivative, OfTheDeterminantOfADiagonalMatrixIsExact) {
  // Then every probe says the same.
  const std::vector<double> lambda = uniform(30, 24);
  const Operator zero = operatorOf(Eigen::MatrixXd::Zero(30, 30));
  Options options;
  options.tolerance = 1e-14;
  const LogDetVjp vjp = logDeterminantVjp(System(zero, lambda), 2, 1, options);
  for (std::int64_t i = 0; i < 30; ++i)
    EXPECT_NEAR(vjp.lambda[i], 1 / lambda[i], 1e-10 / lambda[i]);
}
