//===- Reductions.cpp - Cases of reductions -------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tests/conformance/Case.h"

using namespace kop::test;

namespace {

const Values coarse = {-2, 2, 0.25}; // many ties

/// A case with ties, NaN and infinities in its data.
Case special(Case test) {
  test.special = "nan inf -inf 0";
  return test;
}

Case with(Case test, const char *values) {
  test.special = values;
  return test;
}

} // namespace

Group kop::test::sums() {
  const Values near = {0.98, 1.02};
  return {
      "Sums",
      {special({"c_sum",
                "sum",
                "x[i], y[j]",
                "a[i] = sum[j] x[i] * y[j]; b[j] = sum[i] (x[i] - y[j]);"
                "c[] = sum[i, j] x[i] * y[j]; d[] = sum[i] x[i];",
                {},
                4,
                2}),
       {"c_sum_filter",
        "sum",
        "x[i], y[j], r",
        "a[i] = sum[j : y[j] > x[i]] y[j]; b[i] = sum[j : j != i] x[i] * y[j];"
        "c[i] = sum[j : y[j] > 10] y[j];"
        "d[] = sum[i, j : x[i] < y[j]] x[i] * y[j];",
        {},
        4,
        2},
       {"c_sum_vector",
        "sum",
        "x[i]: vec(3), y[j]: vec(3), b[j]: vec(20)",
        "a[i] = sum[j] x[i][0] * b[j]; d[i] = sum[j] outer(x[i], y[j]);"
        "e[j] = sum[i] x[i] * y[j][1];",
        {},
        4,
        2},
       {"c_mean",
        "mean",
        "x[i], y[j]: vec(2)",
        "a[i] = mean[j] x[i] * y[j]; b[j] = mean[i] x[i];"
        "c[i] = mean[j : y[j][0] > x[i]] y[j];",
        {},
        4,
        1},
       special({"c_prod",
                "prod",
                "x[i], y[j], z[i]: vec(2)",
                "a[i] = prod[j] (y[j] + x[i] * 1e-3);"
                "b[j] = prod[i : x[i] > y[j]] (1 + z[i] * 1e-3);",
                {{"x", near}, {"y", near}},
                64,
                16}),
       {"c_var",
        "var",
        "x[i], y[j]: vec(2)",
        "a[i] = var[j] (x[i] + y[j]); b[i] = var[j : y[j][0] > 0] y[j];",
        {},
        64,
        4},
       special(discrete(
           {"c_count",
            "count any all",
            "x[i], y[j]",
            "a[i] = count[j](x[i] < y[j]); b[i] = any[j](x[i] < y[j]);"
            "c[i] = all[j](x[i] < y[j]); d[j] = count[i](x[i] == y[j]);"
            "e[] = count[i, j](x[i] < y[j]);",
            {{"x", coarse}, {"y", coarse}}})),
       {"c_epilogue",
        "sum",
        "x[i], y[j], f[i], s",
        "let w = exp(-(x[i] - y[j])^2 / s^2); m[i] = sum[j] w;"
        "a[i] = 0.5 * (f[i] - sum[j] w * y[j] / (1 + m[i]));"
        "b[i] = (sum[j] w * y[j]) / m[i] + x[i];",
        {{"s", {0.5, 1}}},
        64,
        8},
       {"c_two_passes",
        "sum max",
        "x[i], y[j]",
        "m[i] = max[j] x[i] * y[j]; a[i] = sum[j] exp(x[i] * y[j] - m[i]);"
        "t[] = sum[i] m[i]; b[j] = sum[i] y[j] * m[i];",
        {},
        64,
        2}}};
}

Group kop::test::extrema() {
  return {
      "Extrema",
      {special({"c_min_max",
                "min max",
                "x[i], y[j]",
                "p[i] = min[j] (x[i] + y[j]); q[i] = max[j] (x[i] + y[j]);"
                "r[j] = max[i] x[i] * y[j]; a[] = min[i, j] (x[i] + y[j]);",
                {},
                4}),
       special(
           {"c_min_max_vector",
            "min max",
            "x[i]: vec(3), y[j]: vec(3)",
            "p[i] = min[j] (x[i] - y[j]); q[i] = max[j : y[j][0] > 0] y[j];",
            {},
            4}),
       special(discrete(
           {"c_arg",
            "argmin argmax",
            "x[i], y[j]",
            "a[i] = argmin[j] (x[i] + y[j]); b[i] = argmax[j] (x[i] + y[j]);"
            "c[j] = argmin[i] (x[i] + y[j]); d[i] = argmin[j] abs(x[i] - y[j]);"
            "e[i] = argmax[j : y[j] < x[i]] y[j]; f[] = argmin[i] x[i];",
            {{"x", coarse}, {"y", coarse}}})),
       special(discrete(
           {"c_arg_vector",
            "argmin argmax",
            "x[i]: vec(2), y[j]: vec(2)",
            "a[i] = argmin[j] (x[i] + y[j]); b[i] = argmax[j : j != i] y[j];",
            {{"x", coarse}, {"y", coarse}}})),
       {"c_nearest",
        "argmin min",
        "x[i]: vec(3), y[j]: vec(3)",
        "n[i] = argmin[j] sqdist(x[i], y[j]); a[i] = min[j] sqdist(x[i], y[j]);"
        "m[j] = argmin[i] sqdist(x[i], y[j]);",
        {{"x", coarse}, {"y", coarse}},
        16,
        24},
       discrete({"c_nearest_long",
                 "argmin",
                 "x[i]: vec(50), y[j]: vec(50)",
                 "n[i] = argmin[j] sqdist(x[i], y[j]);",
                 {{"x", {-2, 2}}, {"y", {-2, 2}}},
                 64,
                 400}),
       {"c_arg_used",
        "argmin",
        "x[i]: vec(2), y[j]: vec(2), b[j]",
        "n[i] = argmin[j] sqdist(x[i], y[j]); v[i] = b[n[i]];"
        "w[i] = y[n[i]] - x[i];",
        {{"x", coarse}, {"y", coarse}},
        4,
        4},
       special(discrete(
           {"c_integer_extrema",
            "min max argmin argmax",
            "m[i]: int, n[j]: int",
            "a[i] = argmin[j] m[i] * n[j]; b[i] = max[j] m[i] * n[j];"
            "c[j] = min[i] (m[i] + n[j]); d[i] = argmax[j] (n[j] - m[i]);"
            "e[i] = min[j : n[j] > m[i]] n[j];"
            "f[i] = argmax[j : n[j] > m[i]] n[j];"
            "g[] = max[i, j] m[i] * n[j]; h[] = argmin[j] n[j];",
            {{"m", {-5, 5}}, {"n", {-5, 5}}}})),
       discrete(
           {"c_integer_sums",
            "sum prod min max argmin",
            "m[i]: int, n[j]: int, s[i]: vec(3), t[j]: vec(3)",
            "a[i] = sum[j] (m[i] + n[j]); b[i] = prod[j : j < 3] (m[i] - n[j]);"
            "c[i] = sum[j : n[j] == m[i]] m[i] * n[j]; d[] = sum[i, j] m[i] * "
            "n[j];"
            // Vectors of integers come from positions.
            "v[i] = argmin[j] (s[i] - t[j]); lo[j] = min[i] v[i];"
            "hi[j] = argmax[i] v[i]; w[j] = sum[i] v[i];",
            {{"m", {-5, 5}}, {"n", {-5, 5}}, {"s", coarse}, {"t", coarse}}})}};
}

Group kop::test::exponentialReductions() {
  return {"ExponentialReductions",
          {{"c_logsumexp",
            "logsumexp",
            "x[i], y[j]",
            "a[i] = logsumexp[j](x[i] * y[j] * 20);"
            "b[j] = logsumexp[i](x[i] + y[j]);"
            "c[i] = logsumexp[j](x[i] - y[j]) * 2;",
            {},
            64,
            1},
           {"c_logsumexp_weighted",
            "logsumexp",
            "x[i], y[j], w[j], v[j]: vec(3)",
            "a[i] = logsumexp[j](5 * x[i] * y[j], w[j]);"
            "b[i] = logsumexp[j](5 * x[i] * y[j], v[j]);",
            {{"w", {0.1, 1}}, {"v", {0.1, 1}}},
            64,
            1},
           {"c_logsumexp_large",
            "logsumexp",
            "x[i]: vec(3), y[j]: vec(3), h[j]",
            "a[i] = logsumexp[j](h[j] - sqdist(x[i], y[j]) * 100);"
            "b[i] = -0.05 * logsumexp[j](h[j] - sqdist(x[i], y[j]) / 0.1);",
            {},
            64,
            40},
           {"c_logsumexp_signed",
            "logsumexp_signed",
            "x[i], y[j], w[j]",
            "a[i], b[i] = logsumexp_signed[j](2 * x[i] * y[j], w[j]);",
            {{"w", {0.5, 2}}},
            64,
            1},
           {"c_softmax",
            "softmax",
            "x[i], y[j], b[j], v[j]: vec(3)",
            "a[i] = softmax[j](5 * x[i] * y[j]; b[j]);"
            "c[i] = softmax[j](5 * x[i] * y[j]; v[j]);"
            "d[j] = softmax[i](x[i] + y[j]; x[i] * y[j]);",
            {},
            64,
            1},
           {"c_attention",
            "softmax",
            "q[i]: vec(16), k[j]: vec(16), v[j]: vec(16)",
            "a[i] = softmax[j](dot(q[i], k[j]) / 4; v[j]);",
            {},
            64,
            2},
           with({"c_logsumexp_infinite",
                 "logsumexp",
                 "h[j], g[i]",
                 "a[i] = logsumexp[j](h[j]) + select(g[i] > 0, 1, 2); b2[i] = "
                 "logsumexp[j](g[i]);"
                 "c[] = logsumexp[j](h[j]);",
                 {},
                 64,
                 1},
                "inf -inf 0"),
           with({"c_softmax_infinite",
                 "softmax",
                 "h[j], g[i]",
                 "a[i] = softmax[j](h[j] + min(max(g[i], -9), 9); real(j));",
                 {},
                 64,
                 1},
                "-inf 0"),
           {"c_logsumexp_filter",
            "logsumexp softmax",
            "x[i], y[j]",
            "a[i] = softmax[j](x[i] * y[j]; y[j]) + logsumexp[j](x[i] * y[j]);"
            "b[i] = logsumexp[j](select(y[j] > x[i], x[i] * y[j], -inf));",
            {},
            64,
            1}}};
}

Group kop::test::smallestK() {
  return {
      "SmallestK",
      {special({"c_kmin",
                "kmin",
                "x[i], y[j]",
                "d[i, k], n[i, k] = kmin[j; 3] abs(x[i] - y[j]);",
                {{"x", coarse}, {"y", coarse}}}),
       special({"c_kmax",
                "kmax",
                "x[i], y[j]",
                "d[i, k], n[i, k] = kmax[j; 4] x[i] * y[j];",
                {{"x", coarse}, {"y", coarse}}}),
       {"c_kmin_over_i",
        "kmin",
        "x[i], y[j]",
        "d[j, k], n[j, k] = kmin[i; 2] x[i] * y[j];",
        {{"x", coarse}, {"y", coarse}}},
       {"c_kmin_filter",
        "kmin",
        "q[i|j]: vec(2)",
        "d[i, k], n[i, k] = kmin[j; 5 : j != i] sqdist(q[i], q[j]);",
        {{"q", {-3, 3, 0.5}}},
        8,
        72},
       {"c_kmin_one",
        "kmin",
        "x[i]: vec(3), y[j]: vec(3)",
        "d[i, k], n[i, k] = kmin[j; 1] sqdist(x[i], y[j]);",
        {{"x", coarse}, {"y", coarse}},
        8,
        50},
       {"c_kmin_many",
        "kmin",
        "x[i]: vec(2), y[j]: vec(2)",
        "d[i, k], n[i, k] = kmin[j; 40] sqdist(x[i], y[j]);",
        {{"x", coarse}, {"y", coarse}},
        8,
        50},
       special({"c_kmin_vector",
                "kmin kmax",
                "x[i]: vec(3), y[j]: vec(3)",
                "d[i, k], n[i, k] = kmin[j; 4] abs(x[i] - y[j]);"
                "e[j, l], m[j, l] = kmax[i; 2 : x[i][0] > y[j][1]] "
                "x[i] * y[j];",
                {{"x", coarse}, {"y", coarse}}}),
       {"c_kmin_vector_registers",
        "kmin",
        "x[i]: vec(2), y[j]: vec(2)",
        "d[i, k], n[i, k] = kmin[j; 2] (x[i] - y[j]);"
        "e[i, l], m[i, l] = kmin[j; 1] (x[i] + y[j]);",
        {{"x", coarse}, {"y", coarse}}},
       {"c_kmin_matrix",
        "kmin",
        "x[i]: vec(4), y[j]: vec(5)",
        "d[i, k], n[i, k] = kmin[j; 3] outer(x[i], y[j]);",
        {{"x", coarse}, {"y", coarse}}},
       discrete(
           {"c_kmin_integers",
            "kmin kmax",
            "m[i]: int, n[j]: int, s[i]: vec(2), t[j]: vec(2)",
            "a[i, k], b[i, k] = kmin[j; 3] m[i] * n[j];"
            "c[j, l], d[j, l] = kmax[i; 6 : m[i] != n[j]] (m[i] + n[j]);"
            "v[i] = argmin[j] (s[i] - t[j]); e[j, o], f[j, o] = kmin[i; 2] "
            "v[i];",
            {{"m", {-5, 5}}, {"n", {-5, 5}}, {"s", coarse}, {"t", coarse}}}),
       {"c_kmin_vector_used",
        "kmin sum",
        "x[i]: vec(2), y[j]: vec(2), b[j]",
        "d[i, k], n[i, k] = kmin[j; 3] (x[i] * y[j]);"
        "a[i] = sum[k] d[i, k]; c[i] = sum[k] b[n[i, k][1]];",
        {{"x", coarse}, {"y", coarse}},
        16,
        50},
       {"c_kmin_used",
        "kmin sum",
        "x[i]: vec(2), y[j]: vec(2), b[j]",
        "d[i, k], n[i, k] = kmin[j; 3] sqdist(x[i], y[j]);"
        "a[i] = sum[k] b[n[i, k]]; c[i] = sum[k] d[i, k] * y[n[i, k]];",
        {{"x", coarse}, {"y", coarse}},
        16,
        50}}};
}

Group kop::test::collected() {
  const std::map<std::string, Values> coarsely = {{"x", coarse}, {"y", coarse}};
  return {
      "Collected",
      {{"c_collect", "collect sum", "x[i]: vec(3), y[j]: vec(3), w[j]",
        "let d = sqdist(x[i], y[j]); a[i] = collect[j : d <= 2];"
        "b[j] = collect[i : d > 1 && w[j] > 0]; s[i] = sum[j] d * w[j];",
        coarsely, 64, 32},
       special(discrete(
           {"c_collect_special", "collect", "x[i], y[j]",
            "a[i] = collect[j : x[i] <= y[j]];"
            "b[i] = collect[j : !(x[i] < y[j])]; c[] = collect[j : y[j] <= 0];"
            "d[j] = collect[i : x[i] != y[j]];",
            coarsely})),
       discrete({"c_collect_all", "collect", "x[i], y[j]",
                 "a[i] = collect[j : x[i] + y[j] < 100];"
                 "b[i] = collect[j : x[i] + y[j] > 100];"
                 "c[i] = collect[j : x[i] + y[j] < 100];"}),
       discrete({"c_collect_batch",
                 "collect",
                 "x[s, i]: vec(2), y[s, j]: vec(2), z[j]: vec(2), t[s]",
                 "let d = sqdist(x[s, i], y[s, j]);"
                 "a[s, i] = collect[j : d < 1 && i != j];"
                 "b[i, s] = collect[j : dot(x[s, i], z[j]) > 0];"
                 "c[s] = collect[j : y[s, j][0] > y[s, j][1]];",
                 {{"x", coarse}, {"y", coarse}, {"z", coarse}}}),
       discrete({"c_collect_integers", "collect",
                 "n[i]: index(l), x[i], o[j, k]: index(i), w[l]",
                 "a[l] = collect[i : n[i] == l]; b[i] = collect[l : n[i] != l];"
                 "c[j] = collect[k : x[o[j, k]] > 0];"
                 "d[j, l] = collect[i : n[i] == l && i > j];",
                 coarsely}),
       discrete({"c_collect_within", "collect min",
                 "x[i]: vec(2), y[j]: vec(2)",
                 "let d = sqdist(x[i], y[j]); let m = min[j] d;"
                 "a[i] = collect[j : d <= m + 0.5];"
                 "b[i] = collect[j : d < 1 && sum(y[j]) > m];",
                 coarsely}),
       // Values beside lists: outputs called p, q, r.
       discrete({"c_collect_values", "collect",
                 "x[i]: vec(3), y[j]: vec(3), w[j]",
                 "let d = sqdist(x[i], y[j]);"
                 "p[i], a[i] = collect[j : d <= 2] exp(-d) * w[j];"
                 "q[j], b[j] = collect[i : d > 1] (x[i] - y[j]);"
                 "r[i], c[i] = collect[j : d < 3] 7; n[i] = count[j](d <= 2);",
                 coarsely, 16}),
       special(
           discrete({"c_collect_values_special", "collect", "x[i], y[j]",
                     "p[i], a[i] = collect[j : x[i] <= y[j]] y[j];"
                     "q[], b[] = collect[j : y[j] <= 0] inv(y[j]);"
                     "r[j], c[j] = collect[i : x[i] != y[j]] (x[i] + y[j]);",
                     coarsely, 16})),
       discrete({"c_collect_values_batch", "collect",
                 "x[s, i]: vec(2), y[s, j]: vec(2), n[j]: int, k[j]: index(i)",
                 "let d = sqdist(x[s, i], y[s, j]);"
                 "p[s, i], a[s, i] = collect[j : d < 1 && i != j]"
                 " outer(x[s, i], y[s, j]);"
                 "q[i, s], b[i, s] = collect[j : d > 1] (n[j] + i);"
                 "r[s], c[s] = collect[j : y[s, j][0] > 0] x[s, k[j]];",
                 coarsely, 16}),
       discrete(
           {"c_collect_values_wide", "collect", "x[i]: vec(40), y[j]: vec(40)",
            "p[i], a[i] = collect[j : dot(x[i], y[j]) > 4] x[i] * y[j];"
            "q[i], b[i] = collect[j : sqdist(x[i], y[j]) < 100] y[j][1:3];",
            coarsely, 16}),
       discrete({"c_collect_wide", "collect dot",
                 "x[i]: vec(40), y[j]: vec(40)",
                 "a[i] = collect[j : dot(x[i], y[j]) > 4];"
                 "b[i] = collect[j : sqdist(x[i], y[j]) < 100];",
                 coarsely})}};
}
