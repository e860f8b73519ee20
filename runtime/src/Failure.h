//===- Failure.h - Errors inside the runtime --------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_RUNTIME_FAILURE_H
#define KOP_RUNTIME_FAILURE_H

#include "kop/run.h"

#include <stdexcept>
#include <string>

namespace kop::runtime {

/// Ends a call; caught at the C boundary, which turns it into a kop_status.
class Failure : public std::runtime_error {
public:
  Failure(int code, const std::string &message)
      : std::runtime_error(message), code(code) {}

  const int code;
};

} // namespace kop::runtime

#endif // KOP_RUNTIME_FAILURE_H
