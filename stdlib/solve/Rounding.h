//===- Rounding.h - What rounding does to a product -------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_STDLIB_SOLVE_ROUNDING_H
#define KOP_STDLIB_SOLVE_ROUNDING_H

#include <Eigen/Core>

namespace kop::solve::detail {

/// How far rounding moves `product` = `apply`(v), for each column: measured
/// at a multiple of v, whose roundings are all other ones. Eight times the
/// difference of two such products is a bound in practice, not a proven one.
template <class Apply>
Eigen::RowVectorXd roundingOf(const Eigen::MatrixXd &product,
                              const Eigen::MatrixXd &v, Apply apply) {
  constexpr double other = 1.37;
  const Eigen::MatrixXd multiple = other * v;
  return 8 * (product - apply(multiple) / other).colwise().norm();
}

} // namespace kop::solve::detail

#endif // KOP_STDLIB_SOLVE_ROUNDING_H
