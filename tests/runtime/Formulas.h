//===- Formulas.h - Formulas made by hand -----------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Descriptors and step functions as kopc makes them, written in plain C++, so
// that the runtime is tested without the compiler.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_TESTS_RUNTIME_FORMULAS_H
#define KOP_TESTS_RUNTIME_FORMULAS_H

#include "kop/run.h"

#include <atomic>

namespace kop::tests {

/// p[i] = sum[j] x[i] * y[j];  q[j] = sum[i] x[i] * y[j]; two passes with the
/// roles swapped. f64.
extern const kop_formula products;

/// m[i], n[i] = min and argmin over j of |x[i] - y[j]|; f32, i32.
extern const kop_formula nearest;

/// o[s, i] = sum[j] x[i] * y[s, j]; s is a batch index. f64.
extern const kop_formula batched;

/// g[i] = y[nbr[i]], 0 for -1; nbr is index(j); c[l] = sum[i] label[i] == l,
/// where only the output has the index l. f64, i64.
extern const kop_formula gathered;

/// e[i, j] = x[i] + y[j], reducing nothing; T[s] = q[s|t] summed over t. f64.
extern const kop_formula shared;

/// a[i] = sum[j] 2 x[i] y[j] where 2 y[j] is packed, but lanes over columns
/// read y itself. The step that packs is counted as a pass of `observed`. f64.
extern const kop_formula packed;

/// What the step functions of `products` saw, for tests of the executor.
struct Observed {
  std::atomic<long> passes{0}, columnPasses{0}, finishes{0};
  std::atomic<long> threads{0};    ///< most step functions at the same time
  std::atomic<bool> flushed{true}; ///< subnormals were zeros in all of them
  void reset();
};
extern Observed observed;

/// Lanes of the `columns` variant of `products`.
constexpr int productLanes = 8;

} // namespace kop::tests

#endif // KOP_TESTS_RUNTIME_FORMULAS_H
