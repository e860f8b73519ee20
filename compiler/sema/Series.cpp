//===- Series.cpp - Splines and time series -------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/sema/Elaborator.h"
#include "compiler/sema/Scalars.h"

using namespace kop::sema;

/// bspline(knots, x, degree): the values at x of all B-splines on the knots,
/// one per knot but the last degree + 1. By the recursion of Cox and de Boor on
/// all splines at once.
Value Elaborator::callBspline(Call &call) {
  auto degree =
      evalInteger(*call.operands[2].expr, "the degree of `bspline`", 0);
  Operands operands = {call.operands[0], call.operands[1]};
  auto nodes = toReals("`bspline`", operands);
  if (!degree || !nodes)
    return {};
  Node *knots = (*nodes)[0], *x = (*nodes)[1];
  if (knots->type.shape.size() != 1 || !x->type.isScalar()) {
    shapeError("`bspline`", "a vector of knots and a scalar", operands,
               call.range);
    return {};
  }
  int64_t count = knots->type.shape[0];
  if (count < *degree + 2) {
    shapeError("`bspline` of degree " + std::to_string(*degree),
               "at least " + std::to_string(*degree + 2) + " knots",
               {call.operands[0]}, call.operands[0].range);
    return {};
  }
  Scalars s(builder, call.range);
  auto knotsFrom = [&](int64_t first, int64_t size) {
    return s.slice(knots, first, size);
  };
  // Degree 0: 1 in [knot, next knot).
  int64_t size = count - 1;
  Node *at = s.broadcast(x, {size});
  auto compare = [&](const char *callee, Node *a, Node *b) {
    return builder.call(callee, Builder::boolean({size}), {a, b}, call.range);
  };
  Node *inside = compare("and", compare("ge", at, knotsFrom(0, size)),
                         compare("lt", at, knotsFrom(1, size)));
  Node *zero = s.broadcast(s.number(0), {size});
  Node *one = s.broadcast(s.number(1), {size});
  Node *splines = builder.call("select", builder.real({size}),
                               {inside, one, zero}, call.range);
  for (int64_t p = 1; p <= *degree; ++p) {
    --size;
    at = s.broadcast(x, {size});
    Node *none = s.broadcast(s.number(0), {size});
    Node *unit = s.broadcast(s.number(1), {size});
    // Where the support is empty the spline is 0 and any divisor will do.
    auto length = [&](int64_t first) {
      Node *d = s.sub(knotsFrom(first + p, size), knotsFrom(first, size));
      return builder.call("select", d->type, {compare("eq", d, none), unit, d},
                          call.range);
    };
    Node *rising = s.div(s.sub(at, knotsFrom(0, size)), length(0));
    Node *falling = s.div(s.sub(knotsFrom(p + 1, size), at), length(1));
    splines = s.add(s.mul(rising, s.slice(splines, 0, size)),
                    s.mul(falling, s.slice(splines, 1, size)));
  }
  return splines;
}

/// The number of pairs of times that softdtw writes out.
static constexpr int64_t largestAlignment = 64;

/// softdtw(x, y, gamma): the soft minimum over all alignments of two series of
/// the squared distances they add up (Cuturi and Blondel 2017).
Value Elaborator::callSoftdtw(Call &call) {
  auto nodes = toReals("`softdtw`", call.operands);
  if (!nodes)
    return {};
  Node *x = (*nodes)[0], *y = (*nodes)[1], *gamma = (*nodes)[2];
  const Shape &a = x->type.shape, &b = y->type.shape;
  bool series = (a.size() == 1 && b.size() == 1) ||
                (a.size() == 2 && b.size() == 2 && a[1] == b[1]);
  if (!series || !gamma->type.isScalar()) {
    shapeError("`softdtw`",
               "two vectors, or two matrices with a row per time and as many "
               "columns, and a scalar",
               call.operands, call.range);
    return {};
  }
  if (a[0] * b[0] > largestAlignment) {
    shapeError("`softdtw`",
               "series whose lengths multiply to at most " +
                   std::to_string(largestAlignment),
               {call.operands[0], call.operands[1]}, call.range);
    return {};
  }
  Scalars s(builder, call.range);
  auto row = [&](Node *all, int64_t at) {
    return s.reshape(s.slice(all, at, 1), {all->type.shape[1]});
  };
  auto cost = [&](int64_t i, int64_t j) {
    if (a.size() == 2)
      return builder.call("sqdist", builder.real(), {row(x, i), row(y, j)},
                          call.range);
    Node *d = s.sub(s.component(x, {i}), s.component(y, {j}));
    return square(d, call.range).node;
  };
  // The least value and what the others take from it.
  auto softMinimum = [&](const std::vector<Node *> &values) {
    Node *least = values[0];
    for (size_t k = 1; k < values.size(); ++k)
      least = s.call("min", {least, values[k]});
    if (values.size() == 1)
      return least;
    Node *sum = nullptr;
    for (Node *value : values) {
      Node *weight = s.call("exp", {s.div(s.sub(least, value), gamma)});
      sum = sum ? s.add(sum, weight) : weight;
    }
    return s.sub(least, s.mul(gamma, s.call("log", {sum})));
  };
  std::vector<Node *> before, current;
  for (int64_t i = 0; i < a[0]; ++i) {
    current.clear();
    for (int64_t j = 0; j < b[0]; ++j) {
      std::vector<Node *> ways;
      if (i > 0)
        ways.push_back(before[j]);
      if (j > 0)
        ways.push_back(current[j - 1]);
      if (i > 0 && j > 0)
        ways.push_back(before[j - 1]);
      Node *here = cost(i, j);
      current.push_back(ways.empty() ? here : s.add(here, softMinimum(ways)));
    }
    before = current;
  }
  return before.back();
}
