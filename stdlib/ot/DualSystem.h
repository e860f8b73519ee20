//===- DualSystem.h - Linear systems of the plan ----------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// With f optimal for g, the dual is a concave function of g alone, and
//
//   epsilon times minus its Hessian = diag(c + epsilon b curvature)
//       - P^T diag(r + epsilon a curvature)^-1 P
//
// for the row sums r and the column sums c of the plan P. Newton steps need its
// inverse, and so does what follows from a change of the points. It is applied
// in two passes over the pairs, and inverted by conjugate gradients.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_STDLIB_OT_DUALSYSTEM_H
#define KOP_STDLIB_OT_DUALSYSTEM_H

#include "Passes.h"
#include "Penalty.h"

#include <cstdint>

namespace kop::ot::detail {

/// The matrix at potentials f and g, for rows of a and columns of b. Refers to
/// all that it is made of.
template <class T> class DualSystem {
public:
  const Passes<T> &passes;
  const Cloud<T> &a, &b;
  const Vector &f, &g;
  /// 1 / (r / a + epsilon curvature) per row, 0 without weight or where a bound
  /// holds f; and the diagonal above, 0 for columns that are left out.
  const Vector &scale, &diagonal;
  const Ranges *rows, *columns; ///< null: all pairs

  /// The product with `count` vectors, (M, count).
  void apply(const Vector &v, std::int64_t count, Vector &result) const;

  /// The vector whose product is `rhs`, to the part `tolerance` of the norm of
  /// rhs that the preconditioner gives, or as far as `mostSteps` go.
  Vector solve(const Vector &rhs, double tolerance, int mostSteps) const;
};

/// What a side's row sums need: `scale` at potentials whose soft minima are s.
template <class T>
Vector scaleOf(const Cloud<T> &cloud, const Penalty &penalty, const Vector &f,
               const Vector &s, double epsilon) {
  Vector scale(f.size(), 0.0);
  for (std::size_t i = 0; i < f.size(); ++i)
    if (cloud.weights[i] > 0 && penalty.allowed(s[i]) == s[i])
      scale[i] = 1 / (std::exp((f[i] - s[i]) / epsilon) +
                      epsilon * penalty.curvature(f[i]));
  return scale;
}

} // namespace kop::ot::detail

#endif // KOP_STDLIB_OT_DUALSYSTEM_H
