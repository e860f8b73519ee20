//===- Types.cpp - Cases of element types ---------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tests/conformance/Case.h"

using namespace kop::test;

/// Arrays whose elements are not those of the arithmetic.
Group kop::test::formats() {
  // Subnormal numbers of f16, which f32 has no trouble with.
  const char *special = "nan inf -inf 0 -0 6e-8 -9e-7 3.1e-5 6.1e-5 60000";
  return {
      "Formats",
      {{"c_stored",
        "",
        "x[i], y[i]: vec(3), s",
        "p[i] = x[i]; q[i] = [y[i], s]; r[] = s;",
        {},
        1,
        1,
        special},
       {"c_stored_products",
        "sum max",
        "x[i]: vec(3), y[j]: vec(3), b[j]",
        "a[i] = sum[j] dot(x[i], y[j]) * b[j]; c[i] = max[j] x[i] * y[j];"
        "d[j] = sum[i] x[i][0] * y[j]; e[] = sum[j] b[j];",
        {},
        8,
        4},
       {"c_stored_best",
        "kmin argmin",
        "x[i]: vec(2), y[j]: vec(2)",
        "d[i, k], n[i, k] = kmin[j; 5] sqdist(x[i], y[j]);"
        "l[i] = argmin[j] sqdist(x[i], y[j]); K[i, j] = sqdist(x[i], y[j]);",
        {{"x", {-2, 2, 0.25}}, {"y", {-2, 2, 0.25}}},
        8,
        16},
       {"c_mixed",
        "exp sum",
        "x[i]: vec(3), y[j]: vec(3), b[j], s",
        "a[i] = sum[j] exp(-sqdist(x[i], y[j]) * s) * b[j];"
        "p[i] = x[i]; q[j] = y[j];",
        {},
        32,
        1,
        "",
        "(x: f16, y: bf16, s: f64)"}},
      allTypes};
}
