//===- Costs.cpp - The costs of the library -------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "common/Fail.h"

#include "cosine.ot.h"
#include "euclidean.ot.h"
#include "half_squared.ot.h"
#include "power.ot.h"

#include <cmath>

using namespace kop;
using namespace kop::common;
using namespace kop::ot;

Cost ot::powerCost(double p) {
  require(p >= 1 && std::isfinite(p), "p", "an exponent is 1 or more", p);
  Cost cost = p == 2 ? half_squared() : p == 1 ? euclidean() : power();
  return cost.setParameter(p);
}

Cost ot::cosineCost() { return cosine(); }
