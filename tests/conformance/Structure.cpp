//===- Structure.cpp - Cases of indices, batches, outputs and gathers -----===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tests/conformance/Case.h"

using namespace kop::test;

Group kop::test::structure() {
  const Values label = {0, 4};
  return {
      "Structure",
      {{"c_shared",
        "sum",
        "q[i|j]: vec(2), b[j]",
        "a[i] = sum[j : j != i] sqdist(q[i], q[j]) * b[j];"
        "c[i] = sum[j] dot(q[i], q[j]);",
        {},
        16,
        8},
       {"c_shared_chain",
        "sum",
        "q[i|j]: vec(2)",
        "m[i] = sum[j] exp(-sqdist(q[i], q[j]));"
        "a[i] = sum[j] m[j] * exp(-sqdist(q[i], q[j]));",
        {},
        64,
        40},
       {"c_shared_filtered",
        "sum max",
        "q[i|j]: vec(2), b[j]",
        "m[i] = q[i] * sqnorm(q[i]); a[i] = sum[j : b[j] > 0] m[j];"
        "c[i] = max[j : b[j] < 0] m[j]; d[] = sum[j : b[j] > 0] sum(m[j]);",
        {},
        64,
        40},
       {"c_batch",
        "sum",
        "x[s, i]: vec(2), y[s, j]: vec(2), b[s, j]",
        "a[s, i] = sum[j] exp(-sqdist(x[s, i], y[s, j])) * b[s, j];"
        "n[s, i] = argmin[j] sqdist(x[s, i], y[s, j]);"
        "t[s] = sum[j] b[s, j];",
        {{"x", {-2, 2, 0.25}}, {"y", {-2, 2, 0.25}}},
        64,
        1},
       {"c_batch_mixed",
        "sum logsumexp",
        "x[i]: vec(2), y[s, j]: vec(2), f[s], b[j]",
        "a[s, i] = sum[j] dot(x[i], y[s, j]) * b[j] + f[s];"
        "c[s, i] = logsumexp[j](f[s] * dot(x[i], y[s, j]));",
        {},
        64,
        4},
       {"c_batch_two",
        "sum",
        "x[s, t, i], y[s, t, j], z[t, j]",
        "a[s, t, i] = sum[j] x[s, t, i] * y[s, t, j] + x[s, t, i];"
        "b[s, t] = sum[j] y[s, t, j] * z[t, j];",
        {},
        64,
        2},
       {"c_grouped",
        "sum count",
        "x[i]: vec(3), label[i]: index(l), c[l]",
        "n[l] = count[i](label[i] == l); m[l] = sum[i : label[i] == l] x[i];"
        "a[l] = c[l] * sum[i : label[i] == l] x[i][0];",
        {},
        8,
        2},
       {"c_dense",
        "exp sum",
        "x[i]: vec(3), y[j]: vec(3), a[i], b[j]",
        "let k = exp(-norm(x[i] - y[j])); c[j] = sum[i] a[i] * k;"
        "e[] = sum[i, j] a[i] * k * b[j]; K[i, j] = k; G[j, i] = k * y[j];",
        {},
        64,
        2},
       {"c_maps",
        "exp sin",
        "x[i]: vec(3), y[j], s",
        "a[i] = exp(x[i]) * s; b[j] = sin(y[j]); t[] = s^2 + 1;"
        "c[i] = dot(a[i], x[i]);",
        {},
        32,
        8},
       {"c_moments",
        "sum outer",
        "x[i]: vec(3), y[j]: vec(3), s",
        "let w = exp(-sqdist(x[i], y[j]) / s^2); m[i] = sum[j] w;"
        "v[i] = (sum[j] w * y[j]) / m[i];"
        "c[i] = (sum[j] w * outer(y[j], y[j])) / m[i] - outer(v[i], v[i]);",
        {{"s", {1, 2}}},
        128,
        4},
       {"c_parameters",
        "exp dot sum",
        "x[i], y[j], A: mat(2, 2), v: vec(2), s",
        "let w = exp(-s) * dot(A @ v, v); a[i] = sum[j] w * x[i] * y[j];"
        "t[] = w; u[] = A @ v;",
        {},
        32,
        8},
       {"c_three",
        "sum",
        "x[i], y[j], z[k]",
        "let t = sum[k] y[j] * z[k]; a[i] = sum[j] x[i] * t;"
        "b[i] = sum[j, k] (x[i] * y[j] + z[k]);",
        {},
        64,
        150},
       {"c_wide",
        "sum",
        "x[i]: vec(2), y[j]: vec(2), b[j]: vec(100)",
        "a[i] = sum[j] exp(-sqdist(x[i], y[j])) * b[j];",
        {},
        64,
        1},
       {"c_deep",
        "exp",
        "x[i]: vec(300), y[j]: vec(300), b[j]",
        "a[i] = sum[j] exp(-sqdist(x[i], y[j]) / 200) * b[j];"
        "c[i] = max[j] dot(x[i], y[j]);",
        {},
        300,
        300},
       {"c_table",
        "count",
        "u[i]: index(l), v[j]: index(l), T[l]: vec(2)",
        "a[i] = sum[j] dot(T[u[i]], T[v[j]]);",
        {},
        32,
        2},
       {"c_labels",
        "lookup",
        "m[i]: int, n[j]: int, T: mat(4, 4), b[j]",
        "a[i] = sum[j] T[m[i], n[j]] * b[j];",
        {{"m", label}, {"n", label}},
        8,
        1}},
      allTypes};
}

Group kop::test::gathers() {
  return {
      "Gathers",
      {{"c_gather",
        "sum max",
        "x[i]: vec(3), y[j]: vec(3), n[i, k]: index(j)",
        "a[i] = sum[k] sqdist(x[i], y[n[i, k]]);"
        "b[i] = max[k] y[n[i, k]]; c[i] = count[k](n[i, k] >= 0);",
        {},
        32,
        16},
       {"c_gather_row",
        "exp",
        "x[i], y[j], n[i]: index(j)",
        "a[i] = y[n[i]] * x[i]; b[i] = select(n[i] == -1, 7, y[n[i]]);",
        {},
        4,
        2},
       {"c_gather_sum",
        "sum mean",
        "y[j]: vec(2), n[i]: index(j), w[i]",
        "a[] = sum[i] w[i] * y[n[i]]; b[j] = sum[i : n[i] == j] w[i];",
        {},
        8,
        2},
       {"c_gather_arg",
        "argmin kmin min",
        "y[j], n[i, k]: index(j)",
        "a[i] = argmin[k] y[n[i, k]]; d[i, m], e[i, m] = kmin[k; 2] y[n[i, k]];"
        "b[i] = min[k : y[n[i, k]] > 0] y[n[i, k]];",
        {{"y", {-2, 2, 0.5}}}},
       {"c_edge_network",
        "einsum max relu",
        "x[i]: vec(3), y[j]: vec(3), f[j]: vec(2), n[i, k]: index(j),"
        "W: mat(4, 5), c: vec(4), V: mat(4, 4)",
        "let h = relu(W @ [y[n[i, k]] - x[i], f[n[i, k]]] + c);"
        "o[i] = max[k] relu(V @ h);",
        {},
        128,
        64},
       {"c_gather_transposed",
        "sum max logsumexp count",
        "c[i, k]: vec(2), n[i, k]: index(j), o[k, i]: index(j), w[i]",
        "a[j] = sum[i, k : n[i, k] == j] c[i, k];"
        "b[j] = sum[k, i : o[k, i] == j && w[i] > 0] w[i] * c[i, k][0];"
        "d[j] = max[i, k : n[i, k] == j] c[i, k];"
        "e[j] = logsumexp[i, k : n[i, k] == j](w[i]);"
        "f[j] = count[i, k](n[i, k] == j);",
        {},
        64,
        16},
       {"c_gather_nearest",
        "kmin sum",
        "x[i], y[j]",
        "d[i, m], e[i, m] = kmin[j; 3] abs(x[i] - y[j]);"
        "a[j] = sum[i, m : e[i, m] == j] d[i, m] * x[i];",
        {{"x", {-2, 2, 0.25}}, {"y", {-2, 2, 0.25}}},
        64,
        16},
       {"c_gather_delta",
        "sum",
        "x[l], n[i]: index(l), m[i]: index(j), w[i]",
        "a[j] = sum[l, i : n[i] == l && m[i] == j] x[l] * w[i];"
        "b[] = sum[l, i : n[i] == l] x[l] * w[i];",
        {},
        64,
        16},
       {"c_grouped_extrema",
        "argmin argmax kmin prod min",
        "x[i]: vec(2), label[i]: index(j)",
        "a[j] = argmin[i : label[i] == j] x[i];"
        "b[j] = argmax[i : label[i] == j] x[i][1];"
        "d[j, k], e[j, k] = kmin[i; 5 : label[i] == j] x[i][0];"
        "f[j] = prod[i : label[i] == j] cos(x[i][0]);"
        "g[j] = min[i : label[i] == j] x[i];",
        {{"x", {-2, 2, 0.25}}},
        64,
        4},
       {"c_gather_chain",
        "argmin",
        "x[i]: vec(2), y[j]: vec(2)",
        "o[i] = y[argmin[j] sqdist(x[i], y[j])] - x[i];",
        {{"x", {-2, 2, 0.25}}, {"y", {-2, 2, 0.25}}},
        4,
        4}},
      allTypes};
}

Group kop::test::lists() {
  const std::map<std::string, Values> coarse = {{"x", {-2, 2, 0.5}},
                                                {"y", {-2, 2, 0.5}}};
  return {
      "Lists",
      {{"c_list",
        "sum mean max min prod count any all",
        "x[i]: vec(3), y[j]: vec(3), n[i]: list(j)",
        "let d = sqdist(x[i], y[j]);"
        "a[i] = sum[j in n[i]] exp(-d); b[i] = max[j in n[i]] y[j];"
        "c[i] = count[j in n[i]](d < 1); e[i] = any[j in n[i]](d < 0.3);"
        "f[i] = all[j in n[i]](d < 2); g[i] = mean[j in n[i] : d < 1] y[j];"
        "h[i] = min[j in n[i]] d; m[i] = prod[j in n[i] : d > 1] cos(y[j][0]);",
        {},
        256,
        64},
       {"c_list_indices", "argmin argmax kmin",
        "x[i]: vec(2), y[j]: vec(2), n[i]: list(j)",
        "a[i] = argmin[j in n[i]] sqdist(x[i], y[j]);"
        "b[i] = argmax[j in n[i] : j != i] dot(x[i], y[j]);"
        "p[i] = y[argmin[j in n[i]] sqdist(x[i], y[j])];"
        "c[i] = sum[j in n[i]] j; d[i, k], e[i, k] = kmin[j in n[i]; 3] "
        "sqdist(x[i], y[j]);",
        coarse, 4, 16},
       {"c_list_weights",
        "logsumexp logsumexp_signed softmax var",
        "x[i]: vec(2), y[j]: vec(2), w[j], n[i]: list(j)",
        "let s = -sqdist(x[i], y[j]); a[i] = logsumexp[j in n[i]](s);"
        "b[i] = softmax[j in n[i]](s; y[j]); c[i] = var[j in n[i]] w[j];"
        "d[i], e[i] = logsumexp_signed[j in n[i]](s, w[j]);"
        "f[i] = logsumexp[j in n[i] : w[j] > 0](s, abs(w[j]));",
        {},
        512,
        16},
       {"c_list_shared",
        "sum",
        "q[i|j]: vec(2), n[i]: list(j), m[j]: list(i)",
        "a[i] = sum[j in n[i]] norm(q[i] - q[j]);"
        "b[j] = sum[i in m[j]] norm(q[i] - q[j]) * q[i];"
        "c[i] = sum[j in n[i] : j < i] a[i] * q[j];",
        {},
        4096,
        64},
       {"c_list_wide",
        "dot",
        "x[i]: vec(40), y[j]: vec(40), b[j]: vec(30), n[i]: list(j)",
        "a[i] = sum[j in n[i]] exp(-sqdist(x[i], y[j]) / 40) * b[j];"
        "c[i] = max[j in n[i]] dot(x[i], y[j]);",
        {},
        300,
        40},
       {"c_list_batch",
        "sum",
        "x[s, i], y[s, j], n[i]: list(j)",
        "a[s, i] = sum[j in n[i]] x[s, i] * y[s, j];"
        "t[s] = sum[i] x[s, i] * sum[j in n[i]] y[s, j];",
        {},
        64,
        64},
       {"c_list_nested",
        "exp",
        "x[i], y[j], z[k], n[i]: list(j)",
        "a[i] = sum[j in n[i]] log(1 + sum[k] exp(x[i] * y[j] * z[k]));"
        "c[i] = sum[j in n[i]] (sum[k] y[j] * z[k]);",
        {},
        512,
        64},
       {"c_list_two",
        "sum",
        "x[i], y[j], n[i]: list(j), m[i]: list(j), o[i, l]: index(j)",
        "a[i] = sum[j in n[i]] y[j] - sum[j in m[i]] x[i] * y[j];"
        "b[i] = sum[l] y[o[i, l]] * sum[j in n[i]] y[j];",
        {},
        512,
        64}}};
}
