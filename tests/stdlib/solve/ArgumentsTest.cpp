//===- ArgumentsTest.cpp - Arguments that solvers cannot take -------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Problems.h"

#include <limits>

using namespace kop;
using namespace kop::solve;
using namespace problems;

namespace {

constexpr double notANumber = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

/// What is said about ten rows.
class Arguments : public testing::Test {
protected:
  static constexpr std::int64_t n = 10;
  Square<double> square{n};
  System system{square.gauss(), 1.0};
  std::vector<double> b = uniform(n, 3);

  void expect(ErrorCode code, const std::string &message,
              const std::function<void()> &action) {
    EXPECT_EQ(errorOf(code, action), message);
  }
  void expectOption(const std::string &message,
                    const std::function<void(Options &)> &change,
                    ErrorCode code = ErrorCode::Argument) {
    Options options;
    change(options);
    expect(code, message,
           [&] { kop::solve::solve(system, In<double>(b), options); });
  }
};

} // namespace

TEST_F(Arguments, OfOperators) {
  const auto nothing = [](const In<double> &, const Out<double> &) {};
  expect(ErrorCode::Argument,
         "n: 0 or a positive number of rows is needed, not -1",
         [&] { Operator::of<double>(-1, nothing); });
  expect(ErrorCode::Argument, "apply: a function is needed, not none",
         [&] { Operator::of<float>(3, nullptr); });
  expect(ErrorCode::Argument,
         "widths: positive numbers of columns are needed, not 0",
         [&] { Operator::of<double>(3, nothing, {4, 0}); });
  const double number = 1;
  expect(ErrorCode::Shape, "points: an array of points is needed, not a number",
         [&] {
           Operator::ofKernel<double>(In<double>(&number),
                                      [](auto, auto, auto, auto) {});
         });
}

TEST_F(Arguments, OfWhatOperatorsGive) {
  const Operator broken =
      Operator::of<double>(n, [](const In<double> &, const Out<double> &out) {
        static_cast<double *>(out.view().data)[4] = notANumber;
      });
  expect(ErrorCode::Argument, "apply: finite numbers are needed, row 4 is nan",
         [&] { kop::solve::solve(System(broken, 1), In<double>(b)); });
  expect(ErrorCode::Argument,
         "kernel: an operator with a diagonal is needed (setDiagonal)",
         [&] { jacobi(System(broken, 1)); });
  Operator other = broken;
  other.setDiagonal([] { return std::vector<double>(3, 1.0); });
  expect(ErrorCode::Shape, "diagonal: 10 numbers are needed, not 3",
         [&] { jacobi(System(other, 1)); });
  other.setDiagonal([] { return std::vector<double>(n, -2.0); });
  expect(ErrorCode::Argument,
         "diagonal: positive numbers are needed with lambda, row 0 is -1",
         [&] { jacobi(System(other, 1)); });
  other.setDiagonal([] { return std::vector<double>(n, 1.0); });
  expect(ErrorCode::Argument,
         "kernel: an operator with columns is needed (setColumn)",
         [&] { pivotedCholesky(System(other, 1), 2); });
  other.setColumn(
      [](std::int64_t) { return std::vector<double>(n, notANumber); });
  expect(ErrorCode::Argument, "column: finite numbers are needed, row 0 is nan",
         [&] { pivotedCholesky(System(other, 1), 2); });
  expect(ErrorCode::Argument, "row: 0 to 9 is needed, not 10",
         [&] { square.gauss().column(10); });
}

TEST_F(Arguments, OfSystems) {
  const Operator kernel = square.gauss();
  expect(ErrorCode::Argument,
         "lambda: 0 or a positive number is needed, not -1",
         [&] { System(kernel, -1); });
  expect(ErrorCode::Argument,
         "lambda: 0 or a positive number is needed, not nan",
         [&] { System(kernel, notANumber); });
  expect(ErrorCode::Argument,
         "lambda: 0 or a positive number is needed, not inf",
         [&] { System(kernel, infinity); });
  expect(ErrorCode::Shape, "lambda: 1 or 10 numbers are needed, not 4",
         [&] { System(kernel, std::vector<double>(4, 1.0)); });
}

TEST_F(Arguments, OfRightHandSides) {
  expect(ErrorCode::Shape, "b: 10 rows are needed, not 5",
         [&] { kop::solve::solve(system, In<double>(b, 5, 2)); });
  expect(ErrorCode::Shape, "b: 1 or 2 axes are needed, not 3",
         [&] { kop::solve::solve(system, In<double>(b, 5, 2, 1)); });
  expect(ErrorCode::Argument, "b: an array is needed, not null", [&] {
    kop::solve::solve(system,
                      In<double>(static_cast<const double *>(nullptr), n));
  });
  expect(ErrorCode::Shape,
         "b: a number of columns is needed, not a negative or broadcast extent",
         [&] { kop::solve::solve(system, broadcast(In<double>(b), 1)); });
  b[3] = infinity;
  expect(ErrorCode::Argument, "b: finite numbers are needed, row 3 has inf",
         [&] { kop::solve::solve(system, In<double>(b)); });
}

TEST_F(Arguments, OfOptions) {
  expectOption("tolerance: a number between 0 and 1 is needed, not 0",
               [](Options &options) { options.tolerance = 0; });
  expectOption("tolerance: a number between 0 and 1 is needed, not 1",
               [](Options &options) { options.tolerance = 1; });
  expectOption("tolerance: a number between 0 and 1 is needed, not nan",
               [](Options &options) { options.tolerance = notANumber; });
  expectOption("iterations: 0 or a positive number is needed, not -3",
               [](Options &options) { options.iterations = -3; });
  expectOption("seconds: a positive number is needed, not 0",
               [](Options &options) { options.seconds = 0; });
  expectOption("patience: a positive number is needed, not 0",
               [](Options &options) { options.patience = 0; });
  expectOption(
      "start: 10 numbers are needed, as in b, not 3",
      [](Options &options) { options.start.assign(3, 1.0); }, ErrorCode::Shape);
  expectOption("start: finite numbers are needed, row 0 has nan",
               [](Options &options) { options.start.assign(n, notANumber); });
  const Square<double> smaller(4);
  expectOption(
      "preconditioner: one of 10 rows is needed, not of 4",
      [&](Options &options) {
        options.preconditioner = jacobi(System(smaller.gauss(), 1));
      },
      ErrorCode::Shape);
}

TEST_F(Arguments, OfPreconditioners) {
  expect(ErrorCode::Argument, "rank: 0 to 10 is needed, not 11",
         [&] { nystrom(system, 11); });
  expect(ErrorCode::Argument, "rank: 0 to 10 is needed, not -1",
         [&] { pivotedCholesky(system, -1); });
  const System singular(square.gauss(), 0);
  const std::string message =
      "lambda: a positive number is needed for this preconditioner, not 0";
  expect(ErrorCode::Argument, message, [&] { nystrom(singular, 3); });
  expect(ErrorCode::Argument, message, [&] { pivotedCholesky(singular, 3); });
}

TEST_F(Arguments, OfDerivatives) {
  const std::vector<double> two(2 * n, 1.0);
  expect(ErrorCode::Shape, "cotangent: 1 columns are needed, as in x, not 2",
         [&] { solveVjp(system, In<double>(b), In<double>(two, n, 2)); });
  expect(ErrorCode::Shape, "x: 10 rows are needed, not 20",
         [&] { solveVjp(system, In<double>(two), In<double>(b)); });
  expect(ErrorCode::Shape, "cotangent: 10 rows are needed, not 20",
         [&] { solveVjp(system, In<double>(b), In<double>(two)); });
}

TEST_F(Arguments, OfEigenpairs) {
  const auto expectThat = [&](const std::string &message, std::int64_t count,
                              const EigenOptions &options) {
    expect(ErrorCode::Argument, message,
           [&] { eigenpairs(square.gauss(), count, options); });
  };
  EigenOptions options;
  expectThat("count: 0 to 10 is needed, not 11", 11, options);
  expectThat("count: 0 to 10 is needed, not -1", -1, options);
  options.basis = 3;
  expectThat("basis: 0 or 4 to 10 is needed, not 3", 3, options);
  options.restarts = 0;
  expectThat("restarts: a positive number is needed, not 0", 3, options);
  options.tolerance = -1;
  expectThat("tolerance: a number between 0 and 1 is needed, not -1", 3,
             options);
}

TEST_F(Arguments, OfDeterminants) {
  const auto expectThat = [&](const std::string &message,
                              const LogDetOptions &options) {
    expect(ErrorCode::Argument, message,
           [&] { logDeterminant(system, options); });
  };
  expect(ErrorCode::Argument, "probes: a positive number is needed, not 0",
         [&] { logDeterminantVjp(system, 0); });
  LogDetOptions options;
  options.tolerance = 0;
  expectThat("tolerance: a positive number is needed, not 0", options);
  options.steps = 0;
  expectThat("steps: a positive number is needed, not 0", options);
  options.probes = 0;
  expectThat("probes: a positive number is needed, not 0", options);
}
