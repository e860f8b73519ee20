//===- LogDeterminant.cpp - Stochastic Lanczos quadrature -----------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Check.h"
#include "Factor.h"
#include "Random.h"
#include "Rounding.h"

#include <Eigen/Eigenvalues>

#include <chrono>
#include <cmath>

using namespace kop;
using namespace kop::solve;
using namespace kop::solve::detail;

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

/// W^-1 A W^-T of a system and the factor W W^T of its preconditioner.
class Split {
public:
  Split(const System &system, const Factor *factor)
      : system(system), factor(factor) {}

  MatrixXd apply(MatrixXd v) {
    if (factor)
      factor->solveRight(v);
    MatrixXd result(v.rows(), v.cols());
    system.apply(v.data(), result.data(), v.cols());
    applications += v.cols();
    if (factor)
      factor->solveLeft(result);
    return result;
  }

  /// How far rounding moves the product with a vector of length 1.
  double rounding(const MatrixXd &v) {
    const MatrixXd product = apply(v);
    return roundingOf(product, v,
                      [this](const MatrixXd &u) { return apply(u); })
               .norm() +
           std::numeric_limits<double>::epsilon() * product.norm();
  }

  std::int64_t applications = 0;

private:
  const System &system;
  const Factor *factor;
};

/// The tridiagonal matrix of one probe, and z^T log(A) z / |z|^2 of it.
struct Probe {
  std::vector<double> diagonal, beside;
  double estimate = unknown, change = infinity;
  Status status = Status::Budget; ///< until it has ended
  bool ended = false;

  /// Estimates again. Eigenvalues within `rounding` of 0 are not known better.
  void update(double rounding, double tolerance) {
    const Eigen::Map<const VectorXd> onIt(diagonal.data(),
                                          Index(diagonal.size()));
    const Eigen::Map<const VectorXd> besideIt(beside.data(), onIt.size() - 1);
    // Eigen needs entries up to 1 to see which ones are 0.
    double scale = onIt.cwiseAbs().maxCoeff();
    if (onIt.size() > 1)
      scale = std::max(scale, besideIt.maxCoeff());
    if (scale == 0)
      return end(Status::Indefinite);
    Eigen::SelfAdjointEigenSolver<MatrixXd> solver;
    solver.computeFromTridiagonal(onIt / scale, besideIt / scale);
    if (solver.info() != Eigen::Success)
      return end(Status::Stalled);
    const VectorXd values = solver.eigenvalues() * scale;
    if (values[0] < -rounding || rounding == 0)
      return end(Status::Indefinite);
    const double before = estimate;
    estimate = 0;
    for (Index k = 0; k < values.size(); ++k) {
      const double weight = solver.eigenvectors()(0, k);
      estimate += weight * weight * std::log(std::max(values[k], rounding));
    }
    if (values.size() > 1)
      change = std::abs(estimate - before);
    if (change <= tolerance)
      end(values[0] < rounding ? Status::PrecisionLimited : Status::Converged);
  }

  void end(Status how) {
    status = how;
    ended = true;
  }
};

} // namespace

static void checkOptions(const LogDetOptions &options) {
  require(options.probes >= 1, "probes", "a positive number is needed",
          double(options.probes));
  require(options.steps >= 1, "steps", "a positive number is needed",
          double(options.steps));
  require(options.tolerance > 0, "tolerance", "a positive number is needed",
          options.tolerance);
}

/// The largest change of a probe that goes on.
static double largestChange(const std::vector<Probe> &probes) {
  double largest = 0;
  for (const Probe &probe : probes)
    if (!probe.ended && probe.change < infinity)
      largest = std::max(largest, probe.change);
  return largest;
}

/// Runs Lanczos on all probes at once until each has ended or `options` end it.
/// Without orthogonalisation: eigenvalues that come twice share their weight,
/// which leaves the quadrature as it is. Returns whether it was not cancelled.
static bool lanczos(Split &matrix, MatrixXd v, const LogDetOptions &options,
                    std::vector<Probe> &probes, LogDet &result) {
  const auto started = std::chrono::steady_clock::now();
  MatrixXd before = MatrixXd::Zero(v.rows(), v.cols());
  const double rounding = matrix.rounding(v.col(0));
  std::int64_t next = 1; // the step of the next estimates
  for (std::int64_t step = 1; step <= options.steps; ++step) {
    const bool estimates = step == next || step == options.steps;
    if (estimates)
      next = step + std::max<std::int64_t>(1, step / 10);
    std::vector<Index> active;
    for (std::size_t k = 0; k < probes.size(); ++k)
      if (!probes[k].ended)
        active.push_back(Index(k));
    if (active.empty())
      return true;
    const MatrixXd images = matrix.apply(v(Eigen::all, active));
    result.steps = step;
    for (std::size_t k = 0; k < active.size(); ++k) {
      const Index column = active[k];
      Probe &probe = probes[column];
      VectorXd image = images.col(Index(k));
      if (step > 1)
        image -= probe.beside.back() * before.col(column);
      probe.diagonal.push_back(image.dot(v.col(column)));
      image -= probe.diagonal.back() * v.col(column);
      const double norm = image.norm();
      // An invariant subspace: nothing is left to learn.
      const bool last = norm <= rounding;
      if (estimates || last)
        probe.update(rounding, last ? infinity : options.tolerance);
      if (probe.ended)
        continue;
      probe.beside.push_back(norm);
      before.col(column) = v.col(column);
      v.col(column) = image / norm;
    }
    Progress progress;
    progress.iteration = step;
    for (const Probe &probe : probes)
      progress.columns += !probe.ended;
    progress.residual = largestChange(probes);
    progress.seconds = std::chrono::duration<double>(
                           std::chrono::steady_clock::now() - started)
                           .count();
    if (options.progress && !options.progress(progress))
      return false;
  }
  return true;
}

/// Mean and standard error of the estimates.
static void average(const std::vector<Probe> &probes, double rows,
                    LogDet &result) {
  double sum = 0, squares = 0;
  for (const Probe &probe : probes)
    sum += probe.estimate;
  const double count = double(probes.size()), mean = sum / count;
  for (const Probe &probe : probes)
    squares += (probe.estimate - mean) * (probe.estimate - mean);
  result.value += rows * mean;
  result.standardError =
      count > 1 ? rows * std::sqrt(squares / (count - 1) / count) : infinity;
}

LogDet kop::solve::logDeterminant(const System &system,
                                  const LogDetOptions &options) {
  checkOptions(options);
  const Index n = system.size();
  const Factor *factor = factorOf(options.preconditioner, n);
  LogDet result;
  if (n == 0)
    return result;
  if (factor)
    result.value = factor->logDeterminant();
  MatrixXd v =
      randomSigns(n, options.probes, options.seed) / std::sqrt(double(n));
  std::vector<Probe> probes(options.probes);
  Split matrix(system, factor);
  bool goesOn = true;
  try {
    goesOn = lanczos(matrix, std::move(v), options, probes, result);
  } catch (const Error &error) {
    if (error.code() != ErrorCode::Cancelled)
      throw;
    goesOn = false;
  }
  result.applications = matrix.applications;
  if (goesOn)
    for (const Probe &probe : probes)
      result.status = std::max(result.status, probe.status);
  else
    result.status = Status::Cancelled;
  average(probes, double(n), result);
  if (result.status >= Status::Cancelled)
    result.value = result.standardError = unknown;
  return result;
}
