//===- kop/ot/exact.h - Transport without blur ------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_OT_EXACT_H
#define KOP_OT_EXACT_H

#include "kop/ot.h"

#include <cstdint>
#include <vector>

namespace kop {
namespace ot {

/// An optimal plan, and the potentials that prove it so.
struct ExactTransport {
  /// OT_0 = min <P, C> over plans with the marginals a and b.
  double value = 0;
  /// The value of f and g as they are feasible on all pairs, f_i + g_j <= C_ij,
  /// and the cost of the plan: as wide as doubles round.
  Interval interval;
  /// The plan, row by row; less than N + M entries.
  std::vector<PlanEntry> plan;
  std::vector<double> potentialA, potentialB; ///< (N), (M)
  /// Converged; or Budget and Cancelled, with the plan of that moment.
  Status status = Status::Budget;
  std::int64_t rounds = 0; ///< passes over all pairs that looked for more pairs
  std::int64_t pivots = 0; ///< of the network simplex method

  /// The column of each row where the plan is an assignment (N = M and equal
  /// weights); otherwise that of its greatest entry, -1 for none.
  std::vector<std::int64_t> assignment() const;
};

/// Anneals to a small blur, keeps the few pairs that may matter, solves for
/// them exactly (network simplex), looks at all pairs for one that could make
/// the plan cheaper, and goes on with those until there is none. Of the
/// options, `p`, `cost`, `threads`, `seconds` and `progress` count. Weights are
/// rounded to 2^-52 of the mass. Memory is O(N + M).
template <class T>
ExactTransport exactTransport(const Measure<T> &a, const Measure<T> &b,
                              const Options &options = {});

} // namespace ot
} // namespace kop

#endif // KOP_OT_EXACT_H
