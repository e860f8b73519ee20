//===- MathLibrary.h - Expanded functions as machine code -------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_TESTS_CODEGEN_MATHLIBRARY_H
#define KOP_TESTS_CODEGEN_MATHLIBRARY_H

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace kop::test {

/// One function to compile.
struct Request {
  std::string op;   ///< "math.exp"
  unsigned bits;    ///< 32 or 64
  std::string set;  ///< instruction set
  std::string math; ///< accuracy
  unsigned operands = 1;
  /// Stands before the operands.
  std::optional<double> order = {};
};

/// out[k] = op(a[k], b[k]) for k < n, a multiple of 16; a third operand is
/// a[k] again.
using Function = void (*)(const void *a, const void *b, void *out, int64_t n);

/// Compiles functions for this machine and keeps their code.
class MathLibrary {
public:
  explicit MathLibrary(const std::vector<Request> &requests);
  ~MathLibrary();

  /// The code of request `k`, or null with `error` set.
  Function function(size_t k) const;
  /// Symbols the object leaves to the linker.
  const std::vector<std::string> &undefined() const;
  const std::string &error() const;

private:
  struct Impl;
  std::unique_ptr<Impl> impl;
};

/// Instruction sets this machine runs, best first.
std::vector<std::string> availableSets();

} // namespace kop::test

#endif // KOP_TESTS_CODEGEN_MATHLIBRARY_H
