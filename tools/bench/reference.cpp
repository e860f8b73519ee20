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

} // namespace

template <class T> Reference<T>::Reference(const Data<T> &data) : data(data) {
  const Case &which = data.which;
  const double perRow = double(which.m) * (which.d + which.e + 10);
  const int64_t count = std::min(
      which.n, std::clamp(int64_t(effort / perRow), int64_t(3), mostRows));
  for (int64_t r = 0; r < count; ++r) {
    const int64_t i =
        count == 1 ? 0 : int64_t(double(r) * double(which.n - 1) / (count - 1));
    rows.push_back(hasIndices(which) ? computeNearest(i) : computeSums(i));
  }
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
    const double weight = which.formula == Formula::Laplace
                              ? std::exp(-std::sqrt(square) / data.sigma)
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

template <class T> Verdict Reference<T>::check() const {
  Verdict verdict;
  for (const Row &row : rows) {
    if (hasIndices(data.which)) {
      checkNearest(row, verdict);
    } else {
      for (int c = 0; c < data.which.e; ++c) {
        const double found = data.a[row.i * data.which.e + c];
        // A row that no column meets.
        if (row.scales[c] == 0 && found == row.values[c])
          continue;
        const double error = std::abs(found - row.values[c]) / row.scales[c];
        verdict.error = std::max(verdict.error, error);
        if (!(error <= tolerance<T>))
          verdict.wrong = "row " + std::to_string(row.i) + ", component " +
                          std::to_string(c) + ": " + std::to_string(found) +
                          " instead of " + std::to_string(row.values[c]);
      }
    }
    if (!verdict.wrong.empty())
      break;
  }
  return verdict;
}

template class bench::Reference<float>;
template class bench::Reference<double>;
