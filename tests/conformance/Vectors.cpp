//===- Vectors.cpp - Cases of operations on vectors and tensors -----------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tests/conformance/Case.h"

using namespace kop::test;

Group kop::test::vectors() {
  const std::string pair = "x[i]: vec(4), y[j]: vec(4)";
  return {
      "Vectors",
      {{"c_dot",
        "dot sqnorm norm",
        pair,
        "a[i, j] = dot(x[i], y[j]); b[i] = sum[j] dot(x[i], y[j]);"
        "r[i] = sqnorm(x[i]) + norm(x[i]); c[i] = max[j] norm(y[j]);",
        {},
        16,
        4},
       {"c_sqdist",
        "sqdist",
        pair,
        "p[i, j] = sqdist(x[i], y[j]); b[i] = sum[j] sqdist(x[i], y[j]);",
        {},
        64,
        16},
       {"c_dot_long",
        "dot",
        "x[i]: vec(100), y[j]: vec(100)",
        "a[i, j] = dot(x[i], y[j]); b[i] = sum[j] exp(dot(x[i], y[j]) / 50);",
        {},
        100,
        100},
       {"c_sqdist_long",
        "sqdist",
        "x[i]: vec(129), y[j]: vec(129)",
        "a[i, j] = sqdist(x[i], y[j]);"
        "b[i] = sum[j] exp(-sqdist(x[i], y[j]) / 50);",
        {},
        100,
        400},
       {"c_folds",
        "fold_sum fold_prod fold_min fold_max sum prod min max mean",
        "x[i]: vec(5), y[j]: vec(5)",
        "a[i, j] = sum(x[i] * y[j]); b[i, j] = prod(x[i] + y[j]);"
        "p[i, j] = min(x[i] + y[j]); q[i, j] = max(x[i] - y[j]);"
        "c[i] = sum[j] mean(x[i] * y[j]); d[i] = sum[j] max(x[i] + y[j]);",
        {},
        8,
        32},
       discrete({"c_fold_arg",
                 "fold_argmin fold_argmax argmin argmax",
                 "x[i]: vec(5), y[j]: vec(5)",
                 "a[i, j] = argmin(x[i] + y[j]); b[i, j] = argmax(x[i] + y[j]);"
                 "c[i] = argmax(x[i]);",
                 {{"x", {-2, 2, 0.5}}, {"y", {-2, 2, 0.5}}}}),
       {"c_norms",
        "norm norm1 normalize",
        pair,
        "a[i, j] = norm(x[i] - y[j]); b[i, j] = norm1(x[i] - y[j]);"
        "c[i] = sum[j] normalize(x[i] - y[j]); d[i] = normalize(x[i]);",
        {},
        16,
        8},
       {"c_components",
        "component slice concat",
        "x[i]: vec(4), y[j]: vec(4), s",
        "p[i, j] = x[i][0] * y[j][3]; a[i, j] = x[i][1:3] + y[j][2:4];"
        "b[i, j] = [x[i][0], y[j], s, 2]; c[i] = sum[j] [s, x[i][0:2] * "
        "y[j][2]];"
        "d[i, j] = concat(x[i], y[j])[3:5];",
        {},
        4,
        4},
       {"c_broadcast",
        "broadcast",
        pair + ", s",
        "a[i, j] = s * x[i] + y[j] * 2 - 1; b[i] = sum[j] y[j] / (2 + s);",
        {},
        8,
        4},
       discrete({"c_onehot",
                 "onehot",
                 "n[i]: int, m[j]: int",
                 "a[i] = sum[j] onehot(n[i] + m[j], 5) * 1.5; b[i] = "
                 "onehot(n[i], 3) * "
                 "2;",
                 {{"n", {-2, 6}}, {"m", {-2, 3}}},
                 4,
                 2}),
       {"c_cross",
        "cross",
        "x[i]: vec(3), y[j]: vec(3)",
        "a[i, j] = cross(x[i], y[j]); b[i] = sum[j] cross(y[j], x[i]);",
        {},
        8,
        4},
       {"c_outer",
        "outer",
        "x[i]: vec(3), y[j]: vec(2)",
        "a[i, j] = outer(x[i], y[j]); b[i] = sum[j] outer(y[j], x[i] + 1);",
        {},
        8,
        4},
       {"c_weighted",
        "weighted_sqnorm weighted_sqdist",
        "x[i]: vec(3), y[j]: vec(3), s, v: vec(3), A: mat(3, 3)",
        "a[i, j] = weighted_sqdist(s, x[i], y[j]);"
        "b[i, j] = weighted_sqdist(v, x[i], y[j]);"
        "c[i, j] = weighted_sqdist(A, x[i], y[j]);"
        "d[i] = weighted_sqnorm(v, x[i]) + weighted_sqnorm(A, x[i]);",
        {},
        64,
        36},
       {"c_softmax_components",
        "softmax softmax_of_components",
        "x[i]: vec(4), y[j]: vec(4)",
        "a[i, j] = softmax(x[i] + y[j]); b[i] = sum[j] softmax(x[i] * y[j]);",
        {},
        32,
        2},
       {"c_vector_functions",
        "exp sqrt abs select",
        "x[i]: vec(3), y[j]: vec(3)",
        "a[i, j] = exp(x[i] - y[j]) + sqrt(abs(x[i]));"
        "b[i] = sum[j] select(x[i] > y[j], x[i], y[j]);",
        {},
        32,
        10}}};
}

Group kop::test::tensors() {
  return {
      "Tensors",
      {{"c_matvec",
        "einsum",
        "x[i]: vec(3), y[j]: vec(2), A: mat(2, 3)",
        "a[i] = A @ x[i]; b[j] = y[j] @ A; c[i] = sum[j] y[j] @ A;"
        "d[i, j] = dot(A @ x[i], y[j]); e[i] = sum[j] (A @ x[i]) * y[j];",
        {},
        16,
        8},
       {"c_matmat",
        "einsum",
        "X[i]: mat(2, 3), Y[j]: mat(3, 2)",
        "a[i, j] = X[i] @ Y[j]; b[i] = sum[j] X[i] @ Y[j];"
        "c[i, j] = trace(X[i] @ Y[j]);",
        {},
        16,
        8},
       {"c_transpose",
        "transpose trace einsum",
        "X[i]: mat(2, 3), Y[j]: mat(3, 3)",
        "a[i] = transpose(X[i]); r[j] = trace(Y[j]);"
        "b[i] = sum[j] X[i] @ transpose(Y[j]);",
        {{"Y", {0.5, 1}}},
        16,
        4},
       {"c_einsum",
        "einsum",
        "x[i]: vec(3), Y[j]: mat(3, 2), T: tensor(2, 3, 2)",
        "a[i, j] = einsum(\"a,ab->b\", x[i], Y[j]);"
        "b[i] = sum[j] einsum(\"abc,b,bc->a\", T, x[i], Y[j]);"
        "c[j] = einsum(\"ab,ab->\", Y[j], Y[j]);",
        {},
        32,
        8},
       {"c_reshape",
        "reshape",
        "X[i]: mat(2, 3), y[j]: vec(6)",
        "a[i, j] = reshape(X[i], 6) + y[j]; b[i] = sum[j] X[i] * reshape(y[j], "
        "2, 3);",
        {},
        4,
        4},
       {"c_matrix_components",
        "component slice",
        "X[i]: mat(3, 2), Y[j]: mat(3, 2)",
        "p[i, j] = X[i][2, 1] * Y[j][0, 1]; a[i, j] = X[i][1:3] + Y[j][0:2];",
        {},
        4,
        2},
       {"c_lookup",
        "lookup",
        "m[i]: int, n[j]: int, T: mat(4, 3), v[j]: vec(4)",
        "p[i, j] = T[m[i], n[j]]; a[i] = sum[j] T[m[i], n[j]] * v[j][m[i]];",
        {{"m", {0, 4}}, {"n", {0, 3}}},
        4,
        1},
       {"c_det",
        "det",
        "x[i], y[j]: vec(2), A[i]: mat(2, 2), B[j]: mat(3, 3), C[j]: mat(4, 4)",
        "a[i, j] = det(A[i] + outer(y[j], y[j])); b[i] = sum[j] x[i] * "
        "det(B[j]);"
        "c[j] = det(C[j]); d[i] = det(reshape([x[i]], 1, 1));",
        {},
        64,
        24},
       {"c_inverse",
        "inverse",
        "x[i]: vec(3), y[j]: vec(3), A[i]: mat(2, 2), B[j]: mat(4, 4)",
        "a[i, j] = inverse(outer(x[i], x[i]) + 4 * (outer([1, 0, 0], [1, 0, "
        "0]) + outer([0, 1, 0], [0, 1, 0])"
        " + outer([0, 0, 1], [0, 0, 1])) + outer(y[j], y[j]));"
        "b[i] = inverse(A[i] + reshape([4, 0, 0, 4], 2, 2));"
        "c[j] = inverse(B[j] + 6 * reshape([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, "
        "0, 0, 0, 0, 1], 4, 4));",
        {},
        200,
        1},
       {"c_solve",
        "solve",
        "x[i]: vec(3), y[j]: vec(3), A: mat(3, 3), B[j]: mat(3, 2)",
        "a[i, j] = solve(A + 6 * reshape([1, 0, 0, 0, 1, 0, 0, 0, 1], 3, 3), "
        "x[i] - y[j]);"
        "b[i] = sum[j] solve(5 * reshape([1, 0, 0, 0, 1, 0, 0, 0, 1], 3, 3) + "
        "outer(x[i], y[j]), B[j]);",
        {},
        200,
        1},
       {"c_bspline",
        "bspline",
        "x[i], y[j], t: vec(3)",
        "a[i, j] = bspline([0, 0, 0, 1, 2, 2, 3, 4, 4, 4], x[i] + y[j], 2);"
        "b[i] = bspline([0, 1, 2, 3, 4], x[i], 3);"
        "c[j] = bspline([-2, t, 5], y[j], 1); d[i] = bspline([0, 1, 2, 4], "
        "x[i], 0);",
        {{"x", {-0.5, 4.5, 1.0 / 64}}, {"y", {-0.5, 0.5, 1.0 / 64}}},
        24,
        2},
       {"c_softdtw",
        "softdtw",
        "x[i]: vec(5), y[j]: vec(7), A[i]: mat(3, 2), B[j]: mat(4, 2), gamma",
        "a[i, j] = softdtw(x[i], y[j], gamma);"
        "b[i] = sum[j] exp(-softdtw(A[i], B[j], 0.5));",
        {{"gamma", {0.25, 2}}},
        400,
        40},
       {"c_network",
        "einsum relu concat",
        "x[i]: vec(3), y[j]: vec(3), W: mat(8, 6), c: vec(8), V: mat(2, 8)",
        "let h = relu(W @ [x[i], y[j] - x[i]] + c);"
        "a[i] = max[j] relu(V @ h); b[i] = (sum[j] V @ h) / real(extent(j));",
        {},
        128,
        64},
       {"c_layers_1_1",
        "einsum relu concat",
        "x[i]: vec(3), y[j]: vec(3), f[j]: vec(1), W: mat(1, 4), c: "
        "vec(1), V: mat(1, 1), d: vec(1)",
        "let h = relu(W @ [y[j] - x[i], f[j]] + c);"
        "a[i] = sum[j] relu(V @ h + d);",
        {},
        128,
        16},
       {"c_layers_3_17",
        "einsum relu concat",
        "x[i]: vec(3), y[j]: vec(3), f[j]: vec(4), W: mat(3, 7), c: "
        "vec(3), V: mat(17, 3), d: vec(17)",
        "let h = relu(W @ [y[j] - x[i], f[j]] + c);"
        "a[i] = sum[j] relu(V @ h + d);",
        {},
        128,
        64},
       {"c_layers_17_3",
        "einsum relu concat",
        "x[i]: vec(3), y[j]: vec(3), f[j]: vec(9), W: mat(17, 12), c: "
        "vec(17), V: mat(3, 17), d: vec(3)",
        "let h = relu(W @ [y[j] - x[i], f[j]] + c);"
        "a[i] = max[j] relu(V @ h + d);",
        {},
        256,
        256},
       {"c_layers_64_17",
        "einsum relu concat",
        "x[i]: vec(3), y[j]: vec(3), f[j]: vec(6), W: mat(64, 9), c: "
        "vec(64), V: mat(17, 64), d: vec(17)",
        "let h = relu(W @ [y[j] - x[i], f[j]] + c);"
        "a[i] = sum[j] relu(V @ h + d);",
        {},
        512,
        1024}}};
}
