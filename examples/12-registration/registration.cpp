//===- registration.cpp - Rigid registration by transport -----------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "registration.h"

#include <kop/ot/target.h>

#include <cmath>

static kop::In<float> view(const Points &points) {
  return {points, points.size() / 3, 3};
}

Rigid align(const Points &x, const Points &y, const Schedule &schedule,
            const std::function<void(const Step &, const Rigid &)> &report) {
  Rigid motion;
  kop::ot::Target<float> target(view(y));
  for (int step = 0; step < schedule.steps; ++step) {
    kop::ot::Options &options = target.options();
    options.blur = schedule.first * std::pow(schedule.last / schedule.first,
                                             step / (schedule.steps - 1.0));
    options.reach = schedule.reach * options.blur;
    options.debias = false;
    options.tolerance = 1e-2;
    const Points moved = motion.apply(x);
    const auto result = target.solve(view(moved));
    const std::vector<float> weights = result.plan().rowMarginal();
    motion = fitRigid(x, result.barycentricMap(), weights);
    double matched = 0;
    for (float weight : weights)
      matched += weight;
    report({step + 1, options.blur, matched}, motion);
  }
  return motion;
}
