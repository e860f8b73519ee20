//===- vicsek.cpp - Agents that follow their neighbours -------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "vicsek.h"
#include "swarm.kop.h"

#include <kop/cluster.h>
#include <kop/kop.h>

#include <algorithm>
#include <cmath>

namespace {

/// The distance of two intervals on a circle of length `side`.
float gap(float lowerA, float upperA, float lowerB, float upperB, float side) {
  float centres = std::abs(lowerA + upperA - lowerB - upperB) / 2;
  centres = std::min(centres, side - centres);
  return std::max(centres - (upperA - lowerA + upperB - lowerB) / 2, 0.0f);
}

} // namespace

Swarm::Swarm(std::size_t agents, const VicsekModel &model, unsigned seed)
    : model(model), random(seed), positions(2 * agents), directions(2 * agents),
      angles(agents), noise(agents) {
  std::uniform_real_distribution<float> place(0, model.side);
  std::uniform_real_distribution<float> heading(-float(M_PI), float(M_PI));
  std::normal_distribution<float> normal;
  for (float &x : positions)
    x = place(random);
  for (std::size_t n = 0; n < agents; ++n) {
    angles[n] = heading(random);
    noise[n] = normal(random);
    directions[2 * n] = std::cos(angles[n]);
    directions[2 * n + 1] = std::sin(angles[n]);
  }
}

Swarm::View Swarm::look(const kop::Ranges *ranges) const {
  View view;
  view.flow.resize(2 * size());
  view.number.resize(size());
  kop::Exec exec;
  exec.ranges = ranges;
  swarm::neighbours(kop::In<float>(positions, size(), 2),
                    kop::In<float>(directions, size(), 2), model.reach,
                    model.side, kop::Out<float>(view.flow, size(), 2),
                    kop::Out<std::int32_t>(view.number, size()), exec);
  return view;
}

Swarm::View Swarm::lookNearby() const { return look(&nearby); }

void Swarm::sortByCell() {
  const std::size_t n = size();
  const kop::In<float> points(positions, n, 2);
  // Cells of some sixteen agents: as many as a vector has lanes.
  const double edge = model.side * std::sqrt(16.0 / double(n));
  const auto cells = kop::cluster::grid<float>(points, edge);
  const auto boxes = kop::cluster::boxes<float>(points, cells);
  auto sort = [&](std::vector<float> &values, std::size_t width) {
    std::vector<float> sorted(values.size());
    kop::cluster::gather<float>(kop::In<float>(values, n, width), cells,
                                kop::Out<float>(sorted, n, width));
    values.swap(sorted);
  };
  sort(positions, 2);
  sort(directions, 2);
  sort(angles, 1);
  sort(noise, 1);
  const float square = model.reach * model.reach;
  nearby = kop::Ranges::fromKeep(
      cells.offsets, cells.offsets, [&](std::int64_t a, std::int64_t b) {
        float sum = 0;
        for (int k = 0; k < 2; ++k) {
          const float distance =
              gap(boxes.lower[2 * a + k], boxes.upper[2 * a + k],
                  boxes.lower[2 * b + k], boxes.upper[2 * b + k], model.side);
          sum += distance * distance;
        }
        // A little more, for the rounding of distances.
        return sum <= square * 1.0001f;
      });
}

void Swarm::step() {
  if (hasCells())
    sortByCell();
  const View view = hasCells() ? lookNearby() : lookAtAll();
  std::normal_distribution<float> normal;
  const float amplitude = std::sqrt(2 * model.sigma * model.dt) / 2;
  for (std::size_t n = 0; n < size(); ++n) {
    const float mean = std::atan2(view.flow[2 * n + 1], view.flow[2 * n]);
    const float fresh = normal(random);
    angles[n] += model.nu * model.dt * std::sin(mean - angles[n]) +
                 amplitude * (noise[n] + fresh);
    noise[n] = fresh;
    directions[2 * n] = std::cos(angles[n]);
    directions[2 * n + 1] = std::sin(angles[n]);
    for (int k = 0; k < 2; ++k) {
      float &x = positions[2 * n + k];
      x += model.dt * directions[2 * n + k];
      x -= model.side * std::floor(x / model.side);
    }
  }
}

double Swarm::order() const {
  double x = 0, y = 0;
  for (std::size_t n = 0; n < size(); ++n) {
    x += directions[2 * n];
    y += directions[2 * n + 1];
  }
  return std::hypot(x, y) / double(size());
}
