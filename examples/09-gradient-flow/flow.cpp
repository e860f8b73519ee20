//===- flow.cpp - A gradient flow of points -------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "flow.h"

#include <stdexcept>
#include <string>

Flow::Flow(const std::vector<double> &points, const std::vector<double> &target,
           const kop::ot::Options &options)
    : x(points), y(target.begin(), target.end()), options(options) {
  evaluate();
}

void Flow::evaluate() {
  const std::size_t n = x.size() / 2, m = y.size() / 2;
  const std::vector<float> from(x.begin(), x.end());
  const auto result = kop::ot::solve<float>({kop::In<float>(from, n, 2)},
                                            {kop::In<float>(y, m, 2)}, options);
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
