//===- Check.h - Options that make sense ------------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_STDLIB_OT_CHECK_H
#define KOP_STDLIB_OT_CHECK_H

#include "kop/ot/options.h"

namespace kop::ot::detail {

/// Throws an error that names the first option out of its range.
void checkOptions(const Options &options);

} // namespace kop::ot::detail

#endif // KOP_STDLIB_OT_CHECK_H
