//===- Vjp.cpp - The derivative of a solution -----------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Check.h"

#include "kop/solve.h"

using namespace kop;
using namespace kop::solve;
using namespace kop::solve::detail;

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
  result.output.reserve(result.rhs.size());
  result.lambda.assign(system.lambda().size(), 0);
  for (Eigen::Index i = 0; i < solution.rows(); ++i)
    for (Eigen::Index c = 0; c < solution.cols(); ++c) {
      const double w = result.rhs[i * solution.cols() + c];
      result.output.push_back(-w);
      result.lambda[result.lambda.size() == 1 ? 0 : i] -= w * solution(i, c);
    }
  return result;
}
