//===- Fail.h - Errors of the standard library ------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_STDLIB_COMMON_FAIL_H
#define KOP_STDLIB_COMMON_FAIL_H

#include "kop/error.h"

#include <cstdio>
#include <string>

namespace kop::common {

/// Throws an error about an argument, or of a function.
[[noreturn]] inline void fail(ErrorCode code, const std::string &argument,
                              const std::string &what) {
  throw Error(code, argument + ": " + what);
}

/// A number as messages show it, with 9 digits at most.
inline std::string format(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.9g", value);
  return text;
}

/// Throws unless `holds`: `expected` is what the value is not.
inline void require(bool holds, const std::string &argument,
                    const char *expected, double value) {
  if (!holds)
    fail(ErrorCode::Argument, argument,
         std::string(expected) + ", not " + format(value));
}

} // namespace kop::common

#endif // KOP_STDLIB_COMMON_FAIL_H
