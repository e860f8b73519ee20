//===- Problem.h - A transport problem, ready to be solved ------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_STDLIB_OT_PROBLEM_H
#define KOP_STDLIB_OT_PROBLEM_H

#include "Cloud.h"
#include "Passes.h"
#include "Penalty.h"

#include <chrono>
#include <cmath>
#include <cstdint>
#include <limits>

namespace kop::ot::detail {

/// What both the cross term and the self terms need. Lives as long as results
/// refer to it.
template <class T> struct Problem {
  Problem(const Options &options, const Cost &cost)
      : options(options), cost(cost), begin(std::chrono::steady_clock::now()) {}

  Options options;
  Cost cost;
  double epsilon = 0;      ///< the target
  double firstEpsilon = 0; ///< where the annealing starts
  double exponent = 2;     ///< epsilon = length^exponent
  Penalty penaltyA{balanced, Divergence::KullbackLeibler};
  Penalty penaltyB{balanced, Divergence::KullbackLeibler};
  Side<T> a, b;
  std::vector<double> centre;
  /// The diagonal of the box of all points, and a bound of the cost of any
  /// pair; 0 where costs do not follow from distances.
  double diagonal = 0, largestCost = 0;
  bool multiscale = false;
  std::chrono::steady_clock::time_point begin;

  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() -
                                         begin)
        .count();
  }

  /// Set once the caller has cancelled: the terms that are left end at once.
  mutable bool cancelled = false;

  /// A bound of the error of a soft minimum, in units of epsilon: exponents
  /// C / epsilon, g / epsilon and their difference are rounded to T, and so are
  /// exponentials and their sum.
  double rounding(double largestPotential) const {
    const double unit = std::numeric_limits<T>::epsilon() / 2;
    // Terms that are exp(-20) of the sum do not matter.
    double terms = largestPotential / epsilon + 20;
    if (largestCost > 0)
      terms = std::min(terms, largestCost / epsilon +
                                  std::log(double(a.finest().size)) +
                                  std::log(double(b.finest().size)));
    // Points around their middle are rounded, too. That moves the cost of two
    // of them by its slope, which is greatest for the farthest that the plan
    // joins.
    const double p = exponent;
    const double far = std::min(
        diagonal, std::pow(p * (largestPotential + 20 * epsilon), 1 / p));
    const double moved = 2 * diagonal * std::pow(far, p - 1) / epsilon;
    return unit * (8 * terms + moved + 16);
  }
};

/// Greatest finite magnitude.
double largest(const Vector &values);

} // namespace kop::ot::detail

#endif // KOP_STDLIB_OT_PROBLEM_H
