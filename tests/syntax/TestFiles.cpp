//===- TestFiles.cpp - Helpers of the tests of syntax ---------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tests/syntax/TestFiles.h"

using namespace kop::syntax;
using namespace kop::syntax::ast;
using namespace kop::syntax::testing;

static std::string forms(const std::vector<ExprPtr> &list) {
  std::string text;
  for (const ExprPtr &element : list)
    text += " " + form(*element);
  return text;
}

std::string kop::syntax::testing::form(const Expr &expr) {
  if (auto *unary = expr.as<UnaryExpr>())
    return std::string("(") + spelling(unary->op) + " " +
           form(*unary->operand) + ")";
  if (auto *binary = expr.as<BinaryExpr>())
    return std::string("(") + spelling(binary->op) + " " + form(*binary->lhs) +
           " " + form(*binary->rhs) + ")";
  if (auto *reduce = expr.as<ReduceExpr>()) {
    std::string text = "(" + reduce->opName.text;
    for (const Name &index : reduce->indices)
      text += " " + index.text;
    if (reduce->list)
      text += " in " + form(*reduce->list);
    if (reduce->count)
      text += " ; " + form(*reduce->count);
    if (reduce->condition)
      text += " : " + form(*reduce->condition);
    text += " |" + forms(reduce->arguments);
    if (!reduce->trailing.empty())
      text += " ;" + forms(reduce->trailing);
    return text + ")";
  }
  if (auto *call = expr.as<CallExpr>()) {
    std::string text = "(" + call->callee.str() + forms(call->arguments);
    return text +
           (call->trailing.empty() ? ")" : " ;" + forms(call->trailing) + ")");
  }
  if (auto *index = expr.as<IndexExpr>()) {
    std::string text = "(at " + form(*index->base);
    for (const Subscript &subscript : index->subscripts) {
      text += " " + form(*subscript.begin);
      if (subscript.end)
        text += ":" + form(*subscript.end);
    }
    return text + ")";
  }
  if (auto *concat = expr.as<ConcatExpr>())
    return "[" + forms(concat->elements).substr(1) + "]";
  return toString(expr);
}

const char *const kop::syntax::testing::page = R"kop(/// Examples.
module kernels;
import std.metrics;

/// Gaussian kernel matrix-vector product.
formula gaussian(x[i]: vec(D), y[j]: vec(D), b[j]: vec(E), sigma) {
  let k = exp(-sqdist(x[i], y[j]) / (2 * sigma^2)); // per pair
  a[i] = sum[j] k * b[j];
}
formula gaussian_vjp = vjp(gaussian; x, y, b, sigma);
formula second = vjp(jvp(std.kernels.f; x); x, tn_x given a);

formula moments(x[i]: vec(3), y[j]: vec(3), r) {
  let w = exp(-sqdist(x[i], y[j]) / r^2);
  mass[i] = sum[j] w;
  centre[i] = (sum[j] w * y[j]) / mass[i];
  cov[i] = (sum[j] w * outer(y[j], y[j])) / mass[i] - outer(centre[i], centre[i]);
}

formula softmin(x[i]: vec(D), y[j]: vec(D), h[j], f[i], eps, damp) {
  out[i] = 0.5 * (f[i] - damp * eps * logsumexp[j](h[j] - sqdist(x[i], y[j]) / (2 * eps)));
}

formula knn(x[i]: vec(D), y[j]: vec(D); fn d, K) {
  dist[i, k], idx[i, k] = kmin[j; K : j != i] d(x[i], y[j]);
}

formula edge_conv(x[i]: vec(3), y[j]: vec(3), f[j]: vec(F), nbr[i, k]: index(j),
    W1: mat(H, 3 + F), c1: vec(H), W2: mat(H, H), near[i]: list(j)) {
  let h = relu(W1 @ [y[nbr[i, k]] - x[i], f[nbr[i, k]]] + c1);
  out[i] = max[k] relu(W2 @ h + c1);
  all_near[i] = sum[j in near[i] : f[j][0] > 0] f[j][1:F] % 2;
}

fn morse(r, a, l) = a * exp(-r / l);
fn twice(fn g, u) { let v = g(u); v + v }
const tau = 2 * pi;

formula swarm(q[i|j]: vec(2), Ca, la, Cr, lr, z: complex, n: int, t: bool) {
  let r = norm(q[i] - q[j]);
  force[i] = -sum[j : j != i] grad(morse(r, Cr, lr) - morse(r, Ca, la), q[i]; 1);
}

formula pieces(x[i]: vec(3), y[j]: tensor(2, 3, 4), a[i], b[j]: cvec(2)) {
  let k = exp(-norm(x[i] - y[j])) && !(a[i] <= 3) || b >= 1e-3;
  c[j] = sum[i] a[i] * k;
  e[] = sum[i, j] a[i] * k * b[j];
  K[i, j] = einsum("ab,b->a", k, softmax[j](s; v));
}

export gaussian(D = 3, E = 1), gaussian(D = *, E = 1, x: f16) as g2: f32, f64;
export knn(d = std.metrics.manhattan, D = 3, K = 10) as knn_l1: f32 index i64;
export softmin(D = 3): f32 accumulate kahan index i32;
)kop";
