//===- FrontEnd.h - From a file to typed instances --------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The stages of one input that need no MLIR. Each is one call and leaves its
// result in a member; false means that `diagnostics` holds errors.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_DRIVER_FRONTEND_H
#define KOP_DRIVER_FRONTEND_H

#include "compiler/driver/Options.h"
#include "compiler/sema/Analyse.h"

#include <memory>

namespace kop::driver {

class FrontEnd {
public:
  explicit FrontEnd(const Options &options) : options(options) {}

  /// Reads the input; on failure says why.
  bool load(const std::string &path, std::string &error);
  bool parse();
  bool analyse();

  /// Whether errors were found, with those warnings that -Werror promotes.
  bool hasErrors() const;

  /// The input and all it imports, each once, for depfiles.
  std::vector<std::string> filesRead() const;

  /// 16 hexadecimal digits that change with the text of any file read and
  /// with -D and --export; not with paths.
  std::string sourceHash() const;

  const Options &options;
  syntax::SourceManager sources;
  syntax::DiagnosticEngine diagnostics;
  syntax::FileId main = syntax::noFile;
  std::string path; ///< as given on the command line
  std::unique_ptr<syntax::ast::File> tree;
  sema::Analysis analysis;
};

/// The directory that `import std.…` searches.
std::string standardLibraryDirectory();

} // namespace kop::driver

#endif // KOP_DRIVER_FRONTEND_H
