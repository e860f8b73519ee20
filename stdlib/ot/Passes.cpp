//===- Passes.cpp - Passes over all pairs ---------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Passes.h"
#include "GridCloud.h"

#include <algorithm>
#include <cmath>
#include <limits>

using namespace kop;
using namespace kop::ot;
using namespace kop::ot::detail;

/// Components of a vector that `transport` is compiled for.
static constexpr std::int64_t block = 4;

template <class T>
Passes<T>::Passes(const Cost &cost, double epsilon, int threads)
    : kernels(cost.kernels<T>()), parameter(T(cost.parameter())),
      epsilon_(epsilon) {
  exec.threads = threads;
}

template <class T> Exec Passes<T>::execOf(const Ranges *ranges) const {
  Exec result = exec;
  result.ranges = ranges;
  return result;
}

template <class T>
Vector Passes<T>::exponents(const Cloud<T> &y, const Vector &g) const {
  Vector exact(g.size());
  for (std::size_t j = 0; j < g.size(); ++j)
    exact[j] = g[j] / epsilon_ + y.logWeights[j];
  return exact;
}

template <class T>
double Passes<T>::scaled(const Vector &exact, std::vector<T> &h) {
  double high = -std::numeric_limits<double>::infinity(), sum = 0;
  for (double value : exact)
    if (std::isfinite(value))
      high = std::max(high, value);
  for (double value : exact)
    if (std::isfinite(value))
      sum += std::exp(value - high);
  const double middle = sum > 0 ? high + std::log(sum) : 0;
  h.resize(exact.size());
  for (std::size_t j = 0; j < exact.size(); ++j)
    h[j] = T(exact[j] - middle);
  return middle;
}

template <class T>
void Passes<T>::logSum(const Cloud<T> &x, const Cloud<T> &y,
                       const Vector &exact, Vector &result,
                       const Ranges *ranges) const {
  std::vector<T> h, r(x.size);
  const double middle = scaled(exact, h);
  if (!x.axes.empty() && !y.axes.empty())
    gridLogSum(x, y, std::move(h), epsilon_, r, exec);
  else
    kernels.softmin(x.view(), y.view(), h, T(1 / epsilon_), parameter, r,
                    execOf(ranges));
  result.resize(x.size);
  for (std::int64_t i = 0; i < x.size; ++i)
    result[i] = double(r[i]) + middle;
}

template <class T>
void Passes<T>::softmin(const Cloud<T> &x, const Cloud<T> &y, const Vector &g,
                        Vector &s, const Ranges *ranges) const {
  logSum(x, y, exponents(y, g), s, ranges);
  for (double &value : s)
    value *= -epsilon_;
}

template <class T>
void Passes<T>::softminGradient(const Cloud<T> &x, const Cloud<T> &y,
                                const Vector &g, Vector &s, Vector &gradient,
                                const Ranges *ranges) const {
  std::vector<T> h, r(x.size), m(x.size * x.width);
  const double middle = scaled(exponents(y, g), h);
  kernels.softminGradient(x.view(), y.view(), h, T(1 / epsilon_), parameter, r,
                          Out<T>(m.data(), x.size, x.width), execOf(ranges));
  s.resize(x.size);
  for (std::int64_t i = 0; i < x.size; ++i)
    s[i] = -epsilon_ * (double(r[i]) + middle);
  gradient.assign(m.begin(), m.end());
}

template <class T>
void Passes<T>::transport(const Cloud<T> &x, const Cloud<T> &y, const Vector &f,
                          const Vector &g, const Vector &v,
                          std::int64_t components, Vector &u,
                          const Ranges *ranges) const {
  if (!x.axes.empty() && !y.axes.empty())
    return transportOnGrid(x, y, f, g, v, components, u);
  std::vector<T> h, k(x.size);
  const double middle = scaled(exponents(y, g), h);
  for (std::int64_t i = 0; i < x.size; ++i)
    k[i] = T(f[i] / epsilon_ + middle);
  u.assign(x.size * components, 0);
  for (std::int64_t first = 0; first < components;) {
    const std::int64_t left = components - first;
    const std::int64_t wide = left == 1 ? 1 : block;
    const std::int64_t used = std::min(left, wide);
    std::vector<T> part(y.size * wide, T(0)), sums(x.size * wide);
    for (std::int64_t j = 0; j < y.size; ++j)
      for (std::int64_t c = 0; c < used; ++c)
        part[j * wide + c] = T(v[j * components + first + c]);
    kernels.transport(x.view(), y.view(), k, h,
                      In<T>(part.data(), y.size, wide), T(1 / epsilon_),
                      parameter, Out<T>(sums.data(), x.size, wide),
                      execOf(ranges));
    for (std::int64_t i = 0; i < x.size; ++i)
      for (std::int64_t c = 0; c < used; ++c)
        u[i * components + first + c] = double(sums[i * wide + c]);
    first += used;
  }
}

template <class T>
void Passes<T>::transportOnGrid(const Cloud<T> &x, const Cloud<T> &y,
                                const Vector &f, const Vector &g,
                                const Vector &v, std::int64_t components,
                                Vector &u) const {
  u.assign(x.size * components, 0);
  const Vector h = exponents(y, g);
  Vector part(y.size), sums;
  for (std::int64_t c = 0; c < components; ++c)
    for (const double sign : {1.0, -1.0}) {
      for (std::int64_t j = 0; j < y.size; ++j)
        part[j] = h[j] + std::log(std::max(sign * v[j * components + c], 0.0));
      logSum(x, y, part, sums);
      for (std::int64_t i = 0; i < x.size; ++i)
        u[i * components + c] += sign * std::exp(f[i] / epsilon_ + sums[i]);
    }
}

template <class T>
void Passes<T>::linear(const Cloud<T> &x, const Cloud<T> &y, const Vector &f,
                       const Vector &g, Vector &u, const Ranges *ranges) const {
  std::vector<T> h, k(x.size), sums(x.size);
  const double middle = scaled(exponents(y, g), h);
  for (std::int64_t i = 0; i < x.size; ++i)
    k[i] = T(f[i] / epsilon_ + middle);
  kernels.linear(x.view(), y.view(), k, h, T(1 / epsilon_), parameter, sums,
                 execOf(ranges));
  u.assign(sums.begin(), sums.end());
}

template <class T>
void Passes<T>::motion(const Cloud<T> &x, const Cloud<T> &y, const Vector &f,
                       const Vector &g, const Vector &v, const Vector &w,
                       const Vector &e, const Vector &d, Vector &along,
                       Vector &gradient, const Ranges *ranges) const {
  std::vector<T> h, k(x.size), r(x.size), m(x.size * x.width);
  const double middle = scaled(exponents(y, g), h);
  for (std::int64_t i = 0; i < x.size; ++i)
    k[i] = T(f[i] / epsilon_ + middle);
  const std::vector<T> pv(v.begin(), v.end()), pw(w.begin(), w.end());
  const std::vector<T> pe(e.begin(), e.end()), pd(d.begin(), d.end());
  kernels.motion(x.view(), y.view(), In<T>(pv.data(), x.size, x.width),
                 In<T>(pw.data(), y.size, y.width), k, h, pe, pd,
                 T(1 / epsilon_), parameter, r,
                 Out<T>(m.data(), x.size, x.width), execOf(ranges));
  along.assign(r.begin(), r.end());
  gradient.assign(m.begin(), m.end());
}

template <class T>
void Passes<T>::meanCost(const Cloud<T> &x, const Cloud<T> &y, const Vector &w,
                         Vector &u) const {
  const std::vector<T> weights(w.begin(), w.end());
  std::vector<T> sums(x.size);
  kernels.meanCost(x.view(), y.view(), weights, parameter, sums, exec);
  u.assign(sums.begin(), sums.end());
}

template <class T>
double Passes<T>::greatestCost(const Cloud<T> &x, const Cloud<T> &y) const {
  std::vector<T> most(x.size);
  kernels.greatestCost(x.view(), y.view(), parameter, most, exec);
  return double(*std::max_element(most.begin(), most.end()));
}

template <class T>
Vector Passes<T>::costs(const Cloud<T> &x, const Cloud<T> &y,
                        const std::vector<std::int64_t> &rows,
                        const std::vector<std::int64_t> &columns) const {
  // Exponents of no potentials, in units of -1.
  const std::vector<T> k(x.size, T(0)), h(y.size, T(0));
  std::vector<T> result(rows.size());
  kernels.exponents(x.view(), y.view(), k, h, rows, columns, T(-1), parameter,
                    result, exec);
  return Vector(result.begin(), result.end());
}

template <class T>
void Passes<T>::nearest(const Cloud<T> &x, const Cloud<T> &y, const Vector &g,
                        Vector &m, std::vector<std::int64_t> &n) const {
  const std::vector<T> potential(g.begin(), g.end());
  std::vector<T> least(x.size);
  n.resize(x.size);
  kernels.nearest(x.view(), y.view(), potential, parameter, least, n, exec);
  m.assign(least.begin(), least.end());
}

template <class T>
void Passes<T>::best(const Cloud<T> &x, const Cloud<T> &y, const Vector &g,
                     Vector &m, std::vector<std::int64_t> &n) const {
  const std::vector<T> potential(g.begin(), g.end());
  std::vector<T> least(x.size * 8);
  n.resize(x.size * 8);
  kernels.best(x.view(), y.view(), potential, parameter,
               Out<T>(least.data(), x.size, 8),
               Out<std::int64_t>(n.data(), x.size, 8), exec);
  m.assign(least.begin(), least.end());
}

/// The greatest finite magnitude.
template <class T> static T largestOf(const std::vector<T> &values) {
  T most = 0;
  for (T value : values)
    if (std::isfinite(value))
      most = std::max(most, std::abs(value));
  return most;
}

/// The search lets more through than is wanted, by what rounding explains: the
/// exponents of what it finds decide.
template <class T>
PlanEntries Passes<T>::entries(const Cloud<T> &x, const Cloud<T> &y,
                               const Vector &f, const Vector &g,
                               double threshold, const Ranges *ranges) const {
  std::vector<T> h, k(x.size);
  const double middle = scaled(exponents(y, g), h);
  for (std::int64_t i = 0; i < x.size; ++i)
    k[i] = T(f[i] / epsilon_ + x.logWeights[i] + middle - std::log(threshold));
  const T slack = 16 * std::numeric_limits<T>::epsilon() *
                  (largestOf(k) + largestOf(h) + 1);
  std::vector<T> above(k);
  for (T &value : above)
    value += slack;
  OwnedList<std::int64_t> found;
  kernels.heavy(x.view(), y.view(), above, h, T(1 / epsilon_), parameter, found,
                execOf(ranges));
  std::vector<std::int64_t> rows(found.indices.size());
  for (std::int64_t i = 0; i < x.size; ++i)
    std::fill(rows.begin() + found.offsets[i],
              rows.begin() + found.offsets[i + 1], i);
  std::vector<T> p(rows.size());
  kernels.exponents(x.view(), y.view(), k, h, rows, found.indices,
                    T(1 / epsilon_), parameter, p, exec);
  PlanEntries result;
  result.offsets.push_back(0);
  for (std::int64_t i = 0; i < x.size; ++i) {
    for (std::int64_t e = found.offsets[i]; e < found.offsets[i + 1]; ++e)
      if (p[e] >= 0) {
        result.columns.push_back(found.indices[e]);
        result.masses.push_back(threshold * std::exp(double(p[e])));
      }
    result.offsets.push_back(std::int64_t(result.columns.size()));
  }
  return result;
}

template class ot::detail::Passes<float>;
template class ot::detail::Passes<double>;
