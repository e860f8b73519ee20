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
  /// A bound of the cost of any pair of points; NaN where there is none.
  double largestCost = 0;
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
    double exponent = largestPotential / epsilon + 20;
    if (largestCost > 0)
      exponent = std::min(exponent, largestCost / epsilon +
                                        std::log(double(a.finest().size)) +
                                        std::log(double(b.finest().size)));
    return unit * (8 * exponent + 16);
  }
};

/// Greatest finite magnitude.
double largest(const Vector &values);

} // namespace kop::ot::detail

#endif // KOP_STDLIB_OT_PROBLEM_H
