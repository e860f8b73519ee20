//===- clock.h - The clock rate of this core --------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_BENCH_CLOCK_H
#define KOP_BENCH_CLOCK_H

#include "tools/bench/case.h"

namespace bench {

/// Cycles per second this core runs at now, from the time of a chain of
/// additions that takes one cycle each. A time stamp counter would give the
/// nominal rate, which may differ. Vector instructions of the width of the case
/// keep the core busy meanwhile: wide ones lower the clock.
double cyclesPerSecond(const Case &which);

} // namespace bench

#endif // KOP_BENCH_CLOCK_H
