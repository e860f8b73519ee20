//===- Crash.cpp - Internal errors and their reproducers --------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/driver/Crash.h"
#include "compiler/driver/Options.h"

#include "llvm/Support/CrashRecoveryContext.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/raw_ostream.h"

using namespace kop;
using namespace kop::driver;
using llvm::StringRef;

/// What a reproducer holds; set before anything can crash.
static llvm::ArrayRef<const char *> commandLine;
static const syntax::SourceManager *currentSources = nullptr;

ReproducerScope::ReproducerScope(const syntax::SourceManager &sources) {
  currentSources = &sources;
}
ReproducerScope::~ReproducerScope() { currentSources = nullptr; }

static bool writeFile(StringRef directory, StringRef name, StringRef text) {
  llvm::SmallString<128> path(directory);
  llvm::sys::path::append(path, name);
  std::error_code code;
  llvm::raw_fd_ostream stream(path, code);
  if (code)
    return false;
  stream << text;
  return true;
}

/// Writes the command and the sources to a new directory and gives its name,
/// empty when that fails.
static std::string writeReproducer() {
  llvm::SmallString<128> model, directory;
  llvm::sys::path::system_temp_directory(/*ErasedOnReboot=*/true, model);
  llvm::sys::path::append(model, "kopc-crash");
  if (llvm::sys::fs::createUniqueDirectory(model, directory))
    return "";
  std::string command;
  llvm::raw_string_ostream stream(command);
  for (const char *argument : commandLine) {
    llvm::sys::printArg(stream, argument, /*Quote=*/true);
    stream << ' ';
  }
  stream << '\n';
  if (!writeFile(directory, "command", command))
    return "";
  for (syntax::FileId file = 0; currentSources && file < currentSources->size();
       ++file)
    writeFile(directory,
              std::to_string(file) + "-" +
                  llvm::sys::path::filename(currentSources->name(file)).str(),
              currentSources->text(file));
  return std::string(directory);
}

int kop::driver::reportInternalError(StringRef reason) {
  usageError(llvm::errs(), "internal error: " + reason.str());
  std::string directory = writeReproducer();
  if (!directory.empty())
    llvm::errs() << "kopc: note: the command and its sources are in "
                 << directory << "; please report them\n";
  return ExitInternalError;
}

int kop::driver::runProtected(llvm::ArrayRef<const char *> arguments,
                              llvm::function_ref<int()> body) {
  constexpr unsigned stackSize = 256u << 20;
  commandLine = arguments;
  llvm::CrashRecoveryContext::Enable();
  llvm::CrashRecoveryContext context;
  int result = ExitInternalError;
  if (context.RunSafelyOnThread([&] { result = body(); }, stackSize))
    return result;
  return reportInternalError("the compiler crashed");
}
