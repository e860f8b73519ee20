//===- Check.h - Arguments of the solvers -----------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_STDLIB_SOLVE_CHECK_H
#define KOP_STDLIB_SOLVE_CHECK_H

#include "kop/error.h"
#include "kop/view.h"

#include <Eigen/Core>

#include <string>

namespace kop::solve::detail {

/// Throws an error about an argument.
[[noreturn]] inline void fail(ErrorCode code, const std::string &argument,
                              const std::string &what) {
  throw Error(code, argument + ": " + what);
}

/// The shortest decimal of a number.
std::string format(double value);

/// Throws unless `holds`: `expected` is what the value is not.
inline void require(bool holds, const char *argument, const char *expected,
                    double value) {
  if (!holds)
    fail(ErrorCode::Argument, argument,
         std::string(expected) + ", not " + format(value));
}

/// An array of shape (N) or (N, R) of finite numbers, as N x R.
template <class T>
Eigen::MatrixXd readColumns(const In<T> &array, std::int64_t rows,
                            const char *argument);

/// The same columns, row by row.
std::vector<double> rowMajor(const Eigen::MatrixXd &columns);

} // namespace kop::solve::detail

#endif // KOP_STDLIB_SOLVE_CHECK_H
