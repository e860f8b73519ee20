//===- Grid.cpp - Transport of images and volumes -------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Check.h"
#include "GridCloud.h"
#include "Solution.h"

#include "common/Fail.h"

#include "kop/ot/grid.h"

#include <cmath>

using namespace kop;
using namespace kop::common;
using namespace kop::ot;
using namespace kop::ot::detail;

template <class T>
Result<T> ot::solveGrid(const In<T> &arrayA, const In<T> &arrayB,
                        double spacing, const Options &options) {
  checkOptions(options);
  if (options.p != 2 || options.cost)
    fail(ErrorCode::Argument, "p", "grids take the cost of p = 2");
  GridSamples a = readGrid(arrayA, spacing, "a");
  GridSamples b = readGrid(arrayB, spacing, "b");
  auto solution = std::make_shared<Solution<T>>(options, powerCost(2));
  Problem<T> &problem = solution->problem;
  const std::int64_t width = setScales(problem, a.samples, b.samples);
  problem.a = buildGridSide<T>(a, problem.centre, width, spacing);
  problem.b = buildGridSide<T>(b, problem.centre, width, spacing);
  return solveAll(std::move(solution));
}

namespace {

/// Logarithms of the weights of one image, and of its scaling.
struct Marginal {
  Vector image, scaling, spread; ///< spread: the kernel of the other scaling
};

} // namespace

/// Image number k of an array of images.
template <class T> static In<T> imageOf(const In<T> &images, std::int64_t k) {
  kop_view view = images.view();
  view.data = static_cast<T *>(view.data) + k * view.strides[0];
  --view.rank;
  for (int axis = 0; axis < view.rank; ++axis) {
    view.extents[axis] = view.extents[axis + 1];
    view.strides[axis] = view.strides[axis + 1];
  }
  return In<T>(view);
}

template <class T>
GridBarycentre<T>
ot::gridBarycentre(const In<T> &images, const std::vector<double> &weights,
                   double spacing, const GridBarycentreOptions &options) {
  const kop_view view = images.view();
  if (view.rank != 3 && view.rank != 4)
    fail(ErrorCode::Shape, "images",
         "the shape must be (K, H, W) or (K, D, H, W), not of " +
             std::to_string(view.rank) + " axes");
  checkShares(weights, view.extents[0], "images");
  Options shared;
  shared.blur = options.blur;
  shared.tolerance = options.tolerance;
  shared.iterations = options.iterations;
  checkOptions(shared);
  std::vector<Marginal> marginals;
  Cloud<T> cells;
  for (std::int64_t k = 0; k < view.extents[0]; ++k) {
    const GridSamples grid = readGrid(imageOf(images, k), spacing, "images");
    if (k == 0)
      cells = buildGridSide<T>(grid,
                               std::vector<double>(grid.samples.dimension, 0.0),
                               grid.samples.dimension, spacing)
                  .levels.front();
    Marginal marginal;
    for (double weight : grid.samples.weights)
      marginal.image.push_back(std::log(weight / grid.samples.mass));
    marginal.scaling.assign(cells.size, 0.0);
    marginals.push_back(std::move(marginal));
  }
  const Passes<T> passes(powerCost(2), options.blur * options.blur,
                         options.threads);
  const std::size_t n = std::size_t(cells.size);
  Vector debias(n, 0.0), barycentre(n), before(n, 0.0), spread;
  GridBarycentre<T> result;
  for (; result.iterations < options.iterations; ++result.iterations) {
    barycentre = debias;
    for (std::size_t k = 0; k < marginals.size(); ++k) {
      Marginal &marginal = marginals[k];
      passes.logSum(cells, cells, marginal.scaling, spread);
      for (std::size_t i = 0; i < n; ++i)
        spread[i] = marginal.image[i] - spread[i];
      passes.logSum(cells, cells, spread, marginal.spread);
      for (std::size_t i = 0; i < n; ++i)
        barycentre[i] += weights[k] * marginal.spread[i];
    }
    for (Marginal &marginal : marginals)
      for (std::size_t i = 0; i < n; ++i)
        marginal.scaling[i] = barycentre[i] - marginal.spread[i];
    passes.logSum(cells, cells, debias, spread);
    double change = 0;
    for (std::size_t i = 0; i < n; ++i) {
      debias[i] = (debias[i] + barycentre[i] - spread[i]) / 2;
      change += std::abs(std::exp(barycentre[i]) - before[i]);
      before[i] = std::exp(barycentre[i]);
    }
    if (change <= options.tolerance) {
      result.status = Status::Converged;
      break;
    }
  }
  double mass = 0;
  for (double value : before)
    mass += value;
  for (double value : before)
    result.weights.push_back(T(value / mass));
  return result;
}

#define INSTANTIATE(T)                                                         \
  template Result<T> ot::solveGrid(const In<T> &, const In<T> &, double,       \
                                   const Options &);                           \
  template GridBarycentre<T> ot::gridBarycentre(                               \
      const In<T> &, const std::vector<double> &, double,                      \
      const GridBarycentreOptions &);
INSTANTIATE(float)
INSTANTIATE(double)
