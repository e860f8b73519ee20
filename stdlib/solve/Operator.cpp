//===- Operator.cpp - A formula as a linear operator ----------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Check.h"

#include "kop/solve.h"

#include <algorithm>
#include <cmath>

using namespace kop;
using namespace kop::solve;
using namespace kop::solve::detail;

static void checkOperator(std::int64_t n, bool callable, Widths &widths) {
  require(n >= 0, "n", "0 or a positive number of rows is needed", double(n));
  if (!callable)
    fail(ErrorCode::Argument, "apply", "a function is needed, not none");
  for (const std::int64_t width : widths)
    require(width >= 1, "widths", "positive numbers of columns are needed",
            double(width));
  std::sort(widths.begin(), widths.end());
}

Operator::Operator(std::int64_t n, Apply<float> apply, Widths list)
    : rows(n), applyFloat(std::move(apply)), widths(std::move(list)) {
  checkOperator(n, bool(applyFloat), widths);
}

Operator::Operator(std::int64_t n, Apply<double> apply, Widths list)
    : rows(n), applyDouble(std::move(apply)), widths(std::move(list)) {
  checkOperator(n, bool(applyDouble), widths);
}

double Operator::unitRoundoff() const {
  return (applyFloat ? double(std::numeric_limits<float>::epsilon())
                     : std::numeric_limits<double>::epsilon()) /
         2;
}

std::int64_t Operator::widthFor(std::int64_t left) const {
  if (widths.empty())
    return 1;
  const auto enough = std::lower_bound(widths.begin(), widths.end(), left);
  return enough == widths.end() ? widths.back() : *enough;
}

/// A power of two that brings the largest entry near 1, so that a formula in
/// float meets neither overflow nor numbers that have lost digits.
static double scaleOf(const double *v, std::int64_t n) {
  double largest = 0;
  for (std::int64_t i = 0; i < n; ++i)
    largest = std::max(largest, std::abs(v[i]));
  if (largest == 0 || !std::isfinite(largest))
    return 1;
  return std::ldexp(1.0, -std::clamp(std::ilogb(largest), -1000, 1000));
}

template <class T>
void Operator::applyIn(const Apply<T> &function, const double *v, double *out,
                       std::int64_t columns) const {
  std::vector<T> packed, result;
  std::vector<double> scales;
  for (std::int64_t first = 0, width; first < columns; first += width) {
    width = widthFor(columns - first);
    const std::int64_t used = std::min(width, columns - first);
    packed.assign(rows * width, T(0));
    result.assign(rows * width, T(0));
    scales.clear();
    for (std::int64_t c = 0; c < used; ++c) {
      const double *column = v + (first + c) * rows;
      scales.push_back(scaleOf(column, rows));
      for (std::int64_t i = 0; i < rows; ++i)
        packed[i * width + c] = T(column[i] * scales.back());
    }
    if (widths.empty())
      function(In<T>(packed.data(), rows), Out<T>(result.data(), rows));
    else
      function(In<T>(packed.data(), rows, width),
               Out<T>(result.data(), rows, width));
    for (std::int64_t c = 0; c < used; ++c)
      for (std::int64_t i = 0; i < rows; ++i) {
        const double value = result[i * width + c];
        if (!std::isfinite(value))
          fail(ErrorCode::Argument, "apply",
               "finite numbers are needed, row " + std::to_string(i) + " is " +
                   format(value));
        out[(first + c) * rows + i] = value / scales[c];
      }
  }
}

void Operator::apply(const double *v, double *out, std::int64_t columns) const {
  if (rows == 0)
    return;
  if (applyFloat)
    applyIn<float>(applyFloat, v, out, columns);
  else
    applyIn<double>(applyDouble, v, out, columns);
}

Operator &Operator::setDiagonal(std::function<std::vector<double>()> get) {
  getDiagonal = std::move(get);
  return *this;
}

Operator &
Operator::setColumn(std::function<std::vector<double>(std::int64_t)> get) {
  getColumn = std::move(get);
  return *this;
}

/// Checks what a function of the caller has given.
static std::vector<double> checked(std::vector<double> values, std::int64_t n,
                                   const char *argument) {
  if (std::int64_t(values.size()) != n)
    fail(ErrorCode::Shape, argument,
         std::to_string(n) + " numbers are needed, not " +
             std::to_string(values.size()));
  for (std::int64_t i = 0; i < n; ++i)
    if (!std::isfinite(values[i]))
      fail(ErrorCode::Argument, argument,
           "finite numbers are needed, row " + std::to_string(i) + " is " +
               format(values[i]));
  return values;
}

std::vector<double> Operator::diagonal() const {
  if (!getDiagonal)
    fail(ErrorCode::Argument, "kernel",
         "an operator with a diagonal is needed (setDiagonal)");
  return checked(getDiagonal(), rows, "diagonal");
}

std::vector<double> Operator::column(std::int64_t row) const {
  if (!getColumn)
    fail(ErrorCode::Argument, "kernel",
         "an operator with columns is needed (setColumn)");
  if (row < 0 || row >= rows)
    fail(ErrorCode::Argument, "row",
         "0 to " + std::to_string(rows - 1) + " is needed, not " +
             std::to_string(row));
  return checked(getColumn(row), rows, "column");
}
