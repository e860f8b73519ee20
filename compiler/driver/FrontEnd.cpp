//===- FrontEnd.cpp - From a file to typed instances ------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/driver/FrontEnd.h"
#include "compiler/driver/Messages.h"
#include "compiler/syntax/Parser.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SHA256.h"

using namespace kop;
using namespace kop::driver;

bool FrontEnd::load(const std::string &input, std::string &error) {
  path = input;
  std::optional<syntax::FileId> file = sources.load(input, error);
  if (!file)
    return false;
  main = *file;
  return true;
}

bool FrontEnd::hasErrors() const {
  syntax::DiagnosticEngine shown;
  MessageFilter(options).apply(diagnostics, shown);
  return shown.hasErrors();
}

bool FrontEnd::parse() {
  tree = syntax::parse(main, sources, diagnostics);
  return tree && !hasErrors();
}

bool FrontEnd::analyse() {
  sema::AnalyseOptions settings;
  settings.searchPath = options.includes;
  settings.searchPath.push_back(standardLibraryDirectory());
  settings.defines = options.defines;
  settings.exports = options.exports;
  analysis = sema::analyse(*tree, sources, diagnostics, settings);
  return !hasErrors();
}

std::vector<std::string> FrontEnd::filesRead() const {
  std::vector<std::string> files;
  if (path != "-")
    files.push_back(path);
  files.insert(files.end(), analysis.importedFiles.begin(),
               analysis.importedFiles.end());
  return files;
}

std::string FrontEnd::sourceHash() const {
  llvm::SHA256 hash;
  auto add = [&](llvm::StringRef text) {
    hash.update(std::to_string(text.size()) + ":");
    hash.update(text);
  };
  for (syntax::FileId file = 0; file < sources.size(); ++file)
    add(sources.text(file));
  for (const auto &[name, value] : options.defines)
    add(name + "=" + value);
  for (const std::string &item : options.exports)
    add(item);
  return llvm::toHex(hash.final(), /*LowerCase=*/true).substr(0, 16);
}

std::string kop::driver::standardLibraryDirectory() {
  static int anchor;
  std::string program =
      llvm::sys::fs::getMainExecutable("kopc", static_cast<void *>(&anchor));
  llvm::SmallString<128> installed(
      llvm::sys::path::parent_path(llvm::sys::path::parent_path(program)));
  llvm::sys::path::append(installed, "share", "kop", "stdlib");
  if (llvm::sys::fs::is_directory(installed))
    return std::string(installed);
  return KOP_STDLIB_DIRECTORY;
}
