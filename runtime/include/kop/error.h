//===- kop/error.h - Errors of calls ----------------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_ERROR_H
#define KOP_ERROR_H

#include "kop/run.h"

#include <stdexcept>
#include <string>

namespace kop {

/// What went wrong in a call; the values of KOP_ERROR_... in kop/run.h.
enum class ErrorCode : int {
  Argument = KOP_ERROR_ARGUMENT,
  Shape = KOP_ERROR_SHAPE,
  Type = KOP_ERROR_TYPE,
  Overlap = KOP_ERROR_OVERLAP,
  Size = KOP_ERROR_SIZE,
  Index = KOP_ERROR_INDEX,
  Ranges = KOP_ERROR_RANGES,
  Cpu = KOP_ERROR_CPU,
  Memory = KOP_ERROR_MEMORY,
  Cancelled = KOP_ERROR_CANCELLED,
  Version = KOP_ERROR_VERSION,
  Capacity = KOP_ERROR_CAPACITY
};

/// A call that was rejected, before any output was written, or cancelled.
class Error : public std::runtime_error {
public:
  Error(ErrorCode code, const std::string &message)
      : std::runtime_error(message), code_(code) {}

  ErrorCode code() const noexcept { return code_; }

private:
  ErrorCode code_;
};

} // namespace kop

#endif // KOP_ERROR_H
