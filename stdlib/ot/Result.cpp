//===- Result.cpp - What follows from the potentials ----------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Solution.h"

#include "common/Fail.h"

#include <cmath>

using namespace kop;
using namespace kop::common;
using namespace kop::ot;
using namespace kop::ot::detail;

namespace {

/// One side of a plan: its rows are those of `x`.
template <class T> struct View {
  const Side<T> &x, &y;
  const Vector &f, &g;
  const Penalty &penalty;
  const Ranges *ranges;
  const SelfTerm<T> *self;
};

} // namespace

template <class T> static View<T> viewA(const Solution<T> &s) {
  return {s.problem.a,        s.problem.b,     s.cross->f,   s.cross->g,
          s.problem.penaltyA, s.cross->rows(), s.selfA.get()};
}

template <class T> static View<T> viewB(const Solution<T> &s) {
  return {s.problem.b,        s.problem.a,        s.cross->g,   s.cross->f,
          s.problem.penaltyB, s.cross->columns(), s.selfB.get()};
}

/// Adds `sign` times sum_j P_ij grad C(x_i, y_j) for the f that is optimal for
/// g (envelope theorem).
template <class T>
static void addGradient(const Solution<T> &solution, const Cloud<T> &x,
                        const Cloud<T> &y, const Vector &g,
                        const Penalty &penalty, const Ranges *ranges,
                        double sign, Vector &gradient) {
  Vector s, mean;
  solution.passes().softminGradient(x, y, g, s, mean, ranges);
  const double epsilon = solution.problem.epsilon;
  for (std::int64_t i = 0; i < x.size; ++i) {
    if (!(x.weights[i] > 0))
      continue;
    const double row =
        x.weights[i] * std::exp((penalty.prox(s[i], epsilon) - s[i]) / epsilon);
    for (std::int64_t k = 0; k < x.width; ++k)
      gradient[i * x.width + k] += sign * row * mean[i * x.width + k];
  }
}

/// Rows of `width` numbers, cut to `dimension`.
static Vector cut(const Vector &values, std::int64_t width,
                  std::int64_t dimension) {
  Vector result;
  result.reserve(values.size() / width * dimension);
  for (std::size_t row = 0; row < values.size(); row += width)
    result.insert(result.end(), values.begin() + row,
                  values.begin() + row + dimension);
  return result;
}

template <class T>
static std::vector<T> pointGradient(const Solution<T> &solution,
                                    const View<T> &view) {
  const Cloud<T> &x = view.x.finest();
  Vector gradient(x.size * x.width, 0.0);
  addGradient(solution, x, view.y.finest(), view.g, view.penalty, view.ranges,
              1, gradient);
  if (view.self)
    addGradient(solution, x, x, view.self->f, view.penalty, view.self->rows(),
                -1, gradient);
  return view.x.template restore<T>(cut(gradient, x.width, view.x.dimension),
                                    view.x.dimension);
}

/// Derivative of OT_epsilon in the weights of its rows, but for what the mass
/// adds: dual(f_i) - epsilon (r_i / a_i - m).
template <class T>
static void addWeightGradient(const Solution<T> &solution, const Cloud<T> &x,
                              const Cloud<T> &y, const Vector &g,
                              const Penalty &penalty, const Ranges *ranges,
                              double sign, Vector &gradient) {
  Vector s;
  solution.passes().softmin(x, y, g, s, ranges);
  const double epsilon = solution.problem.epsilon;
  for (std::int64_t i = 0; i < x.size; ++i) {
    const double f = penalty.prox(s[i], epsilon);
    gradient[i] += sign * (penalty.dual(f) -
                           epsilon * (std::exp((f - s[i]) / epsilon) - y.mass));
  }
}

template <class T>
static std::vector<double> weightGradient(const Solution<T> &solution,
                                          const View<T> &view) {
  const Cloud<T> &x = view.x.finest(), &y = view.y.finest();
  Vector gradient(x.size, 0.0);
  addWeightGradient(solution, x, y, view.g, view.penalty, view.ranges, 1,
                    gradient);
  if (view.self) {
    addWeightGradient(solution, x, x, view.self->f, view.penalty,
                      view.self->rows(), -1, gradient);
    for (double &value : gradient)
      value += solution.problem.epsilon * (x.mass - y.mass);
  }
  return view.x.template restore<double>(gradient);
}

template <class T> double Result<T>::value() const { return solution->value; }
template <class T> Interval Result<T>::interval() const {
  return solution->interval;
}
template <class T> Interval Result<T>::otInterval() const {
  return solution->cross->interval;
}
template <class T> double Result<T>::dual() const {
  return solution->cross->value;
}
template <class T> Status Result<T>::status() const { return solution->status; }
template <class T> double Result<T>::epsilon() const {
  return solution->problem.epsilon;
}
template <class T> double Result<T>::marginalErrorA() const {
  return solution->cross->errorA;
}
template <class T> double Result<T>::marginalErrorB() const {
  return solution->cross->errorB;
}
template <class T> std::int64_t Result<T>::iterations() const {
  return solution->cross->iterations;
}
template <class T> const std::vector<TraceRow> &Result<T>::trace() const {
  return solution->trace;
}
template <class T> double Result<T>::omittedMass() const {
  return solution->cross->omitted * solution->a().mass * solution->b().mass;
}

template <class T> double Result<T>::transportCost() const {
  const Solution<T> &s = *solution;
  Vector u;
  s.passes().linear(s.a(), s.b(), s.cross->f, s.cross->g, u, s.cross->rows());
  double cost = 0;
  for (std::int64_t i = 0; i < s.a().size; ++i)
    cost += s.a().weights[i] > 0 ? s.a().weights[i] * u[i] : 0;
  return cost;
}

/// Sums of marginals r_i = a_i exp((f_i - s_i) / epsilon): with potentials, and
/// alone.
template <class T>
static void addMarginal(const Solution<T> &solution, const View<T> &view,
                        double &linear, double &mass) {
  const Cloud<T> &x = view.x.finest();
  const double epsilon = solution.problem.epsilon;
  Vector s;
  solution.passes().softmin(x, view.y.finest(), view.g, s, view.ranges);
  for (std::int64_t i = 0; i < x.size; ++i) {
    if (!(x.weights[i] > 0))
      continue;
    const double row = x.weights[i] * std::exp((view.f[i] - s[i]) / epsilon);
    linear += row * view.f[i];
    mass += row;
  }
}

template <class T> double Result<T>::entropy() const {
  double linear = 0, massA = 0, massB = 0;
  addMarginal(*solution, viewA(*solution), linear, massA);
  addMarginal(*solution, viewB(*solution), linear, massB);
  return (linear - transportCost()) / epsilon() - massA +
         solution->a().mass * solution->b().mass;
}

/// What moves from f to g so that <a, f> = <b, g>; 0 for unbalanced problems,
/// where no constant is free.
template <class T> static double constantOf(const Solution<T> &s) {
  if (!s.problem.penaltyA.isExact() || !s.problem.penaltyB.isExact())
    return 0;
  double difference = 0;
  for (std::int64_t i = 0; i < s.a().size; ++i)
    if (s.a().weights[i] > 0)
      difference += s.a().weights[i] * s.cross->f[i];
  for (std::int64_t j = 0; j < s.b().size; ++j)
    if (s.b().weights[j] > 0)
      difference -= s.b().weights[j] * s.cross->g[j];
  return difference / (2 * s.a().mass);
}

static Vector shifted(Vector values, double constant) {
  for (double &value : values)
    value += constant;
  return values;
}

template <class T> std::vector<double> Result<T>::potentialA() const {
  const Solution<T> &s = *solution;
  return s.problem.a.template restore<double>(
      shifted(s.cross->f, -constantOf(s)));
}
template <class T> std::vector<double> Result<T>::potentialB() const {
  const Solution<T> &s = *solution;
  return s.problem.b.template restore<double>(
      shifted(s.cross->g, constantOf(s)));
}
template <class T> std::vector<double> Result<T>::selfPotentialA() const {
  const Solution<T> &s = *solution;
  return s.selfA ? s.problem.a.template restore<double>(s.selfA->f) : Vector();
}
template <class T> std::vector<double> Result<T>::selfPotentialB() const {
  const Solution<T> &s = *solution;
  return s.selfB ? s.problem.b.template restore<double>(s.selfB->f) : Vector();
}

template <class T> Potentials Result<T>::potentials() const {
  return {potentialA(), potentialB(), selfPotentialA(), selfPotentialB()};
}

template <class T> std::vector<T> Result<T>::gradX() const {
  return pointGradient(*solution, viewA(*solution));
}
template <class T> std::vector<T> Result<T>::gradY() const {
  return pointGradient(*solution, viewB(*solution));
}
template <class T> std::vector<double> Result<T>::gradWeightsA() const {
  return weightGradient(*solution, viewA(*solution));
}
template <class T> std::vector<double> Result<T>::gradWeightsB() const {
  return weightGradient(*solution, viewB(*solution));
}

template <class T> Plan<T> Result<T>::plan() const {
  return Solution<T>::planOf(solution);
}

/// The mean of y under each row.
template <class T>
static std::vector<T> meanUnderRows(const Solution<T> &solution,
                                    const View<T> &view) {
  const Cloud<T> &x = view.x.finest(), &y = view.y.finest();
  const std::int64_t d = view.x.dimension;
  // Points, and ones for the mass.
  Vector values(y.size * (d + 1), 1.0), sums;
  for (std::int64_t j = 0; j < y.size; ++j)
    for (std::int64_t k = 0; k < d; ++k)
      values[j * (d + 1) + k] = double(y.points[j * y.width + k]);
  solution.passes().transport(x, y, view.f, view.g, values, d + 1, sums,
                              view.ranges);
  Vector means(x.size * d);
  for (std::int64_t i = 0; i < x.size; ++i)
    for (std::int64_t k = 0; k < d; ++k)
      means[i * d + k] = sums[i * (d + 1) + k] / sums[i * (d + 1) + d] +
                         solution.problem.centre[k];
  return view.x.template restore<T>(means, d);
}

template <class T> std::vector<T> Result<T>::barycentricMap() const {
  return meanUnderRows(*solution, viewA(*solution));
}
template <class T> std::vector<T> Result<T>::barycentricMapB() const {
  return meanUnderRows(*solution, viewB(*solution));
}

/// Other points, as a cloud in the frame of the problem.
template <class T>
static Side<T> sideOf(const Problem<T> &problem, const In<T> &points) {
  Samples samples = readPoints(points, "points", problem.options.threads);
  if (samples.dimension != problem.a.dimension)
    fail(ErrorCode::Shape, "points",
         "they have " + std::to_string(samples.dimension) +
             " components, those of the measures " +
             std::to_string(problem.a.dimension));
  samples.weights.assign(samples.size, 1);
  samples.mass = 1;
  return buildSide<T>(samples, problem.centre, problem.a.finest().width, false,
                      problem.options.threads);
}

/// The potential there, by a soft minimum over b.
template <class T>
static Vector extend(const Solution<T> &s, const Cloud<T> &cloud) {
  Vector f;
  s.passes().softmin(cloud, s.b(), s.cross->g, f);
  for (double &value : f)
    value = s.problem.penaltyA.prox(value, s.problem.epsilon);
  return f;
}

template <class T>
std::vector<double> Result<T>::potentialAt(const In<T> &points) const {
  const Side<T> side = sideOf(solution->problem, points);
  return shifted(extend(*solution, side.finest()), -constantOf(*solution));
}

template <class T>
std::vector<T> Result<T>::barycentricMapAt(const In<T> &points) const {
  const Solution<T> &s = *solution;
  const Side<T> side = sideOf(s.problem, points);
  const Vector f = extend(s, side.finest());
  return meanUnderRows(s, {side, s.problem.b, f, s.cross->g, s.problem.penaltyA,
                           nullptr, nullptr});
}

template class ot::Result<float>;
template class ot::Result<double>;
