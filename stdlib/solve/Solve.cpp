//===- Solve.cpp - Linear systems of formulas -----------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Check.h"
#include "ConjugateGradients.h"

using namespace kop;
using namespace kop::solve;
using namespace kop::solve::detail;

using Eigen::MatrixXd;

static void checkOptions(const Options &options) {
  require(options.tolerance > 0 && options.tolerance < 1, "tolerance",
          "a number between 0 and 1 is needed", options.tolerance);
  require(options.iterations >= 0, "iterations",
          "0 or a positive number is needed", double(options.iterations));
  require(options.seconds > 0, "seconds", "a positive number is needed",
          options.seconds);
  require(options.patience >= 1, "patience", "a positive number is needed",
          double(options.patience));
}

static Result solveColumns(const System &system, const MatrixXd &b,
                           const Options &options) {
  checkOptions(options);
  Result result;
  result.x = rowMajor(ConjugateGradients(system, b, options).run(result));
  return result;
}

Result kop::solve::solve(const System &system, const In<double> &b,
                         const Options &options) {
  return solveColumns(system, readColumns(b, system.size(), "b"), options);
}

Result kop::solve::solve(const System &system, const In<float> &b,
                         const Options &options) {
  return solveColumns(system, readColumns(b, system.size(), "b"), options);
}
