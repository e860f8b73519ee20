//===- reference.cpp - Results in double precision ------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tools/bench/reference.h"

#include <algorithm>
#include <cmath>
#include <set>

using namespace bench;

namespace {

/// Operations a reference may take: about half a second.
constexpr double effort = 2e8;
constexpr int64_t mostRows = 200;

template <class T> constexpr double tolerance = 1e-5;
template <> constexpr double tolerance<double> = 1e-12;

bool hasIndices(const Case &which) {
  return which.formula == Formula::Nearest || which.formula == Formula::Knn;
}

bool isGradient(const Case &which) {
  return which.formula == Formula::Gradient ||
         which.formula == Formula::GradientColumns ||
         which.formula == Formula::GradientAll ||
         which.formula == Formula::Second;
}

/// Whether the cotangent of the value of a row is there, too.
bool hasValues(const Case &which) {
  return which.formula == Formula::GradientColumns ||
         which.formula == Formula::GradientAll;
}

} // namespace

template <class T> Reference<T>::Reference(const Data<T> &data) : data(data) {
  const Case &which = data.which;
  const double perRow = double(which.m) * (which.d + which.e + 10);
  const int64_t count = std::min(
      which.n, std::clamp(int64_t(effort / perRow), int64_t(3), mostRows));
  for (int64_t r = 0; r < count; ++r) {
    const int64_t i =
        count == 1 ? 0 : int64_t(double(r) * double(which.n - 1) / (count - 1));
    rows.push_back(compute(i));
  }
}

template <class T>
typename Reference<T>::Row Reference<T>::compute(int64_t i) const {
  if (hasIndices(data.which))
    return computeNearest(i);
  if (isGradient(data.which))
    return computeGradient(i);
  if (data.which.formula == Formula::Within)
    return computeWithin(i);
  return data.which.formula == Formula::Network ? computeNetwork(i)
                                                : computeSums(i);
}

/// The number of columns within half of sigma. A column on the border may be
/// taken or not: an error of one is allowed.
template <class T>
typename Reference<T>::Row Reference<T>::computeWithin(int64_t i) const {
  double count = 0;
  for (int64_t j = 0; j < data.which.m; ++j)
    if (data.has(i, j) && squaredDistance(i, j) <= data.sigma * data.sigma / 4)
      ++count;
  return {i, {count}, {1 / tolerance<T>}};
}

template <class T>
double Reference<T>::squaredDistance(int64_t i, int64_t j) const {
  const int d = data.which.d;
  double sum = 0;
  for (int c = 0; c < d; ++c) {
    const double difference = double(data.x[i * d + c]) - data.y[j * d + c];
    sum += difference * difference;
  }
  return sum;
}

template <class T>
typename Reference<T>::Row Reference<T>::computeSums(int64_t i) const {
  const Case &which = data.which;
  const int e = which.e;
  const double scale = -1 / (2 * data.sigma * data.sigma);
  double top = 0; // of the scores; sums are relative to it
  if (which.formula == Formula::LogSumExp ||
      which.formula == Formula::SoftMean) {
    top = -INFINITY;
    for (int64_t j = 0; j < which.m; ++j)
      if (data.has(i, j))
        top = std::max(top, squaredDistance(i, j) * scale);
  }

  Row row{i, std::vector<double>(e), std::vector<double>(e)};
  double total = 0;
  for (int64_t j = 0; j < which.m; ++j) {
    if (!data.has(i, j))
      continue;
    const double square = squaredDistance(i, j);
    const double r = std::sqrt(square) / data.sigma, s = std::sqrt(5.0) * r;
    const double weight = which.formula == Formula::Laplace ? std::exp(-r)
                          : which.formula == Formula::Matern
                              ? (1 + s + s * s / 3) * std::exp(-s)
                              : std::exp(square * scale - top);
    total += weight;
    for (int c = 0; c < e; ++c) {
      row.values[c] += weight * data.b[j * e + c];
      row.scales[c] += weight * std::abs(data.b[j * e + c]);
    }
  }
  if (which.formula == Formula::LogSumExp) {
    row.values[0] = top + std::log(total);
    row.scales[0] = 1 + std::abs(row.values[0]);
  } else if (which.formula == Formula::SoftMean) {
    for (int c = 0; c < e; ++c) {
      row.values[c] /= total;
      row.scales[c] /= total;
    }
  }
  return row;
}

/// Cotangents of c_i sum_j k(x_i, y_j) b_j in x_i, and in c_i; or the second
/// derivative in x_i along x_i.
template <class T>
typename Reference<T>::Row Reference<T>::computeGradient(int64_t i) const {
  const Case &which = data.which;
  const int d = which.d;
  const double g = 1 / (2 * data.sigma * data.sigma), c = data.c[i];
  Row row{i, std::vector<double>(d + hasValues(which)), {}};
  row.scales.resize(row.values.size());
  for (int64_t j = 0; j < which.m; ++j) {
    if (!data.has(i, j))
      continue;
    const double kernel = std::exp(-g * squaredDistance(i, j)) * data.b[j];
    std::vector<double> difference(d);
    double along = 0;
    for (int k = 0; k < d; ++k) {
      difference[k] = double(data.x[i * d + k]) - data.y[j * d + k];
      along += difference[k] * data.x[i * d + k];
    }
    for (int k = 0; k < d; ++k) {
      const double term =
          which.formula == Formula::Second
              ? c * kernel * 2 * g *
                    (2 * g * along * difference[k] - data.x[i * d + k])
              : -2 * g * c * kernel * difference[k];
      row.values[k] += term;
      row.scales[k] += std::abs(term);
    }
    if (hasValues(which)) {
      row.values[d] += kernel;
      row.scales[d] += std::abs(kernel);
    }
  }
  return row;
}

template <class T>
typename Reference<T>::Row Reference<T>::computeNetwork(int64_t i) const {
  const Case &which = data.which;
  const int d = which.d, e = which.e;
  const T *W1 = data.weights.data(), *W2 = W1 + e * d;
  const T *c1 = W2 + e * e, *c2 = c1 + e;
  Row row{i, std::vector<double>(e), std::vector<double>(e)};
  std::vector<double> hidden(e);
  for (int64_t j = 0; j < which.m; ++j) {
    if (!data.has(i, j))
      continue;
    for (int r = 0; r < e; ++r) {
      double sum = c1[r];
      for (int k = 0; k < d; ++k)
        sum += W1[r * d + k] * (double(data.y[j * d + k]) - data.x[i * d + k]);
      hidden[r] = std::max(sum, 0.0);
    }
    for (int r = 0; r < e; ++r) {
      double sum = c2[r], size = std::abs(sum);
      for (int k = 0; k < e; ++k) {
        sum += W2[r * e + k] * hidden[k];
        size += std::abs(W2[r * e + k] * hidden[k]);
      }
      row.values[r] += std::max(sum, 0.0);
      row.scales[r] += size;
    }
  }
  return row;
}

template <class T>
typename Reference<T>::Row Reference<T>::computeNearest(int64_t i) const {
  const Case &which = data.which;
  std::vector<double> all;
  for (int64_t j = 0; j < which.m; ++j)
    if (data.has(i, j))
      all.push_back(squaredDistance(i, j));
  const int64_t wanted = which.formula == Formula::Knn ? which.k : 1;
  const auto end = all.begin() + std::min<int64_t>(wanted, int64_t(all.size()));
  std::partial_sort(all.begin(), end, all.end());
  Row row{i, std::vector<double>(all.begin(), end), {}};
  row.values.resize(wanted, INFINITY); // no column: infinity, number -1
  return row;
}

template <class T>
void Reference<T>::checkNearest(const Row &row, Verdict &verdict) const {
  const Case &which = data.which;
  const int64_t wanted = int64_t(row.values.size());
  std::set<int32_t> seen;
  for (int64_t k = 0; k < wanted; ++k) {
    const double expected = row.values[k];
    const int32_t j = data.index[row.i * wanted + k];
    const std::string where =
        "row " + std::to_string(row.i) + ", neighbour " + std::to_string(k);
    if (expected == INFINITY ? j != -1 : j < 0 || j >= which.m) {
      verdict.wrong = where + ": column " + std::to_string(j);
      return;
    }
    if (j == -1)
      continue;
    if (!seen.insert(j).second || !data.has(row.i, j)) {
      verdict.wrong = where + ": column " + std::to_string(j) +
                      " is there twice or takes no part";
      return;
    }
    // Equal up to the rounding of |x|^2 - 2 <x, y> + |y|^2 is as near as an
    // expanded distance can tell; the error found is reported.
    double norms = 0;
    for (int c = 0; c < which.d; ++c)
      norms += std::pow(data.x[row.i * which.d + c], 2) +
               std::pow(data.y[j * which.d + c], 2);
    double error = std::abs(squaredDistance(row.i, j) - expected);
    if (which.formula == Formula::Knn)
      error = std::max(error,
                       std::abs(data.distance[row.i * wanted + k] - expected));
    error /= norms;
    verdict.error = std::max(verdict.error, error);
    if (!(error <= tolerance<T>)) {
      verdict.wrong = where + ": column " + std::to_string(j) + " at " +
                      std::to_string(squaredDistance(row.i, j)) +
                      ", the nearest is at " + std::to_string(expected);
      return;
    }
  }
}

template <class T> double Reference<T>::found(int64_t i, int c) const {
  const Case &which = data.which;
  const int width = isGradient(which) ? which.d : which.e;
  return c < width ? data.a[i * width + c] : data.a[which.n * width + i];
}

template <class T>
void Reference<T>::checkRow(const Row &row, Verdict &verdict) const {
  for (int c = 0; c < int(row.values.size()); ++c) {
    const double value = found(row.i, c);
    // A row that no column meets.
    if (row.scales[c] == 0 && value == row.values[c])
      continue;
    const double error = std::abs(value - row.values[c]) / row.scales[c];
    verdict.error = std::max(verdict.error, error);
    if (!(error <= tolerance<T>))
      verdict.wrong = "row " + std::to_string(row.i) + ", component " +
                      std::to_string(c) + ": " + std::to_string(value) +
                      " instead of " + std::to_string(row.values[c]);
  }
}

/// The kernel is one of differences: cotangents of rows and of columns add up
/// to 0.
template <class T> void Reference<T>::checkOther(Verdict &verdict) const {
  for (int c = 0; c < data.which.d; ++c) {
    double sum = 0, size = 0;
    const auto add = [&](const std::vector<T> &values, int64_t count) {
      for (int64_t i = 0; i < count; ++i) {
        sum += values[i * data.which.d + c];
        size += std::abs(double(values[i * data.which.d + c]));
      }
    };
    add(data.a, data.which.n);
    add(data.other, data.which.m);
    if (!(std::abs(sum) <= tolerance<T> * size))
      verdict.wrong = "cotangents of rows and columns do not add up to 0";
  }
}

template <class T> Verdict Reference<T>::check() const {
  Verdict verdict;
  for (const Row &row : rows) {
    if (hasIndices(data.which))
      checkNearest(row, verdict);
    else
      checkRow(row, verdict);
    if (!verdict.wrong.empty())
      return verdict;
  }
  if (data.which.formula == Formula::GradientAll)
    checkOther(verdict);
  return verdict;
}

template class bench::Reference<float>;
template class bench::Reference<double>;
