//===- kop/ot/cost.h - Costs of optimal transport ---------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A cost is a set of compiled formulas, for some dimensions of the points and
// for float and double. `kop_add_ot_cost` (CMake) makes one of a function in
// Kop; what this header declares beside `Cost` is for the code that it
// generates.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_OT_COST_H
#define KOP_OT_COST_H

#include "kop/exec.h"
#include "kop/view.h"

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace kop {
namespace ot {

/// The formulas of stdlib/ot/ot.kop for one cost and one type of numbers.
/// x is (N, D), y is (M, D); s = 1 / epsilon, q is the parameter of the cost.
template <class T> struct CostKernels {
  using X = const In<T> &;
  using R = const Out<T> &;
  using E = const Exec &;
  void (*softmin)(X x, X y, X h, T s, T q, R r, E exec);
  void (*softminGradient)(X x, X y, X h, T s, T q, R r, R m, E exec);
  void (*transport)(X x, X y, X k, X h, X v, T s, T q, R u, E exec);
  void (*linear)(X x, X y, X k, X h, T s, T q, R u, E exec);
  void (*motion)(X x, X y, X v, X w, X k, X h, X e, X d, T s, T q, R r, R m,
                 E exec);
  void (*meanCost)(X x, X y, X w, T q, R u, E exec);
  void (*greatestCost)(X x, X y, T q, R m, E exec);
  void (*nearest)(X x, X y, X g, T q, R m, const Out<std::int64_t> &n, E exec);
  /// The 8 least.
  void (*best)(X x, X y, X g, T q, R m, const Out<std::int64_t> &n, E exec);
  /// The columns of every row with k_i + h_j - s c >= 0, and this number for
  /// pairs that are given.
  void (*heavy)(X x, X y, X k, X h, T s, T q, OwnedList<std::int64_t> &n,
                E exec);
  void (*exponents)(X x, X y, X k, X h, const In<std::int64_t> &row,
                    const In<std::int64_t> &column, T s, T q, R p, E exec);
};

/// Stands for all dimensions that are not named.
constexpr std::int64_t anyDimension = 0;

/// How a cost is bounded from the boxes that hold its points.
enum class CostBound {
  None,          ///< not at all: no multiscale
  HalfSquared,   ///< |x - y|^2 / 2
  PowerDistance, ///< |x - y|^q / q
  Formula,       ///< by the interval arithmetic of its formula
  Given          ///< by a function of the caller
};

/// A lower bound of a cost c(x, y) for all x in one box and y in another; each
/// box has `dimension` lower and upper numbers. Called from several threads.
using LowerBound = std::function<double(
    const double *lowerX, const double *upperX, const double *lowerY,
    const double *upperY, std::int64_t dimension)>;

/// Bounds of a cost between all pairs of N boxes of x and M boxes of y: lower
/// and upper corners are (N, D) and (M, D), bounds (N, M).
using CostBounds = void (*)(const In<double> &lowerX, const In<double> &upperX,
                            const In<double> &lowerY, const In<double> &upperY,
                            double q, const Out<double> &least,
                            const Out<double> &greatest, const Exec &exec);

/// A cost c(x, y) >= 0 of two points.
class Cost {
public:
  Cost(std::string name, std::vector<std::int64_t> dimensions, CostBound bound,
       const CostKernels<float> &single, const CostKernels<double> &whole,
       CostBounds bounds = nullptr)
      : name_(std::move(name)), dimensions_(std::move(dimensions)),
        bound_(bound), single_(single), double_(whole), bounds_(bounds) {}

  const std::string &name() const { return name_; }

  /// Dimensions that are compiled, ascending, perhaps with `anyDimension`. If
  /// not, points of others are padded with zeros to the next one, which must
  /// not change the cost.
  const std::vector<std::int64_t> &dimensions() const { return dimensions_; }

  /// The parameter `q` of the function in Kop; 0 unless set.
  double parameter() const { return parameter_; }
  Cost &setParameter(double value) {
    parameter_ = value;
    return *this;
  }

  CostBound bound() const { return bound_; }

  /// A bound that is known to be better than what the formula gives: where
  /// cells are too dear by it, large problems leave them out.
  Cost &setLowerBound(LowerBound function) {
    lowerBound_ = std::move(function);
    bound_ = CostBound::Given;
    return *this;
  }
  const LowerBound &lowerBound() const { return lowerBound_; }
  /// For CostBound::Formula.
  CostBounds bounds() const { return bounds_; }

  /// Whether the cost is a function of the distance, and grows with it.
  bool followsDistance() const {
    return bound_ == CostBound::HalfSquared ||
           bound_ == CostBound::PowerDistance;
  }

  template <class T> const CostKernels<T> &kernels() const;

private:
  std::string name_;
  std::vector<std::int64_t> dimensions_;
  CostBound bound_;
  CostKernels<float> single_;
  CostKernels<double> double_;
  CostBounds bounds_;
  LowerBound lowerBound_;
  double parameter_ = 0;
};

template <> inline const CostKernels<float> &Cost::kernels<float>() const {
  return single_;
}
template <> inline const CostKernels<double> &Cost::kernels<double>() const {
  return double_;
}

/// |x - y|^p / p for p >= 1.
Cost powerCost(double p);

/// 1 - cos of the angle between x and y; 1 if one of them is zero.
Cost cosineCost();

} // namespace ot
} // namespace kop

#endif // KOP_OT_COST_H
