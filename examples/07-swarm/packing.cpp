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

constexpr double farthest = 0.1; // Of a coordinate in one step.

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
  std::vector<double> way = state.forces;
  double dt = 1e-3;
  for (int step = 0; step < steps && state.depth > depth; ++step) {
    // Far steps would find room, but no packing.
    double fastest = 0;
    for (double speed : way)
      fastest = std::max(fastest, std::abs(speed));
    dt = std::min(dt, farthest / fastest);
    Balls moved = balls;
    for (std::size_t k = 0; k < moved.centres.size(); ++k)
      moved.centres[k] += dt * way[k];
    State next = evaluate(moved);
    if (!(next.energy < state.energy)) {
      dt /= 2;
      way = state.forces;
      continue;
    }
    // Conjugate gradients, by Polak and Ribière: uphill ways begin anew.
    double change = 0, size = 0, along = 0;
    for (std::size_t k = 0; k < way.size(); ++k) {
      change += next.forces[k] * (next.forces[k] - state.forces[k]);
      size += state.forces[k] * state.forces[k];
    }
    const double beta = std::max(change / size, 0.0);
    for (std::size_t k = 0; k < way.size(); ++k) {
      way[k] = next.forces[k] + beta * way[k];
      along += way[k] * next.forces[k];
    }
    if (!(along > 0))
      way = next.forces;
    balls = std::move(moved);
    state = std::move(next);
    result.energies.push_back(state.energy);
    dt *= 1.2;
  }
  result.depth = state.depth;
  return result;
}
