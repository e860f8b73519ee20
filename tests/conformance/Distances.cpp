//===- Distances.cpp - Cases of distances by differences or norms ---------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Scores of nine components and more, and filters of two and more, may be
// expanded around the mean of the columns: data far from the origin, too wide
// for an expansion, with ties, with overflowing norms, with NaN and infinities.
//
//===----------------------------------------------------------------------===//

#include "tests/conformance/Case.h"

using namespace kop::test;

namespace {

const Values coarse = {-2, 2, 0.5};          // ties everywhere
const Values shifted = {1000, 1001};         // the centre matters
const Values wholeNumbers = {5000, 5016, 1}; // differences are exact
const Values wide = {-30, 30};               // norms beyond the limit of scores
const Values enormous = {-1e30, 1e30};       // norms overflow in f32
const Values large = {-3e18, 3e18};          // norms nearly do
const Values minute = {-1e-17, 1e-17};       // squares near the smallest

Case distances(Case test, Values values) {
  test.values["x"] = test.values["y"] = test.values["q"] = values;
  return test;
}

/// A score of twenty components under sums, alone and together.
Case score(const char *name, Values values) {
  return distances({name,
                    "sqdist exp sum",
                    "x[i]: vec(20), y[j]: vec(20), b[j], p",
                    "a[i] = sum[j] exp(-sqdist(x[i], y[j]) / 4) * b[j];"
                    "c[j] = sum[i] exp(-sqdist(x[i], y[j]) / (1 + p^2));"
                    "d[i] = sum[j : b[j] > 0] exp(b[j] - sqdist(y[j], x[i]));",
                    {},
                    64},
                   values);
}

Case filter(const char *name, const char *body, Values values) {
  return distances({name,
                    "sqdist argmin kmin",
                    "x[i]: vec(D), y[j]: vec(D), b[j]",
                    body,
                    {},
                    8,
                    values.high * values.high},
                   values);
}

Case with(Case test, const char *generics) {
  test.generics = generics;
  return test;
}

Case special(Case test) {
  test.special = "nan inf -inf 0";
  return test;
}

const char *nearest = "n[i] = argmin[j] sqdist(x[i], y[j]);";
const char *several =
    "n[i] = argmin[j : b[j] > 0] sqdist(x[i], y[j]);"
    "d[i, k], m[i, k] = kmin[j; 5 : b[j] > 0] sqdist(x[i], y[j]);";
const char *both = "d[i, k], m[i, k] = kmin[j; 3] sqdist(x[i], y[j]);"
                   "n[j] = argmin[i] sqdist(x[i], y[j]);";

} // namespace

Group kop::test::distanceForms() {
  return {
      "Distances",
      {
          special(score("e_score", {})),
          score("e_score_shifted", shifted),
          score("e_score_wide", wide),
          score("e_score_enormous", enormous),
          distances({"e_score_itself",
                     "sqdist exp sum",
                     "q[i|j]: vec(50)",
                     "a[i] = sum[j] exp(-sqdist(q[i], q[j]));",
                     {},
                     1,
                     0.01},
                    wide),
          // Norms just within the limit, points that meet themselves.
          distances({"e_score_itself_near",
                     "sqdist exp sum",
                     "q[i|j]: vec(50)",
                     "a[i] = sum[j] exp(-sqdist(q[i], q[j]));",
                     {},
                     30,
                     0.01},
                    {-0.75, 0.75}),
          distances({"e_score_lse",
                     "sqdist logsumexp softmax",
                     "x[i]: vec(12), y[j]: vec(12), h[j], v[j]: vec(2)",
                     "a[i] = logsumexp[j](h[j] - sqdist(x[i], y[j]));"
                     "b[i] = softmax[j](-sqdist(x[i], y[j]) / 3; v[j]);",
                     {},
                     64},
                    shifted),
          distances({"e_score_batch",
                     "sqdist exp sum",
                     "x[s, i]: vec(10), y[s, j]: vec(10), b[j]",
                     "a[s, i] = sum[j] exp(-sqdist(x[s, i], y[s, j])) * b[j];",
                     {},
                     64},
                    shifted),
          with(special(discrete(filter("e_filter", nearest, {}))), "(D = 3)"),
          with(discrete(filter("e_filter_coarse", nearest, coarse)), "(D = 2)"),
          with(filter("e_filter_coarse_long", several, coarse), "(D = 9)"),
          with(filter("e_filter_integers", both, wholeNumbers), "(D = 3)"),
          with(filter("e_filter_integers_long", both, wholeNumbers),
               "(D = 33)"),
          with(filter("e_filter_shifted", several, shifted), "(D = 3)"),
          with(special(filter("e_filter_long", several, {})), "(D = 40)"),
          // A condition on pairs whose vectors lie in scratch memory.
          discrete(
              {"e_filter_of_pairs",
               "sqdist argmin",
               "x[i]: vec(12), y[j]: vec(12), w: mat(9, 12), v: vec(9)",
               "let h = relu(w @ (y[j] - x[i]));"
               "n[i] = argmin[j : dot(v, h) > 0] sqdist(x[i], y[j]);",
               {{"x", coarse}, {"y", coarse}, {"w", coarse}, {"v", coarse}}}),
          with(discrete(filter("e_filter_large", nearest, large)), "(D = 3)"),
          with(discrete(filter("e_filter_large_four", nearest, large)),
               "(D = 4)"),
          with(discrete(filter("e_filter_minute", nearest, minute)), "(D = 3)"),
      }};
}
