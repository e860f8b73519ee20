//===- kop/ot/order.h - Soft ranks and soft sorting -------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
//   auto order = kop::ot::softOrder<float>({{x, n}}, options);
//   order.ranks();              // (n), from 1 to n
//   order.sorted();             // (n), ascending
//   order.ranksVjp(cotangent);  // (n), its derivative in x
//
//===----------------------------------------------------------------------===//

#ifndef KOP_OT_ORDER_H
#define KOP_OT_ORDER_H

#include "kop/ot.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace kop {
namespace ot {

struct OrderOptions {
  OrderOptions() { solver.marginalTolerance = 1e-4; }

  /// p = 2, balanced, without a cost of its own; debias does not count. `blur`
  /// is the difference below which values are not told apart, in their units
  /// for places that are spread as they are.
  Options solver;
  /// M places that the values are sent to; 0: as many as there are values. With
  /// fewer of them, `sorted` gives soft quantiles.
  std::int64_t places = 0;
  /// From the first place to the last one; 0: from the least value to the
  /// greatest, which derivatives take as a constant.
  double span = 0;
};

namespace detail {
template <class T> struct Ordering;
}

/// Values and the plan that takes them to places in ascending order. Arrays are
/// in the order of the caller's values; places are numbered upwards.
template <class T> class SoftOrder {
public:
  /// N times the part of all mass that is not beyond the place of a value, (N):
  /// the ranks from 1 to N as the blur goes to 0, (N + 1) / 2 for all as it
  /// grows. (Cuturi, Teboul, Vert, Differentiable ranks and sorting using
  /// optimal transport, 2019.)
  std::vector<T> ranks() const;
  /// The mean of the values at each place, (M): the sorted values as the blur
  /// goes to 0.
  std::vector<T> sorted() const;

  /// Derivatives in the values, (N), of <cotangent, ranks> and of <cotangent,
  /// sorted>; cotangents are (N) and (M). By conjugate gradients on the plan.
  std::vector<T> ranksVjp(const In<T> &cotangent) const;
  std::vector<T> sortedVjp(const In<T> &cotangent) const;

  Status status() const;
  /// From values to places.
  Plan<T> plan() const;

private:
  template <class U>
  friend SoftOrder<U> softOrder(const Measure<U> &, const OrderOptions &);
  explicit SoftOrder(std::shared_ptr<const detail::Ordering<T>> found)
      : ordering(std::move(found)) {}
  std::shared_ptr<const detail::Ordering<T>> ordering;
};

/// Orders values, a measure of points with one component and weights above 0.
/// Errors: as `solve`, and where the options ask for what is not offered.
template <class T>
SoftOrder<T> softOrder(const Measure<T> &values,
                       const OrderOptions &options = {});

} // namespace ot
} // namespace kop

#endif // KOP_OT_ORDER_H
