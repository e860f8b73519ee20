//===- Line.cpp - Transport on a line, and along lines --------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Cloud.h"

#include "common/Fail.h"

#include "kop/ot/line.h"
#include "kop/parallel.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

using namespace kop;
using namespace kop::common;
using namespace kop::ot;
using namespace kop::ot::detail;

using Vector = std::vector<double>;

static void checkExponent(double p) {
  require(p >= 1 && std::isfinite(p), "p", "an exponent is 1 or more", p);
}

static std::vector<std::int64_t> sorted(const Vector &values) {
  std::vector<std::int64_t> order(values.size());
  std::iota(order.begin(), order.end(), std::int64_t(0));
  std::sort(order.begin(), order.end(), [&](std::int64_t i, std::int64_t j) {
    return values[i] != values[j] ? values[i] < values[j] : i < j;
  });
  return order;
}

/// The monotone plan: the mass that is left goes to the first place that is
/// left.
static LineTransport solveLine(const Vector &x, const Vector &a,
                               const Vector &y, const Vector &b, double p) {
  const std::vector<std::int64_t> rows = sorted(x), columns = sorted(y);
  LineTransport result;
  result.gradX.assign(x.size(), 0);
  result.gradY.assign(y.size(), 0);
  double leftA = a[rows[0]], leftB = b[columns[0]];
  for (std::size_t i = 0, j = 0; i < rows.size() && j < columns.size();) {
    const double mass = std::min(leftA, leftB);
    const double d = x[rows[i]] - y[columns[j]];
    result.value += mass * std::pow(std::abs(d), p) / p;
    const double slope =
        d == 0 ? 0 : std::copysign(std::pow(std::abs(d), p - 1), d);
    result.gradX[rows[i]] += mass * slope;
    result.gradY[columns[j]] -= mass * slope;
    leftA -= mass;
    leftB -= mass;
    if (leftA <= leftB) {
      if (++i < rows.size())
        leftA = a[rows[i]];
    } else if (++j < columns.size()) {
      leftB = b[columns[j]];
    }
  }
  return result;
}

template <class T>
LineTransport ot::lineTransport(const Measure<T> &measureA,
                                const Measure<T> &measureB, double p) {
  checkExponent(p);
  const Samples a = readSamples(measureA, "a", 1);
  Samples b = readSamples(measureB, "b", 1);
  if (a.dimension != 1)
    fail(ErrorCode::Shape, "a",
         "points on a line have 1 component, not " +
             std::to_string(a.dimension));
  checkSameDimension(a, b);
  matchMasses<T>(a, b);
  return solveLine(a.points, a.weights, b.points, b.weights, p);
}

/// Unit vectors, uniform on the sphere.
static Vector directionsOf(const SlicedOptions &options,
                           std::int64_t dimension) {
  std::mt19937_64 random(options.seed);
  std::normal_distribution<double> normal;
  Vector directions(options.directions * dimension);
  for (std::int64_t l = 0; l < options.directions; ++l) {
    double square = 0;
    for (std::int64_t k = 0; k < dimension; ++k) {
      double &value = directions[l * dimension + k];
      value = normal(random);
      square += value * value;
    }
    for (std::int64_t k = 0; k < dimension; ++k)
      directions[l * dimension + k] /= std::sqrt(square);
  }
  return directions;
}

static Vector project(const Samples &samples, const double *direction) {
  Vector result(samples.size);
  for (std::int64_t i = 0; i < samples.size; ++i)
    for (std::int64_t k = 0; k < samples.dimension; ++k)
      result[i] += samples.points[i * samples.dimension + k] * direction[k];
  return result;
}

/// Adds the gradients along the lines, in their order, so that sums are the
/// same for any number of threads.
static void addAlong(const Vector &gradient, const double *direction,
                     std::int64_t dimension, double scale, Vector &sum) {
  for (std::size_t i = 0; i < gradient.size(); ++i)
    for (std::int64_t k = 0; k < dimension; ++k)
      sum[i * dimension + k] += scale * gradient[i] * direction[k];
}

template <class T>
SlicedTransport<T> ot::slicedTransport(const Measure<T> &measureA,
                                       const Measure<T> &measureB,
                                       const SlicedOptions &options) {
  checkExponent(options.p);
  if (options.directions < 1)
    fail(ErrorCode::Argument, "directions",
         "one or more are needed, not " + std::to_string(options.directions));
  const Samples a = readSamples(measureA, "a", options.threads);
  Samples b = readSamples(measureB, "b", options.threads);
  checkSameDimension(a, b);
  matchMasses<T>(a, b);
  const std::int64_t d = a.dimension;
  const Vector directions = directionsOf(options, d);
  Vector gradX(a.size * d), gradY(b.size * d);
  double sum = 0, squares = 0;
  // A few lines at a time, so that memory does not grow with their number.
  constexpr std::int64_t atOnce = 16;
  for (std::int64_t first = 0; first < options.directions; first += atOnce) {
    const std::int64_t count = std::min(atOnce, options.directions - first);
    std::vector<LineTransport> lines(count);
    parallelFor(
        count, options.threads, [&](std::int64_t begin, std::int64_t end) {
          for (std::int64_t l = begin; l < end; ++l) {
            const double *direction = &directions[(first + l) * d];
            lines[l] = solveLine(project(a, direction), a.weights,
                                 project(b, direction), b.weights, options.p);
          }
        });
    for (std::int64_t l = 0; l < count; ++l) {
      const double *direction = &directions[(first + l) * d];
      const double scale = 1.0 / double(options.directions);
      addAlong(lines[l].gradX, direction, d, scale, gradX);
      addAlong(lines[l].gradY, direction, d, scale, gradY);
      sum += lines[l].value;
      squares += lines[l].value * lines[l].value;
    }
  }
  const double count = double(options.directions), mean = sum / count;
  SlicedTransport<T> result;
  result.value = mean;
  result.standardError =
      std::sqrt(std::max(squares / count - mean * mean, 0.0) / count);
  result.gradX.assign(gradX.begin(), gradX.end());
  result.gradY.assign(gradY.begin(), gradY.end());
  return result;
}

#define INSTANTIATE(T)                                                         \
  template LineTransport ot::lineTransport(const Measure<T> &,                 \
                                           const Measure<T> &, double);        \
  template SlicedTransport<T> ot::slicedTransport(                             \
      const Measure<T> &, const Measure<T> &, const SlicedOptions &);
INSTANTIATE(float)
INSTANTIATE(double)
