//===- Mask.h - Pairs of cells that matter ----------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The plan has the density exp((f_i + g_j - C_ij) / epsilon) against a b^T. On
// a pair of cells it is at most exp((max f + max g - min C) / epsilon), where
// min C follows from the boxes of the cells. A mask leaves out the pairs of
// cells where that is below a threshold, and knows what they can hold when the
// potentials have moved.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_STDLIB_OT_MASK_H
#define KOP_STDLIB_OT_MASK_H

#include "Passes.h"

#include <cstdint>

namespace kop::ot::detail {

template <class T> class Mask {
public:
  /// Between clouds with cells; `cost` has a bound.
  Mask(const Cost &cost, const Cloud<T> &a, const Cloud<T> &b, int threads);

  /// Makes sure that no pair that is left out has a density above `density`;
  /// whether that took other pairs than before.
  bool update(const Vector &f, const Vector &g, double epsilon, double density);

  /// The greatest density of a pair that is left out, at these potentials.
  double omittedDensity(const Vector &f, const Vector &g, double epsilon) const;

  const Ranges *rows() const { return built ? &ranges : nullptr; }
  const Ranges *columns() const { return built ? &transposed : nullptr; }
  /// Part of all pairs that is met.
  double part() const;

private:
  void build(double threshold);
  Ranges findPairs() const;
  /// Finds the cells of b that these cells of a meet, ascending, by the groups
  /// of cells that `joined` are the boxes of.
  void findPartners(std::int64_t first, std::int64_t last,
                    const Boxes<double> &joined, const Vector &groupG,
                    std::vector<std::vector<std::int64_t>> &partners) const;

  const Cost &cost;
  const Cloud<T> &a, &b;
  const Boxes<double> boxesA, boxesB;
  int threads;
  bool built = false;
  double cut = 0; ///< pairs with max f + max g - min C below -cut are out
  Vector builtF, builtG; ///< greatest potentials of the cells at that time
  Ranges ranges, transposed;
};

/// Whether anything is known of the cost of two boxes: of these points alone.
bool isBounded(const Cost &cost, const double *x, const double *y,
               std::int64_t dimension);

/// The cost of two points at this squared distance.
double costAt(const Cost &cost, double squaredDistance);

} // namespace kop::ot::detail

#endif // KOP_STDLIB_OT_MASK_H
