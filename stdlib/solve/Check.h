//===- Check.h - Arguments of the solvers -----------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_STDLIB_SOLVE_CHECK_H
#define KOP_STDLIB_SOLVE_CHECK_H

#include "common/Fail.h"

#include "kop/view.h"

#include <Eigen/Core>

#include <string>

namespace kop::solve::detail {

using common::fail;
using common::format;
using common::require;

/// An array of shape (N) or (N, R) of finite numbers, as N x R.
template <class T>
Eigen::MatrixXd readColumns(const In<T> &array, std::int64_t rows,
                            const char *argument);

/// The same columns, row by row.
std::vector<double> rowMajor(const Eigen::MatrixXd &columns);

} // namespace kop::solve::detail

#endif // KOP_STDLIB_SOLVE_CHECK_H
