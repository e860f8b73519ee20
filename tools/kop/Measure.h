//===- Measure.h - Times of tiles, side by side -----------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_TOOLS_KOP_MEASURE_H
#define KOP_TOOLS_KOP_MEASURE_H

#include "tools/kop/Arguments.h"

#include "kop/run.h"

#include <string>
#include <vector>

namespace kop::tool {

/// A formula for one instruction set whose last step may have code from another
/// compilation: steps of one formula agree on everything but their tiles.
class Variant {
public:
  /// Steps [0, steps) of `formula`, the last one as `tile` has it. Throws a
  /// Failure where one of them has no code for `set` or they do not agree.
  Variant(const kop_formula &formula, const std::string &set, int steps,
          const kop_formula &tile);
  Variant(const Variant &) = delete;
  Variant &operator=(const Variant &) = delete;

  const kop_formula &formula() const { return mixed; }

private:
  std::vector<kop_step_code> codes;
  kop_cpu_variant variant;
  kop_formula mixed;
};

/// The code of `formula` for an instruction set, or null.
const kop_cpu_variant *findVariant(const kop_formula &formula,
                                   const std::string &set);

/// Seconds of this thread for one call. Throws a Failure when the call fails.
double timeCall(const kop_formula &formula, const RandomArguments &arguments);

/// The least time of a call of each formula. They run in turn, so that what
/// else happens on the machine meets all of them, for about `seconds` each and
/// three times at least; those far behind the first drop out early.
std::vector<double> timeInTurn(const std::vector<const kop_formula *> &formulas,
                               const RandomArguments &arguments,
                               double seconds);

} // namespace kop::tool

#endif // KOP_TOOLS_KOP_MEASURE_H
