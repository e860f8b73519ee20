//===- Symmetric.h - The classical averaged scheme --------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_STDLIB_OT_SYMMETRIC_H
#define KOP_STDLIB_OT_SYMMETRIC_H

#include "Solution.h"

namespace kop::ot::detail {

/// Solves all terms by simultaneous averaged updates with a fixed schedule of
/// epsilon, and one last update that is not averaged: the scheme and the value
/// of GeomLoss (Feydy, Geometric data analysis, beyond convolutions, 2020,
/// algorithms 3.5 and 3.6). Exactly symmetric in a and b after any number of
/// steps; the intervals say how far from the solution it ends.
template <class T> void solveSymmetrically(Solution<T> &solution);

} // namespace kop::ot::detail

#endif // KOP_STDLIB_OT_SYMMETRIC_H
