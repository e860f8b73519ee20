//===- WideSumsTest.cpp - Sums of many components -------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Gradients of networks in their weights, and other sums of outer products,
// against the interpreter: of widths that are registers, unrolled in memory,
// and loops, in every instruction set.
//
//===----------------------------------------------------------------------===//

#include "tests/execution/Call.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

using namespace kop::test;

namespace {

const char *const formulas = R"(
module w;
formula net(x[i]: vec(3), y[j]: vec(3), W: mat(H, 3), c: vec(H), V: mat(H, H), d: vec(H), u: vec(H)) {
  let h = tanh(W @ (x[i] - y[j]) + c);
  a[i] = sum[j] dot(u, tanh(V @ h + d));
}
formula weights = vjp(net; W, c, V, d, u);
formula lines(x[i]: vec(3), y[j]: vec(3), f[j]: vec(5), W: mat(H, 8), c: vec(H), V: mat(H, H)) {
  a[i] = sum[j] V @ relu(W @ [y[j] - x[i], f[j]] + c);
}
formula of_lines = vjp(lines; W, c, V, f);
formula products(x[i]: vec(A), y[j]: vec(B), s[j]) {
  a[i] = sum[j] outer(exp(x[i]), y[j]);
  b[i] = sum[j : s[j] > 0] outer(y[j], x[i] * s[j]);
  c[i] = softmax[j](s[j]; outer(x[i] + s[j], y[j]));
  d[i] = sum[j] einsum("ab,c->abc", outer(x[i], sin(y[j])), y[j]);
  e[i] = sum[j] outer(exp(x[i] * s[j]), exp(x[i] * s[j]));
}
export weights(H = 5), weights(H = 8), weights(H = 12), weights(H = 20),
       of_lines(H = 8), of_lines(H = 18), products(A = 2, B = 3),
       products(A = 8, B = 8), products(A = 3, B = 17): f64;
export products(A = 4, B = 9) as exact: f64 accumulate kahan;
)";

/// Every result is as near as its terms allow.
std::string check(const Function &function, int64_t rows) {
  const Extents extents = {{"i", rows}, {"j", 37}};
  Random random(rows);
  const std::vector<Array> inputs = randomInputs(function, extents, {}, random);
  std::vector<Array> expected;
  std::string wrong = runOracle(function, extents, inputs, expected);
  double largest = 1;
  for (const Array &array : expected)
    for (double value : array.reals)
      largest = std::max(largest, std::fabs(value));
  for (const std::string &cpu : instructionSets(function.formula)) {
    std::vector<Array> found;
    RunOptions options;
    options.cpu = cpu;
    wrong += runCompiled(function, extents, inputs, options, found);
    wrong += compare(function, expected, found,
                     [&](size_t, size_t, double) { return 1e-13 * largest; });
  }
  return wrong;
}

} // namespace

TEST(WideSums, AgreeWithTheInterpreter) {
  std::string error;
  const auto program = Program::compile(formulas, error);
  ASSERT_TRUE(program) << error;
  ASSERT_EQ(program->functions().size(), 10u);
  for (const Function &function : program->functions())
    for (int64_t rows : {1, 3, 41})
      EXPECT_EQ(check(function, rows), "") << function.name() << " " << rows;
}
