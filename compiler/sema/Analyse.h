//===- Analyse.h - From syntax trees to typed instances ---------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The entry point of semantic analysis: resolves imports and names, binds the
// generics of every export, and checks shapes and types on the way.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_SEMA_ANALYSE_H
#define KOP_SEMA_ANALYSE_H

#include "compiler/sema/Typed.h"
#include "compiler/syntax/AST.h"
#include "compiler/syntax/Diagnostics.h"

#include <string>
#include <utility>
#include <vector>

namespace kop::sema {

/// What the command line adds to a file.
struct AnalyseOptions {
  /// Directories for `import`, in order: those of -I, then the standard
  /// library. The directory of the importing file is tried first.
  std::vector<std::string> searchPath;
  /// -D NAME=VALUE, in order; a later one wins.
  std::vector<std::pair<std::string, std::string>> defines;
  /// --export, as written: "gaussian(D = 5): f32".
  std::vector<std::string> exports;
};

struct Analysis {
  /// One per exported item and type, in the order of the source, then those
  /// of `AnalyseOptions::exports`. Not to be used when errors were reported.
  std::vector<Instance> instances;
  /// The imported files that were read, for depfiles, each once.
  std::vector<std::string> importedFiles;
};

/// Analyses a parsed file. Imported files are added to `sources`.
Analysis analyse(const syntax::ast::File &file, syntax::SourceManager &sources,
                 syntax::DiagnosticEngine &diagnostics,
                 const AnalyseOptions &options = {});

} // namespace kop::sema

#endif // KOP_SEMA_ANALYSE_H
