//===- main.cpp - Swarms and packings -------------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Agents that see all others: how much they agree, beside the theory. Ten
// thousand agents that see three neighbours each: how long a step takes. Balls
// that push each other away until none overlap. The formulas are in swarm.kop.
//
//===----------------------------------------------------------------------===//

#include "packing.h"
#include "picture.h"
#include "program.h"
#include "vicsek.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <functional>

namespace {

/// Follow over noise, and the length of the mean direction that it leads to
/// when there are many agents: I1(kappa) / I0(kappa), the mean cosine of a von
/// Mises distribution.
struct Theory {
  float kappa;
  double order;
};
constexpr Theory theory[] = {{3, 0.809985}, {5, 0.893383}, {10, 0.948600}};

constexpr double mostMilliseconds = 26; // A step of published CPU code.
constexpr double mostDepth = 0.02;      // Overlap of packed balls.

double milliseconds(const std::function<void()> &run, int repeats) {
  const auto start = std::chrono::steady_clock::now();
  for (int n = 0; n < repeats; ++n)
    run();
  const std::chrono::duration<double, std::milli> time =
      std::chrono::steady_clock::now() - start;
  return time.count() / repeats;
}

/// Mean and standard error of values that depend on their neighbours: means of
/// batches, long enough not to do so.
std::pair<double, double> meanOfBatches(const std::vector<double> &values) {
  constexpr std::size_t batches = 20;
  const std::size_t length = values.size() / batches;
  double sum = 0, squares = 0;
  for (std::size_t b = 0; b < batches; ++b) {
    double mean = 0;
    for (std::size_t n = 0; n < length; ++n)
      mean += values[b * length + n] / double(length);
    sum += mean;
    squares += mean * mean;
  }
  const double mean = sum / batches;
  return {mean, std::sqrt((squares / batches - mean * mean) / (batches - 1))};
}

/// Agents that see everybody, beside the theory.
bool checkOrder() {
  constexpr std::size_t agents = 1000;
  constexpr int warmUp = 200, steps = 4000;
  std::printf("%zu agents that see all others\n", agents);
  std::printf("kappa   order parameter   standard error   theory\n");
  bool allMet = true;
  for (const auto &[kappa, expected] : theory) {
    Swarm swarm(agents, {1, 1, 1, 1 / kappa, 0.1f}, 1);
    for (int n = 0; n < warmUp; ++n)
      swarm.step();
    std::vector<double> orders;
    for (int n = 0; n < steps; ++n) {
      swarm.step();
      orders.push_back(swarm.order());
    }
    const auto [mean, error] = meanOfBatches(orders);
    std::printf("%5g   %15.6f   %14.6f   %.6f\n", kappa, mean, error, expected);
    std::fflush(stdout);
    allMet &= std::abs(mean - expected) <= 3 * error;
  }
  return allMet;
}

/// Whether agents see the same when pairs of far cells are left out.
bool checkCells(Swarm &swarm) {
  swarm.sortByCell();
  const Swarm::View all = swarm.lookAtAll(), nearby = swarm.lookNearby();
  double error = 0;
  for (std::size_t n = 0; n < all.flow.size(); ++n)
    error = std::max(error, std::abs(double(all.flow[n]) - nearby.flow[n]));
  return all.number == nearby.number && error <= 1e-5;
}

Colour hue(double angle) {
  auto channel = [&](double shift) {
    return static_cast<std::uint8_t>(
        std::lround(255 * (0.5 + 0.45 * std::cos(angle - shift))));
  };
  return {channel(0), channel(2 * M_PI / 3), channel(4 * M_PI / 3)};
}

void drawSwarm(Picture &picture, const Swarm &swarm, double side, int size) {
  for (std::size_t n = 0; n < swarm.size(); ++n) {
    const double scale = size / side;
    const double x = scale * swarm.places()[2 * n],
                 y = scale * swarm.places()[2 * n + 1];
    const double angle = swarm.headings()[n];
    // A short tail behind a head.
    for (double back = 0; back < 7; back += 0.5)
      picture.fill(int(x - back * std::cos(angle)),
                   int(y - back * std::sin(angle)), back < 2 ? 2 : 1,
                   back < 2 ? 2 : 1, hue(angle));
  }
}

void drawBalls(Picture &picture, const Balls &balls, int left, int size) {
  double low[2] = {1e9, 1e9}, high[2] = {-1e9, -1e9};
  for (std::size_t n = 0; n < balls.size(); ++n)
    for (int k = 0; k < 2; ++k) {
      const double x = balls.centres[2 * n + k], r = balls.radii[n];
      low[k] = std::min(low[k], x - r);
      high[k] = std::max(high[k], x + r);
    }
  const double scale = size / std::max(high[0] - low[0], high[1] - low[1]);
  for (std::size_t n = 0; n < balls.size(); ++n)
    picture.disc(left + scale * (balls.centres[2 * n] - low[0]),
                 scale * (balls.centres[2 * n + 1] - low[1]),
                 scale * balls.radii[n], hue(6 * balls.radii[n]));
}

int run(const std::string &path) {
  bool met = checkOrder();
  if (!met)
    std::fprintf(stderr, "error: an order parameter is more than three "
                         "standard errors from the theory\n");

  constexpr float side = 100;
  Swarm swarm(10000, {side, 1, 5, 0.5f, 0.05f}, 2);
  std::printf("\n%zu agents that see about three others\n", swarm.size());
  const bool sameView = checkCells(swarm);
  const double all = milliseconds([&] { swarm.lookAtAll(); }, 5);
  const double step = milliseconds([&] { swarm.step(); }, 400);
  std::printf("all pairs: %.2f ms; a step with cells: %.2f ms (at most %g)\n",
              all, step, mostMilliseconds);
  if (!sameView)
    std::fprintf(stderr, "error: cells change what agents see\n");
  if (step > mostMilliseconds)
    std::fprintf(stderr, "error: a step takes too long\n");

  Balls balls = randomBalls(1000, 20, 3);
  const double error = forceError(balls);
  const Packing packing = pack(balls, mostDepth, 3000);
  const bool falls =
      std::is_sorted(packing.energies.rbegin(), packing.energies.rend());
  std::printf("\n%zu balls: forces by grad differ from differences of the "
              "energy by %.1e\n",
              balls.size(), error);
  std::printf("%zu steps: energy %.4g to %.4g, largest overlap %.2f %%\n",
              packing.energies.size() - 1, packing.energies.front(),
              packing.energies.back(), 100 * packing.depth);
  const bool packed = falls && error <= 1e-6 && packing.depth <= mostDepth;
  if (!packed)
    std::fprintf(stderr, "error: the balls are not packed as they should\n");

  constexpr int size = 640, margin = 20;
  Picture picture(2 * size + margin, size);
  drawSwarm(picture, swarm, side, size);
  drawBalls(picture, balls, size + margin, size);
  picture.writePng(path);
  std::printf("picture: %s\n", path.c_str());
  return met && sameView && step <= mostMilliseconds && packed ? 0 : 1;
}

} // namespace

int main(int argc, char **argv) { return example::main(argc, argv, run); }
