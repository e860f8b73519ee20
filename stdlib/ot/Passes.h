//===- Passes.h - Passes over all pairs -------------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_STDLIB_OT_PASSES_H
#define KOP_STDLIB_OT_PASSES_H

#include "Cloud.h"

#include <cstdint>
#include <vector>

namespace kop::ot::detail {

using Vector = std::vector<double>;

/// What is computed on the pairs of two clouds, at one epsilon. Values are in
/// double, terms in T.
template <class T> class Passes {
public:
  Passes(const Cost &cost, double epsilon, int threads);

  void setEpsilon(double value) { epsilon_ = value; }
  double epsilon() const { return epsilon_; }
  int threads() const { return exec.threads; }

  /// r_i = log sum_j exp(h_j - C_ij / epsilon).
  void logSum(const Cloud<T> &x, const Cloud<T> &y, const Vector &h, Vector &r,
              const Ranges *ranges = nullptr) const;
  /// s_i = -epsilon log sum_j b_j exp((g_j - C_ij) / epsilon).
  void softmin(const Cloud<T> &x, const Cloud<T> &y, const Vector &g, Vector &s,
               const Ranges *ranges = nullptr) const;
  /// The same, and the mean of the gradient of C in x under the plan, (N,
  /// width).
  void softminGradient(const Cloud<T> &x, const Cloud<T> &y, const Vector &g,
                       Vector &s, Vector &gradient,
                       const Ranges *ranges = nullptr) const;
  /// u_i = sum_j b_j exp((f_i + g_j - C_ij) / epsilon) v_j, for `components`
  /// numbers per point.
  void transport(const Cloud<T> &x, const Cloud<T> &y, const Vector &f,
                 const Vector &g, const Vector &v, std::int64_t components,
                 Vector &u, const Ranges *ranges = nullptr) const;
  /// u_i = sum_j b_j exp((f_i + g_j - C_ij) / epsilon) C_ij.
  void linear(const Cloud<T> &x, const Cloud<T> &y, const Vector &f,
              const Vector &g, Vector &u, const Ranges *ranges = nullptr) const;
  /// u_i = sum_j w_j C_ij.
  void meanCost(const Cloud<T> &x, const Cloud<T> &y, const Vector &w,
                Vector &u) const;
  /// The greatest cost of any pair.
  double greatestCost(const Cloud<T> &x, const Cloud<T> &y) const;
  /// The costs of pairs that are given.
  Vector costs(const Cloud<T> &x, const Cloud<T> &y,
               const std::vector<std::int64_t> &rows,
               const std::vector<std::int64_t> &columns) const;
  /// min_j C_ij - g_j, and the first j that has it.
  void nearest(const Cloud<T> &x, const Cloud<T> &y, const Vector &g, Vector &m,
               std::vector<std::int64_t> &n) const;
  /// The 8 least C_ij - g_j; (N, 8).
  void best(const Cloud<T> &x, const Cloud<T> &y, const Vector &g, Vector &m,
            std::vector<std::int64_t> &n) const;

  /// The entries a_i b_j exp((f_i + g_j - C_ij) / epsilon) >= threshold, row by
  /// row.
  PlanEntries entries(const Cloud<T> &x, const Cloud<T> &y, const Vector &f,
                      const Vector &g, double threshold,
                      const Ranges *ranges = nullptr) const;

  /// How the cost under the plan changes, per row, when x moves along v and y
  /// along w; and its gradient in x, (N, width), when f and g change by e and d
  /// as well. Both without the weights of the rows.
  void motion(const Cloud<T> &x, const Cloud<T> &y, const Vector &f,
              const Vector &g, const Vector &v, const Vector &w,
              const Vector &e, const Vector &d, Vector &along, Vector &gradient,
              const Ranges *ranges = nullptr) const;

private:
  Exec execOf(const Ranges *ranges) const;
  /// u = exp(k + log sums of h + log v), for v of both signs.
  void transportOnGrid(const Cloud<T> &x, const Cloud<T> &y, const Vector &f,
                       const Vector &g, const Vector &v,
                       std::int64_t components, Vector &u) const;
  /// log b_j + g_j / epsilon.
  Vector exponents(const Cloud<T> &y, const Vector &g) const;
  /// Exponents of T, less the logarithm of the sum of their
  /// exponentials, which it returns: results of T are then small where epsilon
  /// is large.
  static double scaled(const Vector &exact, std::vector<T> &h);

  /// A copy: the cost may be a temporary.
  CostKernels<T> kernels;
  T parameter;
  double epsilon_;
  Exec exec;
};

} // namespace kop::ot::detail

#endif // KOP_STDLIB_OT_PASSES_H
