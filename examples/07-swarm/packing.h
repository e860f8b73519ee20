//===- packing.h - Balls that push each other away --------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PACKING_H
#define PACKING_H

#include <cstddef>
#include <vector>

/// Discs in the plane.
struct Balls {
  std::vector<double> centres; ///< (N, 2)
  std::vector<double> radii;   ///< (N)

  std::size_t size() const { return radii.size(); }
};

/// Radii from 0.1 to 1, centres at random in a square of this side.
Balls randomBalls(std::size_t number, double side, unsigned seed);

/// The largest difference between the forces and central differences of the
/// energy at some coordinates, relative to the largest force.
double forceError(const Balls &balls);

struct Packing {
  std::vector<double> energies; ///< after every step; the first one before
  double depth = 0; ///< the worst overlap, as a part of the sum of radii
};

/// Follows the forces (conjugate gradients) until no two balls overlap by more
/// than `depth`, in at most `steps` evaluations. A step that does not lower the
/// energy is not taken, and the next one is half as long.
Packing pack(Balls &balls, double depth, int steps);

#endif // PACKING_H
