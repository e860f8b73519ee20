//===- ExecutionTest.cpp - Sizes, dimensions, ranges, threads -------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The formulas that matter most, at every edge of rows, columns and components
// where a tile, a vector, a block or a segment ends.
//
//===----------------------------------------------------------------------===//

#include "tests/execution/Call.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

using namespace kop::test;

namespace {

const char *const formulas = R"(
module e;
formula gaussian(x[i]: vec(D), y[j]: vec(D), b[j]: vec(E), p) {
  a[i] = sum[j] exp(-sqdist(x[i], y[j]) / (2 * p^2)) * b[j];
}
formula density(x[i]: vec(D), y[j]: vec(D), p) {
  a[i] = logsumexp[j](-sqdist(x[i], y[j]) / (2 * p^2));
}
formula attention(x[i]: vec(D), y[j]: vec(D), b[j]: vec(E), p) {
  a[i] = softmax[j](p * dot(x[i], y[j]); b[j]);
}
formula nearest(x[i]: vec(D), y[j]: vec(D)) {
  n[i] = argmin[j] sqdist(x[i], y[j]);
  d[i] = min[j] sqdist(x[i], y[j]);
}
formula knn(x[i]: vec(D), y[j]: vec(D); K) {
  d[i, k], n[i, k] = kmin[j; K] sqdist(x[i], y[j]);
}
formula reach(x[i]: vec(D), y[j]: vec(D), p) {
  m[i] = max[j] x[i] * y[j];
  c[i] = count[j](dot(x[i], y[j]) > p);
  t[j] = sum[i] dot(x[i], y[j]);
  e[]  = sum[i, j] sqdist(x[i], y[j]);
}
formula masked(x[i]: vec(D), y[j]: vec(D), b[j]: vec(E), p, k[i, j]) {
  a[i] = sum[j : k[i, j] > 0] exp(-sqdist(x[i], y[j]) / (2 * p^2)) * b[j];
}
formula masked_nearest(x[i]: vec(D), y[j]: vec(D), k[i, j]) {
  n[i] = argmin[j : k[i, j] > 0] sqdist(x[i], y[j]);
  d[i] = min[j : k[i, j] > 0] sqdist(x[i], y[j]);
}
// Means divide by the pairs that are met; a product of a row and a column value
// is of the pair, too; outputs per pair are of all pairs.
formula spread(x[i]: vec(D), y[j]: vec(D)) {
  let d = dot(x[i], y[j]);
  a[i] = mean[j] d;
  b[i] = var[j] (x[i] - y[j]);
  c[]  = mean[i, j] d;
  e[]  = var[i, j] d;
  g[i] = mean[j : y[j][0] > 0] d;
  s[i] = sum[j] x[i][0] * y[j];
  t[j] = mean[i] y[j][0] * x[i][0];
  l[i] = logsumexp[j](x[i][0] + y[j][0]);
  K[i, j] = d;
}
formula masked_spread(x[i]: vec(D), y[j]: vec(D), k[i, j]) {
  let d = dot(x[i], y[j]);
  let m = k[i, j] > 0;
  a[i] = mean[j : m] d;
  b[i] = var[j : m] (x[i] - y[j]);
  c[]  = mean[i, j : m] d;
  e[]  = var[i, j : m] d;
  g[i] = mean[j : m && y[j][0] > 0] d;
  s[i] = sum[j : m] x[i][0] * y[j];
  t[j] = mean[i : m] y[j][0] * x[i][0];
  l[i] = logsumexp[j](select(m, x[i][0] + y[j][0], -inf));
  K[i, j] = d;
}
formula groups(x[i]: vec(D), label[i]: index(l), c[l]: vec(D)) {
  n[l]  = count[i](label[i] == l);
  m[l]  = sum[i : label[i] == l] x[i];
  a[l]  = mean[i : l == label[i]] x[i];
  lo[l] = min[i : label[i] == l] x[i];
  d[l]  = sum[i : x[i][0] > 0 && label[i] == l] sqdist(x[i], c[l]);
}
formula k_means(x[i]: vec(D), c[l]: vec(D)) {
  near[i] = argmin[l] sqdist(x[i], c[l]);
  n[l] = count[i](near[i] == l);
  m[l] = sum[i : near[i] == l] x[i];
}
formula within(x[i]: vec(D), y[j]: vec(D), p) {
  near[i] = collect[j : sqdist(x[i], y[j]) < p];
  met[j]  = collect[i : dot(x[i], y[j]) > 0];
}
formula masked_within(x[i]: vec(D), y[j]: vec(D), p, k[i, j]) {
  near[i] = collect[j : k[i, j] > 0 && sqdist(x[i], y[j]) < p];
  met[j]  = collect[i : k[i, j] > 0 && dot(x[i], y[j]) > 0];
}
formula batches(x[s, i]: vec(D), y[s, j]: vec(D), b[s, j]) {
  a[s, i] = sum[j] exp(-sqdist(x[s, i], y[s, j])) * b[s, j];
  n[s, i] = argmin[j] sqdist(x[s, i], y[s, j]);
}
)";

/// Inputs on a grid, so that distances are exact and ties happen; p apart.
std::map<std::string, Range> ranges() {
  return {{"x", {-1, 1, 1.0 / 16}},
          {"y", {-1, 1, 1.0 / 16}},
          {"b", {-1, 1}},
          {"p", {0.5, 1}}};
}

/// Terms are at most 1 or, for distances, 4D; see docs/Semantics.md.
Tolerance toleranceOf(const Function &function, const Extents &extents) {
  double components = 1;
  for (int64_t d : function.instance->inputs[0].type.shape)
    components *= double(d);
  const double terms =
      double(std::max({extents.at("i"), extents.at("j"), int64_t(1)}));
  const double u = unitRoundoff(function);
  return [=](size_t, size_t, double expected) {
    return (16 * components + 64) * u *
           (4 * terms * (terms < 2000 ? 1 : 0.1) + std::abs(expected));
  };
}

/// Runs a function in every instruction set; empty, or the first failure.
std::string checkCall(const Function &function, const Extents &extents,
                      Random &random, Layout layout = Layout::Contiguous) {
  const std::vector<Array> inputs =
      randomInputs(function, extents, ranges(), random);
  std::vector<Array> expected;
  std::string wrong = runOracle(function, extents, inputs, expected);
  for (const std::string &cpu : instructionSets(function.formula)) {
    if (!wrong.empty())
      break;
    RunOptions options;
    options.cpu = cpu;
    options.layout = layout;
    std::vector<Array> found;
    wrong = runCompiled(function, extents, inputs, options, found);
    if (wrong.empty())
      wrong =
          compare(function, expected, found, toleranceOf(function, extents));
    if (!wrong.empty())
      wrong = function.name() + " " + cpu + " " + name(layout) +
              " i=" + std::to_string(extents.at("i")) +
              " j=" + std::to_string(extents.at("j")) + "\n" + wrong;
  }
  return wrong;
}

std::unique_ptr<Program> compile(const std::string &exports) {
  std::string error;
  auto program = Program::compile(formulas + exports, error);
  EXPECT_TRUE(program) << error;
  return program;
}

constexpr const char *three = R"(
export gaussian(D = 3, E = 1), density(D = 3), attention(D = 3, E = 2),
       nearest(D = 3), knn(D = 3, K = 10), reach(D = 3), within(D = 3): f32;
)";

TEST(Execution, EveryNumberOfRows) {
  const auto program = compile(three);
  ASSERT_TRUE(program);
  Random random(1);
  for (const Function &function : program->functions())
    for (int64_t rows :
         {0,  1,  2,  3,  4,  7,  8,  9,   15,  16,  17,  31,  32,  33, 47,
          48, 49, 63, 64, 65, 95, 96, 127, 128, 129, 191, 193, 255, 257})
      EXPECT_EQ(checkCall(function, {{"i", rows}, {"j", 21}}, random), "");
}

TEST(Execution, EveryNumberOfColumns) {
  const auto program = compile(three);
  ASSERT_TRUE(program);
  Random random(2);
  for (const Function &function : program->functions())
    for (int64_t columns :
         {0,  1,  2,  3,  4,   5,   7,   8,   9,   15,  16,  17,  31,
          33, 63, 64, 65, 127, 128, 129, 255, 256, 257, 511, 513, 1000})
      for (int64_t rows : {1, 5, 33})
        EXPECT_EQ(checkCall(function, {{"i", rows}, {"j", columns}}, random),
                  "");
}

TEST(Execution, FewRowsManyColumns) {
  const auto program = compile(three);
  ASSERT_TRUE(program);
  Random random(3);
  for (const Function &function : program->functions())
    for (auto [rows, columns] : {std::pair<int64_t, int64_t>{1, 20001},
                                 {2, 8192},
                                 {17, 3000},
                                 {3000, 17}})
      EXPECT_EQ(checkCall(function, {{"i", rows}, {"j", columns}}, random), "");
}

TEST(Execution, EveryLayout) {
  const auto program = compile(three);
  ASSERT_TRUE(program);
  Random random(4);
  for (const Function &function : program->functions())
    for (Layout layout : allLayouts)
      EXPECT_EQ(checkCall(function, {{"i", 70}, {"j", 67}}, random, layout),
                "");
}

TEST(Execution, EveryDimension) {
  std::string exports;
  for (int dimension : {1, 2, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 64, 100, 128,
                        129, 300, 1000}) {
    const std::string d = "(D = " + std::to_string(dimension);
    for (std::string item : {"gaussian" + d + ", E = 1)", "nearest" + d + ")",
                             "attention" + d + ", E = 3)"})
      exports += "export " + item + " as " + item.substr(0, item.find('(')) +
                 std::to_string(dimension) + ": f32;\n";
  }
  for (int width : {2, 3, 8, 17, 64, 200})
    exports += "export gaussian(D = 2, E = " + std::to_string(width) +
               ") as wide" + std::to_string(width) + ": f32;\n";
  const auto program = compile(exports);
  ASSERT_TRUE(program);
  Random random(5);
  for (const Function &function : program->functions())
    for (int64_t rows : {3, 37})
      EXPECT_EQ(checkCall(function, {{"i", rows}, {"j", 29}}, random), "");
}

TEST(Execution, EveryFormat) {
  const auto program = compile(R"(
export gaussian(D = 3, E = 1) as g64, nearest(D = 3) as n64,
       knn(D = 3, K = 3) as k64, density(D = 3) as l64: f64 index i64;
export nearest(D = 3) as n3264, knn(D = 3, K = 3) as k3264: f32 index i64;
export gaussian(D = 3, E = 1) as gacc, density(D = 3) as lacc,
       reach(D = 3) as racc: f32 accumulate f64;
export within(D = 2) as w64: f64 index i64;
export within(D = 1) as w3264: f32 index i64;
export reach(D = 2) as r64: f64;
)");
  ASSERT_TRUE(program);
  Random random(6);
  for (const Function &function : program->functions())
    for (auto [rows, columns] :
         {std::pair<int64_t, int64_t>{70, 300}, {1, 5000}, {129, 7}})
      EXPECT_EQ(checkCall(function, {{"i", rows}, {"j", columns}}, random), "");
}

TEST(Execution, Batches) {
  const auto program = compile("export batches(D = 2): f32;\n");
  ASSERT_TRUE(program);
  Random random(7);
  for (int64_t batches : {0, 1, 2, 7})
    for (auto [rows, columns] :
         {std::pair<int64_t, int64_t>{33, 20}, {1, 300}, {70, 1}, {5, 0}})
      EXPECT_EQ(checkCall(program->functions()[0],
                          {{"s", batches}, {"i", rows}, {"j", columns}},
                          random),
                "");
}

/// Random blocks of rows with intervals of columns; some of both are empty.
struct RandomRanges {
  RandomRanges(int64_t n, int64_t m, Random &random) : mask(n * m) {
    for (int64_t begin = 0; begin < n;) {
      const int64_t end = std::min<int64_t>(n, begin + random() % 40);
      if (random() % 5 != 0) {
        rows.insert(rows.end(), {begin, end});
        for (int64_t c = 0; c < m && random() % 4 != 0;) {
          const int64_t first = std::min<int64_t>(m, c + random() % 20),
                        last = std::min<int64_t>(m, first + random() % 50);
          intervals.insert(intervals.end(), {first, last});
          for (int64_t i = begin; i < end; ++i)
            for (int64_t j = first; j < last; ++j)
              mask[i * m + j] = 1;
          c = last;
        }
        offsets.push_back(intervals.size() / 2);
      }
      begin = std::max(end, begin + 1);
    }
  }

  kop_ranges view() const {
    return {static_cast<int64_t>(rows.size() / 2), rows.data(), offsets.data(),
            intervals.data(), 0};
  }

  std::vector<int64_t> rows, offsets = {0}, intervals;
  std::vector<double> mask;
};

TEST(Execution, Ranges) {
  const auto program = compile(R"(
export gaussian(D = 2, E = 2), masked(D = 2, E = 2),
       within(D = 2), masked_within(D = 2), nearest(D = 2), masked_nearest(D = 2),
       spread(D = 2), masked_spread(D = 2): f32;
)");
  ASSERT_TRUE(program);
  Random random(8);
  for (const auto &[plain, masked] : {std::pair{"gaussian", "masked"},
                                      {"nearest", "masked_nearest"},
                                      {"within", "masked_within"},
                                      {"spread", "masked_spread"}})
    for (int repeat = 0; repeat < 20; ++repeat) {
      const Function &function = *program->find(plain);
      const Extents extents = {{"i", int64_t(1 + random() % 200)},
                               {"j", int64_t(1 + random() % 150)}};
      const RandomRanges blocks(extents.at("i"), extents.at("j"), random);
      std::vector<Array> inputs =
          randomInputs(function, extents, ranges(), random);
      std::vector<Array> maskedInputs = inputs, expected;
      maskedInputs.push_back(
          {{extents.at("i"), extents.at("j")}, blocks.mask, {}, {}});
      ASSERT_EQ(
          runOracle(*program->find(masked), extents, maskedInputs, expected),
          "");
      const kop_ranges view = blocks.view();
      for (const std::string &cpu : instructionSets(function.formula)) {
        RunOptions options;
        options.cpu = cpu;
        options.threads = 1 + repeat % 2;
        options.ranges = &view;
        std::vector<Array> found;
        ASSERT_EQ(runCompiled(function, extents, inputs, options, found), "");
        EXPECT_EQ(
            compare(function, expected, found, toleranceOf(function, extents)),
            "")
            << plain << " " << cpu << " i=" << extents.at("i")
            << " j=" << extents.at("j");
      }
    }
}

/// Few rows meet every pair, many meet the columns of their label; a label of
/// many columns is cut into segments.
TEST(Execution, Groups) {
  const auto program = compile(R"(
export groups(D = 3) as groups3, k_means(D = 2) as k_means2: f32;
export groups(D = 1) as groups64, k_means(D = 20) as k_means64: f64 index i64;
)");
  ASSERT_TRUE(program);
  Random random(10);
  for (const Function &function : program->functions())
    for (auto [columns, rows] : {std::pair<int64_t, int64_t>{300, 7},
                                 {0, 70},
                                 {1, 70},
                                 {500, 65},
                                 {300, 500},
                                 {5000, 66}}) {
      const Extents extents = {{"i", columns}, {"l", rows}, {"j", rows}};
      EXPECT_EQ(checkCall(function, extents, random, Layout::Reversed), "");
      std::vector<Array> inputs =
          randomInputs(function, extents, ranges(), random);
      // Most columns have one label, the fourth.
      for (size_t n = 0; n < inputs[1].integers.size(); ++n)
        if (n % 5)
          inputs[1].integers[n] = 3;
      std::vector<Array> expected, first, found;
      ASSERT_EQ(runOracle(function, extents, inputs, expected), "");
      for (int threads : {1, 2, 3}) {
        RunOptions options;
        options.threads = threads;
        ASSERT_EQ(runCompiled(function, extents, inputs, options, found), "");
        EXPECT_EQ(
            compare(function, expected, found, toleranceOf(function, extents)),
            "");
        if (first.empty())
          first = found;
        // Bit by bit: NaN, too.
        for (size_t n = 0; n < found.size(); ++n)
          EXPECT_EQ(std::memcmp(found[n].reals.data(), first[n].reals.data(),
                                found[n].reals.size() * sizeof(double)),
                    0)
              << function.name() << " " << threads << " threads";
      }
    }
}

TEST(Execution, ThreadsDoNotChangeResults) {
  const auto program = compile(three);
  ASSERT_TRUE(program);
  Random random(9);
  for (const Function &function : program->functions())
    for (auto [rows, columns] :
         {std::pair<int64_t, int64_t>{1000, 300}, {3, 20000}, {188, 1500}}) {
      const Extents extents = {{"i", rows}, {"j", columns}};
      // Blocks that are cut into tasks, which may leave few rows at the end.
      std::vector<int64_t> blockRows, offsets = {0}, intervals;
      for (int64_t row = 0; row < rows; row += 100) {
        blockRows.insert(blockRows.end(), {row, std::min(row + 100, rows)});
        intervals.insert(intervals.end(),
                         {0, columns / 3, columns / 2, columns});
        offsets.push_back(int64_t(intervals.size()) / 2);
      }
      const kop_ranges blocks = {int64_t(offsets.size()) - 1, blockRows.data(),
                                 offsets.data(), intervals.data(), 0};
      const std::vector<Array> inputs =
          randomInputs(function, extents, ranges(), random);
      for (const kop_ranges *pairs :
           {static_cast<const kop_ranges *>(nullptr), &blocks}) {
        std::vector<Array> first;
        for (int threads : {1, 2, 3, 0}) {
          RunOptions options;
          options.threads = threads;
          options.ranges = pairs;
          std::vector<Array> found;
          ASSERT_EQ(runCompiled(function, extents, inputs, options, found), "");
          if (first.empty())
            first = found;
          for (size_t n = 0; n < found.size(); ++n) {
            EXPECT_EQ(found[n].reals, first[n].reals) << function.name();
            EXPECT_EQ(found[n].integers, first[n].integers) << function.name();
            EXPECT_EQ(found[n].entries, first[n].entries) << function.name();
          }
        }
      }
    }
}

} // namespace
