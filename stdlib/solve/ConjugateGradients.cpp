//===- ConjugateGradients.cpp - Many systems of one matrix ----------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ConjugateGradients.h"

#include "Check.h"
#include "Rounding.h"

#include <algorithm>
#include <cmath>

using namespace kop;
using namespace kop::solve;
using namespace kop::solve::detail;

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double notComputed = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

ConjugateGradients::ConjugateGradients(const System &system, const Matrix &b,
                                       const Options &options)
    : system(system), b(b), options(options),
      factor(factorOf(options.preconditioner, system.size())),
      started(std::chrono::steady_clock::now()) {
  x = MatrixXd::Zero(b.rows(), b.cols());
  if (options.start.empty())
    return;
  if (std::int64_t(options.start.size()) != b.size())
    fail(ErrorCode::Shape, "start",
         std::to_string(b.size()) + " numbers are needed, as in b, not " +
             std::to_string(options.start.size()));
  x = readColumns(In<double>(options.start, b.rows(), b.cols()), b.rows(),
                  "start");
}

double ConjugateGradients::seconds() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() -
                                       started)
      .count();
}

MatrixXd ConjugateGradients::apply(const Matrix &v) {
  Matrix result(v.rows(), v.cols());
  system.apply(v.data(), result.data(), v.cols());
  out->applications += v.cols();
  return result;
}

MatrixXd ConjugateGradients::gather(const Matrix &from,
                                    const Columns &columns) const {
  return from(Eigen::all, columns);
}

MatrixXd ConjugateGradients::precondition(Matrix residual) const {
  if (factor)
    factor->solve(residual);
  return residual;
}

double ConjugateGradients::goal(Index column) const {
  return options.tolerance * work[column].size;
}

void ConjugateGradients::end(Index column, Status status) {
  Column &report = out->columns[column];
  report.status = status;
  report.residual = work[column].verified / work[column].size;
  report.iterations = iteration;
  active.erase(std::find(active.begin(), active.end(), column));
}

void ConjugateGradients::endAll(Status status) {
  for (const Index column : Columns(active)) {
    work[column].verified = notComputed;
    best.col(column) = x.col(column);
    end(column, status);
  }
}

void ConjugateGradients::measure(const Columns &columns) {
  if (columns.empty())
    return;
  const Matrix residuals = gather(b, columns) - apply(gather(x, columns));
  for (std::size_t k = 0; k < columns.size(); ++k)
    out->columns[columns[k]].residual =
        residuals.col(k).norm() / work[columns[k]].size;
}

void ConjugateGradients::restart(Index column, const VectorXd &trueResidual) {
  r.col(column) = trueResidual;
  const Matrix z = precondition(trueResidual);
  p.col(column) = z;
  work[column].product = trueResidual.dot(z.col(0));
}

void ConjugateGradients::begin() {
  work.assign(b.cols(), {});
  out->columns.assign(b.cols(), {});
  best = x;
  r = b;
  p.resize(b.rows(), b.cols());
  for (Index column = 0; column < b.cols(); ++column) {
    work[column].size = b.col(column).norm();
    if (work[column].size > 0)
      active.push_back(column);
    else
      best.col(column).setZero(); // The solution of b = 0.
  }
  if (!options.start.empty() && !active.empty())
    r(Eigen::all, active) -= apply(gather(x, active));
  for (const Index column : Columns(active)) {
    Work &state = work[column];
    state.residual = state.smallest = state.verified = r.col(column).norm();
    if (state.residual <= goal(column)) {
      end(column, Status::Converged);
      continue;
    }
    state.verified = infinity;
    restart(column, r.col(column));
  }
}

void ConjugateGradients::noteProgress(Work &state) const {
  state.smallest = state.residual;
  state.energyAt = state.energy;
  state.at = iteration;
}

bool ConjugateGradients::isNegative(double curvature, const Matrix &direction,
                                    const Matrix &image) {
  const double rounding = roundingOf(
      image, direction, [this](const Matrix &v) { return apply(v); })[0];
  return curvature < -rounding * direction.norm();
}

ConjugateGradients::Columns ConjugateGradients::iterate() {
  Columns look;
  const Matrix direction = gather(p, active);
  const Matrix image = apply(direction);
  for (std::size_t k = 0; k < active.size(); ++k) {
    const Index column = active[k];
    Work &state = work[column];
    const double length = direction.col(k).norm();
    const double curvature = direction.col(k).dot(image.col(k));
    norm = std::max(norm, image.col(k).norm() / length);
    const double step = state.product / curvature;
    if (!(curvature > 0) || !std::isfinite(step)) {
      state.indefinite = isNegative(curvature, direction.col(k), image.col(k));
      look.push_back(column);
      continue;
    }
    x.col(column) += step * direction.col(k);
    r.col(column) -= step * image.col(k);
    state.residual = r.col(column).norm();
    state.energy += step * state.product;
    if (state.residual < 0.99 * state.smallest ||
        state.energy > 1.01 * state.energyAt)
      noteProgress(state);
    // What rounding in A does to a residual of x, as a first guess.
    const double floor =
        system.kernel().unitRoundoff() * norm * x.col(column).norm();
    if (state.verified == infinity)
      state.lookBelow = floor;
    if (state.residual <= std::max(goal(column), state.lookBelow) ||
        iteration - state.at >= options.patience)
      look.push_back(column);
  }
  const Matrix z = precondition(gather(r, active));
  for (std::size_t k = 0; k < active.size(); ++k) {
    const Index column = active[k];
    const double product = r.col(column).dot(z.col(k));
    p.col(column) = z.col(k) + product / work[column].product * p.col(column);
    work[column].product = product;
  }
  return look;
}

void ConjugateGradients::giveUp(const Columns &columns) {
  if (columns.empty())
    return;
  const Matrix x = gather(best, columns);
  const Matrix product = apply(x);
  const Eigen::RowVectorXd rounding =
      roundingOf(product, x, [this](const Matrix &v) { return apply(v); });
  for (std::size_t k = 0; k < columns.size(); ++k)
    end(columns[k], work[columns[k]].verified <= rounding[Index(k)]
                        ? Status::PrecisionLimited
                        : Status::Stalled);
}

void ConjugateGradients::verify(const Columns &columns) {
  if (columns.empty())
    return;
  const Matrix residuals = gather(b, columns) - apply(gather(x, columns));
  Columns hopeless;
  for (std::size_t k = 0; k < columns.size(); ++k) {
    const Index column = columns[k];
    Work &state = work[column];
    const double size = residuals.col(k).norm();
    const bool enough = size <= 0.5 * state.verified;
    const bool differs = !(std::abs(size - state.residual) <= 0.5 * size);
    const bool small =
        state.residual <= std::max(goal(column), state.lookBelow);
    if (size < state.verified) {
      state.verified = size;
      best.col(column) = x.col(column);
    }
    if (state.verified <= goal(column)) {
      end(column, Status::Converged);
    } else if (state.indefinite) {
      end(column, Status::Indefinite);
    } else if (enough && (small || differs)) {
      if (differs || state.residual <= goal(column))
        restart(column, residuals.col(k));
      state.residual = size;
      noteProgress(state);
      state.lookBelow = size / 8;
    } else {
      hopeless.push_back(column);
    }
  }
  giveUp(hopeless);
}

bool ConjugateGradients::report() {
  Progress progress;
  progress.iteration = iteration;
  progress.columns = std::int64_t(active.size());
  for (const Index column : active)
    progress.residual =
        std::max(progress.residual, work[column].residual / work[column].size);
  progress.seconds = seconds();
  out->trace.push_back(progress);
  return !options.progress || options.progress(progress);
}

MatrixXd ConjugateGradients::run(Result &result) {
  out = &result;
  try {
    begin();
    while (!active.empty()) {
      if (iteration >= options.iterations || seconds() >= options.seconds) {
        const Columns rest = active;
        endAll(Status::Budget);
        measure(rest);
        break;
      }
      ++iteration;
      const Columns look = iterate();
      const bool goesOn = report();
      verify(look);
      if (!goesOn) {
        const Columns rest = active;
        endAll(Status::Cancelled);
        measure(rest);
      }
    }
  } catch (const Error &error) {
    // A formula that was cancelled leaves x as it was before the call.
    if (error.code() != ErrorCode::Cancelled)
      throw;
    endAll(Status::Cancelled);
  }
  result.iterations = iteration;
  for (const Column &column : result.columns)
    result.status = std::max(result.status, column.status);
  return best;
}
