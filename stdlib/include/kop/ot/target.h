//===- kop/ot/target.h - Many measures against one --------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
//   kop::ot::Target<float> target({{y, m, 3}}, options);
//   for (int step = 0; step < steps; ++step) {
//     auto result = target.solve({{x, n, 3}});
//     move(x, result.gradX());
//   }
//
//===----------------------------------------------------------------------===//

#ifndef KOP_OT_TARGET_H
#define KOP_OT_TARGET_H

#include "kop/ot.h"

#include <memory>

namespace kop {
namespace ot {

/// A measure b that others are compared with, one after the other: of a
/// gradient flow or a registration. It keeps what depends on b alone (its
/// order, levels and cells, and OT_epsilon(b, b) while it is as narrow as
/// asked for), and starts each problem from the potentials of the last one, or
/// further on the way that they go. Answers are as certain as those of `solve`.
/// One call at a time.
template <class T> class Target {
public:
  /// Copies the measure. Errors: as `solve` about b and the options.
  explicit Target(const Measure<T> &b, const Options &options = {});
  Target(Target &&) noexcept;
  Target &operator=(Target &&) noexcept;
  ~Target();

  /// Those of the next call. `p` and `cost` stay as they were.
  Options &options();

  /// S_epsilon(a, b), as `solve(a, b, options())`; but where masses are
  /// rounded it is a that is scaled. Potentials in the points of a are used
  /// again when there are as many as in the last call.
  Result<T> solve(const Measure<T> &a);

private:
  struct State;
  std::unique_ptr<State> state;
};

} // namespace ot
} // namespace kop

#endif // KOP_OT_TARGET_H
