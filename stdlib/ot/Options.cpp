//===- Options.cpp - Options and their translation ------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Check.h"

#include "common/Fail.h"

#include "kop/ot.h"

#include <cmath>

using namespace kop;
using namespace kop::common;
using namespace kop::ot;
using namespace kop::ot::detail;

void ot::detail::checkOptions(const Options &options) {
  const double infinity = balanced;
  const auto positive = [&](double value, const char *name) {
    require(value > 0 && value < infinity, name, "a positive number is needed",
            value);
  };
  require(options.p >= 1 && options.p < infinity, "p",
          "an exponent is 1 or more", options.p);
  positive(options.blur, "blur");
  require(options.reach > 0, "reach", "a positive number is needed",
          options.reach);
  if (options.reachA)
    require(*options.reachA > 0, "reachA", "a positive number is needed",
            *options.reachA);
  if (options.reachB)
    require(*options.reachB > 0, "reachB", "a positive number is needed",
            *options.reachB);
  positive(options.tolerance, "tolerance");
  require(options.marginalTolerance > 0, "marginalTolerance",
          "a positive number is needed", options.marginalTolerance);
  require(options.iterations >= 1, "iterations", "one or more are needed",
          double(options.iterations));
  require(options.seconds > 0, "seconds", "a positive number is needed",
          options.seconds);
  require(options.scaling > 0 && options.scaling < 1, "scaling",
          "a number between 0 and 1 is needed", options.scaling);
  require(options.diameter >= 0 && options.diameter < infinity, "diameter",
          "0 or a positive number is needed", options.diameter);
}

void ot::detail::checkShares(const std::vector<double> &weights,
                             std::int64_t count, const char *things) {
  double sum = 0;
  bool valid = std::int64_t(weights.size()) == count;
  for (double weight : weights) {
    valid = valid && weight >= 0;
    sum += weight;
  }
  if (!valid || !(std::abs(sum - 1) <= 1e-6))
    fail(ErrorCode::Argument, "weights",
         "one for each of the " + std::to_string(count) + " " + things +
             " is needed, 0 or more, with the sum 1");
}

Options ot::fromGeomLoss(double p, double blur, double reach) {
  Options options;
  options.p = p;
  options.blur = blur;
  options.reach = reach;
  return options;
}

// With the cost |x - y|^2, epsilon and rho are twice those of half of it.

Options ot::fromPOT(double reg, double regM) {
  Options options;
  options.blur = std::sqrt(reg / 2);
  options.reach = std::sqrt(regM / 2);
  options.debias = false;
  return options;
}

Options ot::fromOTT(double epsilon, double tau) {
  require(tau > 0 && tau <= 1, "tau", "a number between 0 and 1 is needed",
          tau);
  Options options;
  options.blur = std::sqrt(epsilon / 2);
  if (tau < 1)
    options.reach = options.blur * std::sqrt(tau / (1 - tau));
  options.debias = false;
  return options;
}

const char *ot::toString(Status status) {
  switch (status) {
  case Status::Converged:
    return "converged";
  case Status::Budget:
    return "budget";
  case Status::Stalled:
    return "stalled";
  case Status::Cancelled:
    return "cancelled";
  case Status::PrecisionLimited:
    return "precision-limited";
  }
  return "unknown";
}
