//===- flow.cpp - A gradient flow of points -------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "flow.h"

#include <stdexcept>
#include <string>

static kop::ot::Target<float> targetOf(const std::vector<double> &points,
                                       const kop::ot::Options &options) {
  const std::vector<float> y(points.begin(), points.end());
  return kop::ot::Target<float>({kop::In<float>(y, y.size() / 2, 2)}, options);
}

Flow::Flow(const std::vector<double> &points, const std::vector<double> &target,
           const kop::ot::Options &options)
    : x(points), target(targetOf(target, options)) {
  evaluate();
}

void Flow::evaluate() {
  const std::size_t n = x.size() / 2;
  const std::vector<float> from(x.begin(), x.end());
  const auto result = target.solve({kop::In<float>(from, n, 2)});
  if (result.status() != kop::ot::Status::Converged)
    throw std::runtime_error(std::string("the solver ended as ") +
                             toString(result.status()));
  value = result.value();
  velocities.clear();
  for (float slope : result.gradX())
    velocities.push_back(-double(n) * slope);
}

void Flow::step(double dt) {
  for (std::size_t k = 0; k < x.size(); ++k)
    x[k] += dt * velocities[k];
  evaluate();
}

double Flow::descent() const {
  double sum = 0;
  for (double velocity : velocities)
    sum += velocity * velocity;
  const std::size_t number = x.size() / 2;
  return sum / double(number);
}

std::array<double, 2> mean(const std::vector<double> &points) {
  std::array<double, 2> sum = {0, 0};
  for (std::size_t k = 0; k < points.size(); ++k)
    sum[k % 2] += points[k];
  const std::size_t number = points.size() / 2;
  return {sum[0] / double(number), sum[1] / double(number)};
}
