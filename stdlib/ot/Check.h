//===- Check.h - Options that make sense ------------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_STDLIB_OT_CHECK_H
#define KOP_STDLIB_OT_CHECK_H

#include "kop/ot/options.h"

#include <cstdint>
#include <vector>

namespace kop::ot::detail {

/// Throws an error that names the first option out of its range.
void checkOptions(const Options &options);

/// Weights of a mean of `count` things: 0 or more, with the sum 1.
void checkShares(const std::vector<double> &weights, std::int64_t count,
                 const char *things);

} // namespace kop::ot::detail

#endif // KOP_STDLIB_OT_CHECK_H
