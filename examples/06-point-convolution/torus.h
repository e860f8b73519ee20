//===- torus.h - Points on a torus ------------------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TORUS_H
#define TORUS_H

#include <cstddef>
#include <random>
#include <vector>

/// Random points of a torus, even by area: points and normals are (N, 3),
/// lengths in units of the radius of its tube.
struct Torus {
  static constexpr double radius = 2.5; ///< from the middle to the tube

  /// Leans towards z.
  Torus(std::size_t number, std::mt19937_64 &random);

  std::size_t size() const { return curvature.size(); }

  std::vector<float> points, normals;
  /// Mean curvature: largest outside, least in the hole.
  std::vector<double> curvature;
};

/// A random rotation, row by row.
std::vector<double> randomRotation(std::mt19937_64 &random);

/// Turns (N, 3) vectors.
std::vector<float> rotated(const std::vector<double> &rotation,
                           const std::vector<float> &vectors);

#endif // TORUS_H
