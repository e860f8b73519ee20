//===- network.h - A network of one point convolution -----------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NETWORK_H
#define NETWORK_H

#include "torus.h"

#include <cstdint>
#include <vector>

constexpr std::size_t neighbours = 40, hidden = 8;

/// What a convolution reads: (M, 3) points and normals, and for the first N of
/// them, the rows, the numbers of the nearest points, (N, neighbours).
struct Cloud {
  Cloud(const Torus &torus, std::size_t rows);

  std::size_t size() const { return points.size() / 3; }

  std::size_t rows;
  std::vector<double> points, normals;
  std::vector<std::int32_t> nearest;
  /// Squares of distances between the last neighbour and the next point.
  std::vector<double> squareRadius;
};

/// All weights in one array, so that they can be stepped through.
struct Weights {
  explicit Weights(std::size_t width);

  double *W1() { return values.data(); }        ///< (width, 6)
  double *c1() { return W1() + width * 6; }     ///< (width)
  double *W2() { return c1() + width; }         ///< (width, width)
  double *c2() { return W2() + width * width; } ///< (width)
  double *readout() { return c2() + width; }    ///< (width), and a constant

  std::size_t width;
  std::vector<double> values;
};

Weights randomWeights(std::size_t width, std::mt19937_64 &random);

enum class Path {
  List,  ///< the neighbours in the list
  Near,  ///< all points within the radius: the same ones
  Window ///< all points, with Gaussian weights
};
constexpr double windowWidth = 0.4;

/// The features of every row, (N, hidden).
std::vector<double> features(const Cloud &cloud, Weights weights, Path path);

/// A number per row: the readout of the features.
std::vector<double> estimate(const Cloud &cloud, Weights weights, Path path);

/// Mean square of what the estimate is off, and its gradient in all weights.
struct Loss {
  double value;
  std::vector<double> gradient;
};
Loss loss(const Cloud &cloud, const std::vector<double> &wanted,
          Weights weights, Path path);

#endif // NETWORK_H
