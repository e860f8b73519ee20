//===- Order.cpp - Soft ranks and soft sorting ----------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// With D_ij = P_ij / a_i, whose rows have the sum 1, ranks and sorted values
// are of the form sum_i u_i m_i with m_i = sum_j D_ij c_j. When the values x
// move, the plan of |x - y|^2 / 2 changes by
//
//   D'_ij = D_ij (f'_i + g'_j - (x_i - y_j) x'_i) / epsilon.
//
// That the sums of rows stay what they are gives f', and those of columns g':
//
//   S g' = P^T (v - D v) for v = (x - y) x',  S = diag(b) - P^T D.
//
// S is symmetric (DualSystem.h), so the derivative in x is, with the
// covariances cov_i under the rows of D,
//
//   (u_i cov_i(y, c) + a_i cov_i(y, l)) / epsilon,
//   S l = h,  h_j = sum_i u_i D_ij (m_i - c_j).
//
//===----------------------------------------------------------------------===//

#include "DualSystem.h"
#include "Solution.h"

#include "common/Fail.h"

#include "kop/ot/order.h"

#include <algorithm>
#include <cmath>

using namespace kop;
using namespace kop::common;
using namespace kop::ot;
using namespace kop::ot::detail;

static constexpr int mostSteps = 500;

namespace kop::ot::detail {

/// The solved problem between values (rows) and places (columns).
template <class T> struct Ordering {
  std::shared_ptr<const Solution<T>> solution;
  Status status = Status::Budget;
  Vector f;       ///< optimal for g: rows have their sums
  Vector columns; ///< sums of the plan, relative to the weights of the places
  Vector below;   ///< mass of the places up to each one, as a part of all

  const Side<T> &values() const { return solution->problem.a; }
  const Side<T> &places() const { return solution->problem.b; }
  const Vector &g() const { return solution->cross->g; }

  /// sum_j D_ij v_j, and sum_i P_ij v_i / b_j, for `count` numbers per point.
  Vector rowMeans(const Vector &v, std::int64_t count) const {
    Vector result;
    solution->passes().transport(solution->a(), solution->b(), f, g(), v, count,
                                 result, solution->cross->rows());
    return result;
  }
  Vector columnMeans(const Vector &v, std::int64_t count) const {
    Vector result;
    solution->passes().transport(solution->b(), solution->a(), g(), f, v, count,
                                 result, solution->cross->columns());
    return result;
  }

  /// The derivative of sum_i u_i sum_j D_ij c_j in the values.
  Vector derivative(const Vector &u, const Vector &c) const;
};

} // namespace kop::ot::detail

/// Columns of numbers as rows of one array.
static Vector interleaved(const std::vector<const Vector *> &columns) {
  Vector result;
  result.reserve(columns.size() * columns.front()->size());
  for (std::size_t n = 0; n < columns.front()->size(); ++n)
    for (const Vector *column : columns)
      result.push_back((*column)[n]);
  return result;
}

template <class T>
Vector Ordering<T>::derivative(const Vector &u, const Vector &c) const {
  const Cloud<T> &a = solution->a(), &b = solution->b();
  const std::size_t n = u.size(), m = c.size();
  const Passes<T> passes = solution->passes();
  const Vector means = rowMeans(c, 1);
  Vector share(n), weighted(n);
  for (std::size_t i = 0; i < n; ++i) {
    share[i] = u[i] / a.weights[i];
    weighted[i] = share[i] * means[i];
  }
  const Vector back = columnMeans(interleaved({&share, &weighted}), 2);
  Vector rhs(m), diagonal(m);
  for (std::size_t j = 0; j < m; ++j) {
    rhs[j] = b.weights[j] * (back[2 * j + 1] - c[j] * back[2 * j]);
    diagonal[j] = b.weights[j] * columns[j];
  }
  const Vector scale(n, 1.0);
  const DualSystem<T> system{passes,
                             a,
                             b,
                             f,
                             g(),
                             scale,
                             diagonal,
                             solution->cross->rows(),
                             solution->cross->columns()};
  const double accuracy = sizeof(T) == 8 ? 1e-13 : 1e-6;
  const Vector l = system.solve(rhs, accuracy, mostSteps);

  Vector y(m), yc(m), yl(m);
  for (std::size_t j = 0; j < m; ++j) {
    y[j] = double(b.points[j * b.width]);
    yc[j] = y[j] * c[j];
    yl[j] = y[j] * l[j];
  }
  const Vector moments = rowMeans(interleaved({&y, &l, &yc, &yl}), 4);
  Vector result(n);
  for (std::size_t i = 0; i < n; ++i) {
    const double *mean = &moments[4 * i];
    const double ofC = mean[2] - mean[0] * means[i];
    const double ofL = mean[3] - mean[0] * mean[1];
    result[i] = (u[i] * ofC + a.weights[i] * ofL) / solution->problem.epsilon;
  }
  return result;
}

/// Numbers of the caller in the order of a side.
template <class T>
static Vector cotangentOf(const In<T> &array, const Side<T> &side,
                          const char *things) {
  const kop_view view = array.view();
  const std::int64_t size = side.finest().size;
  if (view.rank != 1 || view.extents[0] != size)
    fail(ErrorCode::Shape, "cotangent",
         std::string("a number for each of the ") + things +
             " is needed, of the shape (" + std::to_string(size) + ")");
  const T *data = static_cast<const T *>(view.data);
  Vector result(size);
  for (std::int64_t k = 0; k < size; ++k)
    result[k] = double(data[k * view.strides[0]]);
  return side.arrange(result);
}

template <class T> static Vector pointsOf(const Side<T> &side, double centre) {
  Vector result(side.finest().size);
  for (std::size_t i = 0; i < result.size(); ++i)
    result[i] = double(side.finest().points[i * side.finest().width]) + centre;
  return result;
}

template <class T> std::vector<T> SoftOrder<T>::ranks() const {
  Vector result = ordering->rowMeans(ordering->below, 1);
  for (double &rank : result)
    rank *= double(result.size());
  return ordering->values().template restore<T>(result);
}

template <class T> std::vector<T> SoftOrder<T>::sorted() const {
  const double centre = ordering->solution->problem.centre[0];
  Vector result = ordering->columnMeans(pointsOf(ordering->values(), 0), 1);
  for (std::size_t j = 0; j < result.size(); ++j)
    result[j] = result[j] / ordering->columns[j] + centre;
  return ordering->places().template restore<T>(result);
}

template <class T>
std::vector<T> SoftOrder<T>::ranksVjp(const In<T> &cotangent) const {
  Vector u = cotangentOf(cotangent, ordering->values(), "values");
  for (double &value : u)
    value *= double(u.size());
  return ordering->values().template restore<T>(
      ordering->derivative(u, ordering->below));
}

template <class T>
std::vector<T> SoftOrder<T>::sortedVjp(const In<T> &cotangent) const {
  const Cloud<T> &a = ordering->solution->a(), &b = ordering->solution->b();
  Vector c = cotangentOf(cotangent, ordering->places(), "places");
  for (std::size_t j = 0; j < c.size(); ++j)
    c[j] /= b.weights[j];
  Vector u = pointsOf(ordering->values(), 0);
  for (std::size_t i = 0; i < u.size(); ++i)
    u[i] *= a.weights[i];
  // The values stand in what is averaged, too.
  const Vector means = ordering->rowMeans(c, 1);
  Vector result = ordering->derivative(u, c);
  for (std::size_t i = 0; i < result.size(); ++i)
    result[i] += a.weights[i] * means[i];
  return ordering->values().template restore<T>(result);
}

template <class T> Status SoftOrder<T>::status() const {
  return ordering->status;
}

template <class T> Plan<T> SoftOrder<T>::plan() const {
  return Solution<T>::planOf(ordering->solution);
}

static void checkOrder(const OrderOptions &options) {
  const Options &solver = options.solver;
  if (solver.p != 2 || solver.cost)
    fail(ErrorCode::Argument, "p", "soft orders are those of p = 2");
  if (std::isfinite(solver.reach) || solver.reachA || solver.reachB)
    fail(ErrorCode::Argument, "reach", "soft orders are balanced");
  if (options.places < 0)
    fail(ErrorCode::Argument, "places",
         "0 or a positive number is needed, not " +
             std::to_string(options.places));
  require(options.span >= 0 && std::isfinite(options.span), "span",
          "0 or a positive number is needed", options.span);
}

/// Equal weights at equal distances, around the middle of the values.
static Samples placesFor(const Samples &values, const OrderOptions &options) {
  const auto [least, greatest] =
      std::minmax_element(values.points.begin(), values.points.end());
  // Values that are all equal: any places will do.
  const double extent = *greatest > *least ? *greatest - *least : 1;
  const double span = options.span > 0 ? options.span : extent;
  Samples places;
  places.size = options.places > 0 ? options.places : values.size;
  places.dimension = 1;
  places.mass = values.mass;
  places.weights.assign(places.size, values.mass / double(places.size));
  for (std::int64_t j = 0; j < places.size; ++j) {
    const double t =
        places.size > 1 ? double(j) / double(places.size - 1) - 0.5 : 0;
    places.points.push_back(*least / 2 + *greatest / 2 + t * span);
  }
  return places;
}

template <class T>
SoftOrder<T> ot::softOrder(const Measure<T> &measure,
                           const OrderOptions &options) {
  checkOrder(options);
  const int threads = options.solver.threads;
  const Samples values = readSamples(measure, "values", threads);
  if (values.dimension != 1)
    fail(ErrorCode::Shape, "values",
         "values have 1 component, not " + std::to_string(values.dimension));
  for (std::int64_t i = 0; i < values.size; ++i)
    require(values.weights[i] > 0, "values", "weights are above 0",
            values.weights[i]);
  const Samples places = placesFor(values, options);
  const std::vector<T> targets(places.points.begin(), places.points.end());
  const std::vector<T> shares(places.weights.begin(), places.weights.end());

  Options solver = options.solver;
  solver.debias = false;
  const auto solution =
      prepare<T>(measure, {In<T>(targets), In<T>(shares)}, solver);
  auto ordering = std::make_shared<Ordering<T>>();
  ordering->status = solveAll<T>(solution).status();
  ordering->solution = solution;
  const Passes<T> passes = solution->passes();
  const Vector &g = solution->cross->g;
  Vector t;
  passes.softmin(solution->a(), solution->b(), g, ordering->f,
                 solution->cross->rows());
  passes.softmin(solution->b(), solution->a(), ordering->f, t,
                 solution->cross->columns());
  for (std::size_t j = 0; j < g.size(); ++j)
    ordering->columns.push_back(
        std::exp((g[j] - t[j]) / solution->problem.epsilon));
  Vector below(g.size());
  for (std::size_t j = 0; j < g.size(); ++j)
    below[j] = double(j + 1) / double(g.size());
  ordering->below = solution->problem.b.arrange(below);
  return SoftOrder<T>(std::move(ordering));
}

#define INSTANTIATE(T)                                                         \
  template class ot::SoftOrder<T>;                                             \
  template SoftOrder<T> ot::softOrder(const Measure<T> &, const OrderOptions &);
INSTANTIATE(float)
INSTANTIATE(double)
