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
  /// exponentials and every addition of their sums.
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
    return unit * (roundingsOfTerms() * terms + moved + roundingsOfSums() + 16);
  }

private:
  /// Of D squared differences, which a power multiplies by p / 2, and of what
  /// is made of them. From nine components on distances may be expanded: that
  /// adds 256 units (docs/Semantics.md) to every term. On a grid, all of it
  /// happens axis by axis.
  double roundingsOfTerms() const {
    const double axes = double(a.finest().axes.size());
    if (axes > 0)
      return 9 * axes;
    const double slope = std::max(1.0, exponent / 2);
    return 4 + slope * (double(a.dimension) + 4);
  }
  /// Sums are those of blocks of 256 terms, with one rounding each; between
  /// blocks nothing is lost (docs/Semantics.md).
  double roundingsOfSums() const {
    static constexpr double block = 256, expanded = 256;
    const auto additions = [](double terms) { return std::min(terms, block); };
    const Cloud<T> &x = a.finest(), &y = b.finest();
    double sum = 0;
    for (std::size_t k = 0; k < x.axes.size(); ++k)
      sum += additions(double(std::max(x.axes[k].size(), y.axes[k].size())));
    if (x.axes.empty())
      sum = additions(double(std::max(x.size, y.size)));
    return x.axes.empty() && x.width >= 9 ? sum + expanded : sum;
  }
};

/// Greatest finite magnitude.
double largest(const Vector &values);

} // namespace kop::ot::detail

#endif // KOP_STDLIB_OT_PROBLEM_H
