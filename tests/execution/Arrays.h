//===- Arrays.h - Arguments in any layout of memory -------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_TESTS_EXECUTION_ARRAYS_H
#define KOP_TESTS_EXECUTION_ARRAYS_H

#include "dialect/Interpreter.h"
#include "kop/run.h"

#include <cstddef>
#include <random>
#include <string>
#include <vector>

namespace kop::test {

/// Arrays as the interpreter takes them: row-major, reals or integers.
using Array = ir::InterpreterArray;
using Random = std::mt19937_64;

/// How an array lies in memory.
enum class Layout {
  Contiguous,
  Padded,     ///< gaps after every axis
  Transposed, ///< the last axis has the largest stride
  Reversed    ///< all strides are negative
};
constexpr Layout allLayouts[] = {Layout::Contiguous, Layout::Padded,
                                 Layout::Transposed, Layout::Reversed};
const char *name(Layout layout);

/// Pages of memory between two pages that cannot be touched: a read beyond the
/// end faults. What is asked for ends at the page behind.
class GuardedMemory {
public:
  explicit GuardedMemory(size_t bytes);
  ~GuardedMemory();
  GuardedMemory(GuardedMemory &&other);
  GuardedMemory(const GuardedMemory &) = delete;

  std::byte *data() const { return begin; }
  size_t size() const { return bytes; }

private:
  void *pages;
  size_t mapped, bytes;
  std::byte *begin;
};

/// Memory for one argument of a call. Elements between those of the array hold
/// a mark, so that a write beside the array is seen.
class Storage {
public:
  /// `extents` of all axes, indices first. An `input` lies right in front of a
  /// page that cannot be touched; others have a margin on both sides.
  Storage(int32_t type, std::vector<int64_t> extents, Layout layout,
          bool input);

  void write(const Array &array);
  Array read(size_t indexAxes) const;

  /// Whether all memory outside the array is as it was.
  bool gapsUntouched() const;

  kop_view view() const;
  int32_t type() const { return elementType; }

private:
  int64_t offset(int64_t element) const;

  int32_t elementType;
  std::vector<int64_t> extents, strides;
  int64_t first = 0, count = 1;
  GuardedMemory bytes;
};

/// Printed when the process faults: what it was doing.
void setCurrentWork(const std::string &text);

/// Bytes of an element of type KOP_TYPE_….
size_t sizeOf(int32_t type);
/// Whether elements of this type are floating-point numbers.
bool isReal(int32_t type);
/// The number of the type that is stored for a value.
double rounded(int32_t type, double value);

} // namespace kop::test

#endif // KOP_TESTS_EXECUTION_ARRAYS_H
