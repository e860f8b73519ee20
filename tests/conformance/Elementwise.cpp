//===- Elementwise.cpp - Cases of element-wise operations -----------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tests/conformance/Case.h"

using namespace kop::test;

namespace {

/// `expression` of s at a pair, at a row, at a parameter, and summed. x and y
/// lie on a grid so that s = x + y is exact in f32.
Case unary(std::string name, std::string expression, double low, double high,
           double units, std::string covers = "") {
  Case test;
  test.name = "c_" + name;
  test.covers = name + " " + covers;
  test.parameters = "x[i], y[j], w";
  auto at = [&](const std::string &value) {
    std::string result;
    for (size_t n = 0; n < expression.size(); ++n) {
      const bool isName =
          expression[n] == 's' &&
          (n == 0 || !isalnum(static_cast<unsigned char>(expression[n - 1]))) &&
          (n + 1 == expression.size() ||
           !isalnum(static_cast<unsigned char>(expression[n + 1])));
      result += isName ? "(" + value + ")" : std::string(1, expression[n]);
    }
    return result;
  };
  test.body = "p[i, j] = " + at("x[i] + y[j]") + "; r[i] = " + at("x[i]") +
              "; q[] = " + at("w") + "; a[i] = sum[j] (" + at("x[i] + y[j]") +
              ");";
  const double margin = (high - low) / 8, grid = 1.0 / 4096;
  test.values["x"] = {low + margin, high - margin, grid};
  test.values["y"] = {-margin, margin, grid};
  test.values["w"] = {low, high};
  test.units = units;
  return test;
}

Case withMagnitude(Case test, double magnitude) {
  test.magnitude = magnitude;
  return test;
}

Case special(Case test) {
  test.special = "nan inf -inf 0";
  return test;
}

/// `expression` of x[i] and y[j] at a pair and summed.
Case binary(std::string name, std::string expression, Values x, Values y,
            double units, double magnitude, std::string covers = "") {
  Case test;
  test.name = "c_" + name;
  test.covers = name + " " + covers;
  test.parameters = "x[i], y[j]";
  test.body =
      "p[i, j] = " + expression + "; a[i] = sum[j] (" + expression + ");";
  test.values = {{"x", x}, {"y", y}};
  test.units = units;
  test.magnitude = magnitude;
  return test;
}

} // namespace

// The error of exp(s) is that of an argument off by 2u|s|, and three u.
Group kop::test::exponentials() {
  return {
      "Exponentials",
      {withMagnitude(unary("exp", "exp(s)", -10, 10, 26), 22027),
       withMagnitude(unary("exp2", "exp2(s)", -14, 14, 26), 16384),
       withMagnitude(unary("expm1", "expm1(s)", -5, 5, 16), 150),
       withMagnitude(special(unary("log", "log(s)", 0.01, 40, 6)), 5),
       withMagnitude(unary("log2", "log2(s)", 0.01, 40, 6), 7),
       withMagnitude(unary("log10", "log10(s)", 0.01, 40, 8), 2),
       withMagnitude(unary("log1p", "log1p(s)", -0.9, 30, 6), 4),
       withMagnitude(special(unary("sqrt", "sqrt(s)", 0, 60, 3)), 8),
       withMagnitude(special(unary("rsqrt", "rsqrt(s)", 0.01, 60, 6)), 10),
       withMagnitude(unary("cbrt", "cbrt(s)", -60, 60, 6), 4),
       withMagnitude(unary("xlogx", "xlogx(s)", 0, 8, 8), 17),
       withMagnitude(
           binary("pow", "x[i]^y[j]", {0.1, 5}, {-3, 3}, 40, 1000, "pow"),
           1000),
       withMagnitude(unary("powi", "s^5 - s^2", 1.5, 4, 64), 1024),
       withMagnitude(unary("powi_negative", "s^-3", 0.5, 4, 12, "powi"), 8)}};
}

Group kop::test::trigonometric() {
  return {"Trigonometric",
          {special(unary("sin", "sin(s)", -20, 20, 6)),
           special(unary("cos", "cos(s)", -20, 20, 6)),
           withMagnitude(unary("tan", "tan(s)", -1.5, 1.5, 8), 15),
           withMagnitude(unary("asin", "asin(s)", -1, 1, 6), 2),
           withMagnitude(unary("acos", "acos(s)", -1, 1, 6), 4),
           withMagnitude(unary("atan", "atan(s)", -40, 40, 6), 2),
           binary("atan2", "atan2(x[i], y[j])", {-2, 2, 0.125}, {-2, 2, 0.125},
                  8, 4),
           withMagnitude(unary("sinh", "sinh(s)", -5, 5, 20), 75),
           withMagnitude(unary("cosh", "cosh(s)", -5, 5, 20), 75),
           special(unary("tanh", "tanh(s)", -9, 9, 8)),
           withMagnitude(unary("asinh", "asinh(s)", -40, 40, 8), 5),
           withMagnitude(unary("acosh", "acosh(s)", 1, 40, 8), 5),
           withMagnitude(unary("atanh", "atanh(s)", -0.97, 0.97, 8), 3),
           unary("sinc", "sinc(s)", -0.9, 0.9, 40),
           unary("sinxdivx", "sinxdivx(s)", -3, 3, 10)}};
}

/// Poles and ends of the functions that have zeros between negative integers.
static Case atPoles() {
  Case test;
  test.name = "c_gamma_poles";
  test.covers = "lgamma digamma polygamma";
  test.parameters = "x[i], n[i]: int";
  test.body = "r[i] = lgamma(x[i]); p[i] = digamma(x[i] + 1);"
              "q[i] = lgamma(real(n[i])); a[i] = digamma(real(n[i]));";
  test.values = {{"x", {0.75, 30}}, {"n", {-3, 1}}};
  return special(withMagnitude(test, 4));
}

/// A Matern kernel whose order is known at the call only.
static Case orderAsParameter() {
  Case test = binary("matern_parameter", "matern(nu, x[i] + y[j])", {0, 2},
                     {0, 3}, 200, 1, "matern matern_of_order scaled_bessel_k");
  test.parameters += ", nu";
  test.values["nu"] = {0.1, 8};
  test.fixed = "nu";
  return test;
}

// Near zeros the errors are those of what a function adds up, so that there the
// cases are about sums.
Group kop::test::specialFunctions() {
  const auto ofSums = [](Case test) {
    test.body = "a[i, j] = " + test.body.substr(test.body.find('=') + 2);
    test.body.replace(test.body.find("r[i]"), 4, "b[i]");
    test.body.replace(test.body.find("q[]"), 3, "c[]");
    test.body.replace(test.body.rfind("a[i] ="), 6, "d[i] =");
    return test;
  };
  return {
      "Special",
      {unary("erf", "erf(s)", -4, 4, 8),
       withMagnitude(unary("erfc", "erfc(s)", -4, 6, 40), 2),
       withMagnitude(unary("lgamma", "lgamma(s)", 0.01, 30, 6), 72),
       withMagnitude(ofSums(unary("lgamma_negative", "lgamma(s)", -5.99, -0.01,
                                  16, "lgamma")),
                     12),
       withMagnitude(unary("digamma", "digamma(s)", 1.6, 30, 8), 4),
       withMagnitude(ofSums(unary("digamma_negative", "digamma(s)", -0.9, 1.4,
                                  64, "digamma")),
                     4096),
       withMagnitude(unary("polygamma",
                           "polygamma(0, s + 2) + polygamma(1, s)"
                           " - polygamma(2, s)",
                           0.5, 20, 24),
                     40),
       withMagnitude(unary("polygamma_high",
                           "polygamma(3, s) - polygamma(8, s)", 0.5, 6, 32,
                           "polygamma"),
                     9e7),
       ofSums(unary("bessel_j0", "bessel_j0(s)", -30, 30, 8)),
       ofSums(unary("bessel_j1", "bessel_j1(s)", -30, 30, 8)),
       withMagnitude(special(unary("bessel_i0", "bessel_i0(s)", -12, 12, 8)),
                     18949),
       withMagnitude(special(unary("bessel_i1", "bessel_i1(s)", -12, 12, 8)),
                     18142),
       withMagnitude(special(unary("bessel_k0", "bessel_k0(s)", 0.01, 12, 8)),
                     5),
       withMagnitude(special(unary("bessel_k1", "bessel_k1(s)", 0.01, 12, 8)),
                     100),
       withMagnitude(unary("scaled_bessel_k",
                           "scaled_bessel_k(0.3, s) + scaled_bessel_k(3, s)",
                           0.01, 12, 40),
                     12),
       withMagnitude(unary("matern",
                           "matern(1/2, s) + matern(3/2, s)"
                           " + matern(5/2, s)",
                           0, 6, 60, "matern12 matern32 matern52"),
                     3),
       withMagnitude(unary("matern_of_order",
                           "matern(0.8, s) + matern(3, s) + matern(7/2, s)", 0,
                           6, 100, "matern"),
                     3),
       atPoles(), orderAsParameter()}};
}

Group kop::test::arithmetic() {
  const Values any = {-8, 8, 1.0 / 64}, positive = {0.5, 8, 1.0 / 64};
  return {
      "Arithmetic",
      {binary("add", "x[i] + y[j]", any, any, 1, 16),
       binary("sub", "x[i] - y[j]", any, any, 1, 16),
       binary("mul", "x[i] * y[j]", any, any, 1, 64),
       special(binary("div", "x[i] / y[j]", any, positive, 4, 16)),
       withMagnitude(unary("neg", "-s", -8, 8, 0), 8),
       withMagnitude(unary("inv", "inv(s)", 0.5, 8, 4), 2),
       withMagnitude(unary("square", "square(s)", -8, 8, 2), 64),
       withMagnitude(unary("abs", "abs(s)", -8, 8, 0), 8),
       special(unary("sign", "sign(s)", -1, 1, 0)),
       unary("step", "step(s)", -1, 1, 0),
       withMagnitude(special(unary("floor", "floor(s)", -8, 8, 0)), 8),
       withMagnitude(special(unary("ceil", "ceil(s)", -8, 8, 0)), 8),
       withMagnitude(special(unary("round", "round(s)", -8, 8, 0)), 8),
       withMagnitude(special(unary("trunc", "trunc(s)", -8, 8, 0)), 8),
       binary("mod2", "mod(x[i], y[j])", any, {0.5, 4, 0.5}, 1, 4, "mod"),
       binary("mod3", "mod(x[i], y[j], -1)", any, {0.5, 4, 0.5}, 1, 4, "mod"),
       special(binary("min", "min(x[i], y[j])", any, any, 0, 8)),
       special(binary("max", "max(x[i], y[j])", any, any, 0, 8)),
       binary("min3", "min(x[i], y[j], 0.5)", any, any, 0, 8, "min"),
       withMagnitude(unary("clamp", "clamp(s, -1, 2.5)", -8, 8, 0), 3),
       binary("hypot", "hypot(x[i], y[j])", any, any, 6, 12),
       binary("fma", "fma(x[i], y[j], x[i])", {0.5, 8, 1.0 / 64}, positive, 2,
              72),
       binary("constants", "pi * x[i] + y[j] / 3 + 1e-3", positive, positive, 8,
              40)}};
}

Group kop::test::logic() {
  const Values coarse = {-2, 2, 0.5};
  auto compared = [&](std::string name, std::string condition) {
    Case test = binary(name, "select(" + condition + ", x[i], y[j] + 4)",
                       coarse, coarse, 0, 6, "select");
    test.body += " n[i] = count[j](" + condition + ");";
    test.covers += " count";
    return special(test);
  };
  return {"Logic",
          {compared("eq", "x[i] == y[j]"),
           compared("ne", "x[i] != y[j]"),
           compared("lt", "x[i] < y[j]"),
           compared("le", "x[i] <= y[j]"),
           compared("gt", "x[i] > y[j]"),
           compared("ge", "x[i] >= y[j]"),
           compared("and", "x[i] > y[j] && y[j] > 0"),
           compared("or", "x[i] > y[j] || y[j] > 0"),
           compared("not", "!(x[i] > y[j])"),
           compared("select", "x[i] + y[j] > 0"),
           {"c_bool", "and or not select", "u[i]: bool, v[j]: bool, x[i], y[j]",
            "p[i, j] = select(u[i] && !v[j] || x[i] > 0, x[i], y[j]);"
            "k[i, j] = u[i] || v[j]; m[i] = count[j](u[i] && v[j]);"
            "g[i] = any[j](v[j]); h[i] = all[j](v[j] || u[i]);"}}};
}

Group kop::test::integers() {
  const Values any = {-40, 40}, positive = {1, 9}, negative = {-9, -0.5};
  return {
      "Integers",
      {discrete({"c_integer_arithmetic",
                 "add sub mul neg abs min max",
                 "m[i]: int, n[j]: int",
                 "s[i, j] = m[i] + n[j] * 3 - 2; t[i, j] = -m[i] * n[j];"
                 "u[i, j] = abs(m[i] - n[j]); v[i, j] = min(m[i], n[j]) - "
                 "max(m[i], 2);"
                 "w[i] = sum[j] m[i] * n[j]; z[i] = sum[j] max(m[i], n[j]);",
                 {{"m", any}, {"n", any}}}),
       discrete({"c_idiv",
                 "idiv rem",
                 "m[i]: int, n[j]: int, o[j]: int",
                 "s[i, j] = idiv(m[i], n[j]); t[i, j] = m[i] % n[j];"
                 "u[i, j] = idiv(m[i], o[j]); v[i, j] = m[i] % o[j];",
                 {{"m", any}, {"n", positive}, {"o", negative}}}),
       discrete({"c_integer_comparison",
                 "eq ne lt le gt ge",
                 "m[i]: int, n[j]: int",
                 "s[i] = count[j](m[i] == n[j]); t[i] = count[j](m[i] != n[j]);"
                 "u[i] = count[j](m[i] < n[j]); v[i] = count[j](m[i] <= n[j]);"
                 "w[i] = count[j](m[i] > n[j]); z[i] = count[j](m[i] >= n[j]);",
                 {{"m", {-5, 5}}, {"n", {-5, 5}}}}),
       {"c_real",
        "real extent",
        "m[i]: int, n[j]: int, x[j]",
        "p[i, j] = real(m[i]) * 0.5 + real(extent(j));"
        "a[i] = sum[j] real(n[j] - m[i]) * x[j]; s[] = extent(i) * 2;",
        {{"m", any}, {"n", any}},
        4,
        80},
       {"c_index_names",
        "real",
        "x[i], y[j]",
        "p[i, j] = real(i) - 2 * real(j) + x[i] * 0;"
        "a[i] = sum[j : j != i] y[j]; b[i] = sum[j : j < i] y[j];"
        "c[i] = sum[j] real(idiv(j, 2) % 3) * y[j];",
        {},
        4,
        4}}};
}

Group kop::test::functions() {
  return {
      "Functions",
      {withMagnitude(unary("relu", "relu(s)", -4, 4, 1), 4),
       withMagnitude(unary("leaky_relu", "leaky_relu(s, 0.125)", -4, 4, 2), 4),
       unary("sigmoid", "sigmoid(s)", -9, 9, 48),
       withMagnitude(unary("softplus", "softplus(s)", -6, 6, 40), 6),
       withMagnitude(unary("silu", "silu(s)", -6, 6, 40), 6),
       withMagnitude(unary("gelu", "gelu(s)", -3, 6, 64), 6)}};
}
