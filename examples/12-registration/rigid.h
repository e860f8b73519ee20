//===- rigid.h - Rotations and shifts in space ------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIGID_H
#define RIGID_H

#include <array>
#include <vector>

/// Points in space, (N, 3).
using Points = std::vector<float>;

/// x goes to R x + t.
struct Rigid {
  std::array<double, 9> rotation = {1, 0, 0, 0, 1, 0, 0, 0, 1}; ///< (3, 3)
  std::array<double, 3> shift = {0, 0, 0};

  Points apply(const Points &points) const;
};

Rigid inverse(const Rigid &motion);

/// About an axis of length 1, by an angle in radians.
std::array<double, 9> rotationAbout(const std::array<double, 3> &axis,
                                    double angle);

/// The angle of the rotation from one to the other, in degrees.
double degreesBetween(const Rigid &a, const Rigid &b);

/// The rotation and the shift with the least sum of w_i |R x_i + t - y_i|^2
/// (Horn, 1987). Points of weight 0 may be anything.
Rigid fitRigid(const Points &x, const Points &y, const std::vector<float> &w);

#endif // RIGID_H
