//===- Cloud.cpp - Measures at several resolutions ------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Cloud.h"

#include "common/Fail.h"

#include "kop/cluster.h"

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace kop;
using namespace kop::common;
using namespace kop::ot;
using namespace kop::ot::detail;

/// Points that a coarse one stands for, at most, and points of a cell.
static constexpr std::int64_t coarsening = 8, cellSize = 32;
/// Levels stop here.
static constexpr std::int64_t coarsest = 256;

template <class T>
Samples ot::detail::readPoints(const In<T> &points, const char *name,
                               int threads) {
  const kop_view view = points.view();
  if (view.rank != 1 && view.rank != 2)
    fail(ErrorCode::Shape, name,
         "points have the shape (N, D) or (N), not " +
             std::to_string(view.rank) + " axes");
  Samples samples;
  samples.size = view.extents[0];
  samples.dimension = view.rank == 2 ? view.extents[1] : 1;
  if (samples.dimension < 1)
    fail(ErrorCode::Shape, name, "points have no components");
  const std::int64_t stride = view.rank == 2 ? view.strides[1] : 0;
  const T *data = static_cast<const T *>(view.data);
  samples.points.resize(samples.size * samples.dimension);
  parallelFor(samples.size, threads, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i)
      for (std::int64_t k = 0; k < samples.dimension; ++k) {
        const double x = double(data[i * view.strides[0] + k * stride]);
        if (!std::isfinite(x))
          fail(ErrorCode::Argument, name,
               "component " + std::to_string(k) + " of point " +
                   std::to_string(i) + " is not finite");
        samples.points[i * samples.dimension + k] = x;
      }
  });
  return samples;
}

template <class T>
Samples ot::detail::readSamples(const Measure<T> &measure, const char *name,
                                int threads) {
  Samples samples = readPoints(measure.points, name, threads);
  if (samples.size == 0)
    fail(ErrorCode::Argument, name, "a measure needs a point");
  if (!measure.weights) {
    samples.weights.assign(samples.size, 1.0 / double(samples.size));
    samples.mass = 1;
    return samples;
  }
  const kop_view view = measure.weights->view();
  if (view.rank != 1 || view.extents[0] != samples.size)
    fail(ErrorCode::Shape, name,
         "weights must have the shape (" + std::to_string(samples.size) +
             "), one for each point");
  const T *data = static_cast<const T *>(view.data);
  samples.weights.resize(samples.size);
  for (std::int64_t i = 0; i < samples.size; ++i) {
    const double weight = double(data[i * view.strides[0]]);
    if (!std::isfinite(weight) || weight < 0)
      fail(ErrorCode::Argument, name,
           "weight " + std::to_string(i) + " is " + format(weight) +
               "; weights are finite and 0 or more");
    samples.weights[i] = weight;
    samples.mass += weight;
  }
  if (!(samples.mass > 0))
    fail(ErrorCode::Argument, name, "all weights are 0");
  return samples;
}

void ot::detail::checkSameDimension(const Samples &a, const Samples &b) {
  if (a.dimension != b.dimension)
    fail(ErrorCode::Shape, "b",
         "points have " + std::to_string(b.dimension) +
             " components, those of a " + std::to_string(a.dimension));
}

template <class T> void ot::detail::matchMasses(const Samples &a, Samples &b) {
  const double tolerance = sizeof(T) == 4 ? 1e-4 : 1e-8;
  if (!(std::abs(a.mass - b.mass) <= tolerance * std::max(a.mass, b.mass)))
    fail(ErrorCode::Argument, "b",
         "its mass is " + format(b.mass) + ", that of a " + format(a.mass) +
             "; balanced transport needs equal ones");
  for (double &weight : b.weights)
    weight *= a.mass / b.mass;
  b.mass = a.mass;
}

std::vector<double> ot::detail::centreOf(const Samples &a, const Samples &b,
                                         double &diagonal) {
  std::vector<double> centre(a.dimension);
  diagonal = 0;
  for (std::int64_t k = 0; k < a.dimension; ++k) {
    double low = a.points[k], high = low;
    for (const Samples *samples : {&a, &b})
      for (std::int64_t i = 0; i < samples->size; ++i) {
        const double x = samples->points[i * a.dimension + k];
        low = std::min(low, x);
        high = std::max(high, x);
      }
    centre[k] = low / 2 + high / 2;
    diagonal += (high - low) * (high - low);
  }
  diagonal = std::sqrt(diagonal);
  return centre;
}

std::int64_t ot::detail::widthFor(const std::vector<std::int64_t> &compiled,
                                  const std::string &name,
                                  std::int64_t dimension) {
  if (std::find(compiled.begin(), compiled.end(), anyDimension) !=
      compiled.end())
    return dimension;
  for (std::int64_t width : compiled)
    if (width >= dimension)
      return width;
  fail(ErrorCode::Shape, "a",
       "points have " + std::to_string(dimension) + " components; `" + name +
           "` is compiled for at most " + std::to_string(compiled.back()));
}

static void addLogarithms(const std::vector<double> &weights,
                          std::vector<double> &logarithms) {
  logarithms.resize(weights.size());
  std::transform(weights.begin(), weights.end(), logarithms.begin(),
                 [](double weight) { return std::log(weight); });
}

/// Boxes around runs of points.
template <class T> static void addBoxes(Cloud<T> &cloud, int threads) {
  cluster::Clusters clusters;
  clusters.order.resize(cloud.size);
  std::iota(clusters.order.begin(), clusters.order.end(), std::int64_t(0));
  clusters.offsets = cloud.cells;
  cloud.boxes = cluster::boxes<T>(cloud.view(), clusters, threads);
}

/// One point per cell of the finest level: mean and sum of its points.
template <class T>
static Cloud<T> merge(const Cloud<T> &finest, const Offsets &cells) {
  Cloud<T> coarse;
  coarse.size = std::int64_t(cells.size()) - 1;
  coarse.width = finest.width;
  coarse.mass = finest.mass;
  coarse.points.resize(coarse.size * coarse.width);
  coarse.weights.resize(coarse.size);
  double spread = 0;
  std::vector<double> mean(coarse.width);
  for (std::int64_t c = 0; c < coarse.size; ++c) {
    std::fill(mean.begin(), mean.end(), 0.0);
    double weight = 0;
    for (std::int64_t i = cells[c]; i < cells[c + 1]; ++i)
      weight += finest.weights[i];
    // A cell without weight has a mean, too.
    const bool weighted = weight > 0;
    const double total = weighted ? weight : double(cells[c + 1] - cells[c]);
    for (std::int64_t i = cells[c]; i < cells[c + 1]; ++i)
      for (std::int64_t k = 0; k < coarse.width; ++k)
        mean[k] += (weighted ? finest.weights[i] : 1.0) / total *
                   double(finest.points[i * coarse.width + k]);
    coarse.weights[c] = weight;
    for (std::int64_t k = 0; k < coarse.width; ++k) {
      coarse.points[c * coarse.width + k] = T(mean[k]);
      for (std::int64_t i = cells[c]; i < cells[c + 1]; ++i) {
        const double d = double(finest.points[i * coarse.width + k]) - mean[k];
        spread += finest.weights[i] * d * d;
      }
    }
  }
  coarse.radius = std::sqrt(spread / finest.mass);
  addLogarithms(coarse.weights, coarse.logWeights);
  return coarse;
}

/// Runs of `rows` points each.
static Offsets runsOf(std::int64_t size, std::int64_t rows) {
  Offsets offsets = {0};
  while (offsets.back() < size)
    offsets.push_back(std::min(offsets.back() + rows, size));
  return offsets;
}

/// The finest points are in the order of a k-d tree, in which runs of powers of
/// two of them are cells.
template <class T>
static void addLevels(std::vector<Cloud<T>> &levels, int threads) {
  for (std::int64_t rows = coarsening;; rows *= coarsening) {
    Cloud<T> &level = levels.back();
    level.cells = runsOf(level.size, cellSize);
    addBoxes(level, threads);
    if (level.size <= coarsest)
      return;
    Cloud<T> next = merge(levels[0], runsOf(levels[0].size, rows));
    next.children = runsOf(level.size, coarsening);
    levels.push_back(std::move(next));
  }
}

std::vector<Offsets> ot::detail::partitionsOf(std::int64_t size) {
  std::vector<Offsets> result;
  for (std::int64_t rows = coarsening; rows < size; rows *= coarsening)
    result.push_back(runsOf(size, rows));
  return result;
}

template <class T>
Side<T>
ot::detail::buildSide(const Samples &samples, const std::vector<double> &centre,
                      std::int64_t width, bool multiscale, int threads) {
  Side<T> side;
  side.dimension = samples.dimension;
  Cloud<T> cloud;
  cloud.size = samples.size;
  cloud.width = width;
  cloud.mass = samples.mass;
  const auto fill = [&] {
    cloud.points.assign(cloud.size * width, T(0));
    cloud.weights.resize(cloud.size);
    for (std::int64_t n = 0; n < cloud.size; ++n) {
      const std::int64_t i = side.order[n];
      cloud.weights[n] = samples.weights[i];
      for (std::int64_t k = 0; k < samples.dimension; ++k)
        cloud.points[n * width + k] =
            T(samples.points[i * samples.dimension + k] - centre[k]);
    }
  };
  side.order.resize(cloud.size);
  std::iota(side.order.begin(), side.order.end(), std::int64_t(0));
  fill();
  if (multiscale) {
    side.order = cluster::kdTree<T>(cloud.view(), coarsening, threads).order;
    fill();
  }
  addLogarithms(cloud.weights, cloud.logWeights);
  side.levels.push_back(std::move(cloud));
  if (multiscale)
    addLevels(side.levels, threads);
  return side;
}

#define INSTANTIATE(T)                                                         \
  template Samples ot::detail::readPoints<T>(const In<T> &, const char *,      \
                                             int);                             \
  template Samples ot::detail::readSamples<T>(const Measure<T> &,              \
                                              const char *, int);              \
  template void ot::detail::matchMasses<T>(const Samples &, Samples &);        \
  template Side<T> ot::detail::buildSide<T>(                                   \
      const Samples &, const std::vector<double> &, std::int64_t, bool, int);
INSTANTIATE(float)
INSTANTIATE(double)
