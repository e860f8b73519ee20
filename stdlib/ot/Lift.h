//===- Lift.h - From one level to the next ----------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_STDLIB_OT_LIFT_H
#define KOP_STDLIB_OT_LIFT_H

#include "kop/ot/options.h"
#include "kop/ranges.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace kop::ot::detail {

/// The same ranges for the rows that coarse rows stand for.
inline Ranges refineRows(const Ranges &ranges, const Offsets &children) {
  Ranges result = ranges;
  for (std::int64_t &row : result.rows)
    row = children[row];
  return result;
}

/// Potentials are nearly linear in epsilon: moves f from the values at
/// `epsilon` on to those at `next`, given `last` at `lastEpsilon`; `last`
/// becomes what f was.
inline void extrapolatePotential(std::vector<double> &f,
                                 std::vector<double> &last, double epsilon,
                                 double lastEpsilon, double next) {
  const double ahead = (next - epsilon) / (epsilon - lastEpsilon);
  for (std::size_t i = 0; i < f.size(); ++i) {
    const double now = f[i];
    const double moved = now + ahead * (now - last[i]);
    if (std::isfinite(moved))
      f[i] = moved;
    last[i] = now;
  }
}

/// The density that pairs left out may have, so that they widen the interval
/// by little of the tolerance.
inline double omittedDensityOf(const Options &options) {
  return std::clamp(options.tolerance / 100, 1e-14, 1e-5);
}

} // namespace kop::ot::detail

#endif // KOP_STDLIB_OT_LIFT_H
