//===- gaussian_process.h - Landscapes that are likely ----------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef GAUSSIAN_PROCESS_H
#define GAUSSIAN_PROCESS_H

#include "elevation.h"

#include <kop/solve.h>

#include <functional>

/// What a landscape is supposed to be: its heights vary around their mean with
/// a Matern covariance of this width, and each has some noise of its own.
struct Model {
  double width = 0.5;  ///< kilometres
  double noise = 1e-2; ///< variance, as a part of that of the landscape
};

/// How likely heights are in a model, whatever the size of the landscape.
struct Likelihood {
  double value = 0;         ///< its logarithm, up to a constant
  double standardError = 0; ///< of the estimate
  double size = 0;          ///< the most likely one, metres
  bool reliable = false;    ///< whether all solvers have converged
};
Likelihood likelihood(const Elevation &known, const Model &model);

/// The most likely model: steps in width and noise, each half as long (as a
/// factor) as the one before when nothing is won. Reports every model.
Model mostLikely(
    const Elevation &known, Model start,
    const std::function<void(const Model &, const Likelihood &)> &report);

/// The heights that are expected at `places` (N, 2), and how the weights of
/// the known ones were found.
struct Expected {
  std::vector<float> metres;
  kop::solve::Result weights;
};
Expected expect(const Elevation &known, const Model &model,
                const std::vector<float> &places);

#endif // GAUSSIAN_PROCESS_H
