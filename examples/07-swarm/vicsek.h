//===- vicsek.h - Agents that follow their neighbours -----------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The Vicsek model in continuous time (Degond and Motsch, 2008): agents move
// with speed 1 on a torus, and turn towards the mean direction of their
// neighbours while noise turns them away from it:
//
//   dx = (cos a, sin a) dt,   da = nu sin(mean - a) dt + sqrt(2 sigma) dB.
//
//===----------------------------------------------------------------------===//

#ifndef VICSEK_H
#define VICSEK_H

#include <kop/ranges.h>

#include <cstdint>
#include <random>
#include <vector>

struct VicsekModel {
  float side;  ///< of the torus
  float reach; ///< how far an agent sees
  float nu;    ///< how strongly it follows, per unit of time
  float sigma; ///< strength of the noise, per unit of time
  float dt;    ///< of a step
};

class Swarm {
public:
  /// Agents at random places with random directions.
  Swarm(std::size_t agents, const VicsekModel &model, unsigned seed);

  /// What every agent sees: of all agents, or of those in cells nearby.
  struct View {
    std::vector<float> flow;          ///< (N, 2)
    std::vector<std::int32_t> number; ///< (N)
  };
  View lookAtAll() const { return look(nullptr); }
  View lookNearby() const;

  /// Sorts the agents by cell: a step with many cells does so by itself.
  void sortByCell();

  /// One step. Noise enters as the mean of that of two steps, which makes the
  /// stationary state exact to second order in dt (Leimkuhler and Matthews,
  /// 2013).
  void step();

  /// Length of the mean direction: 1 when all agents go the same way.
  double order() const;

  std::size_t size() const { return angles.size(); }
  const std::vector<float> &places() const { return positions; }
  const std::vector<float> &headings() const { return angles; }

private:
  View look(const kop::Ranges *ranges) const;
  /// Whether it pays to leave out pairs of cells.
  bool hasCells() const { return model.side > 8 * model.reach; }

  VicsekModel model;
  std::mt19937_64 random;
  std::vector<float> positions, directions; ///< (N, 2)
  std::vector<float> angles, noise;         ///< (N)
  kop::Ranges nearby;                       ///< of the sorted agents
};

#endif // VICSEK_H
