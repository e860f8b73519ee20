//===- Rounded.h - A plan with the marginals asked for ----------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A plan P' whose rows and columns have at most the mass of a and b, from
// potentials f and g, is completed: what is missing, e_a and e_b, is coupled
// independently (Altschuler, Weed, Rigollet, 2017), but first within the cells
// of a fine grid, what is left then in those of a coarser one, and so on: most
// of it has not far to go. So the plan is P' + sum E_c, with
// E_c = alpha_c beta_c^T / t_c of mass t_c. KL is convex: the mixture of
// densities costs at most
//
//   sum P' log(P' / ((1 - t / m) a b^T)) + sum_c E_c log(E_c / (t_c / m a b^T))
//
// and <P', C> cancels against the logarithms of P'.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_STDLIB_OT_ROUNDED_H
#define KOP_STDLIB_OT_ROUNDED_H

#include "Problem.h"

namespace kop::ot::detail {

/// The marginals of P' on one side.
struct RoundedSide {
  Vector rest;          ///< what is missing
  double missing = 0;   ///< its sum
  double potential = 0; ///< sum of marginal times potential

  /// A point with its potential, whose marginal is `part` (at most 1, cut
  /// there) of its weight.
  void add(double weight, double f, double part);
};

/// An upper bound of OT_epsilon: the primal value of the completed plan.
template <class T>
double roundedPrimal(const Passes<T> &passes, const Problem<T> &problem,
                     const Cloud<T> &a, const Cloud<T> &b,
                     const RoundedSide &rows, const RoundedSide &columns);

} // namespace kop::ot::detail

#endif // KOP_STDLIB_OT_ROUNDED_H
