//===- NearestTest.cpp - Nearest columns in every order -------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// argmin and kmin of distances list groups of columns and decide later. Columns
// that come nearer, go away, lie at one place or are no numbers meet every way
// through that list. Coordinates are multiples of 1/8: distances are exact and
// often equal, and the first of equals has to win.
//
//===----------------------------------------------------------------------===//

#include "tests/execution/Call.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

using namespace kop::test;

namespace {

const char *const formulas = R"(
module s;
formula nearest(x[i]: vec(D), y[j]: vec(D)) {
  n[i] = argmin[j] sqdist(x[i], y[j]);
  d[i, k], m[i, k] = kmin[j; 11] sqdist(x[i], y[j]);
}
formula lists(x[i]: vec(D), y[j]: vec(D)) {
  d[i, k], m[i, k] = kmin[j; 3] sqdist(x[i], y[j]);
}
formula one(x[i]: vec(D), y[j]: vec(D)) {
  n[i] = argmin[j] sqdist(x[i], y[j]);
}
export nearest(D = 3) as nearest_f32, lists(D = 20) as lists_f32,
       one(D = 2) as one_f32: f32;
export nearest(D = 3) as nearest_f64, one(D = 11) as one_f64: f64 index i64;
)";

const Program &program() {
  static const auto program = Program::compileOrThrow(formulas);
  return *program;
}

enum class Order { Random, Nearer, Farther, BlocksNearer, Equal, Special };
constexpr Order orders[] = {Order::Random,       Order::Nearer, Order::Farther,
                            Order::BlocksNearer, Order::Equal,  Order::Special};

double coordinate(Random &random) {
  return (double(random() % 65) - 32) / 8; // -4 to 4
}

std::vector<double> points(int64_t count, int64_t d, Random &random) {
  std::vector<double> values(count * d);
  for (double &value : values)
    value = coordinate(random);
  return values;
}

/// Columns by their distance from the origin, near which the rows lie.
void sortByNorm(std::vector<double> &y, int64_t d, bool nearestFirst) {
  std::vector<std::vector<double>> sorted;
  for (size_t j = 0; j < y.size(); j += d)
    sorted.emplace_back(y.begin() + j, y.begin() + j + d);
  auto norm = [](const std::vector<double> &point) {
    double sum = 0;
    for (double value : point)
      sum += value * value;
    return sum;
  };
  std::stable_sort(
      sorted.begin(), sorted.end(), [&](const auto &a, const auto &b) {
        return nearestFirst ? norm(a) < norm(b) : norm(b) < norm(a);
      });
  y.clear();
  for (const auto &point : sorted)
    y.insert(y.end(), point.begin(), point.end());
}

std::vector<double> columns(Order order, int64_t m, int64_t d, Random &random) {
  std::vector<double> y = points(m, d, random);
  switch (order) {
  case Order::Random:
    break;
  case Order::Nearer:
  case Order::Farther:
    sortByNorm(y, d, order == Order::Farther);
    break;
  case Order::BlocksNearer:
    // Nearer from block to block, farther inside each.
    sortByNorm(y, d, false);
    for (int64_t first = 0; first + 256 <= m; first += 256)
      for (int64_t n = 0; n < 128; ++n)
        std::swap_ranges(y.begin() + (first + n) * d,
                         y.begin() + (first + n + 1) * d,
                         y.begin() + (first + 255 - n) * d);
    break;
  case Order::Equal:
    std::fill(y.begin(), y.end(), 0.5);
    break;
  case Order::Special:
    for (int64_t n = 0; n < m * d / 6; ++n) {
      constexpr double none[] = {NAN, INFINITY, -INFINITY};
      y[random() % uint64_t(m * d)] = none[n % 3];
    }
    break;
  }
  return y;
}

struct Place {
  double distance = INFINITY;
  int64_t column = -1;
};

/// The nearest columns of a row, the first of equals in front.
std::vector<Place> nearest(const double *x, const std::vector<double> &y,
                           int64_t d, size_t k) {
  std::vector<Place> places;
  for (int64_t j = 0; j < int64_t(y.size()) / d; ++j) {
    double distance = 0;
    for (int64_t c = 0; c < d; ++c)
      distance += (x[c] - y[j * d + c]) * (x[c] - y[j * d + c]);
    if (distance < INFINITY)
      places.push_back({distance, j});
  }
  places.resize(std::max(places.size(), k));
  std::partial_sort(places.begin(), places.begin() + k, places.end(),
                    [](const Place &a, const Place &b) {
                      return a.distance != b.distance ? a.distance < b.distance
                                                      : a.column < b.column;
                    });
  places.resize(k);
  return places;
}

/// The outputs of the formula: arrays of distances, and of columns.
std::vector<Array> expectedOf(const Function &function, const Array &x,
                              const Array &y, int64_t d) {
  std::vector<Array> outputs(function.formula->n_outputs);
  for (int64_t i = 0; i < x.extents[0]; ++i)
    for (int32_t n = 0; n < function.formula->n_outputs; ++n) {
      const kop_operand &operand = function.formula->outputs[n];
      const bool isList = operand.n_axes == 2;
      const size_t k =
          isList
              ? size_t(function.formula->indices[operand.axes[1].index].extent)
              : 1;
      for (const Place &place : nearest(&x.reals[i * d], y.reals, d, k))
        if (std::string(operand.name) == "d")
          outputs[n].reals.push_back(place.distance);
        else
          outputs[n].integers.push_back(place.column);
    }
  return outputs;
}

Array array(std::vector<double> values, int64_t d) {
  Array result;
  result.extents = {int64_t(values.size()) / d};
  result.reals = std::move(values);
  return result;
}

struct Instance {
  const char *name;
  int64_t d;
};

class Nearest : public testing::TestWithParam<Instance> {};

TEST_P(Nearest, EveryOrderOfTheColumns) {
  const Function &function = *program().find(GetParam().name);
  const int64_t d = GetParam().d;
  Random random(11);
  for (Order order : orders)
    for (int64_t m : {0, 1, 7, 257, 1001, 4111})
      for (int64_t n : {3, 37, 131}) {
        if (m == 4111 && n == 131)
          continue;
        const std::vector<Array> inputs = {
            array(points(n, d, random), d),
            array(columns(order, m, d, random), d)};
        const std::vector<Array> expected =
            expectedOf(function, inputs[0], inputs[1], d);
        for (const std::string &cpu : instructionSets(function.formula))
          for (int threads : {1, 2}) {
            RunOptions options;
            options.cpu = cpu;
            options.threads = threads;
            std::vector<Array> found;
            ASSERT_EQ(runCompiled(function, {{"i", n}, {"j", m}}, inputs,
                                  options, found),
                      "");
            for (size_t k = 0; k < found.size(); ++k) {
              EXPECT_EQ(found[k].integers, expected[k].integers)
                  << cpu << " order " << int(order) << " n=" << n << " m=" << m
                  << " threads=" << threads << " output " << k;
              EXPECT_EQ(found[k].reals, expected[k].reals)
                  << cpu << " order " << int(order) << " n=" << n << " m=" << m
                  << " threads=" << threads << " output " << k;
            }
          }
      }
}

/// The columns of 37 rows each: intervals that end in the middle of a group,
/// and that are shorter than one.
TEST_P(Nearest, IntervalsOfColumns) {
  const Function &function = *program().find(GetParam().name);
  const int64_t d = GetParam().d, n = 131, m = 4000, block = 37;
  Random random(12);
  for (Order order : orders)
    for (int64_t longest : {5, 90, 700}) {
      const Array x = array(points(n, d, random), d);
      const Array y = array(columns(order, m, d, random), d);
      std::vector<Array> expected(function.formula->n_outputs);
      std::vector<int64_t> rows, offsets = {0}, intervals;
      for (int64_t begin = 0; begin < n; begin += block) {
        const int64_t end = std::min(n, begin + block);
        rows.insert(rows.end(), {begin, end});
        Array met = y;
        std::fill(met.reals.begin(), met.reals.end(), NAN);
        for (int64_t j = int64_t(random() % 50); j < m;
             j += int64_t(random() % 300)) {
          const int64_t first = j;
          j = std::min(m, j + 1 + int64_t(random() % uint64_t(longest)));
          intervals.insert(intervals.end(), {first, j});
          std::copy(y.reals.begin() + first * d, y.reals.begin() + j * d,
                    met.reals.begin() + first * d);
        }
        offsets.push_back(int64_t(intervals.size() / 2));
        const Array part =
            array({x.reals.begin() + begin * d, x.reals.begin() + end * d}, d);
        const std::vector<Array> more = expectedOf(function, part, met, d);
        for (size_t k = 0; k < more.size(); ++k) {
          expected[k].reals.insert(expected[k].reals.end(),
                                   more[k].reals.begin(), more[k].reals.end());
          expected[k].integers.insert(expected[k].integers.end(),
                                      more[k].integers.begin(),
                                      more[k].integers.end());
        }
      }
      kop_ranges ranges = {};
      ranges.n_blocks = int64_t(rows.size() / 2);
      ranges.rows = rows.data();
      ranges.offsets = offsets.data();
      ranges.intervals = intervals.data();
      for (const std::string &cpu : instructionSets(function.formula)) {
        RunOptions options;
        options.cpu = cpu;
        options.ranges = &ranges;
        std::vector<Array> found;
        ASSERT_EQ(
            runCompiled(function, {{"i", n}, {"j", m}}, {x, y}, options, found),
            "");
        for (size_t k = 0; k < found.size(); ++k) {
          EXPECT_EQ(found[k].integers, expected[k].integers)
              << cpu << " order " << int(order) << " longest " << longest;
          EXPECT_EQ(found[k].reals, expected[k].reals)
              << cpu << " order " << int(order) << " longest " << longest;
        }
      }
    }
}

INSTANTIATE_TEST_SUITE_P(
    All, Nearest,
    testing::Values(Instance{"nearest_f32", 3}, Instance{"lists_f32", 20},
                    Instance{"one_f32", 2}, Instance{"nearest_f64", 3},
                    Instance{"one_f64", 11}),
    [](const auto &info) { return std::string(info.param.name); });

} // namespace
