//===- System.cpp - Systems, their arguments, and what ends a solver ------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Check.h"

#include "kop/solve.h"

#include <cmath>

using namespace kop;
using namespace kop::solve;
using namespace kop::solve::detail;

const char *kop::solve::toString(Status status) {
  switch (status) {
  case Status::Converged:
    return "converged";
  case Status::PrecisionLimited:
    return "precision-limited";
  case Status::Stalled:
    return "stalled";
  case Status::Budget:
    return "budget";
  case Status::Cancelled:
    return "cancelled";
  case Status::Indefinite:
    return "indefinite";
  }
  return "unknown";
}

System::System(Operator kernel, double lambda)
    : System(std::move(kernel), std::vector<double>{lambda}) {}

System::System(Operator kernel, std::vector<double> lambda)
    : kernelOperator(std::move(kernel)), shift(std::move(lambda)) {
  if (shift.size() != 1 && std::int64_t(shift.size()) != size())
    fail(ErrorCode::Shape, "lambda",
         "1 or " + std::to_string(size()) + " numbers are needed, not " +
             std::to_string(shift.size()));
  for (const double value : shift)
    require(value >= 0 && std::isfinite(value), "lambda",
            "0 or a positive number is needed", value);
}

void System::apply(const double *v, double *out, std::int64_t columns) const {
  const std::int64_t n = size();
  kernelOperator.apply(v, out, columns);
  for (std::int64_t c = 0; c < columns; ++c)
    for (std::int64_t i = 0; i < n; ++i)
      out[c * n + i] += lambda(i) * v[c * n + i];
}

template <class T>
Eigen::MatrixXd solve::detail::readColumns(const In<T> &array,
                                           std::int64_t rows,
                                           const char *argument) {
  const kop_view view = array.view();
  if (view.rank != 1 && view.rank != 2)
    fail(ErrorCode::Shape, argument,
         "1 or 2 axes are needed, not " + std::to_string(view.rank));
  if (view.extents[0] != rows)
    fail(ErrorCode::Shape, argument,
         std::to_string(rows) + " rows are needed, not " +
             std::to_string(view.extents[0]));
  const std::int64_t columns = view.rank == 2 ? view.extents[1] : 1;
  if (columns < 0)
    fail(ErrorCode::Shape, argument,
         "a number of columns is needed, not a negative or broadcast extent");
  const T *data = static_cast<const T *>(view.data);
  if (!data && rows * columns > 0)
    fail(ErrorCode::Argument, argument, "an array is needed, not null");
  Eigen::MatrixXd result(rows, columns);
  for (std::int64_t i = 0; i < rows; ++i)
    for (std::int64_t c = 0; c < columns; ++c) {
      const double value = data[i * view.strides[0] +
                                (view.rank == 2 ? c * view.strides[1] : 0)];
      if (!std::isfinite(value))
        fail(ErrorCode::Argument, argument,
             "finite numbers are needed, row " + std::to_string(i) + " has " +
                 format(value));
      result(i, c) = value;
    }
  return result;
}

template Eigen::MatrixXd solve::detail::readColumns(const In<float> &,
                                                    std::int64_t, const char *);
template Eigen::MatrixXd solve::detail::readColumns(const In<double> &,
                                                    std::int64_t, const char *);

std::vector<double> solve::detail::rowMajor(const Eigen::MatrixXd &columns) {
  std::vector<double> result;
  result.reserve(columns.size());
  for (Eigen::Index i = 0; i < columns.rows(); ++i)
    for (Eigen::Index c = 0; c < columns.cols(); ++c)
      result.push_back(columns(i, c));
  return result;
}
