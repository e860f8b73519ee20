//===- Problems.h - Kernel matrices, as formulas and dense ------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_TESTS_STDLIB_SOLVE_PROBLEMS_H
#define KOP_TESTS_STDLIB_SOLVE_PROBLEMS_H

#include "matrices.kop.h"
#include <kop/kop.h>
#include <kop/solve.h>

#include <Eigen/Dense>
#include <gtest/gtest.h>

#include <cmath>
#include <ostream>
#include <random>
#include <string>
#include <vector>

namespace kop::solve {

inline void PrintTo(Status status, std::ostream *out) {
  *out << toString(status);
}

} // namespace kop::solve

namespace problems {

using kop::In;
using kop::Out;
using kop::solve::Operator;
using kop::solve::Widths;

inline std::vector<double> uniform(std::int64_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<double> values(count);
  for (double &value : values)
    value = (random() + 0.5) / 4294967296.0;
  return values;
}

template <class T> std::vector<T> as(const std::vector<double> &values) {
  return std::vector<T>(values.begin(), values.end());
}

/// Points of the unit square, and kernel matrices of them.
template <class T> class Square {
public:
  explicit Square(std::int64_t n, double width = 0.2)
      : n(n), sigma(T(width)), points(as<T>(uniform(2 * n, 7))) {}

  Operator gauss() const {
    return Operator::ofKernel<T>({points, n, 2},
                                 [this](auto x, auto y, auto v, auto out) {
                                   matrices::gauss(x, y, v, sigma, out);
                                 });
  }

  Operator matern() const {
    return Operator::ofKernel<T>({points, n, 2},
                                 [this](auto x, auto y, auto v, auto out) {
                                   matrices::matern(x, y, v, sigma, out);
                                 },
                                 {1, 4});
  }

  /// The same from plain C++, in double.
  Eigen::MatrixXd denseGauss() const {
    return dense([this](double r) {
      return std::exp(-r * r / (2 * double(sigma) * sigma));
    });
  }

  Eigen::MatrixXd denseMatern() const {
    return dense([this](double r) {
      const double t = std::sqrt(3.0) * r / sigma;
      return (1 + t) * std::exp(-t);
    });
  }

  std::int64_t n;
  T sigma;
  std::vector<T> points;

private:
  template <class F> Eigen::MatrixXd dense(F f) const {
    Eigen::MatrixXd result(n, n);
    for (std::int64_t i = 0; i < n; ++i)
      for (std::int64_t j = 0; j < n; ++j)
        result(i, j) =
            f(std::hypot(double(points[2 * i]) - points[2 * j],
                         double(points[2 * i + 1]) - points[2 * j + 1]));
    return result;
  }
};

/// K + lambda I.
inline Eigen::MatrixXd shifted(Eigen::MatrixXd matrix, double lambda) {
  matrix.diagonal().array() += lambda;
  return matrix;
}

/// An array of shape (N, R).
inline Eigen::MatrixXd matrixOf(const std::vector<double> &values,
                                std::int64_t rows, std::int64_t columns) {
  using RowMajor =
      Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  return Eigen::Map<const RowMajor>(values.data(), rows, columns);
}

/// A symmetric matrix as an operator, column by column.
template <class T = double> Operator operatorOf(Eigen::MatrixXd matrix) {
  const std::int64_t n = matrix.rows();
  Operator result =
      Operator::of<T>(n, [matrix](const In<T> &v, const Out<T> &out) {
        using Vector = Eigen::Matrix<T, Eigen::Dynamic, 1>;
        const T *from = static_cast<const T *>(v.view().data);
        T *to = static_cast<T *>(out.view().data);
        Eigen::Map<Vector>(to, matrix.rows()) =
            matrix.template cast<T>() *
            Eigen::Map<const Vector>(from, matrix.rows());
      });
  result.setDiagonal([matrix] {
    const Eigen::VectorXd diagonal = matrix.diagonal();
    return std::vector<double>(diagonal.begin(), diagonal.end());
  });
  result.setColumn([matrix](std::int64_t row) {
    const Eigen::VectorXd column = matrix.col(row);
    return std::vector<double>(column.begin(), column.end());
  });
  return result;
}

template <class Action>
std::string errorOf(kop::ErrorCode code, Action action) {
  try {
    action();
  } catch (const kop::Error &error) {
    EXPECT_EQ(error.code(), code);
    return error.what();
  }
  ADD_FAILURE() << "no error";
  return "";
}

} // namespace problems

#endif // KOP_TESTS_STDLIB_SOLVE_PROBLEMS_H
