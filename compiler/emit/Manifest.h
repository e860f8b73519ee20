//===- Manifest.h - Manifest and make rules ---------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_EMIT_MANIFEST_H
#define KOP_EMIT_MANIFEST_H

#include "compiler/emit/Unit.h"

namespace kop::emit {

/// The descriptors as JSON, for bindings to other languages and build tools.
std::string makeManifest(const Unit &unit, const std::string &version);

/// "targets: files" and an empty rule per imported file, so that a deleted
/// import does not stop make.
std::string makeDepfile(const std::vector<std::string> &targets,
                        const std::vector<std::string> &files);

} // namespace kop::emit

#endif // KOP_EMIT_MANIFEST_H
