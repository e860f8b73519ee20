//===- Vjp.cpp - Derivatives of solutions and determinants ----------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Check.h"
#include "Random.h"

#include "kop/solve.h"

using namespace kop;
using namespace kop::solve;
using namespace kop::solve::detail;

/// The cotangent of lambda where that of A is sign times w v^T.
static std::vector<double> lambdaOf(const System &system,
                                    const Eigen::MatrixXd &v,
                                    const std::vector<double> &w, double sign) {
  std::vector<double> lambda(system.lambda().size(), 0.0);
  for (Eigen::Index i = 0; i < v.rows(); ++i)
    for (Eigen::Index c = 0; c < v.cols(); ++c)
      lambda[lambda.size() == 1 ? 0 : i] +=
          sign * w[i * v.cols() + c] * v(i, c);
  return lambda;
}

// x = A^-1 b gives dx = A^-1 (db - dA x). With w = A^-1 times the cotangent of
// x, which needs no transposed matrix, those of b and A are w and -w x^T.

Vjp kop::solve::solveVjp(const System &system, const In<double> &x,
                         const In<double> &cotangent, const Options &options) {
  const Eigen::MatrixXd solution = readColumns(x, system.size(), "x");
  const Eigen::MatrixXd given =
      readColumns(cotangent, system.size(), "cotangent");
  if (given.cols() != solution.cols())
    fail(ErrorCode::Shape, "cotangent",
         std::to_string(solution.cols()) +
             " columns are needed, as in x, not " +
             std::to_string(given.cols()));
  Vjp result;
  result.solve = kop::solve::solve(system, cotangent, options);
  result.rhs = std::move(result.solve.x);
  result.solve.x.clear();
  result.lambda = lambdaOf(system, solution, result.rhs, -1);
  result.output.reserve(result.rhs.size());
  for (const double w : result.rhs)
    result.output.push_back(-w);
  return result;
}

// The derivative of log det A is tr(A^-1 dA), and E z z^T = I for random signs.

LogDetVjp kop::solve::logDeterminantVjp(const System &system,
                                        std::int64_t probes, std::uint64_t seed,
                                        const Options &options) {
  require(probes >= 1, "probes", "a positive number is needed", double(probes));
  const Eigen::MatrixXd signs = randomSigns(system.size(), probes, seed);
  LogDetVjp result;
  result.input = rowMajor(signs);
  result.solve = kop::solve::solve(
      system, In<double>(result.input, system.size(), probes), options);
  result.output = std::move(result.solve.x);
  result.solve.x.clear();
  for (double &w : result.output)
    w /= double(probes);
  result.lambda = lambdaOf(system, signs, result.output, 1);
  return result;
}
