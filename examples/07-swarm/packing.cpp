//===- packing.cpp - Balls that push each other away ----------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "packing.h"
#include "swarm.kop.h"

#include <kop/kop.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace {

struct State {
  double energy = 0, depth = 0;
  std::vector<double> forces;
};

State evaluate(const Balls &balls) {
  State state;
  state.forces.resize(balls.centres.size());
  swarm::packing(kop::In<double>(balls.centres, balls.size(), 2), balls.radii,
                 state.energy, kop::Out<double>(state.forces, balls.size(), 2),
                 state.depth);
  return state;
}

} // namespace

Balls randomBalls(std::size_t number, double side, unsigned seed) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> place(0, side), radius(0.1, 1);
  Balls balls;
  for (std::size_t n = 0; n < number; ++n) {
    balls.centres.push_back(place(random));
    balls.centres.push_back(place(random));
    balls.radii.push_back(radius(random));
  }
  return balls;
}

double forceError(const Balls &balls) {
  const State state = evaluate(balls);
  double largest = 0, error = 0;
  for (double force : state.forces)
    largest = std::max(largest, std::abs(force));
  const double h = 1e-6;
  for (std::size_t k = 0; k < balls.centres.size(); k += 97) {
    Balls moved = balls;
    moved.centres[k] = balls.centres[k] + h;
    const double above = evaluate(moved).energy;
    moved.centres[k] = balls.centres[k] - h;
    const double below = evaluate(moved).energy;
    error =
        std::max(error, std::abs(state.forces[k] + (above - below) / (2 * h)));
  }
  return error / largest;
}

Packing pack(Balls &balls, double depth, int steps) {
  Packing result;
  State state = evaluate(balls);
  result.energies.push_back(state.energy);
  double dt = 1e-3;
  for (int step = 0; step < steps && state.depth > depth; ++step) {
    Balls moved = balls;
    for (std::size_t k = 0; k < moved.centres.size(); ++k)
      moved.centres[k] += dt * state.forces[k];
    State next = evaluate(moved);
    if (!(next.energy < state.energy)) {
      dt /= 2;
      continue;
    }
    balls = std::move(moved);
    state = std::move(next);
    result.energies.push_back(state.energy);
    dt *= 1.1;
  }
  result.depth = state.depth;
  return result;
}
