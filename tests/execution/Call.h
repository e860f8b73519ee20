//===- Call.h - One call, compiled and interpreted --------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_TESTS_EXECUTION_CALL_H
#define KOP_TESTS_EXECUTION_CALL_H

#include "tests/execution/Arrays.h"
#include "tests/execution/Program.h"

#include <functional>
#include <map>
#include <string>

namespace kop::test {

/// Values of indices by name.
using Extents = std::map<std::string, int64_t>;

/// Where random values come from.
struct Range {
  double low = -1, high = 1;
  /// Values are multiples of this; 0: any number of the format.
  double grid = 0;
};

/// Random inputs of `function`: `ranges` by name, else -1 to 1; subscripts
/// `index(j)` from -1 (when `gatherNone`) to the extent of j.
std::vector<Array> randomInputs(const Function &function,
                                const Extents &extents,
                                const std::map<std::string, Range> &ranges,
                                Random &random, bool gatherNone = true);

struct RunOptions {
  Layout layout = Layout::Contiguous;
  std::string cpu; ///< instruction set; empty: the best
  int threads = 1;
  const kop_ranges *ranges = nullptr;
};

/// Runs the compiled formula. Returns an empty string or what went wrong.
std::string runCompiled(const Function &function, const Extents &extents,
                        const std::vector<Array> &inputs,
                        const RunOptions &options, std::vector<Array> &outputs);

/// Runs the interpreter.
std::string runOracle(const Function &function, const Extents &extents,
                      const std::vector<Array> &inputs,
                      std::vector<Array> &outputs);

/// The error that element `n` of output number `output` may have.
using Tolerance =
    std::function<double(size_t output, size_t n, double expected)>;

/// Compares outputs; empty, or the first elements that differ. Integers and
/// NaN must be equal, infinities too.
std::string compare(const Function &function,
                    const std::vector<Array> &expected,
                    const std::vector<Array> &found,
                    const Tolerance &tolerance);

/// Half the distance of 1 to the next number of the format of arithmetic.
double unitRoundoff(const Function &function);
/// What storing a result as an element of this type may change it by, where
/// that format is not the one of arithmetic.
double storageError(int32_t type, double value);

} // namespace kop::test

#endif // KOP_TESTS_EXECUTION_CALL_H
