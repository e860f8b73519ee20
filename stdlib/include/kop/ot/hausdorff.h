//===- kop/ot/hausdorff.h - The Hausdorff divergence ------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_OT_HAUSDORFF_H
#define KOP_OT_HAUSDORFF_H

#include "kop/ot.h"

namespace kop {
namespace ot {

/// H_epsilon(a, b) = <a - b, grad F(a) - grad F(b)> / 2 for the entropy F(a) =
/// -OT_epsilon(a, a) / 2, whose gradient is -f for the potential f of a with
/// itself: it asks how far the points of each measure are from the other, and
/// moves no mass between them. (Feydy et al., Interpolating between optimal
/// transport and MMD using Sinkhorn divergences, 2019.)
template <class T> struct HausdorffDivergence {
  double value = 0;
  Status status = Status::Budget; ///< the worse one of both self terms
};

/// With the options of `solve`; balanced problems only.
template <class T>
HausdorffDivergence<T> hausdorffDivergence(const Measure<T> &a,
                                           const Measure<T> &b,
                                           const Options &options = {});

} // namespace ot
} // namespace kop

#endif // KOP_OT_HAUSDORFF_H
