//===- HigherDerivativesTest.cpp - Derivatives of derivatives -------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The third derivatives of x^5 y in x, three ways.
//
//===----------------------------------------------------------------------===//

#include "tests/execution/Call.h"

#include <gtest/gtest.h>

using namespace kop::test;

namespace {

const char *const formulas = R"(
module h;
formula f(x[i], y[j]) { a[i] = sum[j] x[i]^5 * y[j]; }
formula forward = jvp(jvp(jvp(f; x); x); x);
formula backward = vjp(vjp(vjp(f; x); x); x);
formula mixed = jvp(vjp(jvp(f; x); x); x);
export forward, backward, mixed: f64;
)";

Array rows(std::vector<double> values) {
  Array array;
  array.extents = {int64_t(values.size())};
  array.reals = std::move(values);
  return array;
}

} // namespace

// Each takes x, y and three numbers per row, and multiplies by them.
TEST(HigherDerivatives, ThirdInOneVariable) {
  std::string error;
  const auto program = Program::compile(formulas, error);
  ASSERT_TRUE(program) << error;
  const std::vector<double> x = {-1, 0.5, 2}, u = {1, 2, -3}, v = {0.5, 1, 1},
                            w = {2, -1, 0.25};
  const Extents extents = {{"i", 3}, {"j", 2}};
  for (const Function &function : program->functions()) {
    std::vector<Array> found;
    ASSERT_EQ(runCompiled(function, extents,
                          {rows(x), rows({1, 2}), rows(u), rows(v), rows(w)},
                          {}, found),
              "")
        << function.name();
    for (size_t n = 0; n < x.size(); ++n)
      EXPECT_NEAR(found[0].reals[n], 3 * 60 * x[n] * x[n] * u[n] * v[n] * w[n],
                  1e-11)
          << function.name() << " row " << n;
  }
}
