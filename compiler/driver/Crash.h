//===- Crash.h - Internal errors and their reproducers ----------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_DRIVER_CRASH_H
#define KOP_DRIVER_CRASH_H

#include "compiler/syntax/Source.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"

namespace kop::driver {

/// Runs `body` on a large stack and returns its exit code. When it crashes,
/// says so with a reproducer and returns `ExitInternalError`.
int runProtected(llvm::ArrayRef<const char *> arguments,
                 llvm::function_ref<int()> body);

/// Says that an internal error happened, writes a reproducer (the command and
/// the sources of the input at work) and returns `ExitInternalError`.
int reportInternalError(llvm::StringRef reason);

/// Makes `sources` those of a reproducer while it lives.
class ReproducerScope {
public:
  explicit ReproducerScope(const syntax::SourceManager &sources);
  ~ReproducerScope();
};

} // namespace kop::driver

#endif // KOP_DRIVER_CRASH_H
