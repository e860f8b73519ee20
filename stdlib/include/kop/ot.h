//===- kop/ot.h - Optimal transport -----------------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
//   kop::ot::Options options;
//   options.blur = 0.05;
//   auto result = kop::ot::solve<float>({{x, n, 3}}, {{y, m, 3}}, options);
//   result.value();      // the Sinkhorn divergence
//   result.interval();   // where it certainly lies
//   result.status();     // Converged, or why not
//   result.gradX();      // (n, 3)
//
// Conventions. Measures a = sum_i a_i d(x_i), b = sum_j b_j d(y_j), of masses
// m_a and m_b. The cost C is |x - y|^p / p; epsilon = blur^p, rho = reach^p.
//
//   OT_epsilon(a, b) = min over P >= 0 of
//       <P, C> + epsilon KL(P | a b^T) + rho D(P 1 | a) + rho D(P^T 1 | b),
//   KL(p | q) = sum p log(p / q) - p + q,
//   S_epsilon(a, b) = OT_epsilon(a, b) - OT_epsilon(a, a) / 2
//       - OT_epsilon(b, b) / 2 + epsilon / 2 (m_a - m_b)^2.
//
// D is KL or the total variation; without reach, P 1 = a and P^T 1 = b. Work is
// on all pairs of points, memory is O(N + M). Distances are computed in the
// type of the points, around their middle; potentials are doubles. Link
// Kop::ot. All functions throw kop::Error on arguments that they cannot take.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_OT_H
#define KOP_OT_H

#include "kop/ot/options.h"

#include <memory>
#include <vector>

namespace kop {
namespace ot {

enum class Status {
  Converged,       ///< the interval is as narrow as asked for, or OT_epsilon is
                   ///< 0 as far as rounding can tell
  Budget,          ///< iterations or time ran out
  Stalled,         ///< no step makes progress any more
  Cancelled,       ///< by Options::progress
  PrecisionLimited ///< rounding of the numbers is all that is left
};
const char *toString(Status status);

struct Interval {
  double lower = 0, upper = 0;
  double width() const { return upper - lower; }
  bool contains(double value) const { return lower <= value && value <= upper; }
};

/// A step of the solver at one epsilon and level.
struct TraceRow {
  double epsilon = 0;
  std::int64_t points = 0;     ///< of the level, both sides together
  std::int64_t iterations = 0; ///< pairs of half steps
  double pairs = 0;            ///< part of all pairs that was met, at the end
  double marginalError = 0;    ///< L1, relative to the mass, at the end
  double seconds = 0;
};

namespace detail {
template <class T> class Solution;
}

/// An entry of a plan that is not zero.
struct PlanEntry {
  std::int64_t row, column;
  double mass;
};

/// Entries of a plan as a sparse matrix: row i has those from offsets[i] to
/// offsets[i + 1] - 1, by ascending column.
struct PlanEntries {
  std::vector<std::int64_t> offsets, columns;
  std::vector<double> masses;
};

/// The plan P_ij = a_i b_j exp((f_i + g_j - C_ij) / epsilon) as an operator;
/// it is never stored. Rows are the points of a, columns those of b.
template <class T> class Plan {
public:
  /// out_i = sum_j P_ij v_j; v is (M) or (M, E), out accordingly.
  void apply(const In<T> &v, const Out<T> &out) const;
  /// out_j = sum_i P_ij v_i.
  void applyTransposed(const In<T> &v, const Out<T> &out) const;
  /// Sums of rows and columns.
  std::vector<T> rowMarginal() const;
  std::vector<T> columnMarginal() const;
  /// The column of the greatest density of each row, -1 without any.
  std::vector<std::int64_t> rowArgmax() const;

  /// The (at most) `count` <= 8 greatest entries of every row that has mass,
  /// row by row.
  std::vector<PlanEntry> top(int count) const;

  /// All entries P_ij >= `threshold` > 0, up to the rounding of exponents in T.
  /// Takes one pass over the pairs, and memory for points and entries; there
  /// are at most mass / threshold.
  PlanEntries entries(double threshold) const;

private:
  friend class detail::Solution<T>;
  explicit Plan(std::shared_ptr<const detail::Solution<T>> solved)
      : solution(std::move(solved)) {}
  std::shared_ptr<const detail::Solution<T>> solution;
};

/// Potentials in the order of the caller's points, from which `solve` may
/// start: those of OT_epsilon(a, b), (N) and (M), and of OT_epsilon(a, a) and
/// OT_epsilon(b, b). Any of them may be empty.
struct Potentials {
  std::vector<double> a, b, selfA, selfB;
};

/// What `solve` found. Arrays are in the order of the caller's points.
template <class T> class Result {
public:
  /// S_epsilon, or OT_epsilon without debias.
  double value() const;
  /// Where it certainly lies.
  Interval interval() const;
  /// Where OT_epsilon(a, b) certainly lies, of which `Converged` speaks.
  Interval otInterval() const;
  Status status() const;

  /// The dual value of OT_epsilon(a, b), of which the interval begins with what
  /// rounding leaves for certain.
  double dual() const;
  /// <P, C> and KL(P | a b^T) of the plan.
  double transportCost() const;
  double entropy() const;
  double epsilon() const;
  /// L1 errors of the marginals, relative to the masses.
  double marginalErrorA() const;
  double marginalErrorB() const;
  std::int64_t iterations() const;
  const std::vector<TraceRow> &trace() const;
  /// A bound of the part of the plan's mass that the last masks leave out.
  double omittedMass() const;

  /// Potentials of OT_epsilon(a, b), (N) and (M), and of OT_epsilon(a, a) and
  /// OT_epsilon(b, b) (empty without debias). For balanced problems a constant
  /// may move from f to g; here <a, f> = <b, g>.
  std::vector<double> potentialA() const;
  std::vector<double> potentialB() const;
  std::vector<double> selfPotentialA() const;
  std::vector<double> selfPotentialB() const;
  /// All of them, to start another problem from.
  Potentials potentials() const;

  /// Derivatives of the value in the points, (N, D) and (M, D), and in the
  /// weights, (N) and (M). Those in the weights of a balanced problem hold for
  /// changes that keep the mass; a constant in them is arbitrary.
  std::vector<T> gradX() const;
  std::vector<T> gradY() const;
  std::vector<double> gradWeightsA() const;
  std::vector<double> gradWeightsB() const;

  /// How gradX changes per unit of time when x moves along v, (N, D) -> (N, D),
  /// and gradY when y does: products with Hessians, by conjugate gradients on
  /// the plan. Balanced or with KL; at pairs where the cost has a kink, such as
  /// coincident points for p = 1, that of the rules of derivatives.
  std::vector<T> hessianX(const In<T> &v) const;
  std::vector<T> hessianY(const In<T> &v) const;

  Plan<T> plan() const;
  /// The mean of y under each row of the plan, (N, D); NaN for rows without
  /// mass. And of x under each column, (M, D).
  std::vector<T> barycentricMap() const;
  std::vector<T> barycentricMapB() const;
  /// The mean of y that other points would be sent to, (K, D) -> (K, D).
  std::vector<T> barycentricMapAt(const In<T> &points) const;
  /// The potential f at other points, (K, D) -> (K).
  std::vector<double> potentialAt(const In<T> &points) const;

private:
  friend class detail::Solution<T>;
  explicit Result(std::shared_ptr<const detail::Solution<T>> solved)
      : solution(std::move(solved)) {}
  std::shared_ptr<const detail::Solution<T>> solution;
};

/// Solves a problem of two measures in points of the same dimension. Balanced
/// problems need masses that agree to 1e-4 (double: 1e-8); b is then scaled.
template <class T>
Result<T> solve(const Measure<T> &a, const Measure<T> &b,
                const Options &options = {});

/// The same from potentials of a problem that was much like this one, at a
/// blur not far from this one. A step says how wrong they are, and the
/// annealing begins where errors of that size are small; so bad ones cost
/// little. The interval is proven as ever. They do not count with `symmetric`.
template <class T>
Result<T> solve(const Measure<T> &a, const Measure<T> &b,
                const Options &options, const Potentials &start);

} // namespace ot
} // namespace kop

#endif // KOP_OT_H
