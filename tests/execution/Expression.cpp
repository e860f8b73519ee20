//===- Expression.cpp - Random terms with bounds on their errors ----------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tests/execution/Expression.h"

#include <algorithm>
#include <cmath>

using namespace kop::test;

namespace {

using Operands = const std::vector<Bounds> &;

/// An exact result: `size` in steps of `grain` fits 20 bits; otherwise rounded.
Bounds exactOr(double size, double error, double grain) {
  const bool fits = grain > 0 && size / grain < (1 << 20);
  return {size, fits ? 0 : error + size, fits ? grain : 0};
}

Bounds add(Operands a, const Sizes &) {
  return exactOr(a[0].size + a[1].size, a[0].error + a[1].error,
                 std::min(a[0].grain, a[1].grain));
}

double productError(const Bounds &a, const Bounds &b) {
  return a.size * b.error + b.size * a.error;
}

Bounds multiply(Operands a, const Sizes &) {
  return exactOr(a[0].size * a[1].size, productError(a[0], a[1]),
                 a[0].grain * a[1].grain);
}

Bounds same(Operands a, const Sizes &) { return a[0]; }

/// Either of two values, without rounding.
Bounds either(const Bounds &a, const Bounds &b) {
  return {std::max(a.size, b.size), std::max(a.error, b.error),
          std::min(a.grain, b.grain)};
}
Bounds larger(Operands a, const Sizes &) { return either(a[0], a[1]); }
Bounds chosen(Operands a, const Sizes &) { return either(a[1], a[2]); }

Bounds rounded(Operands a, const Sizes &) { return {a[0].size + 1, 0, 1}; }

/// A function with slope at most 1 and values at most 1.
Bounds bounded(Operands a, const Sizes &) { return {1, a[0].error + 6, 0}; }

/// A function with slope at most 1 and values at most 1 + |x|.
Bounds growing(Operands a, const Sizes &) {
  return {1 + a[0].size, a[0].error + 8 + 8 * a[0].size, 0};
}

/// $0 / (1 + |$1|)
Bounds quotient(Operands a, const Sizes &) {
  return {a[0].size, a[0].error + a[0].size * (a[1].error + 8), 0};
}

/// Sum of n products of components.
Bounds inner(const Bounds &a, const Bounds &b, int64_t n) {
  const double size = n * a.size * b.size;
  return exactOr(size, n * productError(a, b) + n * size, a.grain * b.grain);
}
Bounds dot(Operands a, const Sizes &s) {
  return inner(a[0], a[1], s.dimension);
}

/// May be computed from the expanded square.
Bounds squaredDistance(Operands a, const Sizes &s) {
  const Bounds difference = add(a, s);
  Bounds result = inner(difference, difference, s.dimension);
  result.error *= 4;
  return result;
}

Bounds folded(Operands a, const Sizes &s) {
  return exactOr(s.dimension * a[0].size,
                 s.dimension * (a[0].error + s.dimension * a[0].size),
                 a[0].grain);
}

Bounds norm(Operands a, const Sizes &s) {
  const double d = double(s.dimension), size = std::sqrt(d) * a[0].size;
  return {size, std::sqrt(d) * a[0].error + (d + 8) * size, 0};
}

Bounds truth(Operands, const Sizes &) { return {1, 0, 1}; }

Bounds summed(Operands a, const Sizes &s) {
  const double m = double(s.terms), size = m * a[0].size;
  return exactOr(size, m * a[0].error + (m + 64) * size, a[0].grain);
}

Bounds averaged(Operands a, const Sizes &s) {
  return {a[0].size, a[0].error + double(s.terms + 64) * a[0].size, 0};
}

Bounds counted(Operands, const Sizes &s) { return {double(s.terms), 0, 1}; }

Bounds logSumExp(Operands a, const Sizes &s) {
  return {a[0].size + 12, a[0].error + double(s.terms) + 64 + 8 * a[0].size, 0};
}

/// A mean of the values with weights that are off by their relative error.
Bounds softMax(Operands a, const Sizes &s) {
  const double weight = 4 * a[0].error + 8 * a[0].size + double(s.terms) + 64;
  return {a[1].size, a[1].error + 2 * a[1].size * weight, 0};
}

constexpr Kind S = Kind::Scalar, V = Kind::Vector, B = Kind::Bool;

} // namespace

const std::vector<Operation> &kop::test::operations() {
  // format, result, operands, needsExact, keepsExact, isReduction, bounds
  static const std::vector<Operation> table = {
      {"($0 + $1)", S, {S, S}, false, true, false, add},
      {"($0 - $1)", S, {S, S}, false, true, false, add},
      {"($0 * $1)", S, {S, S}, false, true, false, multiply},
      {"(-$0)", S, {S}, false, true, false, same},
      {"abs($0)", S, {S}, false, true, false, same},
      {"min($0, $1)", S, {S, S}, false, true, false, larger},
      {"max($0, $1)", S, {S, S}, false, true, false, larger},
      {"relu($0)", S, {S}, false, true, false, same},
      {"select($0, $1, $2)", S, {B, S, S}, false, true, false, chosen},
      {"floor($0)", S, {S}, true, true, false, rounded},
      {"round($0)", S, {S}, true, true, false, rounded},
      {"exp(-abs($0))", S, {S}, false, false, false, bounded},
      {"sin($0)", S, {S}, false, false, false, bounded},
      {"cos($0)", S, {S}, false, false, false, bounded},
      {"tanh($0)", S, {S}, false, false, false, bounded},
      {"sigmoid($0)", S, {S}, false, false, false, bounded},
      {"(1 / (1 + $0^2))", S, {S}, false, false, false, bounded},
      {"sqrt(1 + $0^2)", S, {S}, false, false, false, growing},
      {"log1p(abs($0))", S, {S}, false, false, false, growing},
      {"atan($0)", S, {S}, false, false, false, growing},
      {"asinh($0)", S, {S}, false, false, false, growing},
      {"($0 / (1 + abs($1)))", S, {S, S}, false, false, false, quotient},

      {"($0 + $1)", V, {V, V}, false, true, false, add},
      {"($0 - $1)", V, {V, V}, false, true, false, add},
      {"($0 * $1)", V, {V, V}, false, true, false, multiply},
      {"($0 * $1)", V, {S, V}, false, true, false, multiply},
      {"($0 + $1)", V, {V, S}, false, true, false, add},
      {"max($0, $1)", V, {V, V}, false, true, false, larger},
      {"select($0, $1, $2)", V, {B, V, V}, false, true, false, chosen},
      {"sin($0)", V, {V}, false, false, false, bounded},
      {"exp(-abs($0))", V, {V}, false, false, false, bounded},
      {"(A @ $0)",
       V,
       {V},
       false,
       true,
       false,
       [](Operands a, const Sizes &s) {
         return inner({1, 0, 0.25}, a[0], s.dimension);
       }},

      {"dot($0, $1)", S, {V, V}, false, true, false, dot},
      {"sqdist($0, $1)", S, {V, V}, false, true, false, squaredDistance},
      {"sum($0)", S, {V}, false, true, false, folded},
      {"max($0)", S, {V}, false, true, false, same},
      {"min($0)", S, {V}, false, true, false, same},
      {"norm($0)", S, {V}, false, false, false, norm},
      {"$0[0]", S, {V}, false, true, false, same},

      {"($0 < $1)", B, {S, S}, true, true, false, truth},
      {"($0 >= $1)", B, {S, S}, true, true, false, truth},
      {"($0 != $1)", B, {S, S}, true, true, false, truth},
      {"($0 && $1)", B, {B, B}, false, true, false, truth},
      {"($0 || $1)", B, {B, B}, false, true, false, truth},
      {"(!$0)", B, {B}, false, true, false, truth},

      {"(sum[%] $0)", S, {S}, false, true, true, summed},
      {"(sum[%] $0)", V, {V}, false, true, true, summed},
      {"(mean[%] $0)", S, {S}, false, false, true, averaged},
      {"(min[%] $0)", S, {S}, false, true, true, same},
      {"(max[%] $0)", S, {S}, false, true, true, same},
      {"(max[%] $0)", V, {V}, false, true, true, same},
      {"real(argmin[%] $0)", S, {S}, true, true, true, counted},
      {"real(argmax[%] $0)", S, {S}, true, true, true, counted},
      {"real(count[~]($0))", S, {B}, false, true, true, counted},
      {"real(max(max[%] select($0, extent(i), 0), 0))",
       S,
       {B},
       false,
       true,
       true,
       counted},
      {"real(argmax[%] select($0, extent(i), -1))",
       S,
       {B},
       false,
       true,
       true,
       counted},
      {"any[~]($0)", B, {B}, false, true, true, truth},
      {"all[~]($0)", B, {B}, false, true, true, truth},
      {"logsumexp[~]($0)", S, {S}, false, false, true, logSumExp},
      {"softmax[~]($0; $1)", S, {S, S}, false, false, true, softMax},
      {"softmax[~]($0; $1)", V, {S, V}, false, false, true, softMax},
  };
  return table;
}

std::string Term::text() const {
  if (!operation)
    return leaf;
  std::string result;
  for (const char *c = operation->format; *c; ++c) {
    if (*c == '$')
      result += operands[*++c - '0'].text();
    else if (*c == '%')
      result += over;
    else if (*c == '~') // An index without a filter.
      result += over.substr(0, over.find(' '));
    else
      result += *c;
  }
  return result;
}

Bounds Term::bounds(const Sizes &sizes) const {
  if (!operation)
    return leafBounds;
  std::vector<Bounds> all;
  for (const Term &operand : operands)
    all.push_back(operand.bounds(sizes));
  Bounds result = operation->bounds(all, sizes);
  if (!operation->keepsExact)
    result.grain = 0;
  return result;
}

int Term::count() const {
  int result = 1;
  for (const Term &operand : operands)
    result += operand.count();
  return result;
}
