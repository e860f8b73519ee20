//===- FewRowsTest.cpp - Few rows and many columns ------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// With few rows lanes go over columns, which are read where the caller has
// them: whole vectors where they lie one behind the other, records that are
// transposed, or elements that are gathered. Memory in front of and behind the
// arrays cannot be touched. The numbers of columns leave rests of every size.
//
//===----------------------------------------------------------------------===//

#include "tests/execution/Call.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace kop;
using namespace kop::test;

namespace {

const char *const formulas = R"(
module f;
formula gaussian(x[i]: vec(D), y[j]: vec(D), b[j], s) {
  a[i] = sum[j] exp(-sqdist(x[i], y[j]) / s^2) * b[j];
}
formula nearest(x[i]: vec(D), y[j]: vec(D)) {
  n[i] = argmin[j] sqdist(x[i], y[j]);
  m[i] = min[j] sqdist(x[i], y[j]);
}
formula lists(x[i]: vec(D), y[j]: vec(D)) {
  d[i, k], n[i, k] = kmin[j; 3] sqdist(x[i], y[j]);
}
/// Scores that move, weights, a filter, and what follows the reductions.
formula soft(x[i]: vec(D), y[j]: vec(D), w[j]: vec(E), h[j], u[j]: bool, s) {
  l[i] = s * logsumexp[j : u[j]](20 * dot(x[i], y[j]) + h[j]) + x[i][0];
  v[i] = softmax[j](dot(x[i], y[j]) - h[j]; w[j]);
  c[i] = count[j](h[j] < x[i][0]);
}
/// What packs make of columns: matrices, halves, gathers, a parameter's share.
formula maps(x[i]: vec(3), y[j]: vec(3), r[j]: mat(2, 3), p[j]: index(t), q[t]: vec(2)) {
  a[i] = sum[j] (r[j] @ x[i]) * q[p[j]] / (1 + sqnorm(normalize(y[j]) - x[i]));
}
formula pairs(x[i]: vec(2), y[j]: vec(2), b[j]) {
  k[i, j] = dot(x[i], y[j]) * exp(b[j]);
  s[i] = sum[j] k[i, j] * b[j];
}
formula self(q[i|j]: vec(4)) {
  f[i] = sum[j : j != i] (q[j] - q[i]) / (1 + sqdist(q[i], q[j]));
}
formula batches(x[s, i]: vec(2), y[s, j]: vec(2), b[j]) {
  a[s, i] = sum[j] b[j] * exp(-sqdist(x[s, i], y[s, j]));
}
export gaussian(D = 1) as g1, gaussian(D = 2) as g2, gaussian(D = 3) as g3,
       gaussian(D = 4) as g4, gaussian(D = 5) as g5, gaussian(D = 6) as g6,
       gaussian(D = 8) as g8, gaussian(D = 9) as g9, gaussian(D = 21) as g21,
       nearest(D = 3) as n3, nearest(D = 12) as n12, lists(D = 3) as l3,
       soft(D = 3, E = 1) as s1, soft(D = 2, E = 7) as s7,
       soft(D = 3, E = 20) as s20, maps, pairs, self, batches: f32;
export gaussian(D = 3) as d3, soft(D = 3, E = 2) as e2, self as selves: f64;
export gaussian(D = 3) as h3: f16;
export gaussian(D = 3) as h4: bf16;
export gaussian(D = 3) as k3: f32 accumulate kahan;
export gaussian(D = 3) as w3: f32 accumulate f64;
)";

const Program &program() {
  static const auto program = Program::compileOrThrow(formulas);
  return *program;
}

struct Sizes {
  int64_t rows, columns;
};
constexpr Sizes sizes[] = {{1, 0},     {1, 1},    {1, 15},  {2, 16},
                           {1, 17},    {3, 40},   {7, 95},  {5, 333},
                           {16, 1200}, {1, 5003}, {21, 64}, {4, 4100}};

class FewRows : public testing::TestWithParam<const char *> {};

TEST_P(FewRows, AgreeWithInterpreter) {
  const Function &function = *program().find(GetParam());
  Random random(7);
  size_t round = 0;
  for (Sizes size : sizes) {
    const bool isShared = std::string(GetParam()).substr(0, 3) == "sel";
    Extents extents = {
        {"i", size.rows}, {"j", size.columns}, {"s", 2}, {"t", 5}};
    if (isShared)
      extents["j"] = extents["i"] = std::min<int64_t>(size.columns, 19);
    // Distances that are compared are exact.
    const bool isSearch = std::string("nl").find(*GetParam()) < 2;
    const Range points = isSearch ? Range{-4, 4, 0.125} : Range{};
    const std::vector<Array> inputs =
        randomInputs(function, extents,
                     {{"s", {0.5, 2}}, {"x", points}, {"y", points}}, random);
    std::vector<Array> expected;
    ASSERT_EQ(runOracle(function, extents, inputs, expected), "");
    const double unit = unitRoundoff(function);
    // Errors grow with the columns of a block, and with cancellation.
    auto tolerance = [&](size_t output, size_t, double value) {
      const int32_t type = function.formula->outputs[output].type;
      return 200 * unit * (1 + std::fabs(value)) +
             20 * unit * double(size.columns) + storageError(type, value);
    };
    for (const std::string &cpu : instructionSets(function.formula))
      for (int turn = 0; turn < 2; ++turn, ++round) {
        RunOptions options;
        options.cpu = cpu;
        options.threads = 1 + int(round % 2);
        options.layout = allLayouts[round % std::size(allLayouts)];
        std::vector<Array> found;
        ASSERT_EQ(runCompiled(function, extents, inputs, options, found), "");
        EXPECT_EQ(compare(function, expected, found, tolerance), "")
            << cpu << ", " << name(options.layout) << ", " << size.rows
            << " by " << size.columns;
      }
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, FewRows,
    testing::Values("g1", "g2", "g3", "g4", "g5", "g6", "g8", "g9", "g21", "n3",
                    "n12", "l3", "s1", "s7", "s20", "maps", "pairs", "self",
                    "batches", "d3", "e2", "selves", "h3", "h4", "k3", "w3"),
    [](const auto &info) { return std::string(info.param); });

} // namespace
