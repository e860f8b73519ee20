//===- Failure.h - How the tool ends early ----------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_TOOLS_KOP_FAILURE_H
#define KOP_TOOLS_KOP_FAILURE_H

#include <stdexcept>
#include <string>

namespace kop::tool {

/// Exit codes, those of kopc.
enum ExitCode { ExitSuccess = 0, ExitFailure = 1, ExitUsage = 2 };

/// Ends the program with one line on standard error.
class Failure : public std::runtime_error {
public:
  explicit Failure(const std::string &message, ExitCode code = ExitFailure)
      : std::runtime_error(message), code(code) {}

  ExitCode code;
};

/// A signal asks for the end: Control-C, say.
struct Interrupted {
  int signal;
};

} // namespace kop::tool

#endif // KOP_TOOLS_KOP_FAILURE_H
