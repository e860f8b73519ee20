//===- kop/solve/operator.h - A formula as a linear operator ----*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_SOLVE_OPERATOR_H
#define KOP_SOLVE_OPERATOR_H

#include "kop/view.h"

#include <cstdint>
#include <functional>
#include <limits>
#include <type_traits>
#include <utility>
#include <vector>

namespace kop {
namespace solve {

/// How many columns a formula takes at once, `E` of its `v[j]: vec(E)`: the
/// values of E that it is compiled for. Empty: its `v[j]` is a number.
using Widths = std::vector<std::int64_t>;

/// A symmetric matrix K of N rows that is known by its products with vectors.
/// Formulas compute in T, float or double; what is made of them in double.
/// A copy is cheap. Arrays that a formula refers to must outlive all copies.
class Operator {
public:
  template <class T>
  using Apply = std::function<void(const In<T> &v, const Out<T> &out)>;

  /// `apply` writes K v to `out`, both of shape (N), or (N, E) for an E of
  /// `widths`.
  template <class T>
  static Operator of(std::int64_t n, std::common_type_t<Apply<T>> apply,
                     Widths widths = {}) {
    return Operator(n, std::move(apply), std::move(widths));
  }

  /// The matrix k(x_i, x_j) of a formula `out[i] = sum[j] k(x[i], y[j]) *
  /// v[j]`, which is called as `formula(x, y, v, out)` with points as y and
  /// with single points as x or y. It has a diagonal and columns.
  template <class T, class Formula>
  static Operator ofKernel(const In<T> &points, Formula formula,
                           Widths widths = {});

  std::int64_t size() const { return rows; }
  /// Half the distance from 1 to the next number of T.
  double unitRoundoff() const;

  /// out = K v for `columns` columns, each contiguous.
  void apply(const double *v, double *out, std::int64_t columns) const;

  /// The diagonal, which `jacobi` and `pivotedCholesky` need.
  Operator &setDiagonal(std::function<std::vector<double>()> get);
  /// The column of a row, which `pivotedCholesky` needs.
  Operator &setColumn(std::function<std::vector<double>(std::int64_t)> get);
  bool hasDiagonal() const { return bool(getDiagonal); }
  bool hasColumn() const { return bool(getColumn); }
  std::vector<double> diagonal() const;
  std::vector<double> column(std::int64_t row) const;

private:
  Operator(std::int64_t n, Apply<float> apply, Widths widths);
  Operator(std::int64_t n, Apply<double> apply, Widths widths);
  template <class T>
  void applyIn(const Apply<T> &function, const double *v, double *out,
               std::int64_t columns) const;
  /// How many columns the next call takes, of those left.
  std::int64_t widthFor(std::int64_t left) const;

  std::int64_t rows;
  Apply<float> applyFloat; ///< one of the two is set
  Apply<double> applyDouble;
  Widths widths; ///< ascending
  std::function<std::vector<double>()> getDiagonal;
  std::function<std::vector<double>(std::int64_t)> getColumn;
};

namespace detail {

/// Rows [first, first + count) of an array.
template <class T>
In<T> rowsOf(const In<T> &array, std::int64_t first, std::int64_t count) {
  kop_view view = array.view();
  view.data = static_cast<T *>(view.data) + first * view.strides[0];
  view.extents[0] = count;
  return In<T>(view);
}

} // namespace detail

template <class T, class Formula>
Operator Operator::ofKernel(const In<T> &points, Formula formula,
                            Widths widths) {
  const kop_view view = points.view();
  if (view.rank < 1)
    throw Error(ErrorCode::Shape,
                "points: an array of points is needed, not a number");
  const std::int64_t n = view.extents[0];
  // What a column is made of: ones in the first column of the narrowest call.
  const std::int64_t width = widths.empty() ? 0 : widths.front();
  const auto columnOf = [=](std::int64_t begin, std::int64_t rowCount,
                            std::int64_t column) {
    const std::int64_t columns = width ? width : 1;
    const std::vector<T> one(columns, T(1));
    std::vector<T> out(rowCount * columns);
    const In<T> x = detail::rowsOf(points, begin, rowCount),
                y = detail::rowsOf(points, column, 1);
    const In<T> v =
        width ? In<T>(one.data(), 1, columns) : In<T>(one.data(), 1);
    const Out<T> values = width ? Out<T>(out.data(), rowCount, columns)
                                : Out<T>(out.data(), rowCount);
    formula(x, y, v, values);
    std::vector<double> result(rowCount);
    for (std::int64_t i = 0; i < rowCount; ++i)
      result[i] = out[i * columns];
    return result;
  };
  Operator result = of<T>(
      n,
      [=](const In<T> &v, const Out<T> &out) {
        formula(points, points, v, out);
      },
      std::move(widths));
  result.setDiagonal([=] {
    std::vector<double> diagonal(n);
    for (std::int64_t i = 0; i < n; ++i)
      diagonal[i] = columnOf(i, 1, i)[0];
    return diagonal;
  });
  result.setColumn([=](std::int64_t row) { return columnOf(0, n, row); });
  return result;
}

} // namespace solve
} // namespace kop

#endif // KOP_SOLVE_OPERATOR_H
