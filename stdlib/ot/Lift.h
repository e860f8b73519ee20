//===- Lift.h - From one level to the next ----------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_STDLIB_OT_LIFT_H
#define KOP_STDLIB_OT_LIFT_H

#include "Cloud.h"

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

/// Values of points as the means of those that coarse points stand for.
template <class T>
std::vector<double> meansOver(const Cloud<T> &fine, const Cloud<T> &coarse,
                              const std::vector<double> &values) {
  std::vector<double> result(coarse.size, 0);
  for (std::int64_t c = 0; c < coarse.size; ++c) {
    double weight = 0, sum = 0, plain = 0;
    const std::int64_t begin = coarse.children[c], end = coarse.children[c + 1];
    for (std::int64_t i = begin; i < end; ++i) {
      weight += fine.weights[i];
      sum += fine.weights[i] > 0 ? fine.weights[i] * values[i] : 0;
      plain += values[i] / double(end - begin);
    }
    result[c] = weight > 0 ? sum / weight : plain;
  }
  return result;
}

/// The mean change of a potential, but for a constant.
template <class T>
double meanChange(const Cloud<T> &cloud, const std::vector<double> &before,
                  const std::vector<double> &now) {
  double shift = 0, change = 0;
  for (std::size_t i = 0; i < now.size(); ++i)
    if (cloud.weights[i] > 0)
      shift += cloud.weights[i] / cloud.mass * (now[i] - before[i]);
  for (std::size_t i = 0; i < now.size(); ++i)
    if (cloud.weights[i] > 0)
      change +=
          cloud.weights[i] / cloud.mass * std::abs(now[i] - before[i] - shift);
  return change;
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
