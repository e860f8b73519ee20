//===- Eigenpairs.cpp - The largest eigenvalues of a formula --------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Check.h"

#include "kop/solve.h"

#include <Eigen/Eigenvalues>
#include <Spectra/SymEigsSolver.h>

#include <algorithm>
#include <chrono>
#include <cmath>

using namespace kop;
using namespace kop::solve;
using namespace kop::solve::detail;

namespace {

/// Thrown through Spectra, which has no way to stop.
struct Stop {};

/// K as Spectra wants it, which counts products and may be stopped.
class Counted {
public:
  using Scalar = double;

  Counted(const Operator &kernel, const EigenOptions &options)
      : kernel(kernel), options(options),
        started(std::chrono::steady_clock::now()) {}

  Eigen::Index rows() const { return kernel.size(); }
  Eigen::Index cols() const { return kernel.size(); }

  void perform_op(const double *v, double *out) const { apply(v, out, 1); }

  void apply(const double *v, double *out, std::int64_t columns) const {
    try {
      kernel.apply(v, out, columns);
    } catch (const Error &error) {
      if (error.code() == ErrorCode::Cancelled)
        throw Stop();
      throw;
    }
    count += columns;
    Progress progress;
    progress.iteration = count;
    progress.columns = kernel.size();
    progress.seconds = std::chrono::duration<double>(
                           std::chrono::steady_clock::now() - started)
                           .count();
    if (options.progress && !options.progress(progress))
      throw Stop();
  }

  mutable std::int64_t count = 0;

private:
  const Operator &kernel;
  const EigenOptions &options;
  std::chrono::steady_clock::time_point started;
};

/// Some eigenpairs, in descending order.
struct Pairs {
  Eigen::VectorXd values;
  Eigen::MatrixXd vectors;
};

} // namespace

/// All products at once, where Lanczos vectors would fill the space.
static Pairs direct(const Counted &kernel, Eigen::Index count) {
  const Eigen::Index n = kernel.rows();
  const Eigen::MatrixXd identity = Eigen::MatrixXd::Identity(n, n);
  Eigen::MatrixXd matrix(n, n);
  kernel.apply(identity.data(), matrix.data(), n);
  matrix = (matrix + matrix.transpose()).eval() / 2;
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(matrix);
  return {solver.eigenvalues().tail(count).reverse(),
          solver.eigenvectors().rightCols(count).rowwise().reverse()};
}

static Pairs lanczos(Counted &kernel, Eigen::Index count, Eigen::Index basis,
                     const EigenOptions &options) {
  Spectra::SymEigsSolver<Counted> solver(kernel, count, basis);
  solver.init();
  // Spectra compares with each value; Kop with the largest, when it is done.
  solver.compute(Spectra::SortRule::LargestAlge, options.restarts,
                 options.tolerance / 10);
  return {solver.eigenvalues(), solver.eigenvectors()};
}

static void checkOptions(std::int64_t n, std::int64_t count,
                         const EigenOptions &options) {
  if (count < 0 || count > n)
    fail(ErrorCode::Argument, "count",
         "0 to " + std::to_string(n) + " is needed, not " +
             std::to_string(count));
  require(options.tolerance > 0 && options.tolerance < 1, "tolerance",
          "a number between 0 and 1 is needed", options.tolerance);
  require(options.restarts >= 1, "restarts", "a positive number is needed",
          double(options.restarts));
  if (options.basis != 0 && (options.basis <= count || options.basis > n))
    fail(ErrorCode::Argument, "basis",
         "0 or " + std::to_string(count + 1) + " to " + std::to_string(n) +
             " is needed, not " + std::to_string(options.basis));
}

/// Residuals of the pairs from K itself, and what they mean.
static void judge(const Counted &kernel, const Pairs &pairs, Eigen::Index count,
                  const EigenOptions &options, Eigenpairs &result) {
  const Eigen::MatrixXd &v = pairs.vectors;
  Eigen::MatrixXd difference(v.rows(), v.cols());
  kernel.apply(v.data(), difference.data(), v.cols());
  difference -= v * pairs.values.asDiagonal();
  const double largest = std::abs(pairs.values[0]);
  for (Eigen::Index k = 0; k < v.cols(); ++k) {
    result.residuals.push_back(largest > 0 ? difference.col(k).norm() / largest
                                           : 0);
    // The iteration is content; what is left is rounding.
    if (!(result.residuals.back() <= options.tolerance))
      result.status = Status::PrecisionLimited;
  }
  if (v.cols() < count)
    result.status = Status::Budget;
}

Eigenpairs kop::solve::eigenpairs(const Operator &kernel, std::int64_t count,
                                  const EigenOptions &options) {
  const Eigen::Index n = kernel.size();
  checkOptions(n, count, options);
  Eigenpairs result;
  if (count == 0)
    return result;
  // Twice the pairs, but never so few that convergence suffers.
  const Eigen::Index basis =
      options.basis ? options.basis
                    : std::min<Eigen::Index>(
                          n, std::max<Eigen::Index>(2 * count + 1, 20));
  Counted counted(kernel, options);
  try {
    const bool isSmall = n <= 32 || 2 * basis > n;
    const Pairs pairs = isSmall ? direct(counted, count)
                                : lanczos(counted, count, basis, options);
    if (pairs.values.size() > 0)
      judge(counted, pairs, count, options, result);
    else
      result.status = Status::Budget;
    result.values.assign(pairs.values.begin(), pairs.values.end());
    result.vectors = rowMajor(pairs.vectors);
  } catch (const Stop &) {
    result = {};
    result.status = Status::Cancelled;
  }
  result.applications = counted.count;
  return result;
}
