//===- registration.h - Rigid registration by transport ---------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Each step finds the plan between the moved x and y, and the rigid motion that
// brings every x to the mean of the y it is matched with, as much as it is
// matched. The blur shrinks from step to step. With a reach, points that have
// no counterpart are not matched, and pull at nothing.
//
//===----------------------------------------------------------------------===//

#ifndef REGISTRATION_H
#define REGISTRATION_H

#include "rigid.h"

#include <functional>

struct Schedule {
  double first, last; ///< blur
  int steps;
  double reach; ///< in units of the blur; kop::ot::balanced: all is matched
};

struct Step {
  int number; ///< from 1
  double blur;
  double matched; ///< part of the mass
};

/// The motion that puts x on y; `report` is called after every step.
Rigid align(const Points &x, const Points &y, const Schedule &schedule,
            const std::function<void(const Step &, const Rigid &)> &report);

#endif // REGISTRATION_H
