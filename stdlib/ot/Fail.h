//===- Fail.h - Errors of the transport library -----------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_STDLIB_OT_FAIL_H
#define KOP_STDLIB_OT_FAIL_H

#include "kop/error.h"

#include <string>

namespace kop::ot::detail {

/// Throws an error about an argument.
[[noreturn]] inline void fail(ErrorCode code, const char *argument,
                              const std::string &what) {
  throw Error(code, std::string(argument) + ": " + what);
}

} // namespace kop::ot::detail

#endif // KOP_STDLIB_OT_FAIL_H
