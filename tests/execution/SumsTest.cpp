//===- SumsTest.cpp - How near long sums are ------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The error of a sum does not grow with the number of terms, in every reduction
// that adds, whatever the number of threads: it is that of a block of columns
// or, with `accumulate kahan` and `accumulate f64`, that of one term.
//
//===----------------------------------------------------------------------===//

#include "tests/execution/Call.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

using namespace kop::test;

namespace {

// x is exact, so that only sums round; every reduction in f32 has terms of one
// sign, whose rounding errors have one, too.
const char *const formulas = R"(
module s;
formula sums(x[i], y[j], l[j]: index(i)) {
  a[i] = sum[j] y[j];
  b[i] = sum[j : y[j] > x[i]] y[j];
  c[i] = mean[j] [y[j], 2 * y[j]];
  d[i] = logsumexp[j](x[i] * 0 + y[j]);
  f[i] = logsumexp[j](x[i] * 0, y[j]);
  g[i] = softmax[j](x[i] * 0; y[j]);
  h[i] = sum[j : l[j] == i] y[j];
  e[]  = sum[i, j] y[j];
  v[i] = var[j] y[j];
}
formula wide(x[i], y[j], w: vec(40)) {
  a[i] = sum[j] y[j] * w;
  g[i] = softmax[j](x[i] * 0; y[j] * w);
}
formula largest(x[i], y[j]) { a[i] = sum[j] max(x[i], y[j]); }
formula infinite(x[i], y[j]) {
  a[i] = sum[j] select(j == 7, x[i], y[j]);
  b[i] = softmax[j](0 * y[j]; select(j == 7, x[i], y[j]));
}
export sums as plain, largest: f32;
export sums as kahan, wide as wide_kahan, infinite: f32 accumulate kahan;
export sums as wider, wide as wide_double: f32 accumulate f64;
export sums as kahan_f64: f64 accumulate kahan;
)";

const Program &program() {
  static const auto program = Program::compileOrThrow(formulas);
  return *program;
}

Array rows(std::vector<double> values) {
  Array array;
  array.extents = {int64_t(values.size())};
  array.reals = std::move(values);
  return array;
}

/// Numbers around 1/10, in the format of the formula, or all the same one: then
/// additions go wrong in one direction.
std::vector<Array> inputsOf(const Function &function, const Extents &extents,
                            bool equal) {
  Random random(7);
  const double low = equal ? 0.1 : 0.09, high = equal ? 0.1 : 0.11;
  return randomInputs(function, extents,
                      {{"y", {low, high}}, {"x", {low, high}}}, random,
                      /*gatherNone=*/false);
}

class Sums : public testing::TestWithParam<const char *> {};

/// The columns of a block, which are added with one rounding each.
constexpr double blockLength = 256;

/// Three roundings: of the term, of the sum, of what follows; a variance and an
/// exponential have more.
TEST_P(Sums, ErrorDoesNotGrow) {
  const Function &function = *program().find(GetParam());
  const double u = unitRoundoff(function);
  const bool blocks = function.name() == "plain";
  for (int64_t m : {1000, 30000, 1000000}) {
    const Extents extents{{"i", 3}, {"j", m}};
    const std::vector<Array> inputs = inputsOf(function, extents, blocks);
    std::vector<Array> expected;
    ASSERT_EQ(runOracle(function, extents, inputs, expected), "");
    for (const std::string &cpu : instructionSets(function.formula)) {
      std::vector<Array> first;
      for (int threads : {1, 2}) {
        RunOptions options;
        options.cpu = cpu;
        options.threads = threads;
        std::vector<Array> found;
        ASSERT_EQ(runCompiled(function, extents, inputs, options, found), "");
        const std::string wrong =
            compare(function, expected, found,
                    [&](size_t output, size_t, double value) {
                      const std::string name =
                          function.formula->outputs[output].name;
                      const double units =
                          (name == "v" ? 8 : 3) + (blocks ? blockLength : 0);
                      return units * u * std::max(std::abs(value), 1e-3);
                    });
        EXPECT_EQ(wrong, "") << cpu << " m=" << m << " threads=" << threads;
        if (threads == 1)
          first = found;
        for (size_t n = 0; n < found.size(); ++n)
          EXPECT_TRUE(found[n].reals.empty() ||
                      !std::memcmp(found[n].reals.data(), first[n].reals.data(),
                                   found[n].reals.size() * sizeof(double)))
              << cpu << " output " << n << " depends on the threads";
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, Sums,
                         testing::Values("plain", "kahan", "wider", "kahan_f64",
                                         "wide_kahan", "wide_double"),
                         [](const auto &info) { return info.param; });

/// So many rows that the columns of a row are not cut into segments: 1172
/// blocks are added one after the other, and all of them err in the same
/// direction. A block, 256 times 0.3, is 3 units off; a plain sum of the blocks
/// would be 97 units off.
TEST(SumsOfBlocks, ErrorIsThatOfABlock) {
  const Function &function = *program().find("largest");
  const int64_t n = 4096, m = 300000;
  const Extents extents{{"i", n}, {"j", m}};
  const std::vector<Array> inputs = {rows(std::vector<double>(n, 0)),
                                     rows(std::vector<double>(m, 0.3f))};
  const double expected = double(0.3f) * double(m);
  for (const std::string &cpu : instructionSets(function.formula)) {
    RunOptions options;
    options.cpu = cpu;
    std::vector<Array> found;
    ASSERT_EQ(runCompiled(function, extents, inputs, options, found), "");
    for (double value : found[0].reals)
      ASSERT_NEAR(value, expected, 8 * 0x1p-24 * expected) << cpu;
  }
}

/// What a compensation makes of an infinite sum must not show.
TEST(CompensatedSums, Infinities) {
  const Function &function = *program().find("infinite");
  const double inf = INFINITY;
  for (int64_t m : {9, 1000, 100000}) {
    const Extents extents{{"i", 4}, {"j", m}};
    const std::vector<Array> inputs = {rows({inf, -inf, NAN, 3}),
                                       rows(std::vector<double>(m, 0.5))};
    for (const std::string &cpu : instructionSets(function.formula)) {
      RunOptions options;
      options.cpu = cpu;
      std::vector<Array> found;
      ASSERT_EQ(runCompiled(function, extents, inputs, options, found), "");
      for (const Array &result : found) {
        EXPECT_EQ(result.reals[0], inf) << cpu;
        EXPECT_EQ(result.reals[1], -inf) << cpu;
        EXPECT_TRUE(std::isnan(result.reals[2])) << cpu;
      }
      EXPECT_EQ(found[0].reals[3], 0.5 * double(m - 1) + 3) << cpu;
    }
  }
}

} // namespace
