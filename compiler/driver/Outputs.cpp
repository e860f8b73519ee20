//===- Outputs.cpp - Files of a run, all or nothing -------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/driver/Outputs.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

using namespace kop::driver;
using llvm::StringRef;
namespace fs = llvm::sys::fs;

bool OutputSet::add(StringRef path, std::string contents) {
  if (path != "-" &&
      llvm::any_of(files, [&](const File &file) { return file.path == path; }))
    return false;
  files.push_back({path.str(), std::move(contents)});
  return true;
}

/// A device (/dev/null) is written to, never replaced.
static bool isSpecial(const std::string &path) {
  fs::file_status status;
  return path == "-" || (!fs::status(path, status) && fs::exists(status) &&
                         !fs::is_regular_file(status));
}

static bool writeSpecial(const std::string &path, StringRef contents,
                         std::string &error) {
  std::error_code code;
  llvm::raw_fd_ostream stream(path, code, fs::OF_None);
  if (!code) {
    stream << contents;
    stream.close();
    code = stream.error();
    stream.clear_error();
  }
  if (code)
    error = "cannot write '" + path + "': " + code.message();
  return !code;
}

/// Writes `contents` beside `path`.
static llvm::Expected<fs::TempFile> writeTemporary(const std::string &path,
                                                   StringRef contents) {
  if (fs::is_directory(path))
    return llvm::createStringError("is a directory");
  llvm::Expected<fs::TempFile> file = fs::TempFile::create(path + ".tmp%%%%%%");
  if (!file)
    return file.takeError();
  llvm::raw_fd_ostream stream(file->FD, /*shouldClose=*/false);
  stream << contents;
  stream.flush();
  if (std::error_code code = stream.error()) {
    stream.clear_error();
    llvm::consumeError(file->discard());
    return llvm::errorCodeToError(code);
  }
  return file;
}

bool OutputSet::commit(std::string &error) {
  std::vector<std::pair<const File *, fs::TempFile>> temporaries;
  auto fail = [&](const File &file, llvm::Error reason) {
    error = "cannot write '" + file.path +
            "': " + llvm::toString(std::move(reason));
    for (auto &entry : temporaries)
      llvm::consumeError(entry.second.discard());
    return false;
  };

  for (const File &file : files) {
    if (isSpecial(file.path) && !fs::is_directory(file.path))
      continue;
    llvm::Expected<fs::TempFile> temporary =
        writeTemporary(file.path, file.contents);
    if (!temporary)
      return fail(file, temporary.takeError());
    temporaries.emplace_back(&file, std::move(*temporary));
  }

  std::vector<std::string> placed;
  while (!temporaries.empty()) {
    auto [file, temporary] = std::move(temporaries.back());
    temporaries.pop_back();
    if (llvm::Error reason = temporary.keep(file->path)) {
      for (const std::string &path : placed)
        fs::remove(path);
      return fail(*file, std::move(reason));
    }
    placed.push_back(file->path);
  }

  for (const File &file : files)
    if (isSpecial(file.path) && !writeSpecial(file.path, file.contents, error))
      return false;
  return true;
}
