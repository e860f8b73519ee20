//===- InterpreterFunctions.h - Functions math lacks, in f64 ----*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The values of the functions of Functions.def. They are the oracle of all
// tests: slow, in long double, by other ways than the code that is compiled.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_DIALECT_INTERPRETERFUNCTIONS_H
#define KOP_DIALECT_INTERPRETERFUNCTIONS_H

namespace kop::ir::interpreter {

#define KOP_ARGUMENTS_1(TYPE) TYPE x
#define KOP_ARGUMENTS_2(TYPE) TYPE order, TYPE x
#define KOP_NAMES_1 x
#define KOP_NAMES_2 order, x

namespace wide {
#define KOP_SPECIAL(NAME, ARITY, ...)                                          \
  long double NAME(KOP_ARGUMENTS_##ARITY(long double));
#include "dialect/Functions.def"
} // namespace wide

#define KOP_SPECIAL(NAME, ARITY, ...)                                          \
  inline double NAME(KOP_ARGUMENTS_##ARITY(double)) {                          \
    return double(wide::NAME(KOP_NAMES_##ARITY));                              \
  }
#include "dialect/Functions.def"

#undef KOP_ARGUMENTS_1
#undef KOP_ARGUMENTS_2
#undef KOP_NAMES_1
#undef KOP_NAMES_2

} // namespace kop::ir::interpreter

#endif // KOP_DIALECT_INTERPRETERFUNCTIONS_H
