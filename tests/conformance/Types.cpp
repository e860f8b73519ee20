//===- Types.cpp - Cases of element types ---------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tests/conformance/Case.h"

using namespace kop::test;

static Case with(Case test, const char *values) {
  test.special = values;
  return test;
}

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
       discrete({"c_mixed",
                 "exp sum",
                 "x[i]: vec(3), y[j]: vec(3), b[j], s",
                 "a[i] = sum[j] exp(-sqdist(x[i], y[j]) * s) * b[j];"
                 "p[i] = x[i]; q[j] = y[j];",
                 {},
                 32,
                 1,
                 "",
                 "(x: f16, y: bf16, s: f64)"})},
      allTypes};
}

/// Complex values, of which the error of each part is relative to the whole.
Group kop::test::complexes() {
  const Values large = {-1e30, 1e30};
  return {
      "Complexes",
      {{"c_complex_arithmetic",
        "complex re im conj to_complex",
        "z[i]: complex, w[i]: complex, x[i]",
        "a[i] = z[i] + w[i]; b[i] = z[i] - w[i]; c[i] = z[i] * w[i];"
        "d[i] = -z[i] + x[i]; e[i] = x[i] * z[i] - 2; f[i] = 1 - conj(z[i]);"
        "g[i] = complex(re(z[i]), im(w[i]) + x[i]); h[i] = re(x[i]) + im(x[i]);"
        "k[i] = z[i]^3 + w[i]^0;",
        {},
        16,
        4},
       {"c_complex_quotient",
        "",
        "z[i]: complex, x[i], y[i]",
        "let w = complex(x[i], y[i]); a[i] = z[i] / w; b[i] = 2 / w;"
        "c[i] = z[i] / x[i]; d[i] = w^-2; e[i] = z[i] / complex(y[i], x[i]);",
        {{"x", {0.5, 2}}, {"y", {-3, 3}}},
        64,
        4},
       {"c_complex_large",
        "cabs",
        "z[i]: complex, w[i]: complex",
        "p[i] = cabs(z[i]); a[i] = z[i] / w[i];"
        "b[i] = cabs(z[i] / 1e38);",
        {{"z", large}, {"w", large}},
        256,
        1e4},
       {"c_complex_functions",
        "cabs cabs2 carg cexp cis atan2",
        "z[i]: complex, x[i]",
        "p[i] = cabs(z[i]); q[i] = cabs2(z[i]); a[i] = carg(z[i]);"
        "b[i] = cexp(z[i]); c[i] = cis(x[i]); d[i] = carg(x[i]);"
        "e[i] = cexp(x[i]);",
        {{"z", {-3, 3}}, {"x", {-10, 10}}},
        32,
        20},
       with({"c_complex_edges",
             "cabs carg",
             "z[i]: complex",
             "p[i] = cabs(z[i]); q[i] = re(z[i]); r[i] = im(conj(z[i]));"
             "a[i] = carg(z[i]);",
             {},
             8},
            "0 inf -inf nan 1e-30 1e30"),
       {"c_complex_logic",
        "select",
        "z[i]: complex, w[i]: complex, n[i]: int, f[i]: bool",
        "p[i] = z[i] == w[i]; q[i] = z[i] != w[i];"
        "a[i] = select(f[i], z[i], w[i]); b[i] = select(f[i], 1, w[i]);"
        "r[i] = z[i] == real(n[i]);",
        {{"z", {-1, 1, 1}}, {"w", {-1, 1, 1}}, {"n", {-1, 2}}},
        4,
        1},
       {"c_complex_sums",
        "sum mean",
        "z[i]: complex, w[j]: complex, x[i], y[j]",
        "a[i] = sum[j] z[i] * w[j]; b[i] = mean[j] (w[j] + z[i]);"
        "c[i] = sum[j : y[j] > x[i]] w[j]; e[] = sum[i, j] z[i] / (2 + w[j]^2);"
        "d[j] = sum[i] cis(x[i] * y[j]) * z[i]; f[i] = sum[j] x[i] * "
        "conj(w[j]);"
        "g[i] = prod[j : y[j] > 0] cis(x[i] * y[j]) * (1 + y[j] / 1000);",
        {},
        32,
        4},
       {"c_complex_fourier",
        "cis dot",
        "k[i]: vec(3), x[j]: vec(3), b[j], c[j]: complex",
        "a[i] = sum[j] b[j] * cis(dot(k[i], x[j]));"
        "d[i] = sum[j] c[j] * cis(-dot(k[i], x[j]));",
        {{"k", {-20, 20}}},
        256,
        2},
       {"c_complex_vectors",
        "dot outer concat",
        "z[i]: cvec(3), w[j]: cvec(3), x[j]: vec(3), s: complex",
        "a[i] = sum[j] dot(z[i], w[j]); b[i] = sum[j] z[i] * w[j] * s;"
        "c[i] = [z[i][0], z[i][1:3], 1]; d[j] = outer(w[j], x[j]);"
        "e[i] = sum(z[i]) + prod(z[i]) + mean(z[i]); f[j] = dot(w[j], x[j]);"
        "g[i] = sum[j] x[j] * z[i];",
        {},
        64,
        12},
       {"c_complex_matrices",
        "einsum transpose trace reshape",
        "u[i]: vec(2), v[i]: cvec(2), A: mat(2, 2), B: mat(2, 2)",
        "let M = complex(A, B); a[i] = M @ v[i]; b[i] = M @ u[i];"
        "c[] = transpose(M) @ M; d[] = trace(M) * A; e[] = reshape(M, 4);"
        "f[i] = M[1, 0] * v[i];",
        {},
        32,
        8},
       {"c_complex_wide",
        "sum",
        "z[i]: cvec(50), w[j]: cvec(50), b[j]: complex",
        "a[i] = sum[j] dot(z[i], w[j]); c[i] = sum[j] b[j] * z[i] * w[j];"
        "d[i] = conj(z[i]) * 2;",
        {},
        64,
        100},
       {"c_complex_groups",
        "sum mean",
        "z[i]: complex, v[i]: cvec(2), label[i]: index(l), w[j]: complex",
        "m[l] = sum[i : label[i] == l] z[i]; a[l] = sum[i : label[i] == l] "
        "v[i];"
        "K[i, j] = z[i] * w[j]; G[j, i] = v[i] - w[j];",
        {},
        16,
        4},
       {"c_complex_rows",
        "",
        "z[j]: complex, w[i|j]: cvec(2), n[i]: index(j), b[s, i]: complex",
        "a[i] = z[n[i]] + 1; m[i] = sum[j] w[i] * w[j][0];"
        "c[i] = sum[j] m[j] * w[i]; d[s, i] = b[s, i] * b[s, i];"
        "t[s] = sum[i] b[s, i]; g[i] = sum[j : j != i] z[n[i]] * w[j];",
        {},
        256,
        64}}};
}

/// Arrays of integers and truth values: read, gathered, kept, written.
Group kop::test::integerData() {
  const Values any = {-40, 40}, large = {-2147483647.0, 2147483647.0};
  return {
      "IntegerData",
      {{"c_data_gathered",
        "sum count max argmin kmin",
        "n[j]: int, f[j]: bool, l[i, k]: index(j), g[i]: index(j), x[i]",
        "a[i] = sum[k] n[l[i, k]]; b[i] = count[k](f[l[i, k]]);"
        "c[i] = max[k] n[l[i, k]]; "
        "d[i, t], e[i, t] = kmin[k; 3] n[l[i, k]]; o[i] = argmin[k] n[l[i, k]];"
        "p[i] = n[g[i]] * 2; r[i] = select(f[g[i]], x[i], 7);",
        {{"n", any}}},
       discrete(
           {"c_data_values",
            "select and or not",
            "m[i]: int, n: int, f[i]: bool, g: bool, h[i, j]: bool",
            "a[i] = m[i]; b[i] = f[i]; c[i] = select(g, m[i], n); d[] = n + 1;"
            "e[] = !g; o[i] = f[i] && g || m[i] > n; q[i, j] = h[i, j] != f[i];"
            "r[i] = count[j](h[i, j]); s[i] = any[j](h[i, j] && g);"
            "t[i] = [m[i], n, 3 * m[i]]; u[i] = argmax([m[i], n]);",
            {{"m", any}, {"n", any}}}),
       {"c_data_kept",
        "sum count rem",
        "m[i]: int, n[j]: int, y[j]",
        "a[i] = sum[j] m[i] * n[j]; b[i] = count[j](a[i] % 7 > n[j]);"
        "c[i] = sum[j : a[i] < n[j]] n[j]; d[i] = all[j](n[j] <= a[i]);"
        "e[i] = sum[j : d[i] || n[j] > 0] y[j] * real(m[i]);",
        {{"m", {-4, 4}}, {"n", {-4, 4}}},
        64,
        4},
       discrete({"c_data_shared",
                 "count sum",
                 "q[i|j]: int, f[i|j]: bool, z[s, i]: int",
                 "a[i] = count[j : j != i](q[i] == q[j]);"
                 "b[i] = sum[j : f[j] != f[i]] q[j]; m[i] = max[j] q[i] * q[j];"
                 "c[i] = count[j](m[j] > m[i]); d[s] = sum[i] z[s, i] * q[i];",
                 {{"q", {-4, 4}}, {"z", {-4, 4}}}}),
       // Integers wrap at their width.
       discrete(
           {"c_data_large",
            "add sub mul neg min max eq",
            "m[i]: int, n[j]: int",
            "a[i, j] = m[i] + n[j]; b[i, j] = m[i] * n[j]; c[i] = sum[j] n[j];"
            "d[i] = min[j] n[j]; e[i] = max[j] n[j] - m[i]; g[i] = argmax[j] "
            "n[j];"
            "k[i] = -m[i]; l[i] = count[j](m[i] < n[j]); o[i] = prod[j] n[j];",
            {{"m", large}, {"n", large}}})}};
}
