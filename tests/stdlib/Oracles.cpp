//===- Oracles.cpp - Metrics and kernels in plain C++ ---------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tests/stdlib/Oracles.h"

#include <algorithm>
#include <cmath>

using namespace kop::test;

namespace {

constexpr double pi = 3.14159265358979323846;

/// Sum of f over pairs of components.
template <class F> double total(const Point &x, const Point &y, F f) {
  double sum = 0;
  for (size_t k = 0; k < x.size(); ++k)
    sum += f(x[k], y[k]);
  return sum;
}

double dot(const Point &x, const Point &y) {
  return total(x, y, [](double a, double b) { return a * b; });
}
double norm(const Point &x) { return std::sqrt(dot(x, x)); }
double square(const Point &x, const Point &y) {
  return total(x, y, [](double a, double b) { return (a - b) * (a - b); });
}
double distance(const Point &x, const Point &y) {
  return std::sqrt(square(x, y));
}
double manhattan(const Point &x, const Point &y) {
  return total(x, y, [](double a, double b) { return std::abs(a - b); });
}
double angle(const Point &x, const Point &y) {
  return std::acos(dot(x, y) / (norm(x) * norm(y)));
}
double positivePart(double t) { return std::max(t, 0.0); }

#define VALUE(EXPRESSION)                                                      \
  [](const Point &x, const Point &y) -> double {                               \
    (void)x, (void)y;                                                          \
    EXPRESSION;                                                                \
  }

} // namespace

std::vector<Oracle> kop::test::metricOracles() {
  using enum Space;
  return {
      {"euclidean", "", Plain, distance},
      {"sqeuclidean", "", Plain, square},
      {"manhattan", "", Plain, manhattan},
      {"chebyshev", "", Plain,
       VALUE(double m = 0; for (size_t k = 0; k < x.size(); ++k) m =
                               std::max(m, std::abs(x[k] - y[k]));
             return m)},
      {"minkowski", "3", Plain,
       VALUE(return std::cbrt(total(
           x, y,
           [](double a, double b) { return std::pow(std::abs(a - b), 3); })))},
      {"cosine", "", Plain,
       VALUE(return 1 - dot(x, y) / std::sqrt(dot(x, x) * dot(y, y)))},
      {"angular", "", Plain, angle},
      {"canberra", "", Plain,
       VALUE(return total(x, y,
                          [](double a, double b) {
                            return std::abs(a - b) /
                                   (std::abs(a) + std::abs(b));
                          }))},
      {"hamming", "", Plain,
       VALUE(return total(x, y,
                          [](double a, double b) { return double(a != b); }))},
      {"bray_curtis", "", Positive,
       VALUE(return manhattan(x, y) /
                    total(x, y, [](double a, double b) { return a + b; }))},
      {"ruzicka", "", Positive,
       VALUE(return 1 -
                    total(x, y,
                          [](double a, double b) { return std::min(a, b); }) /
                        total(x, y,
                              [](double a, double b) {
                                return std::max(a, b);
                              }))},
      {"hellinger", "", Positive,
       VALUE(return std::sqrt(total(x, y,
                                    [](double a, double b) {
                                      return std::pow(
                                          std::sqrt(a) - std::sqrt(b), 2);
                                    }) /
                              2))},
      {"chi_squared", "", Positive,
       VALUE(return total(x, y,
                          [](double a, double b) {
                            return (a - b) * (a - b) / (a + b);
                          }) /
                    2)},
      {"kullback_leibler", "", Positive,
       VALUE(return total(
           x, y, [](double a, double b) { return a * std::log(a / b); }))},
      {"jensen_shannon", "", Positive,
       VALUE(return std::sqrt(total(x, y,
                                    [](double a, double b) {
                                      const double m = (a + b) / 2;
                                      return a * std::log(a / m) +
                                             b * std::log(b / m);
                                    }) /
                              2))},
      {"hyperbolic", "", Positive,
       VALUE(return std::acosh(1 + square(x, y) / (2 * x[0] * y[0])))},
      {"poincare", "", Ball,
       VALUE(return std::acosh(1 + 2 * square(x, y) /
                                       ((1 - dot(x, x)) * (1 - dot(y, y)))))},
      {"lorentz", "", Hyperboloid,
       VALUE(return std::acosh(std::max(1.0, 2 * x[0] * y[0] - dot(x, y))))},
      {"torus", "", Plain,
       VALUE(return std::sqrt(total(x, y,
                                    [](double a, double b) {
                                      return std::pow(std::remainder(a - b, 1),
                                                      2);
                                    })))},
      {"periodic_box", "1.5", Plain,
       VALUE(return std::sqrt(total(x, y,
                                    [](double a, double b) {
                                      return std::pow(
                                          std::remainder(a - b, 1.5), 2);
                                    })))},
      {"sphere", "", Sphere,
       VALUE(return std::acos(std::clamp(dot(x, y), -1.0, 1.0)))},
      {"projective", "", Sphere,
       VALUE(return std::acos(std::min(std::abs(dot(x, y)), 1.0)))},
      {"haversine", "", Plain,
       VALUE(return std::acos(std::sin(x[0]) * std::sin(y[0]) +
                              std::cos(x[0]) * std::cos(y[0]) *
                                  std::cos(x[1] - y[1])))},
  };
}

std::vector<Oracle> kop::test::kernelOracles() {
  using enum Space;
  return {
      {"gaussian", "0.5", Plain, VALUE(return std::exp(-square(x, y) / 0.5))},
      {"laplace", "0.5", Plain, VALUE(return std::exp(-distance(x, y) / 0.5))},
      {"laplace_l1", "0.5", Plain,
       VALUE(return std::exp(-manhattan(x, y) / 0.5))},
      {"cauchy", "0.5", Plain, VALUE(return 1 / (1 + square(x, y) / 0.25))},
      {"matern12", "0.5", Plain, VALUE(return std::exp(-distance(x, y) / 0.5))},
      {"matern32", "0.5", Plain,
       VALUE(const double t = std::sqrt(3.0) * distance(x, y) / 0.5;
             return (1 + t) * std::exp(-t))},
      {"matern52", "0.5", Plain,
       VALUE(const double t = std::sqrt(5.0) * distance(x, y) / 0.5;
             return (1 + t + t * t / 3) * std::exp(-t))},
      {"rational_quadratic", "0.5, 1.5", Plain,
       VALUE(return std::pow(1 + square(x, y) / (2 * 1.5 * 0.25), -1.5))},
      {"inverse_multiquadric", "0.5", Plain,
       VALUE(return 1 / std::sqrt(1 + square(x, y) / 0.25))},
      {"gamma_exponential", "0.5, 1.25", Plain,
       VALUE(return std::exp(-std::pow(distance(x, y) / 0.5, 1.25)))},
      {"logistic", "0.5", Plain,
       VALUE(return std::pow(std::cosh(distance(x, y)), -2))},
      {"sech", "0.5", Plain, VALUE(return 1 / std::cosh(distance(x, y) / 0.5))},
      {"student", "0.5, 3", Plain,
       VALUE(return 1 / (1 + std::pow(distance(x, y) / 0.5, 3)))},
      {"wave", "0.5", Plain,
       VALUE(const double t = distance(x, y) / 0.5; return std::sin(t) / t)},
      {"ricker", "0.5", Plain,
       VALUE(const double t = square(x, y) / 0.25;
             return (1 - t) * std::exp(-t / 2))},
      {"epanechnikov", "1.5", Plain,
       VALUE(return positivePart(1 - square(x, y) / 2.25))},
      {"triangular", "1.5", Plain,
       VALUE(return positivePart(1 - distance(x, y) / 1.5))},
      {"tricube", "1.5", Plain,
       VALUE(return std::pow(
           positivePart(1 - std::pow(distance(x, y) / 1.5, 3)), 3))},
      {"wendland_c2", "1.5", Plain,
       VALUE(const double t = distance(x, y) / 1.5;
             return std::pow(positivePart(1 - t), 4) * (4 * t + 1))},
      {"wendland_c4", "1.5", Plain,
       VALUE(const double t = distance(x, y) / 1.5;
             return std::pow(positivePart(1 - t), 6) *
                    (35 * t * t + 18 * t + 3) / 3)},
      {"spherical", "1.5", Plain,
       VALUE(const double t = distance(x, y) / 1.5;
             return t < 1 ? 1 - 1.5 * t + 0.5 * t * t * t : 0.0)},
      {"energy", "", Plain, VALUE(return -distance(x, y))},
      {"multiquadric", "0.5", Plain,
       VALUE(return std::sqrt(1 + square(x, y) / 0.25))},
      {"thin_plate", "", Plain,
       VALUE(return square(x, y) * std::log(distance(x, y)))},
      {"cubic", "", Plain, VALUE(return std::pow(distance(x, y), 3))},
      {"log_kernel", "0.5", Plain,
       VALUE(return -std::log(1 + square(x, y) / 0.25))},
      {"coulomb", "", Plain, VALUE(return 1 / distance(x, y))},
      {"yukawa", "0.5", Plain,
       VALUE(return std::exp(-distance(x, y) / 0.5) / distance(x, y))},
      {"plummer", "0.5", Plain,
       VALUE(return 1 / std::sqrt(square(x, y) + 0.25))},
      {"lennard_jones", "0.5", Plain,
       VALUE(const double s = 0.5 / distance(x, y);
             return 4 * (std::pow(s, 12) - std::pow(s, 6)))},
      {"periodic", "0.5, 1.5", Plain,
       VALUE(return std::exp(-2 / 0.25 *
                             total(x, y,
                                   [](double a, double b) {
                                     return std::pow(
                                         std::sin(pi * (a - b) / 1.5), 2);
                                   })))},
      {"locally_periodic", "0.5, 1.5, 0.75", Plain,
       VALUE(return std::exp(-2 / 0.25 *
                                 total(x, y,
                                       [](double a, double b) {
                                         return std::pow(
                                             std::sin(pi * (a - b) / 1.5), 2);
                                       }) -
                             square(x, y) / (2 * 0.75 * 0.75)))},
      {"cosine_wave", "1.5", Plain,
       VALUE(return std::cos(
           2 * pi / 1.5 *
           total(x, y, [](double a, double b) { return a - b; })))},
      {"linear", "", Plain, dot},
      {"polynomial", "0.5, 1, 3", Plain,
       VALUE(return std::pow(0.5 * dot(x, y) + 1, 3))},
      {"tanh_kernel", "0.5, 0.25", Plain,
       VALUE(return std::tanh(0.5 * dot(x, y) + 0.25))},
      {"exponential_dot", "0.5", Plain,
       VALUE(return std::exp(dot(x, y) / 0.25))},
      {"cosine_similarity", "", Plain,
       VALUE(return dot(x, y) / (norm(x) * norm(y)))},
      {"angle", "", Plain, angle},
      {"arc_cosine0", "", Plain, VALUE(return 1 - angle(x, y) / pi)},
      {"arc_cosine1", "", Plain,
       VALUE(const double t = angle(x, y);
             return norm(x) * norm(y) * (std::sin(t) + (pi - t) * std::cos(t)) /
                    pi)},
      {"neural_network", "", Plain,
       VALUE(return 2 / pi *
                    std::asin(2 * (1 + dot(x, y)) /
                              std::sqrt((1 + 2 * (1 + dot(x, x))) *
                                        (1 + 2 * (1 + dot(y, y))))))},
      {"brownian", "", Plain,
       VALUE(return (norm(x) + norm(y) - distance(x, y)) / 2)},
      {"intersection", "", Positive,
       VALUE(return total(x, y,
                          [](double a, double b) { return std::min(a, b); }))},
      {"chi_squared_kernel", "", Positive,
       VALUE(return total(
           x, y, [](double a, double b) { return 2 * a * b / (a + b); }))},
  };
}
