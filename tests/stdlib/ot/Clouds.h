//===- Clouds.h - Measures for the tests of transport -----------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_TESTS_STDLIB_OT_CLOUDS_H
#define KOP_TESTS_STDLIB_OT_CLOUDS_H

#include "Tables.h"

#include "kop/error.h"
#include "kop/ot.h"

#include <cstdint>
#include <functional>
#include <random>
#include <string>
#include <vector>

namespace clouds {

/// A measure that owns its arrays.
template <class T> struct Cloud {
  std::vector<T> points, weights;
  std::int64_t dimension = 2;

  std::int64_t size() const { return std::int64_t(points.size()) / dimension; }
  kop::In<T> view() const {
    return kop::In<T>(points.data(), size(), dimension);
  }
  operator kop::ot::Measure<T>() const {
    if (weights.empty())
      return {view()};
    return {view(), kop::In<T>(weights)};
  }
};

template <class T>
Cloud<T> make(const std::vector<double> &points,
              const std::vector<double> &weights, std::int64_t dimension = 2) {
  return {{points.begin(), points.end()},
          {weights.begin(), weights.end()},
          dimension};
}

/// Uniform in a cube of this edge, with random weights or none.
template <class T>
Cloud<T> uniform(std::int64_t n, std::int64_t dimension, int seed,
                 bool weighted = false, double edge = 1, double shift = 0) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> number;
  Cloud<T> cloud;
  cloud.dimension = dimension;
  for (std::int64_t k = 0; k < n * dimension; ++k)
    cloud.points.push_back(T(shift + edge * number(random)));
  double sum = 0;
  for (std::int64_t k = 0; weighted && k < n; ++k) {
    cloud.weights.push_back(T(0.2 + number(random)));
    sum += double(cloud.weights.back());
  }
  for (T &weight : cloud.weights)
    weight = T(double(weight) / sum);
  return cloud;
}

/// The measures of a table case.
template <class T> Cloud<T> tableA(const tables::Case &test) {
  return make<T>(tables::x, test.weights.a);
}
template <class T> Cloud<T> tableB(const tables::Case &test) {
  Cloud<T> cloud = make<T>(tables::y, test.weights.b);
  for (T &weight : cloud.weights)
    weight = T(double(weight) * test.massB);
  return cloud;
}

inline kop::ot::Options optionsOf(const tables::Case &test, double tolerance) {
  kop::ot::Options options;
  options.p = test.p;
  options.blur = std::pow(test.epsilon, 1 / test.p);
  options.reach = std::pow(test.rho, 1 / test.p);
  options.tolerance = tolerance;
  options.marginalTolerance = tolerance;
  return options;
}

/// The message of the error that the action must end with.
inline std::string errorOf(const std::function<void()> &action) {
  try {
    action();
  } catch (const kop::Error &error) {
    return error.what();
  }
  return "no error";
}

} // namespace clouds

#endif // KOP_TESTS_STDLIB_OT_CLOUDS_H
