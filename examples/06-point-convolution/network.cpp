//===- network.cpp - A network of one point convolution -------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "network.h"

#include "convolution.kop.h"

#include <cmath>

using kop::In;
using kop::Out;

Cloud::Cloud(const Torus &torus, std::size_t rows)
    : rows(rows), points(torus.points.begin(), torus.points.end()),
      normals(torus.normals.begin(), torus.normals.end()) {
  const std::size_t n = rows, found = neighbours + 1;
  std::vector<float> dist(n * found);
  std::vector<std::int32_t> all(n * found);
  convolution::nearest(
      In<float>(torus.points.data(), n, 3), In<float>(torus.points, size(), 3),
      Out<float>(dist, n, found), Out<std::int32_t>(all, n, found));
  for (std::size_t i = 0; i < n; ++i) {
    const auto row = all.begin() + i * found;
    nearest.insert(nearest.end(), row, row + neighbours);
    const float *last = &dist[i * found + neighbours - 1];
    squareRadius.push_back((double(last[0]) + last[1]) / 2);
  }
}

Weights::Weights(std::size_t width)
    : width(width),
      values(width * 6 + width + width * width + width + width + 1) {}

Weights randomWeights(std::size_t width, std::mt19937_64 &random) {
  Weights weights(width);
  std::normal_distribution<double> normal;
  const auto fill = [&](double *begin, double *end, double size) {
    for (; begin != end; ++begin)
      *begin = size * normal(random);
  };
  fill(weights.W1(), weights.c1(), std::sqrt(2.0 / 6));
  fill(weights.c1(), weights.W2(), 0.1);
  fill(weights.W2(), weights.c2(), std::sqrt(2.0 / double(width)));
  fill(weights.c2(), weights.readout(), 0.1);
  fill(weights.readout(), weights.readout() + width, 0.1);
  return weights;
}

std::vector<double> features(const Cloud &cloud, Weights weights, Path path) {
  const std::size_t n = cloud.rows, h = weights.width;
  std::vector<double> out(n * h);
  const In<double> x(cloud.points.data(), n, 3),
      y(cloud.points, cloud.size(), 3), g(cloud.normals.data(), n, 3),
      f(cloud.normals, cloud.size(), 3);
  const In<double> W1(weights.W1(), h, 6), c1(weights.c1(), h);
  const In<double> W2(weights.W2(), h, h), c2(weights.c2(), h);
  const Out<double> result(out, n, h);
  if (path == Path::List)
    convolution::network_list(x, y, g, f,
                              In<std::int32_t>(cloud.nearest, n, neighbours),
                              W1, c1, W2, c2, result);
  else if (path == Path::Near)
    convolution::network_near(x, y, g, f, In<double>(cloud.squareRadius, n), W1,
                              c1, W2, c2, result);
  else
    convolution::network_window(x, y, g, f, windowWidth, W1, c1, W2, c2,
                                result);
  return out;
}

static std::vector<double> readOut(const std::vector<double> &out,
                                   Weights &weights) {
  std::vector<double> result;
  for (std::size_t i = 0; i < out.size(); i += weights.width) {
    double sum = weights.readout()[weights.width];
    for (std::size_t k = 0; k < weights.width; ++k)
      sum += weights.readout()[k] * out[i + k] / neighbours;
    result.push_back(sum);
  }
  return result;
}

std::vector<double> estimate(const Cloud &cloud, Weights weights, Path path) {
  return readOut(features(cloud, weights, path), weights);
}

Loss loss(const Cloud &cloud, const std::vector<double> &wanted,
          Weights weights, Path path) {
  const std::size_t n = cloud.rows, h = weights.width;
  const std::vector<double> out = features(cloud, weights, path);
  const std::vector<double> found = readOut(out, weights);
  Loss result{0, {}};
  Weights slope(h);
  std::vector<double> ct_out(n * h);
  for (std::size_t i = 0; i < n; ++i) {
    const double off = found[i] - wanted[i], ct = 2 * off / double(n);
    result.value += off * off / double(n);
    slope.readout()[h] += ct;
    for (std::size_t k = 0; k < h; ++k) {
      slope.readout()[k] += ct * out[i * h + k] / neighbours;
      ct_out[i * h + k] = ct * weights.readout()[k] / neighbours;
    }
  }
  const In<double> x(cloud.points.data(), n, 3),
      y(cloud.points, cloud.size(), 3), g(cloud.normals.data(), n, 3),
      f(cloud.normals, cloud.size(), 3);
  const In<double> W1(weights.W1(), h, 6), c1(weights.c1(), h);
  const In<double> W2(weights.W2(), h, h), c2(weights.c2(), h);
  const In<double> ct(ct_out, n, h);
  const Out<double> ct_W1(slope.W1(), h, 6), ct_c1(slope.c1(), h);
  const Out<double> ct_W2(slope.W2(), h, h), ct_c2(slope.c2(), h);
  if (path == Path::List)
    convolution::network_list_vjp(
        x, y, g, f, In<std::int32_t>(cloud.nearest, n, neighbours), W1, c1, W2,
        c2, ct, ct_W1, ct_c1, ct_W2, ct_c2);
  else
    convolution::network_window_vjp(x, y, g, f, windowWidth, W1, c1, W2, c2, ct,
                                    ct_W1, ct_c1, ct_W2, ct_c2);
  result.gradient = slope.values;
  return result;
}
