//===- Hessian.cpp - How gradients change when points move ----------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// When x moves along v and y along w, the cost of a pair changes by
// c'_ij = <grad_x c_ij, v_i> + <grad_y c_ij, w_j>, the plan by
//
//   P'_ij = P_ij (f'_i + g'_j - c'_ij) / epsilon,
//
// and the gradient sum_j P_ij grad_x c_ij accordingly. The potentials follow so
// that the marginals stay what the penalties ask for:
//
//   (r + epsilon a curvature) f' + P g' = sum_j P_ij c'_ij,
//   P^T f' + (c + epsilon b curvature) g' = sum_i P_ij c'_ij,
//
// of which f' is eliminated (DualSystem.h).
//
//===----------------------------------------------------------------------===//

#include "DualSystem.h"
#include "Solution.h"

#include "common/Fail.h"

#include <cmath>

using namespace kop;
using namespace kop::common;
using namespace kop::ot;
using namespace kop::ot::detail;

static constexpr int mostSteps = 500;

namespace {

/// A plan between clouds that move.
template <class T> struct Moving {
  const Solution<T> &solution;
  const Cloud<T> &x, &y;
  const Vector &g;
  const Penalty &penaltyX, &penaltyY;
  const Ranges *rows, *columns;
  const Vector &v, &w; ///< (N, width), (M, width)

  /// The derivative of the gradient in x, (N, width).
  Vector derivative() const;
};

} // namespace

template <class T> Vector Moving<T>::derivative() const {
  const double epsilon = solution.problem.epsilon;
  const Passes<T> passes = solution.passes();
  // f optimal for g, as in the gradient.
  Vector s, t;
  passes.softmin(x, y, g, s, rows);
  Vector f(s);
  for (double &value : f)
    value = penaltyX.prox(value, epsilon);
  passes.softmin(y, x, f, t, columns);
  const Vector scale = scaleOf(x, penaltyX, f, s, epsilon);
  Vector diagonal(g.size(), 0.0);
  for (std::size_t j = 0; j < g.size(); ++j)
    if (y.weights[j] > 0)
      diagonal[j] = y.weights[j] * (std::exp((g[j] - t[j]) / epsilon) +
                                    epsilon * penaltyY.curvature(g[j]));

  const Vector noneX(x.size, 0.0), noneY(y.size, 0.0);
  Vector alongX, alongY, gradient;
  passes.motion(x, y, f, g, v, w, noneX, noneY, alongX, gradient, rows);
  passes.motion(y, x, g, f, w, v, noneY, noneX, alongY, gradient, columns);
  Vector eliminated(x.size), u;
  for (std::int64_t i = 0; i < x.size; ++i)
    eliminated[i] = scale[i] > 0 ? scale[i] * alongX[i] : 0;
  passes.transport(y, x, g, f, eliminated, 1, u, columns);
  Vector rhs(y.size, 0.0);
  for (std::int64_t j = 0; j < y.size; ++j)
    if (y.weights[j] > 0)
      rhs[j] = y.weights[j] * (alongY[j] - u[j]);
  const DualSystem<T> system{passes, x,        y,    f,      g,
                             scale,  diagonal, rows, columns};
  const double accuracy = sizeof(T) == 8 ? 1e-13 : 1e-6;
  const Vector d = system.solve(rhs, accuracy, mostSteps);
  passes.transport(x, y, f, g, d, 1, u, rows);
  Vector e(x.size, 0.0);
  for (std::int64_t i = 0; i < x.size; ++i)
    if (scale[i] > 0)
      e[i] = scale[i] * (alongX[i] - u[i]);

  passes.motion(x, y, f, g, v, w, e, d, alongX, gradient, rows);
  for (std::int64_t i = 0; i < x.size; ++i)
    for (std::int64_t k = 0; k < x.width; ++k)
      gradient[i * x.width + k] =
          x.weights[i] > 0 ? x.weights[i] * gradient[i * x.width + k] : 0;
  return gradient;
}

/// The direction of each point of a side, in its order and padded.
template <class T>
static Vector directions(const In<T> &array, const Side<T> &side, int threads) {
  const Samples samples = readPoints(array, "v", threads);
  const Cloud<T> &cloud = side.finest();
  if (samples.size != cloud.size || samples.dimension != side.dimension)
    fail(ErrorCode::Shape, "v",
         "a direction for each point is needed, of the shape (" +
             std::to_string(cloud.size) + ", " +
             std::to_string(side.dimension) + ")");
  Vector result(cloud.size * cloud.width, 0.0);
  for (std::int64_t n = 0; n < cloud.size; ++n)
    for (std::int64_t k = 0; k < side.dimension; ++k)
      result[n * cloud.width + k] =
          samples.points[side.order[n] * side.dimension + k];
  return result;
}

static void checkSmooth(const Penalty &penalty) {
  if (!penalty.isExact() && !penalty.isKullbackLeibler())
    fail(ErrorCode::Argument, "divergence",
         "the total variation has no Hessian");
}

template <class T>
static std::vector<T>
hessianProduct(const Solution<T> &solution, const In<T> &array,
               const Side<T> &sideX, const Side<T> &sideY, const Vector &g,
               const Penalty &penaltyX, const Penalty &penaltyY,
               const Ranges *rows, const Ranges *columns,
               const SelfTerm<T> *self) {
  const Problem<T> &problem = solution.problem;
  checkSmooth(penaltyX);
  checkSmooth(penaltyY);
  const Cloud<T> &x = sideX.finest(), &y = sideY.finest();
  const Vector v = directions(array, sideX, problem.options.threads);
  const Vector still(y.size * y.width, 0.0);
  Vector result =
      Moving<T>{solution, x, y, g, penaltyX, penaltyY, rows, columns, v, still}
          .derivative();
  if (self) {
    const Vector own =
        Moving<T>{solution,     x, x, self->f, penaltyX, penaltyX, self->rows(),
                  self->rows(), v, v}
            .derivative();
    for (std::size_t k = 0; k < result.size(); ++k)
      result[k] -= own[k];
  }
  Vector cut;
  for (std::int64_t i = 0; i < x.size; ++i)
    for (std::int64_t k = 0; k < sideX.dimension; ++k)
      cut.push_back(result[i * x.width + k]);
  return sideX.template restore<T>(cut, sideX.dimension);
}

template <class T> std::vector<T> Result<T>::hessianX(const In<T> &v) const {
  const Solution<T> &s = *solution;
  return hessianProduct(s, v, s.problem.a, s.problem.b, s.cross->g,
                        s.problem.penaltyA, s.problem.penaltyB, s.cross->rows(),
                        s.cross->columns(), s.selfA.get());
}

template <class T> std::vector<T> Result<T>::hessianY(const In<T> &v) const {
  const Solution<T> &s = *solution;
  return hessianProduct(s, v, s.problem.b, s.problem.a, s.cross->f,
                        s.problem.penaltyB, s.problem.penaltyA,
                        s.cross->columns(), s.cross->rows(), s.selfB.get());
}

#define INSTANTIATE(T)                                                         \
  template std::vector<T> Result<T>::hessianX(const In<T> &) const;            \
  template std::vector<T> Result<T>::hessianY(const In<T> &) const;
INSTANTIATE(float)
INSTANTIATE(double)
