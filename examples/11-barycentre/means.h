//===- means.h - Means of two shapes ----------------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MEANS_H
#define MEANS_H

#include "shapes.h"

#include <cstdint>
#include <vector>

/// A measure on the unit square, in cells of equal size or in points of equal
/// weight.
constexpr std::size_t cells = 64;   ///< along an edge
using Image = std::vector<float>;   ///< (cells, cells), of mass 1
using Points = std::vector<double>; ///< (N, 2)

struct Place {
  double x, y;
};
Place meanOf(const Image &image);
Place meanOf(const Points &points);

/// The share of each cell that lies inside.
Image imageOf(const Shape &inside);
/// The mean of two measures in the sense of the Sinkhorn divergence:
/// (1 - share) S(mean, a) + share S(mean, b) is least. Throws
/// std::runtime_error if it is not found.
Image meanOf(const Image &a, const Image &b, double share);
/// Points that start as those of a.
Points meanOf(const Points &a, const Points &b, double share);

/// The divergence of points and an image.
double divergence(const Points &points, const Image &image);

#endif // MEANS_H
