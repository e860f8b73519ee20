//===- Calls.h - Calls of the formulas made by hand -------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_TESTS_RUNTIME_CALLS_H
#define KOP_TESTS_RUNTIME_CALLS_H

#include "Formulas.h"

#include "kop/detail/call.h"
#include "kop/kop.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace kop::tests {

/// Runs a formula as generated headers do.
template <class... Views>
void call(const kop_formula &formula, const Exec &exec, const Views &...views) {
  const kop_formula *const instances[] = {&formula};
  detail::call(instances, exec, views...);
}

/// Small integers, so that sums in any order are exact.
inline std::vector<double> makeNumbers(int64_t n, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_int_distribution<int> number(-8, 8);
  std::vector<double> values(n);
  for (double &value : values)
    value = number(random);
  return values;
}

/// Arguments and results of `products`, with what they should be.
struct Products {
  std::vector<double> x, y, p, q;
  explicit Products(int64_t n, int64_t m)
      : x(makeNumbers(n, 1)), y(makeNumbers(m, 2)), p(n, -99), q(m, -99) {}

  void run(const Exec &exec = {}) {
    call(products, exec, In<double>(x), In<double>(y), Out<double>(p),
         Out<double>(q));
  }

  /// Checks the results where `meets(i, j)` says which pairs count how often.
  template <class Meets> void check(Meets meets) const {
    for (size_t i = 0; i < x.size(); ++i) {
      double sum = 0;
      for (size_t j = 0; j < y.size(); ++j)
        sum += meets(i, j) * x[i] * y[j];
      ASSERT_EQ(p[i], sum) << "row " << i;
    }
    for (size_t j = 0; j < y.size(); ++j) {
      double sum = 0;
      for (size_t i = 0; i < x.size(); ++i)
        sum += meets(i, j) * x[i] * y[j];
      ASSERT_EQ(q[j], sum) << "column " << j;
    }
  }
  void check() const {
    check([](size_t, size_t) { return 1; });
  }
};

/// Runs `action`, which must throw a kop::Error, and returns it.
template <class Action> Error errorOf(Action action) {
  try {
    action();
  } catch (const Error &error) {
    return error;
  }
  ADD_FAILURE() << "no error";
  return Error(ErrorCode::Argument, "");
}

} // namespace kop::tests

#endif // KOP_TESTS_RUNTIME_CALLS_H
